"""From INPUT to papers and their links: inputs opened, their formats told, long ones read in parts."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from linkgraph.config import Config
from linkgraph.errors import InputUnreadable, NoInputReadable
from linkgraph.extract import find_links, iterate_links
from linkgraph.fetch import Client
from linkgraph.model import Document, Link, Paper, Reading, Skipped
from linkgraph.sources import source_for
from linkgraph.sources.inputs import expand_inputs, open_input
from linkgraph.sources.live import is_live
from linkgraph.sources.live import pages as live_pages
from linkgraph.sources.parts import documents
from linkgraph.texts import Text, open_text

MOST_SKIPPED = 1000
"""How many things that were skipped are remembered by name; a broken dump has millions."""

LINK_COLUMNS = ("input", "paper", "raw", "url", "target", "kind")
"""The columns of ``--as tsv``; ``--as jsonl`` says more of each link."""


def read_each(
    inputs: Sequence[str], config: Config, stdin: BinaryIO, format_name: str = ""
) -> Iterator[tuple[str, Reading]]:
    """Yields each input's name with what was read from it; a long one comes in parts.

    Raises:
        UsageError: a path, a format or a column's role does not exist.
    """
    for name in list(expand_inputs(inputs)):
        try:
            if is_live(name):
                yield from ((name, reading) for reading in _read_live(name, config, format_name))
                continue
            with open_input(name, stdin, lambda url: _fetch(url, config)) as file:
                yield from ((name, reading) for reading in _read_one(open_text(file, name), config, format_name))
        except InputUnreadable as error:
            yield name, Reading(skipped=(_skipped(name, error),))


def _read_one(text: Text, config: Config, format_name: str) -> Iterator[Reading]:
    source = source_for(Document(text.name, text.head), format_name)
    for document in documents(text, source.SPLIT, config.input.roles):
        yield source.read(document)


def _read_live(name: str, config: Config, format_name: str) -> Iterator[Reading]:
    """Asks for one page of a live list after the other, until one is not full."""
    apis = {"hf": config.forges.huggingface.api, "arxiv": config.forges.arxiv.api}
    for page in live_pages(name, apis):
        content = _fetch(page.url, config)
        papers = 0
        for reading in _read_one(open_text(io.BytesIO(content), name), config, format_name):
            papers += len(reading.papers)
            yield reading
        if papers < page.full:
            return


def read_inputs(
    inputs: Sequence[str], config: Config, stdin: BinaryIO, format_name: str = ""
) -> tuple[tuple[Paper, ...], tuple[str, ...], tuple[Skipped, ...]]:
    """Reads inputs; returns their papers, unmerged, the inputs that were read, and what was skipped.

    Raises:
        UsageError: a path or format does not exist.
        NoInputReadable: nothing could be read.
    """
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    read: dict[str, None] = {}
    for name, reading in read_each(inputs, config, stdin, format_name):
        papers += reading.papers
        skipped += reading.skipped
        read |= {name: None} if reading.papers else {}
    if not papers:
        raise nothing_read(skipped)
    return tuple(papers), tuple(read), tuple(skipped)


def nothing_read(skipped: Sequence[Skipped]) -> NoInputReadable:
    """Says why nothing could be read."""
    reasons = " ".join(str(item) for item in skipped[:3])
    return NoInputReadable(f"No input could be read. {reasons}".strip())


def _fetch(url: str, config: Config) -> bytes:
    """Returns what stands behind a web address, as it is now: a list is wanted with its newest papers."""
    client = Client(contact=config.check.contact, timeout=config.check.timeout)
    with contextlib.closing(client):
        return client.get(url).content


def _skipped(name: str, error: InputUnreadable) -> Skipped:
    place, _, why = str(error).partition(": ")
    return Skipped(place or name, why)


def find_all_links(papers: Sequence[Paper]) -> tuple[Link, ...]:
    """Returns the links of papers, each once a paper."""
    return tuple(link for paper in papers for link in find_links(paper))


def link_rows(papers: Sequence[Paper]) -> Iterator[dict[str, str]]:
    """Yields a row per link and input."""
    return (
        {
            "input": place.input,
            "paper": paper.title,
            "raw": link.raw,
            "url": link.url,
            "target": str(link.target),
            "kind": link.kind,
            "repairs": "; ".join(link.repairs),
            "candidates": "; ".join(link.candidates),
        }
        for paper in papers
        for place in paper.places[:1]
        for link in iterate_links(paper)
    )


def row_as(form: str, row: Mapping[str, str]) -> str:
    """Returns a row as a line of ``tsv`` or ``jsonl``; blanks that part cells are escaped."""
    if form == "jsonl":
        return json.dumps(row, ensure_ascii=False) + "\n"
    return "\t".join(_escaped(row[column]) for column in LINK_COLUMNS) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def write_links(
    inputs: Sequence[str], config: Config, stdin: BinaryIO, format_name: str, form: str, write: Callable[[str], object]
) -> list[Skipped]:
    """Writes the links of inputs as they are read, so that a list of any length fits; returns what was skipped.

    Raises:
        UsageError: a path or format does not exist.
        NoInputReadable: nothing could be read.
    """
    skipped: list[Skipped] = []
    papers = 0
    for _, read in read_each(inputs, config, stdin, format_name):
        if read.papers and not papers and form == "tsv":
            write("\t".join(LINK_COLUMNS) + "\n")
        papers += len(read.papers)
        for row in link_rows(read.papers):
            write(row_as(form, row))
        skipped += read.skipped[: MOST_SKIPPED - len(skipped)]
    if not papers:
        raise nothing_read(skipped)
    return skipped
