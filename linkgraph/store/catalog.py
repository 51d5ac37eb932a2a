"""Papers and links of a collection: what was read, when first, and what has left the lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from linkgraph.model import CanonicalUrl, Link, Paper, Passage, Place, Target
from linkgraph.papers import merge_papers
from linkgraph.store import tables


@dataclass(frozen=True, slots=True)
class Changes:
    """What collecting changed: keys of papers, and ``(paper key, url)`` of links."""

    new_papers: tuple[str, ...] = ()
    removed_papers: tuple[str, ...] = ()
    new_links: tuple[tuple[str, str], ...] = ()
    removed_links: tuple[tuple[str, str], ...] = ()


def collection_id(connection: Connection, name: str) -> int:
    """Returns a collection's number; a new name makes a new collection."""
    table = tables.collections
    found = connection.execute(select(table.c.id).where(table.c.name == name)).scalar()
    if found is None:
        inserted = connection.execute(insert(table).values(name=name)).inserted_primary_key
        assert inserted is not None
        found = inserted[0]
    return int(found)


def save_entries(
    connection: Connection, collection: int, papers: Sequence[Paper], inputs: Iterable[str], now: datetime
) -> tuple[str, ...]:
    """Replaces what the collection knows from ``inputs`` by ``papers``; returns the new papers' keys.

    What other inputs say of a paper stays. A paper that no input names any more is marked removed.
    """
    known = _paper_rows(connection, collection)
    _drop_entries(connection, collection, inputs)
    merged = merge_papers(papers)
    fresh = [paper for paper in merged if paper.key not in known or known[paper.key]["removed_at"] is not None]
    for paper in merged:
        if paper.key not in known:
            connection.execute(
                insert(tables.papers).values(
                    collection_id=collection,
                    key=paper.key,
                    title=paper.title,
                    arxiv=paper.arxiv,
                    doi=paper.doi,
                    first_seen=now,
                )
            )
        elif (paper.arxiv, paper.doi) != (known[paper.key]["arxiv"], known[paper.key]["doi"]):
            _learn_identifiers(connection, known[paper.key], paper)
    ids = {key: row["id"] for key, row in _paper_rows(connection, collection).items()}
    rows = [_entry_row(ids[paper.key], paper, place) for paper in papers for place in paper.places]
    if rows:
        connection.execute(insert(tables.entries), rows)
    return tuple(paper.key for paper in fresh)


def _learn_identifiers(connection: Connection, row: RowMapping, paper: Paper) -> None:
    """Writes down an identifier that another list gives of a paper known by its title."""
    values = {"arxiv": row["arxiv"] or paper.arxiv, "doi": row["doi"] or paper.doi}
    connection.execute(update(tables.papers).where(tables.papers.c.id == row["id"]).values(values))


def known_inputs(connection: Connection, collection: int) -> tuple[str, ...]:
    """Returns the names of the inputs that the collection's entries were read from."""
    query = select(tables.entries.c.input).join(tables.papers).where(tables.papers.c.collection_id == collection)
    return tuple(sorted(set(connection.scalars(query))))


def mark_removed(connection: Connection, collection: int, now: datetime) -> tuple[str, ...]:
    """Marks the papers that no entry names, unmarks the others; returns the newly removed keys."""
    named = set(
        connection.scalars(
            select(tables.entries.c.paper_id).join(tables.papers).where(tables.papers.c.collection_id == collection)
        )
    )
    removed = []
    for key, row in _paper_rows(connection, collection).items():
        gone = row["id"] not in named
        if gone == (row["removed_at"] is not None):
            continue
        connection.execute(
            update(tables.papers).where(tables.papers.c.id == row["id"]).values(removed_at=now if gone else None)
        )
        if gone:
            removed.append(key)
    return tuple(removed)


def load_papers(connection: Connection, collection: int) -> tuple[Paper, ...]:
    """Returns the collection's present papers, in the order in which they were first read."""
    query = (
        select(tables.papers, tables.entries)
        .join(tables.entries)
        .where(tables.papers.c.collection_id == collection, tables.papers.c.removed_at.is_(None))
        .order_by(tables.papers.c.id, tables.entries.c.id)
    )
    return merge_papers(_paper(row) for row in connection.execute(query).mappings())


