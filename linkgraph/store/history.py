"""Runs and observations: append-only facts, from which all verdicts are computed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, insert, select, update

from linkgraph.model import CanonicalUrl, Observation
from linkgraph.store import tables

RUNNING, DONE, ABANDONED, WITHDRAWN, PERSON = "running", "done", "abandoned", "withdrawn", "person"
CHUNK = 500
"""How many values one IN list carries; SQLite and PostgreSQL both take more."""


def start_run(connection: Connection, collection: int, now: datetime) -> int:
    """Begins a run and returns its number."""
    values = {"collection_id": collection, "started_at": now, "outcome": RUNNING, "network": ""}
    inserted = connection.execute(insert(tables.runs).values(values)).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])


def unfinished_run(connection: Connection, collection: int, since: datetime) -> int | None:
    """Returns the collection's run that was broken off, or None; one begun before ``since`` is given up."""
    running = (tables.runs.c.collection_id == collection) & (tables.runs.c.outcome == RUNNING)
    connection.execute(update(tables.runs).where(running, tables.runs.c.started_at < since).values(outcome=ABANDONED))
    return connection.scalars(select(tables.runs.c.id).where(running).order_by(tables.runs.c.id.desc())).first()


def note_network(connection: Connection, run: int, sentence: str, *, withdrawn: bool) -> None:
    """Writes down why a run could give no verdict; a withdrawn run's answers no longer count."""
    values = {"network": sentence} | ({"outcome": WITHDRAWN} if withdrawn else {})
    connection.execute(update(tables.runs).where(tables.runs.c.id == run).values(values))


def network(connection: Connection, collection: int) -> str:
    """Returns why the newest run could give no verdict, or an empty string."""
    query = select(tables.runs.c.network).where(tables.runs.c.collection_id == collection)
    return connection.scalars(query.order_by(tables.runs.c.id.desc())).first() or ""


def finish_run(connection: Connection, run: int, now: datetime) -> None:
    """Ends a run."""
    connection.execute(
        update(tables.runs).where(tables.runs.c.id == run).values(finished_at=now, outcome=DONE, network="")
    )


def last_finished(connection: Connection, collection: int) -> tuple[int, datetime] | None:
    """Returns the run that last checked the collection to the end, and when it ended."""
    query = (
        select(tables.runs.c.id, tables.runs.c.finished_at)
        .where(tables.runs.c.collection_id == collection, tables.runs.c.outcome == DONE)
        .order_by(tables.runs.c.id.desc())
    )
    row = connection.execute(query).first()
    return (row[0], row[1]) if row else None


def add_observations(connection: Connection, run: int, observations: Sequence[Observation]) -> None:
    """Appends observations to a run."""
    connection.execute(insert(tables.observations), [_row(run, seen) for seen in observations])


def say(connection: Connection, collection: int, word: Observation, now: datetime) -> None:
    """Writes down a person's word, as a run of its own."""
    values = {"collection_id": collection, "started_at": now, "finished_at": now, "outcome": PERSON, "network": ""}
    inserted = connection.execute(insert(tables.runs).values(values)).inserted_primary_key
    assert inserted is not None
    add_observations(connection, int(inserted[0]), [word])


def last_observation(connection: Connection, run: int) -> int:
    """Returns the number of a run's newest observation, 0 where it has none."""
    return connection.scalar(select(func.max(tables.observations.c.id)).where(tables.observations.c.run_id == run)) or 0


def withdraw(connection: Connection, run: int, after: int, why: str) -> None:
    """Writes down that a run's observations after a number do not count, since our own network failed."""
    through = last_observation(connection, run)
    if through > after:
        values = {"run_id": run, "after": after, "through": through, "why": why}
        connection.execute(insert(tables.stretches).values(values))


def _counts() -> ColumnElement[bool]:
    """Says of an observation that it lies in no stretch in which our own network failed."""
    table, stretches = tables.observations, tables.stretches
    bad = select(stretches.c.id).where(
        stretches.c.run_id == table.c.run_id, table.c.id > stretches.c.after, table.c.id <= stretches.c.through
    )
    return ~bad.exists()


def limited_since(connection: Connection, since: datetime) -> list[Observation]:
    """Returns the answers since a time by which hosts limited us."""
    table = tables.observations
    query = select(table).where(table.c.status.in_((403, 429, 503)), table.c.at >= since, table.c.headers != "[]")
    return [_observation(row) for row in connection.execute(query).mappings()]


def observations_of_run(connection: Connection, run: int) -> Mapping[CanonicalUrl, list[Observation]]:
    """Returns a run's observations by URL, in the order in which they were made."""
    table = tables.observations
    query = select(table).where(table.c.run_id == run, _counts()).order_by(table.c.id)
    found: dict[CanonicalUrl, list[Observation]] = {}
    for row in connection.execute(query).mappings():
        seen = _observation(row)
        found.setdefault(seen.url, []).append(seen)
    return found


def history_of(
    connection: Connection, urls: Iterable[str], without_run: int | None = None
) -> Mapping[CanonicalUrl, list[list[Observation]]]:
    """Returns each URL's checks, oldest first; a check is the list of its observations.

    A URL's facts are the same in every collection, so all runs of the store count, but for ``without_run``.
    """
    wanted = list(urls)
    found: dict[CanonicalUrl, dict[int, list[Observation]]] = {}
    for begin in range(0, len(wanted), CHUNK):
        for row in connection.execute(_history_query(wanted[begin : begin + CHUNK])).mappings():
            if row["run_id"] == without_run:
                continue
            seen = _observation(row)
            found.setdefault(seen.url, {}).setdefault(row["run_id"], []).append(seen)
    return {url: sorted(runs.values(), key=lambda check: check[-1].at) for url, runs in found.items()}


def _history_query(urls: Sequence[str]) -> Select[tuple[object, ...]]:
    table, runs = tables.observations, tables.runs
    counting = select(runs.c.id).where(runs.c.outcome != WITHDRAWN)
    wanted = table.c.url.in_(urls), table.c.run_id.in_(counting), _counts()
    return select(table).where(*wanted).order_by(table.c.run_id, table.c.id)


def _row(run: int, seen: Observation) -> dict[str, object]:
    return {
        "run_id": run,
        "url": seen.url,
        "attempt": seen.attempt,
        "hop": seen.hop,
        "asked": seen.asked,
        "at": seen.at,
        "method": seen.method,
        "status": seen.status,
        "error": seen.error,
        "location": seen.location,
        "headers": json.dumps(seen.headers, ensure_ascii=False),
        "head": seen.head,
        "address": seen.address,
        "seconds": seen.seconds,
        "source": seen.source,
        "title": seen.title,
        "body": seen.body,
        "signs": " ".join(seen.signs),
    }


def _observation(row: RowMapping) -> Observation:
    return Observation(
        url=CanonicalUrl(row["url"]),
        attempt=row["attempt"],
        hop=row["hop"],
        asked=row["asked"],
        at=row["at"],
        method=row["method"],
        status=row["status"],
        error=row["error"],
        location=row["location"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        head=row["head"],
        address=row["address"],
        seconds=row["seconds"],
        source=row["source"],
        title=row["title"],
        body=row["body"],
        signs=tuple(row["signs"].split()),
    )
