"""When two entries are one paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.model import Paper, Passage, Place
from linkgraph.papers import merge_papers, normalize_title, paper_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graph  Walks", "Graph Walks"),
        ("{BERT}: Pre-training", "BERT: Pre-training"),
        ("Schrödinger Bridge", "Schro\u0308dinger Bridge"),
        ("ﬁne-tuning", "fine-tuning"),
        ("DeepWalk", "deepwalk"),
    ],
)
def test_spelling_makes_no_new_paper(one: str, other: str) -> None:
    assert paper_key(one) == paper_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All You Need", "Attention Is Not All You Need"),
        ("Physics of Models: Part 1", "Physics of Models: Part 2"),
        ("Learning C", "Learning C++"),
        ("ZeRO", "ZeRO-Infinity"),
        ("学习", "学習"),
    ],
)
def test_near_titles_are_different_papers(one: str, other: str) -> None:
    assert paper_key(one) != paper_key(other)


def test_an_identifier_comes_before_the_title() -> None:
    assert paper_key("A", arxiv="2401.00001v3") == paper_key("B", arxiv="2401.00001") == "arxiv:2401.00001"
    assert paper_key("A", doi="10.1/X") == "doi:10.1/x"


@given(st.text())
def test_any_title_has_a_key_of_bounded_length(title: str) -> None:
    assert paper_key(title).startswith("title:")
    assert len(paper_key(title)) < 90
    assert normalize_title(normalize_title(title)) == normalize_title(title)


def test_merging_keeps_all_places_and_each_passage_once() -> None:
    passage, other = Passage("abstract", "one"), Passage("abstract", "two")
    first = Paper("k", "T", (passage,), (Place("a.txt", 3, "listing"),))
    second = Paper("k", "T", (passage, other), (Place("b.txt", 7, "listing"),), arxiv="2401.00001")
    (merged,) = merge_papers([first, second])
    assert merged.passages == (passage, other)
    assert [str(place) for place in merged.places] == ["a.txt:3", "b.txt:7"]
    assert merged.arxiv == "2401.00001"
