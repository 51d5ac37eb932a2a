"""The tables, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC, aware in Python and naive in the database, which on SQLite knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Stores an aware time as UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Gives the time back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


# SQLite numbers rows by itself only for INTEGER; PostgreSQL's history outgrows that.
RowId = BigInteger().with_variant(Integer, "sqlite")

collections = Table(
    "collections",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
)

papers = Table(
    "papers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("collection_id", ForeignKey("collections.id"), nullable=False),
    Column("key", String(300), nullable=False),
    Column("title", Text, nullable=False),
    Column("arxiv", String(60), nullable=False),
    Column("doi", String(300), nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
    UniqueConstraint("collection_id", "key"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), nullable=False, index=True),
    Column("input", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("format", String(40), nullable=False),
    Column("section", Text, nullable=False, server_default=""),
    Column("passages", Text, nullable=False, comment="JSON: [[part, text, [href, ...]], ...]"),
)

links = Table(
    "links",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("ask_url", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("repairs", Text, nullable=False, comment="names joined by blanks"),
    Column("candidates", Text, nullable=False, server_default="", comment="canonical URLs joined by blanks"),
    Column("forge", String(40), nullable=False),
    Column("target", Text, nullable=False, comment="the target's name on its forge"),
    Column("kind", String(40), nullable=False),
    Column("part", String(40), nullable=False),
    Column("begin", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
    UniqueConstraint("paper_id", "url"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("collection_id", ForeignKey("collections.id"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(40), nullable=False, comment="running, done, abandoned, withdrawn, person"),
    Column("network", Text, nullable=False, comment="why no verdict was given, or empty"),
)

observations = Table(
    "observations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("hop", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("method", String(10), nullable=False),
    Column("status", Integer),
    Column("error", String(60), nullable=False),
    Column("location", Text, nullable=False),
    Column("headers", Text, nullable=False, comment="JSON: [[name, value], ...]"),
    Column("head", String(60), nullable=False),
    Column("address", String(60), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("source", String(40), nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("body", String(40), nullable=False, server_default="", comment="a hash of the page's text"),
    Column("signs", String(200), nullable=False, server_default="", comment="words joined by blanks"),
    Index("ix_observations_url_run_id", "url", "run_id"),
    Index("ix_observations_run_id", "run_id"),
)

stretches = Table(
    "stretches",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False, index=True),
    Column("after", RowId, nullable=False, comment="the last observation before the network failed"),
    Column("through", RowId, nullable=False, comment="the last observation that is not to be trusted"),
    Column("why", Text, nullable=False),
)
"""Stretches of runs in which our own network failed: what was seen then does not count."""
