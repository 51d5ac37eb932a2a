"""arXiv's pages, versions aside."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    "written",
    [
        "https://arxiv.org/abs/2401.04887",
        "http://www.arxiv.org/abs/2401.04887v2",
        "https://arxiv.org/pdf/2401.04887v1.pdf",
        "https://arxiv.org/html/2401.04887",
        "https://export.arxiv.org/abs/2401.04887",
    ],
)
def test_a_page_of_any_form_and_version_is_the_paper(written: str) -> None:
    assert means(written) == ("arxiv:2401.04887", "paper")


def test_old_identifiers_keep_their_archive() -> None:
    assert means("https://arxiv.org/abs/cs/0112017v1") == ("arxiv:cs/0112017", "paper")


@pytest.mark.parametrize(
    "written", ["https://arxiv.org", "https://arxiv.org/list/cs.CL/recent", "https://notarxiv.org/abs/2401.04887"]
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
