"""Listing pages as plain text."""

# ruff: noqa: E501 - lists as they are written

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.model import Document
from linkgraph.papers import merge_papers
from linkgraph.sources import listing
from tests.conftest import read_tsv

ABSTRACT = (
    "We look at sparse graphs and find that most of them can be walked in little time. Our approach needs no index "
    "and keeps what it has seen. On four collections it is faster than the best known one. We release the code at "
    "https://github.com/octo/walks."
)
SHORT = "Walking is cheap on sparse graphs, and we show how cheap it is in practice on four collections."


def page(*paragraphs: str, header: str = "new\n\nSubscribe\n\nSep 4") -> Document:
    return Document("page.txt", "\n\n".join([header, *paragraphs]))


def titles(document: Document) -> list[str]:
    return [paper.title for paper in listing.read(document).papers]


def test_titles_and_abstracts_alternate_behind_the_date_line() -> None:
    reading = listing.read(page("Walking Sparse Graphs", ABSTRACT, "Standing Still: A Survey", ABSTRACT))
    assert [paper.title for paper in reading.papers] == ["Walking Sparse Graphs", "Standing Still: A Survey"]
    assert reading.papers[0].text("abstract") == ABSTRACT
    assert str(reading.papers[0].places[0]) == "page.txt:7"


@pytest.mark.parametrize("date", ["Sep 4", "May 12", "November 3", "Jan 5, 2026"])
def test_any_date_line_marks_the_beginning(date: str) -> None:
    assert titles(page("Walking Sparse Graphs", ABSTRACT, header=f"Daily Papers\n\n{date}")) == [
        "Walking Sparse Graphs"
    ]


def test_without_header_the_list_begins_at_once() -> None:
    assert titles(Document("x.txt", f"Walking Graphs\n\n{ABSTRACT}\n\nStanding Still\n\n{ABSTRACT}")) == [
        "Walking Graphs",
        "Standing Still",
    ]


def test_a_short_abstract_is_still_an_abstract() -> None:
    assert titles(page("Walking Sparse Graphs", SHORT, "Standing Still", ABSTRACT)) == [
        "Walking Sparse Graphs",
        "Standing Still",
    ]


def test_a_title_without_abstract_shifts_nothing() -> None:
    found = titles(
        page("Walking Sparse Graphs", ABSTRACT, "A Title Alone", "Standing Still", ABSTRACT, "Last", ABSTRACT)
    )
    assert found == ["Walking Sparse Graphs", "A Title Alone", "Standing Still", "Last"]


def test_an_abstract_in_two_paragraphs_is_one() -> None:
    reading = listing.read(page("Walking Sparse Graphs", ABSTRACT, ABSTRACT, "Standing Still", ABSTRACT))
    assert [len(paper.passages) for paper in reading.papers] == [3, 2]


def test_a_page_cut_in_the_middle_keeps_what_is_there() -> None:
    assert titles(page("Walking Sparse Graphs", ABSTRACT, "Standing Still", ABSTRACT[:90])) == [
        "Walking Sparse Graphs",
        "Standing Still",
    ]
    assert titles(page("Walking Sparse Graphs", ABSTRACT, "Standing St")) == ["Walking Sparse Graphs", "Standing St"]


@pytest.mark.parametrize(
    "title",
    [
        "N:M Sparse Training",
        "Do We Walk?",
        "100 Ways to Walk",
        "rm -rf /: A Study",
        "Walk & Run! -- A Tale",
        "$O(n)$ Walks",
    ],
)
def test_odd_titles_are_titles(title: str) -> None:
    assert titles(page(title, ABSTRACT, "Standing Still", ABSTRACT)) == [title, "Standing Still"]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    wrapped = ABSTRACT.replace(" ", "\n", 5)
    text = listing.read(page("Walking Sparse Graphs", wrapped)).papers[0].text("abstract")
    # Where a line ended is kept: a URL may go on behind it.
    assert text.replace("\n", " ") == ABSTRACT


def test_a_text_that_is_no_list_is_one_paper_with_its_links() -> None:
    reading = listing.read(Document("notes.txt", "Notes\n\nsee https://a.example.org\n\nand\n\nhttps://b.example.org"))
    assert [paper.title for paper in reading.papers] == ["Notes"]
    assert len(reading.papers[0].passages) == 4


def test_a_header_alone_is_said_to_hold_no_paper() -> None:
    reading = listing.read(Document("page.txt", "Daily Papers\n\nSep 4\n\n"))
    assert reading.papers == ()
    assert "holds no paper" in str(reading.skipped[0])


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_reading_never_raises_and_loses_no_paragraph(paragraphs: list[str]) -> None:
    document = Document("page.txt", "Sep 4\n\n" + "\n\n".join(paragraphs))
    reading = listing.read(document)
    inside = [passage.text for paper in reading.papers for passage in paper.passages]
    assert inside == [paragraph.text for paragraph in listing.split_paragraphs(document.text)[1:]]


def test_the_real_pages_are_read_whole(shared: Path) -> None:
    papers = []
    for name, count in (("000_2402ef7ee872d77b.txt", 85), ("002_17780339f6062318.txt", 91)):
        text = (shared / "pages" / name).read_text(encoding="utf-8")
        reading = listing.read(Document(name, text))
        assert len(reading.papers) == count
        papers += reading.papers
    gold = {row["title"] for row in read_tsv(shared / "gold" / "papers.tsv")}
    assert {paper.title for paper in merge_papers(papers)} == gold


PLAIN_LISTS = [
    ("numbered references", '[1] A. Walker et al. Walking Sparse Graphs. 2024. https://a.example.org\n[2] B. Runner, "Running Sparse Graphs", 2023.',
     [("Walking Sparse Graphs", 1), ("Running Sparse Graphs", 2)]),
    ("titles above addresses", "Walking Graphs\nhttps://a.example.org\nhttps://b.example.org\n\nRunning Graphs\nhttps://c.example.org",
     [("Walking Graphs", 1), ("Running Graphs", 5)]),
    ("addresses alone", "# mine\nhttps://a.example.org/x\nhttps://b.example.org/y", [("https://a.example.org/x", 2), ("https://b.example.org/y", 3)]),
    ("a title and an address on each line", "Walking Graphs https://a.example.org\nRunning Graphs - https://b.example.org",
     [("Walking Graphs", 1), ("Running Graphs", 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in PLAIN_LISTS], ids=[row[0] for row in PLAIN_LISTS])
def test_a_plain_list_has_a_paper_for_each_entry(text: str, found: list[tuple[str, int]]) -> None:
    papers = listing.read(Document("list.txt", text)).papers
    assert [(paper.title, paper.places[0].line) for paper in papers] == found
