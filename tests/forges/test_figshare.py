"""figshare and the portals on it."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://figshare.com/articles/dataset/Some_walks/1234567", "figshare:1234567", "record"),
        ("https://figshare.com/articles/dataset/Some_walks/1234567/2", "figshare:1234567", "record"),
        ("https://octo.figshare.com/articles/Walks_of_2020/1234567", "figshare:1234567", "record"),
        ("https://figshare.com/collections/Walks/7654321", "figshare:collections/7654321", "record"),
    ],
)
def test_an_article_is_named_by_its_number(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://figshare.com",
        "https://figshare.com/s/0a1b2c3d",
        "https://figshare.com/articles",
        "https://notfigshare.com/articles/dataset/x/1234567",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
