"""Zenodo's records."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://zenodo.org/records/1234567", "zenodo:1234567", "record"),
        ("https://www.zenodo.org/record/1234567", "zenodo:1234567", "record"),
        ("https://zenodo.org/records/1234567/files/data.zip", "zenodo:1234567", "file"),
    ],
)
def test_a_path_names_its_record(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize("written", ["https://zenodo.org", "https://zenodo.org/communities/robots"])
def test_a_page_of_the_site_is_no_record(written: str) -> None:
    assert means(written)[0].startswith("web:")
