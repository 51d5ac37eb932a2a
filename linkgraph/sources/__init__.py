"""Where papers come from.

A source is one plain module with ``NAME``, ``SUFFIXES``, ``recognizes`` and ``read``; it joins by
one line in ``SOURCES``. The format is told by content first, then by suffix; ``--format`` overrules.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from linkgraph.errors import UsageError
from linkgraph.model import Document, Reading
from linkgraph.sources import listing, markdown


class Source(Protocol):
    """What a source module offers."""

    NAME: str
    SUFFIXES: tuple[str, ...]

    def recognizes(self, document: Document) -> bool:
        """Tells from a document's content that it is surely of this format."""
        ...

    def read(self, document: Document) -> Reading:
        """Reads the papers of a document and names what it could not understand."""
        ...


SOURCES: tuple[Source, ...] = (listing, markdown)


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
    for source in SOURCES:
        if source.recognizes(document):
            return source
    suffix = PurePath(document.name).suffix.lower()
    return next((source for source in SOURCES if suffix in source.SUFFIXES), listing)
