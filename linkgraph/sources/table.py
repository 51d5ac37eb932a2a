"""CSV and TSV tables. Columns are told by their heads, else by what stands in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from linkgraph.entries import Entry, arxiv_of, doi_address, doi_of, paper_of
from linkgraph.model import Document, Place, Reading, Skipped

NAME = "table"
SUFFIXES: tuple[str, ...] = (".csv", ".tsv", ".tab")
SPLIT = "rows"

ROLES: dict[str, re.Pattern[str]] = {
    "title": re.compile(r"^(?:paper[ _-]?)?(?:title|name)$|^paper$|^article$|^publication$|^ti$", re.IGNORECASE),
    "abstract": re.compile(r"abstract|summary|^ab$", re.IGNORECASE),
    "arxiv": re.compile(r"arxiv|^eprint$", re.IGNORECASE),
    "doi": re.compile(r"^(?:paper[ _-]?)?doi$|^di$", re.IGNORECASE),
}
"""Which column is which; the first that matches is taken."""

MAX_FIELD = 64 * 2**20
_ADDRESS = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)
_PROSE = re.compile(r"[^\W\d_]{2,}(?:\W+[^\W\d_]+)+")
DELIMITERS = ("\t", ";", ",", "|")


_TOLD_DELIMITER = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
"""The line by which Excel is told the sign between cells."""


def _has_bare_quotes(text: str) -> bool:
    """Tells a table in which quotes are letters like others, as Web of Science writes it."""
    cells = (cell for line in text.split("\n", 2000)[:2000] for cell in line.split("\t"))
    return any(cell.startswith('"') and cell.count('"') % 2 for cell in cells)


def recognizes(document: Document) -> bool:
    """Tells a table by a head that names a title and something else, or by its suffix elsewhere."""
    head = document.text.partition("\n")[0]
    if len(head) > 2000 or "{" in head or head.lstrip().startswith(("|", "#", "-")):
        return False
    cells = _cells(head, delimiter_of(document.text))
    named = sum(any(pattern.search(cell) for pattern in ROLES.values()) for cell in cells)
    return len(cells) > 1 and any(ROLES["title"].match(cell) for cell in cells) and named > 0 and _is_even(document)


def _is_even(document: Document) -> bool:
    """Tells whether the lines behind the head have about as many cells as it."""
    lines = document.text[:50_000].split("\n")[:6]
    delimiter = delimiter_of(document.text)
    return len(lines) > 1 and all(delimiter in line for line in lines[1:2])


def delimiter_of(text: str) -> str:
    """Returns the sign that parts the cells: the one that stands most often in the first line."""
    head = text.partition("\n")[0]
    return max(DELIMITERS, key=lambda sign: (head.count(sign), -DELIMITERS.index(sign)))


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().lstrip("\ufeff") for cell in next(csv.reader([line], delimiter=delimiter), [])]


def read(document: Document) -> Reading:
    """Reads the rows that have a title; all other cells are searched for links."""
    reader = _reader(document.text)
    papers, skipped = [], []
    columns: Mapping[str, int] | None = None
    line = document.line
    while True:
        begin = line
        try:
            row = next(reader, None)
        except csv.Error as error:
            line = document.line + reader.line_num
            skipped.append(Skipped(f"{document.name}:{begin}", f"row is broken ({error}); check its quotes."))
            continue
        if row is None:
            break
        line = document.line + reader.line_num
        if not row:
            continue
        if columns is None:
            columns, has_head = choose_columns(row, dict(document.columns))
            if "title" not in columns:
                why = "has no column of titles; name one with --columns title=NAME."
                return Reading(skipped=(Skipped(document.name, why),))
            if has_head:
                continue
        if any(cell.strip() for cell in row):
            paper = paper_of(_entry(row, columns), Place(document.name, begin, NAME))
            papers += [paper] if paper else []
            skipped += [] if paper else [Skipped(f"{document.name}:{begin}", "row has no title; fill it in.")]
    return Reading(tuple(papers), tuple(skipped))


def _reader(text: str) -> Any:
    """Makes the reader that fits a table's signs between cells and its quotes."""
    csv.field_size_limit(MAX_FIELD)
    delimiter = delimiter_of(text)
    told = _TOLD_DELIMITER.match(text)
    if told:
        text, delimiter = "\n" + text[told.end() :], told[1]
    file = io.StringIO(text, newline="")
    if delimiter == "\t" and _has_bare_quotes(text):
        return csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(file, delimiter=delimiter)


def choose_columns(row: Sequence[str], told: Mapping[str, str]) -> tuple[dict[str, int], bool]:
    """Returns the column of each role, and whether the first row is a head.

    Args:
        row: the first row.
        told: heads (or numbers from 1) by role, as the user named them.
    """
    heads = [cell.strip().lstrip("\ufeff") for cell in row]
    columns: dict[str, int] = {}
    for role, name in told.items():
        found = next((at for at, head in enumerate(heads) if head.casefold() == name.casefold()), None)
        if found is not None:
            columns[role] = found
        elif name.isdigit() and 0 < int(name) <= len(heads):
            columns[role] = int(name) - 1
    for role, pattern in ROLES.items():
        found = next((at for at, head in enumerate(heads) if len(head) < 40 and pattern.search(head)), None)
        if role not in columns and found is not None and found not in columns.values():
            columns[role] = found
    has_head = not any(_ADDRESS.match(cell) for cell in heads) and (bool(columns) or not told)
    if "title" in columns:
        return columns, has_head
    return columns | _by_content(heads), False


def _by_content(cells: Sequence[str]) -> dict[str, int]:
    """Guesses from one row: the first prose is the title, a much longer one the abstract."""
    prose = [at for at, cell in enumerate(cells) if _PROSE.search(cell) and not _ADDRESS.match(cell)]
    if not prose:
        return {}
    short = [at for at in prose if len(cells[at]) <= 250]
    title = short[0] if short else prose[0]
    abstract = next((at for at in prose if at != title and len(cells[at]) > 250), None)
    return {"title": title} | ({"abstract": abstract} if abstract is not None else {})


def _entry(row: Sequence[str], columns: Mapping[str, int]) -> Entry:
    def cell(role: str) -> str:
        at = columns.get(role, -1)
        return row[at].strip() if 0 <= at < len(row) else ""

    arxiv, doi = arxiv_of(cell("arxiv")), doi_of(cell("doi"))
    rest = [text.strip() for at, text in enumerate(row) if at not in columns.values() and text.strip()]
    addresses = [text for text in rest if _ADDRESS.match(text)]
    addresses += [f"https://arxiv.org/abs/{arxiv}"] if arxiv else []
    addresses += [doi_address(doi)] if doi else []
    return Entry(
        title=cell("title"),
        abstract=cell("abstract"),
        note="\n".join(text for text in rest if not _ADDRESS.match(text)),
        hrefs=tuple(dict.fromkeys(addresses)),
        arxiv=arxiv,
        doi=doi,
    )
