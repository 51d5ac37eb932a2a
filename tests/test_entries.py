"""An entry of a list, and the paper it stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.entries import Entry, arxiv_of, doi_of, entry_of_record, is_label, leading_words, paper_of
from linkgraph.model import Place

PLACE = Place("a", 1, "test")


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("2401.00001", "2401.00001"),
        ("2401.00001v3", "2401.00001"),
        ("arXiv: 2401.00001", "2401.00001"),
        ("arXiv preprint arXiv:2401.00001", "2401.00001"),
        ("https://arxiv.org/abs/2401.00001v1", "2401.00001"),
        ("https://arxiv.org/pdf/cs/0101001.pdf", "cs/0101001"),
        ("10.48550/arXiv.2401.00001", "2401.00001"),
        ("oai:arXiv.org:2401.00001", ""),
        ("version 2401.00001", ""),
        ("W2401", ""),
        ("", ""),
    ],
)
def test_an_arxiv_identifier_is_told_from_other_numbers(text: str, identifier: str) -> None:
    assert arxiv_of(text) == identifier


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/ABC.1", "10.1145/abc.1"),
        ("https://doi.org/10.1145/1", "10.1145/1"),
        ("doi: 10.1145/1.", "10.1145/1"),
        ("10.48550/arXiv.2401.00001", ""),
        ("see 10.1145/1", ""),
        ("", ""),
    ],
)
def test_a_doi_is_plain(text: str, doi: str) -> None:
    assert doi_of(text) == doi


def test_an_entry_takes_its_identifier_from_its_addresses() -> None:
    paper = paper_of(Entry("A  title\n", hrefs=("https://x.org", "https://arxiv.org/pdf/2401.00001v2")), PLACE)
    assert paper is not None
    assert (paper.title, paper.key, paper.arxiv) == ("A title", "arxiv:2401.00001", "2401.00001")


def test_an_entry_without_title_is_no_paper() -> None:
    assert paper_of(Entry(" \n"), PLACE) is None


@pytest.mark.parametrize("words", ["Code", "[PDF]", "paper / code", "https://a.org", "2024.01.02", "", "★"])
def test_labels_are_no_titles(words: str) -> None:
    assert is_label(words)


@pytest.mark.parametrize("words", ["BERT", "Code Llama", "A paper on walks"])
def test_names_are_no_labels(words: str) -> None:
    assert not is_label(words)


def test_the_leading_words_end_before_address_and_description() -> None:
    assert leading_words("Robot - walks on graphs") == "Robot"
    assert leading_words("Code: https://a.org") == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "paper", "abstract", "id", "doi", "url", "links", "ids", "abstract_inverted_index"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["title", "paper", "summary", "url", "externalIds", "doi"]), JSON, max_size=5))
def test_any_record_is_read_or_left(record: dict[str, object]) -> None:
    entry = entry_of_record(record)
    if entry is not None:
        assert entry.title
        paper_of(entry, PLACE)
