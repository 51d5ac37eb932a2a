"""Digital object identifiers."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://doi.org/10.1145/3377811.3380400", "doi:10.1145/3377811.3380400", "paper"),
        ("http://dx.doi.org/10.1145/ABC", "doi:10.1145/abc", "paper"),
        ("https://doi.org/10.5281/zenodo.1234567", "doi:10.5281/zenodo.1234567", "record"),
        ("https://doi.acm.org/10.1145/1234.5678", "doi:10.1145/1234.5678", "paper"),
        ("https://dl.acm.org/doi/pdf/10.1145/1234.5678", "doi:10.1145/1234.5678", "paper"),
        ("https://link.springer.com/chapter/10.1007/978-3-030-1_2", "doi:10.1007/978-3-030-1_2", "paper"),
        ("https://zenodo.org/doi/10.5281/zenodo.1234567", "doi:10.5281/zenodo.1234567", "record"),
        ("https://zenodo.org/badge/DOI/10.5281/zenodo.1234567.svg", "doi:10.5281/zenodo.1234567", "image"),
        ("https://doi.org/10.48550/arXiv.2401.00001", "arxiv:2401.00001", "paper"),
    ],
)
def test_a_resolver_url_names_its_object(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize("written", ["https://doi.org", "https://doi.org/help.html", "https://doi.org/10.1/x y"])
def test_other_pages_of_the_resolver_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
