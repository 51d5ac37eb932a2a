"""JSON and JSON lines: dumps and answers of services, one record a paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from linkgraph.entries import entry_of_record, paper_of
from linkgraph.model import Document, Place, Reading, Skipped

NAME = "json"
SUFFIXES: tuple[str, ...] = (".json", ".jsonl", ".ndjson")
SPLIT = "records"

MAX_DEPTH = 6
_EXCERPT = 60


def recognizes(document: Document) -> bool:
    """Tells JSON by its first sign and by what follows it."""
    head = document.text[:2000].lstrip("\ufeff \t\n")
    return head[:1] in {"{", "["} and head[1:].lstrip()[:1] in {'"', "{", "[", "}", "]"}


def read(document: Document) -> Reading:
    """Reads the records that name a paper; a broken line is named and skipped."""
    try:
        whole = json.loads(document.text.lstrip("\ufeff"))
    except RecursionError:
        why = "is nested too deeply to be a list; check that it is one."
        return Reading(skipped=(Skipped(document.name, why),))
    except ValueError as error:
        return _read_lines(document, error)
    papers, skipped = [], []
    line, cursor = document.line, 0
    for number, record in enumerate(_records(whole), start=1):
        entry = entry_of_record(record)
        at = document.text.find(entry.title[:30], cursor) if entry else -1
        if at >= 0:
            line, cursor = line + document.text.count("\n", cursor, at), at
        paper = paper_of(entry, Place(document.name, line, NAME)) if entry else None
        papers += [paper] if paper else []
        skipped += [] if paper else [Skipped(f"{document.name}: record {number}", "has no title; it was left out.")]
    if not papers:
        return Reading(skipped=(Skipped(document.name, "holds no record with a title; check that it is the list."),))
    return Reading(tuple(papers), tuple(skipped))


def _read_lines(document: Document, error: ValueError) -> Reading:
    papers, skipped = [], []
    for number, line in enumerate(document.text.split("\n"), start=document.line):
        if not line.strip():
            continue
        place = Place(document.name, number, NAME)
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            skipped.append(Skipped(str(place), f"line is no JSON ({line.strip()[:_EXCERPT]!r}); mend or remove it."))
            continue
        for inner in _records(record):
            entry = entry_of_record(inner)
            paper = paper_of(entry, place) if entry else None
            papers += [paper] if paper else []
            skipped += [] if paper else [Skipped(str(place), "record has no title; it was left out.")]
    if papers:
        return Reading(tuple(papers), tuple(skipped))
    return Reading(skipped=(Skipped(document.name, f"is no valid JSON ({error}); mend that place."),))


def _records(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yields the records within an answer: itself, or the lists in it that hold records with titles."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping | list):
                yield from _records(item, depth + 1)
        return
    if not isinstance(value, Mapping):
        return
    if depth > MAX_DEPTH or entry_of_record(value) is not None:
        yield value
        return
    inner = [list(_records(item, depth + 1)) for item in value.values() if _holds_records(item)]
    # Beside the hits stand counts and completions, which are no papers that lack a title.
    named = [records for records in inner if any(entry_of_record(record) is not None for record in records)]
    for records in named or inner:
        yield from records
    if not inner:
        yield value


def _holds_records(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, Mapping) for item in value[:50])
    return isinstance(value, Mapping) and any(isinstance(item, list | Mapping) for item in value.values())
