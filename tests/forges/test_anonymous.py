"""Anonymised copies of repositories."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://anonymous.4open.science/r/Robot-0A1B/", "anonymous:Robot-0A1B", "repository"),
        ("https://anonymous.4open.science/r/Robot-0A1B/README.md", "anonymous:Robot-0A1B", "file"),
        ("https://anonymous.4open.science/repository/0a1b2c3d", "anonymous:0a1b2c3d", "repository"),
    ],
)
def test_a_copy_is_named_in_its_own_case(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://anonymous.4open.science",
        "https://anonymous.4open.science/faq",
        "https://anonymous.4open.science/r/***",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