def save_links(
    connection: Connection, collection: int, links: Sequence[Link], now: datetime
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Makes ``links`` the collection's present links; returns the new and the newly removed ones."""
    ids = {key: row["id"] for key, row in _paper_rows(connection, collection).items()}
    known = _link_rows(connection, collection)
    present = {(link.paper, str(link.url)): link for link in links}
    new = [pair for pair in present if pair not in known or known[pair]["removed_at"] is not None]
    missing = [pair for pair in present if pair not in known]
    if missing:
        connection.execute(insert(tables.links), [_link_row(ids[pair[0]], present[pair], now) for pair in missing])
    for pair, link in present.items():
        if pair in known and _differs(known[pair], link):
            values = _link_row(ids[pair[0]], link, known[pair]["first_seen"]) | {"removed_at": None}
            connection.execute(update(tables.links).where(tables.links.c.id == known[pair]["id"]).values(values))
    removed = [pair for pair, row in known.items() if pair not in present and row["removed_at"] is None]
    if removed:
        connection.execute(
            update(tables.links).where(tables.links.c.id == bindparam("link")).values(removed_at=now),
            [{"link": known[pair]["id"]} for pair in removed],
        )
    return tuple(new), tuple(removed)


def load_links(connection: Connection, collection: int) -> tuple[Link, ...]:
    """Returns the collection's present links, in the order in which they were first read."""
    return tuple(_link(row) for row in _link_rows(connection, collection).values() if row["removed_at"] is None)


def collections_naming(connection: Connection, url: str) -> Sequence[tuple[str, str, str]]:
    """Returns ``(collection, paper key, title)`` of every paper that names a URL, in any collection."""
    query = (
        select(tables.collections.c.name, tables.papers.c.key, tables.papers.c.title)
        .join(tables.papers, tables.papers.c.collection_id == tables.collections.c.id)
        .join(tables.links, tables.links.c.paper_id == tables.papers.c.id)
        .where(tables.links.c.url == url, tables.links.c.removed_at.is_(None))
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def _paper_rows(connection: Connection, collection: int) -> Mapping[str, RowMapping]:
    query = select(tables.papers).where(tables.papers.c.collection_id == collection).order_by(tables.papers.c.id)
    return {row["key"]: row for row in connection.execute(query).mappings()}


def _link_rows(connection: Connection, collection: int) -> Mapping[tuple[str, str], RowMapping]:
    query = (
        select(tables.links, tables.papers.c.key.label("paper_key"))
        .join(tables.papers)
        .where(tables.papers.c.collection_id == collection)
        .order_by(tables.links.c.id)
    )
    return {(row["paper_key"], row["url"]): row for row in connection.execute(query).mappings()}


def _drop_entries(connection: Connection, collection: int, inputs: Iterable[str]) -> None:
    ids = select(tables.papers.c.id).where(tables.papers.c.collection_id == collection)
    for name in inputs:
        connection.execute(
            delete(tables.entries).where(tables.entries.c.input == name, tables.entries.c.paper_id.in_(ids))
        )


def _entry_row(paper_id: int, paper: Paper, place: Place) -> dict[str, object]:
    passages = [[passage.part, passage.text, list(passage.hrefs)] for passage in paper.passages]
    return {
        "paper_id": paper_id,
        "input": place.input,
        "line": place.line,
        "format": place.format,
        "section": place.section,
        "passages": json.dumps(passages, ensure_ascii=False),
    }


def _paper(row: RowMapping) -> Paper:
    passages = tuple(Passage(part, text, tuple(hrefs)) for part, text, hrefs in json.loads(row["passages"]))
    place = Place(row["input"], row["line"], row["format"], row["section"])
    return Paper(row["key"], row["title"], passages, (place,), row["arxiv"], row["doi"])


def _link_row(paper_id: int, link: Link, now: datetime) -> dict[str, object]:
    return {
        "paper_id": paper_id,
        "url": link.url,
        "ask_url": link.ask_url,
        "raw": link.raw,
        "repairs": " ".join(link.repairs),
        "candidates": " ".join(link.candidates),
        "forge": link.target.forge,
        "target": link.target.name,
        "kind": link.kind,
        "part": link.part,
        "begin": link.span[0],
        "end": link.span[1],
        "first_seen": now,
    }


def _differs(row: RowMapping, link: Link) -> bool:
    return row["removed_at"] is not None or _link(row) != link


def _link(row: RowMapping) -> Link:
    return Link(
        paper=row["paper_key"],
        raw=row["raw"],
        url=CanonicalUrl(row["url"]),
        ask_url=row["ask_url"],
        target=Target(row["forge"], row["target"]),
        kind=row["kind"],
        part=row["part"],
        span=(row["begin"], row["end"]),
        repairs=tuple(row["repairs"].split()),
        candidates=tuple(CanonicalUrl(url) for url in row["candidates"].split()),
    )
