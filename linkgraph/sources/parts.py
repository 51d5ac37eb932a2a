"""Long inputs in parts, so that memory stays bounded.

A part ends where its format allows: at a line's end, a blank line, an entry's beginning, the end of
a table's row or of a JSON record. What cannot be split must fit in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import ijson

from linkgraph.errors import InputUnreadable
from linkgraph.model import Document
from linkgraph.texts import Text

PART = 2_000_000
"""Characters of a part, roughly."""

UNSPLIT = 128_000_000
"""Characters that a format which cannot be split, or a single line, may have."""

SHORT = 250
"""Characters that a listing's title has at most, and its abstract at least."""

Parts = Iterator[tuple[str, int]]
"""Texts, each with the line where it begins."""


def documents(text: Text, split: str, columns: tuple[tuple[str, str], ...] = ()) -> Iterator[Document]:
    """Yields an input as one document, or as parts that end where ``split`` allows.

    Args:
        text: the input.
        split: a key of ``SPLITTERS``.
        columns: names of a table's columns by role.

    Raises:
        InputUnreadable: a line, or what cannot be split, does not fit in memory.
    """
    if text.rest is None:
        yield Document(text.name, text.head, columns=columns)
        return
    for part, line in SPLITTERS[split](text.chunks(), text.name):
        yield Document(text.name, part, line, columns)


def _cut_at(find_end: Callable[[str], int]) -> Callable[[Iterator[str], str], Parts]:
    """Makes a splitter from a function that says how much of a text is a part of its own (0: none yet)."""

    def split(chunks: Iterator[str], name: str) -> Parts:
        kept, line = "", 1
        for chunk in chunks:
            kept += chunk
            while len(kept) >= PART and (end := find_end(kept[:PART]) or find_end(kept)):
                yield kept[:end], line
                line += kept.count("\n", 0, end)
                kept = kept[end:]
            if len(kept) > UNSPLIT:
                raise InputUnreadable(
                    f"{name}:{line}: holds a piece of more than {UNSPLIT // 10**6} MB that cannot be split; split it."
                )
        if kept:
            yield kept, line

    return split


def _whole(chunks: Iterator[str], name: str) -> Parts:
    collected, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > UNSPLIT:
            raise InputUnreadable(f"{name}: is too large for its format; split it to less than {UNSPLIT // 10**6} MB.")
        collected.append(chunk)
    yield "".join(collected), 1


def _rows(chunks: Iterator[str], name: str) -> Parts:
    """Cuts a table between rows, where all quotes are closed; each part begins with the head."""
    head = ""
    for text, line in _cut_at(_after_row)(chunks, name):
        # The head that is put in front is one line more than stands there.
        yield (head + text, line - 1) if head else (text, line)
        head = head or text.partition("\n")[0] + "\n"


def _after_row(text: str) -> int:
    end = text.rfind("\n") + 1
    for _ in range(1000):
        if not end or text.count('"', 0, end) % 2 == 0:
            return end
        end = text.rfind("\n", 0, end - 1) + 1
    return 0


def _after_entry(text: str) -> int:
    return max(0, text.rfind("\n@") + 1)


def _after_paragraph(text: str) -> int:
    end = text.rfind("\n\n") + 2
    return end if end > 1 else text.rfind("\n") + 1


def _after_abstract(text: str) -> int:
    """Ends a part of a listing behind a long paragraph that a short one follows: a title begins the next."""
    following, end = len(text), text.rfind("\n\n")
    for _ in range(200):
        before = text.rfind("\n\n", 0, end)
        if before < 0:
            break
        if following - end < SHORT <= end - before and following < len(text):
            return end + 2
        following, end = end, before
    return _after_paragraph(text)


def _records(chunks: Iterator[str], name: str) -> Parts:
    """Cuts JSON lines between lines; an array or answer is turned into lines, record by record."""
    first = next(chunks)
    second = first.lstrip().partition("\n")[2].lstrip()[:1]
    begin = first.lstrip()[:1]

    def all_chunks() -> Iterator[str]:
        yield first
        yield from chunks

    if begin == "{" and second == "{":
        yield from _cut_at(lambda text: text.rfind("\n") + 1)(all_chunks(), name)
        return
    prefix = "item" if begin == "[" else _list_in(first)
    lines: list[str] = []
    size, number = 0, 1
    fault = ""
    try:
        for record in ijson.items(_Reader(all_chunks()), prefix, use_float=True):
            lines.append(json.dumps(record, ensure_ascii=False))
            size += len(lines[-1])
            if size >= PART:
                yield "\n".join(lines), number
                number, lines, size = number + len(lines), [], 0
    except (ijson.JSONError, ValueError, RecursionError) as error:
        fault = " ".join(str(error).split())[:200]
    if lines:
        yield "\n".join(lines), number
    if fault:
        raise InputUnreadable(f"{name}: is no valid JSON ({fault}); what stood before that place was read.")


def _list_in(text: str) -> str:
    """Returns where in an answer its list stands (``results.item``)."""
    match = re.search(r'"(results|data|items|papers|works|entries)"\s*:\s*\[', text[:PART])
    return f"{match[1]}.item" if match else "item"


class _Reader:
    """Gives text as bytes in pieces of the size asked for."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks, self._kept = chunks, b""

    def read(self, size: int = -1) -> bytes:
        while not self._kept:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._kept = chunk.encode("utf-8", errors="replace")
        size = len(self._kept) if size < 0 else size
        given, self._kept = self._kept[:size], self._kept[size:]
        return given


SPLITTERS: dict[str, Callable[[Iterator[str], str], Parts]] = {
    "whole": _whole,
    "paragraphs": _cut_at(_after_paragraph),
    "papers": _cut_at(_after_abstract),
    "entries": _cut_at(_after_entry),
    "rows": _rows,
    "records": _records,
}
"""Where a format can be cut."""
