"""Bitbucket Cloud."""

from __future__ import annotations

import pytest

from tests.forges.tables import means

VALID = [
    ("https://bitbucket.org/Octo/robot", "bitbucket:octo/robot", "repository"),
    ("https://bitbucket.org/octo/robot/src/master/a.py", "bitbucket:octo/robot", "file"),
    ("https://bitbucket.org/octo/robot/downloads/", "bitbucket:octo/robot", "release"),
    ("https://bitbucket.org/octo/robot/pull-requests/3", "bitbucket:octo/robot", "issue"),
    ("https://bitbucket.org/octo", "bitbucket:octo", "account"),
]


@pytest.mark.parametrize(("written", "target", "kind"), VALID)
def test_a_path_names_its_repository(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize("written", ["https://bitbucket.org", "https://bitbucket.org/product/features"])
def test_a_page_of_the_site_is_no_repository(written: str) -> None:
    assert means(written)[0].startswith("web:")
