"""When two entries are one paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.model import Paper, Passage, Place
from linkgraph.papers import merge_papers, normalize_title, paper_key, unify_papers


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


def paper(title: str, arxiv: str = "", doi: str = "", context: str = "") -> Paper:
    return Paper(paper_key(title, arxiv, doi, context), title, arxiv=arxiv, doi=doi)


LONG = "Walks on Sparse Graphs"
SAME = [
    ("an identifier and the title", [paper(LONG, "2401.00001"), paper(LONG)]),
    ("the title, then an identifier", [paper(LONG), paper(LONG, "2401.00001")]),
    ("a preprint and a publisher's record", [paper(LONG, "2401.00001"), paper(LONG, doi="10.1/x")]),
    ("another title, one identifier", [paper(LONG, "2401.00001"), paper("Renamed Walks on Graphs", "2401.00001")]),
    ("joined by a third", [paper(LONG, "2401.00001"), paper("Other Name of It", doi="10.1/x"),
                           paper("Third Name of It", "2401.00001", "10.1/x")]),
    ("a title without blanks", [paper("机器人在稀疏图上的行走"), paper("机器人在稀疏图上的行走")]),
    ("blanks, braces and case", [paper("{Walks} on  sparse graphs"), paper(LONG)]),
    ("a short name with one identifier", [paper("BERT", "1810.04805"), paper("BERT", "1810.04805")]),
    ("a short name with one text", [paper("BERT", context="We walk."), paper("BERT", context="We walk.")]),
]  # fmt: skip
APART = [
    ("two identifiers, one title", [paper(LONG, "2401.00001"), paper(LONG, "2402.00002")]),
    ("two DOIs, one title", [paper(LONG, doi="10.1/x"), paper(LONG, doi="10.1/y")]),
    ("near titles", [paper("Attention Is All You Need"), paper("Attention Is Not All You Need")]),
    ("two parts", [paper("Physics of Models: Part 1"), paper("Physics of Models: Part 2")]),
    ("a short name", [paper("BERT", "1810.04805"), paper("BERT", context="a.md")]),
    ("a short name of two lists", [paper("BERT", context="a.md"), paper("BERT", context="b.md")]),
]


@pytest.mark.parametrize("papers", [row[1] for row in SAME], ids=[row[0] for row in SAME])
def test_one_paper_in_many_places_has_one_key(papers: list[Paper]) -> None:
    assert len({item.key for item in unify_papers(papers)}) == 1


@pytest.mark.parametrize("papers", [row[1] for row in APART], ids=[row[0] for row in APART])
def test_different_papers_stay_apart(papers: list[Paper]) -> None:
    assert len({item.key for item in unify_papers(papers)}) == len(papers)


def test_a_known_paper_keeps_its_key_and_learns_its_identifier() -> None:
    known = paper(LONG)
    (unified,) = unify_papers([paper(LONG, "2401.00001")], [known])
    assert (unified.key, unified.arxiv) == (known.key, "2401.00001")


ANY = st.builds(
    paper,
    st.sampled_from([LONG, "Other Walks on Graphs", "BERT"]),
    st.sampled_from(["", "2401.00001", "2402.00002"]),
    st.sampled_from(["", "10.1/x"]),
)


@given(st.lists(ANY, max_size=8))
def test_unifying_is_idempotent_and_never_mixes_identifiers(papers: list[Paper]) -> None:
    unified = unify_papers(papers)
    assert unify_papers(unified, unified) == unified
    for given_, made in zip(papers, unified, strict=True):
        assert not given_.arxiv or made.arxiv == given_.arxiv
