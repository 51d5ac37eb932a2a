"""CSV and TSV: columns told by their heads, by content, or by the user."""

# ruff: noqa: E501 - tables as they are written

from __future__ import annotations

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document
from linkgraph.sources.table import choose_columns, read, recognizes

REPO = "https://github.com/octo/robot"


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["Title", "Abstract", "Code"], {"title": 0, "abstract": 1}),
        (["id", "paper_title", "doi", "arxiv_id"], {"title": 1, "doi": 2, "arxiv": 3}),
        (["Paper", "Link"], {"title": 0}),
        (["\ufeffName", "Summary"], {"title": 0, "abstract": 1}),
    ],
)
def test_columns_are_told_by_their_heads(head: list[str], columns: dict[str, int]) -> None:
    assert choose_columns(head, {}) == (columns, True)


def test_columns_are_told_by_content_where_there_is_no_head() -> None:
    assert choose_columns(["A study of walks", REPO], {}) == ({"title": 0}, False)
    assert choose_columns(["2024", "A study of walks", "We walk. " * 60], {}) == ({"title": 1, "abstract": 2}, False)


def test_the_user_names_columns_by_head_or_number() -> None:
    text = f"Werk,Ort\nEin Titel,{REPO}\n"
    for name in ("Werk", "werk", "1"):
        (paper, *rest) = read(Document("a.csv", text, columns=(("title", name),))).papers
        assert (paper.title, rest) == ("Ein Titel", [])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_any_usual_sign_parts_cells(delimiter: str) -> None:
    text = delimiter.join(["Title", "Code"]) + "\n" + delimiter.join(["Walks", REPO])
    (paper,) = read(Document("a", text)).papers
    assert [link.url for link in find_links(paper)] == [REPO]


def test_links_stand_in_any_cell() -> None:
    text = f'Title,Abstract,Code,DOI\n"Walks, far","We walk.\nSee {REPO}.",https://example.org/c,10.1145/1\n'
    (paper,) = read(Document("a.csv", text)).papers
    assert paper.title == "Walks, far"
    assert [link.url for link in find_links(paper)] == [REPO, "https://example.org/c", "https://doi.org/10.1145/1"]


def test_rows_without_title_are_named_and_skipped() -> None:
    reading = read(Document("a.csv", "Title,Code\nWalks,x\n,https://x.org\n,\nSteps,y\n"))
    assert [(paper.title, paper.places[0].line) for paper in reading.papers] == [("Walks", 2), ("Steps", 5)]
    assert [str(item) for item in reading.skipped] == ["a.csv:3: row has no title; fill it in."]


def test_a_table_without_titles_says_what_to_do() -> None:
    (skipped,) = read(Document("a.csv", "1,2\n3,4\n")).skipped
    assert "--columns title=NAME" in str(skipped)


@pytest.mark.parametrize(
    ("text", "is_table"),
    [("Title,Code\nA,b", True), ("A sentence, with a comma.\nMore, too", False), ("| Title | Code |\n|---|---|", False),
     ("Title\n", False), ("", False)],
)  # fmt: skip
def test_a_table_is_told_by_its_head(text: str, is_table: bool) -> None:
    assert recognizes(Document("x", text)) is is_table


def test_web_of_science_writes_quotes_as_letters() -> None:
    text = f'PT\tTI\tAB\tDI\nJ\t"Walks" begun\tSee {REPO}\t10.1145/1\nJ\t"Half a quote\tNothing\t10.1145/2\nJ\tLast\t\t10.1145/3\n'
    papers = read(Document("savedrecs.txt", text)).papers
    assert [(paper.title, paper.doi) for paper in papers] == [
        ('"Walks" begun', "10.1145/1"), ('"Half a quote', "10.1145/2"), ("Last", "10.1145/3"),
    ]  # fmt: skip


def test_excels_first_line_names_the_sign_between_cells() -> None:
    reading = read(Document("a.csv", f"sep=;\nTitle;Code\nWalks, far;{REPO}\n"))
    assert [(paper.title, paper.places[0].line) for paper in reading.papers] == [("Walks, far", 3)]
