"""GitHub's many guises all name their repository; its own pages name none."""

from __future__ import annotations

import pytest

from tests.forges.tables import means

VALID = [
    ("https://github.com/Octo/Robot", "github:octo/robot", "repository"),
    ("http://www.github.com/octo/robot/", "github:octo/robot", "repository"),
    ("https://github.com/octo/robot.git", "github:octo/robot", "repository"),
    ("https://github.com/octo/.github", "github:octo/.github", "repository"),
    ("https://github.com/3octo/robot1", "github:3octo/robot1", "repository"),
    ("https://github.com/octo/vert.x.git", "github:octo/vert.x", "repository"),
    ("https://github.com/octo/robot#readme", "github:octo/robot", "repository"),
    ("https://github.com/octo/robot/stargazers", "github:octo/robot", "repository"),
    ("https://github.com/octo/robot/tree/feature/x/src", "github:octo/robot", "file"),
    ("https://github.com/octo/robot/blob/main/README.md", "github:octo/robot", "file"),
    ("https://github.com/octo/robot/commit/0a1b2c3", "github:octo/robot", "file"),
    ("https://github.com/octo/robot/wiki/Install", "github:octo/robot", "file"),
    ("https://github.com/octo/robot/issues/42#issuecomment-1", "github:octo/robot", "issue"),
    ("https://github.com/octo/robot/pull/7", "github:octo/robot", "issue"),
    ("https://github.com/octo/robot/discussions", "github:octo/robot", "issue"),
    ("https://github.com/octo/robot/releases/tag/v1", "github:octo/robot", "release"),
    ("https://github.com/octo/robot/archive/refs/tags/v1.tar.gz", "github:octo/robot", "release"),
    ("https://codeload.github.com/octo/robot/zip/main", "github:octo/robot", "release"),
    ("https://raw.githubusercontent.com/octo/robot/main/a.csv", "github:octo/robot", "file"),
    ("https://raw.github.com/octo/robot/master/a.csv", "github:octo/robot", "file"),
    ("https://media.githubusercontent.com/octo/robot/main/a.bin", "github:octo/robot", "file"),
    ("https://api.github.com/repos/octo/robot", "github:octo/robot", "repository"),
    ("https://redirect.github.com/octo/robot", "github:octo/robot", "repository"),
    ("https://github.com/octo/robot/actions/workflows/ci.yml/badge.svg", "github:octo/robot", "image"),
    ("https://img.shields.io/github/stars/octo/robot.svg", "github:octo/robot", "image"),
    ("https://img.shields.io/github/v/release/octo/robot", "github:octo/robot", "image"),
    ("git@github.com:octo/robot.git", "github:octo/robot", "repository"),
    ("ssh://git@github.com:22/octo/robot.git", "github:octo/robot", "repository"),
    ("git+ssh://git@github.com/octo/robot.git#semver:^2.0", "github:octo/robot", "repository"),
    ("https://x-oauth-basic:token@github.com/octo/robot", "github:octo/robot", "repository"),
    ("https://github.com/octo", "github:octo", "account"),
    ("https://github.com/orgs/octo/repositories", "github:octo", "account"),
    (
        "https://gist.github.com/0123456789abcdef0123456789abcdef",
        "github:gist/0123456789abcdef0123456789abcdef",
        "gist",
    ),
    ("https://gist.github.com/octo/0123456789abcdef", "github:gist/octo/0123456789abcdef", "gist"),
    ("https://gist.github.com/octo", "github:octo", "account"),
]

NOT_GITHUB = [
    "https://github.com",
    "https://github.com/topics/robotics",
    "https://github.com/features",
    "https://github.com/marketplace/actions/robot",
    "https://github.com/***/***",
    "https://github.blog/2020-01-01-x",
    "https://github.com.evil.example/octo/robot",
    "https://octo.medium.com/github-robot",
    "https://notgithub.com/octo/robot",
    "https://api.github.com/users/octo",
    "https://raw.githubusercontent.com/octo",
    "https://img.shields.io/badge/octo-robot",
    "https://github.com/orgs",
    "https://gist.github.com",
]


@pytest.mark.parametrize(("written", "target", "kind"), VALID)
def test_a_guise_names_its_repository(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize("written", NOT_GITHUB)
def test_a_page_of_the_site_or_a_look_alike_is_no_repository(written: str) -> None:
    assert means(written)[0].startswith("web:")
