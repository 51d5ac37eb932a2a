"""GitLab: sub-groups stay whole, ``/-/`` ends the path, institutes' hosts stand in the name."""

from __future__ import annotations

import pytest

from tests.forges.tables import means

VALID = [
    ("https://gitlab.com/octo/robot", "gitlab:octo/robot", "repository"),
    ("https://gitlab.com/Octo/Team/Robot", "gitlab:octo/team/robot", "repository"),
    ("https://gitlab.com/octo/team/robot/-/tree/main/src", "gitlab:octo/team/robot", "file"),
    ("https://gitlab.com/octo/robot/-/merge_requests/3", "gitlab:octo/robot", "issue"),
    ("https://gitlab.com/octo/robot/-/archive/v1/robot-v1.tar.gz", "gitlab:octo/robot", "release"),
    ("https://gitlab.com/octo/robot/blob/master/a.py", "gitlab:octo/robot", "file"),
    ("git@gitlab.com:octo/team/robot.git", "gitlab:octo/team/robot", "repository"),
    ("https://gitlab.inria.fr/octo/robot", "gitlab:gitlab.inria.fr/octo/robot", "repository"),
    ("https://gitlab.com/octo", "gitlab:octo", "account"),
]


@pytest.mark.parametrize(("written", "target", "kind"), VALID)
def test_a_path_names_its_project(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written", ["https://gitlab.com", "https://gitlab.com/explore/projects", "https://mygitlab.com/a/b"]
)
def test_a_page_of_the_site_is_no_project(written: str) -> None:
    assert means(written)[0].startswith("web:")
