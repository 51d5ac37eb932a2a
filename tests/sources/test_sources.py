"""The contract that every source keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph import sources
from linkgraph.errors import UsageError
from linkgraph.model import Document
from linkgraph.sources import SOURCES, Source, source_for

HELPERS = {"inputs", "live", "parts"}


def test_every_member_of_the_folder_stands_in_the_table_once() -> None:
    folder = Path(sources.__file__).parent
    members = {path.stem for path in folder.glob("*.py")} - {"__init__"} - HELPERS
    assert sorted(source.__name__.rpartition(".")[2] for source in SOURCES) == sorted(members)  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.NAME)
@given(text=st.lists(st.sampled_from([*"ab \n-*|[]()#<>", "https://a.example/", "\n\n"]), max_size=60).map("".join))
def test_reading_never_raises_and_names_where_a_paper_stands(source: Source, text: str) -> None:
    if not text.strip():
        return
    reading = source.read(Document("input", text))
    lines = text.count("\n") + 1
    for paper in reading.papers:
        assert paper.title
        assert paper.places[0].input == "input"
        assert 1 <= paper.places[0].line <= lines


@pytest.mark.parametrize(
    ("name", "text", "format_name"),
    [
        ("page.txt", "Sep 4\n\nA Title\n\nAn abstract.", "listing"),
        ("list.md", "- [A](https://a.example.org)", "markdown"),
        ("-", "# L\n\n- [A](https://a.example.org)\n- [B](https://b.example.org)", "markdown"),
        ("unknown.xyz", "plain words", "listing"),
        ("a.html", "plain words", "html"),
        ("-", "<!doctype html><p>x</p>", "html"),
        ("-", "<feed><entry></entry></feed>", "feed"),
        ("-", '{"title": "A"}', "json"),
        ("a.jsonl", "{", "json"),
        ("-", "@misc{a,\n title = {A}\n}", "bibtex"),
        ("a.bib", "Title,Code\nA,b", "bibtex"),
        ("-", "Title,Code\nA,b", "table"),
        ("a.csv.gz", "x", "table"),
    ],
)
def test_the_format_is_told_by_content_then_by_name(name: str, text: str, format_name: str) -> None:
    assert source_for(Document(name, text)).NAME == format_name


def test_the_user_overrules() -> None:
    assert source_for(Document("list.md", "x"), "listing").NAME == "listing"


def test_an_unknown_format_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="known ones are listing, html"):
        source_for(Document("x", "x"), "docx")
