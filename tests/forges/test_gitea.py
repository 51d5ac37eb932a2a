"""Gitea, Forgejo and SourceHut: the host is part of the name."""

from __future__ import annotations

import pytest

from tests.forges.tables import means

VALID = [
    ("https://codeberg.org/octo/robot", "gitea:codeberg.org/octo/robot", "repository"),
    ("https://codeberg.org/octo/robot/src/branch/main", "gitea:codeberg.org/octo/robot", "file"),
    ("https://git.sr.ht/~octo/robot/tree/main/item/a.c", "gitea:git.sr.ht/~octo/robot", "file"),
    ("https://gitea.example.org/octo/robot", "gitea:gitea.example.org/octo/robot", "repository"),
    ("https://codeberg.org/octo", "gitea:codeberg.org/octo", "account"),
]


@pytest.mark.parametrize(("written", "target", "kind"), VALID)
def test_a_path_names_its_repository(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize("written", ["https://codeberg.org", "https://codeberg.org/explore/repos"])
def test_a_page_of_the_site_is_no_repository(written: str) -> None:
    assert means(written)[0].startswith("web:")
