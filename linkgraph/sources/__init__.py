"""Where papers come from.

A source is one plain module with ``NAME``, ``SUFFIXES``, ``SPLIT`` (where a long text of its format may
be cut, a key of ``parts.SPLITTERS``), ``recognizes`` and ``read``; it joins by one line in ``SOURCES``.
The format is told by a suffix that says it all, else by content, else by suffix; ``--format`` overrules.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from linkgraph.errors import UsageError
from linkgraph.model import Document, Reading
from linkgraph.sources import bibtex, feed, html, listing, markdown, records, table


class Source(Protocol):
    """What a source module offers."""

    NAME: str
    SUFFIXES: tuple[str, ...]
    SPLIT: str

    def recognizes(self, document: Document) -> bool:
        """Tells from a document's content that it is surely of this format."""
        ...

    def read(self, document: Document) -> Reading:
        """Reads the papers of a document and names what it could not understand."""
        ...


SOURCES: tuple[Source, ...] = (listing, html, feed, records, bibtex, markdown, table)

TELLING_SUFFIXES = (".bib", ".bibtex", ".biblatex", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab")
"""Suffixes that are believed whatever stands in the file."""


def source_for(document: Document, format_name: str = "") -> Source:
    """Returns the source that reads a document.

    Raises:
        UsageError: ``format_name`` names no source.
    """
    if format_name:
        for source in SOURCES:
            if format_name == source.NAME:
                return source
        known = ", ".join(source.NAME for source in SOURCES)
        raise UsageError(f"--format: {format_name!r} is no known format; the known ones are {known}.")
    suffix = PurePath(document.name.lower().removesuffix(".gz")).suffix
    for source in SOURCES:
        if suffix in TELLING_SUFFIXES and suffix in source.SUFFIXES:
            return source
    for source in SOURCES:
        if source.recognizes(document):
            return source
    return next((source for source in SOURCES if suffix in source.SUFFIXES), listing)
