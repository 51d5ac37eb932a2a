"""Long inputs in parts: nothing is lost, doubled or cut in the middle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from linkgraph.errors import InputUnreadable
from linkgraph.model import Document
from linkgraph.sources import bibtex, listing, records, table
from linkgraph.sources.parts import PART, SPLITTERS, UNSPLIT, documents
from linkgraph.texts import Text

COUNT = 9_000
FILLER = "We walk on sparse graphs, and tell how cheap that is for all to see. " * 9


def long_text(text: str, size: int = 700_001) -> Text:
    """A text that comes in pieces which end anywhere."""

    def rest() -> Iterator[str]:
        yield from (text[at : at + size] for at in range(size, len(text), size))

    return Text("long", text[:size], rest())


def written_table() -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Title", "Abstract"])
    writer.writerows([f"Paper {n}", f'{FILLER}\n"quoted", {n}'] for n in range(COUNT))
    return out.getvalue()


RECORDS = [{"title": f"Paper {n}", "abstract": FILLER} for n in range(COUNT)]
TEXTS = {
    "listing": (listing, "Sep 4\n\n" + "".join(f"Paper {n}\n\n{FILLER}\n\n" for n in range(COUNT))),
    "bibtex": (
        bibtex,
        "".join(f"@misc{{k{n},\n title = {{Paper {n}}},\n abstract = {{{FILLER}}}\n}}\n" for n in range(3500)),
    ),
    "table": (table, written_table()),
    "json lines": (records, "".join(json.dumps(record) + "\n" for record in RECORDS)),
    "an array": (records, json.dumps(RECORDS)),
    "an answer": (records, json.dumps({"meta": {"count": COUNT}, "results": RECORDS}, indent=1)),
}


@pytest.mark.parametrize("name", TEXTS)
def test_each_entry_of_a_long_text_is_read_once(name: str) -> None:
    source, text = TEXTS[name]
    parts = list(documents(long_text(text), source.SPLIT))
    assert len(parts) > 1
    readings = [source.read(part) for part in parts]
    titles = [paper.title for reading in readings for paper in reading.papers]
    assert titles == [f"Paper {n}" for n in range(len(titles))]
    assert len(titles) == (3500 if name == "bibtex" else COUNT)
    assert not [item for reading in readings for item in reading.skipped]


@pytest.mark.parametrize("name", ["listing", "bibtex", "table", "json lines"])
def test_lines_are_counted_over_all_parts(name: str) -> None:
    source, text = TEXTS[name]
    papers = [paper for part in documents(long_text(text), source.SPLIT) for paper in source.read(part).papers]
    lines = text.split("\n")
    for paper in (papers[0], papers[len(papers) // 2], papers[-1]):
        line = paper.places[0].line
        assert paper.title in "\n".join(lines[line - 1 : line + 1])


def test_a_short_text_is_one_document() -> None:
    assert list(documents(Text("a", "b"), "rows")) == [Document("a", "b")]


def test_what_cannot_be_split_must_fit() -> None:
    piece = "x" * (PART * 10)

    def rest() -> Iterator[str]:
        for _ in range(UNSPLIT // len(piece) + 1):
            yield piece

    for split in ("whole", "paragraphs", "entries"):
        with pytest.raises(InputUnreadable, match="split it"):
            list(documents(Text("a", piece, rest()), split))


def test_a_broken_array_gives_what_stood_before_the_fault() -> None:
    text = json.dumps(RECORDS)[:-200]
    read = []
    with pytest.raises(InputUnreadable, match="no valid JSON"):
        for part in documents(long_text(text), "records"):
            read += records.read(part).papers
    assert len(read) == COUNT - 1


def test_every_format_names_a_way_to_split() -> None:
    from linkgraph.sources import SOURCES

    assert {source.SPLIT for source in SOURCES} <= set(SPLITTERS)
