"""The Open Science Framework."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://osf.io/abcde/", "osf:abcde", "record"),
        ("https://osf.io/AbC12/wiki/home", "osf:abc12", "record"),
        ("https://osf.io/abcde/download", "osf:abcde", "file"),
        ("https://www.osf.io/abcde", "osf:abcde", "record"),
        ("https://osf.io/preprints/psyarxiv/abcde", "osf:abcde", "paper"),
    ],
)
def test_an_identifier_names_a_record(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://osf.io",
        "https://osf.io/preprints",
        "https://osf.io/dashboard",
        "https://osf.io/about",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
