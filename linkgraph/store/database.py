"""Opening a store: connect, bring the schema up to date, hold the lock."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import filelock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from linkgraph.errors import StoreLocked, StoreUnusable

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 10
MEMORY = "sqlite://"


def connect(store_url: str) -> Engine:
    """Opens a database; a SQLite file's folder is made, and it is put in WAL mode.

    Raises:
        StoreUnusable: it is no database URL, has no driver, or is no database.
    """
    url = _parse(store_url)
    if url.get_backend_name() != "sqlite":
        return _create(url)
    if url.database:
        _make_folder(Path(url.database))
        _refuse_foreign(Path(url.database))
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    else:
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _parse(store_url: str) -> URL:
    try:
        return make_url(store_url)
    except ArgumentError:
        raise StoreUnusable(
            f"--store: {store_url!r} is no database URL; write one such as sqlite:///cache/linkgraph.sqlite."
        ) from None


def _create(url: URL) -> Engine:
    try:
        return create_engine(url)
    except (NoSuchModuleError, ModuleNotFoundError):
        raise StoreUnusable(
            f"--store: no driver for {url.drivername} is installed; install one, or use sqlite:///FILE."
        ) from None


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(f"{path.parent}: cannot be made ({error.strerror}); choose another --store.") from None


def _refuse_foreign(path: Path) -> None:
    """Refuses a file of another program before anything in it is changed."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise StoreUnusable(
            f"{path}: is no linkgraph database ({error}); move it away or choose another --store."
        ) from None
    if names and "alembic_version" not in names:
        raise StoreUnusable(f"{path}: is the database of another program; choose another --store.")


def _prepare_sqlite(connection: object, record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Brings the schema to this release's step.

    Raises:
        StoreUnusable: no database, a broken one, or one of a newer release.
    """
    from alembic import command
    from alembic.config import Config as AlembicConfig
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    name = engine.url.render_as_string(hide_password=True)
    try:
        with engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() == script.get_current_head():
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError:
        raise StoreUnusable(
            f"{name}: was written by a newer release; update linkgraph or choose another --store."
        ) from None
    except OperationalError as error:
        raise StoreUnusable(f"{name}: cannot be opened ({_cause(error)}); check its folder and permissions.") from None
    except DatabaseError as error:
        raise StoreUnusable(
            f"{name}: is no linkgraph database ({_cause(error)}); move it away or choose another --store."
        ) from None


def _cause(error: DatabaseError) -> str:
    return " ".join(str(error.orig).split())[:120]


class Lock:
    """One writer at a time: a file lock beside a SQLite file, whose holder can be named.

    The operating system lets go of it when the holder dies, however it dies.
    """

    def __init__(self, engine: Engine) -> None:
        database = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
        self._path = Path(database) if database else None
        self._lock = filelock.FileLock(f"{database}.lock") if database else None

    def acquire(self, what: str) -> None:
        """Takes the lock, or raises StoreLocked naming who holds it."""
        if self._lock is None or self._path is None:
            return
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise StoreLocked(f"{self._path}: {self._holder()} holds it; wait for its end, then run again.") from None
        except OSError as error:
            raise StoreUnusable(f"{self._path}: cannot be locked ({error.strerror}); check its folder.") from None
        holder = {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        self._holder_file.write_text(json.dumps(holder), encoding="utf-8")

    def release(self) -> None:
        """Gives the lock back."""
        if self._lock is not None and self._lock.is_locked:
            self._holder_file.unlink(missing_ok=True)
            self._lock.release()

    @property
    def _holder_file(self) -> Path:
        return Path(f"{self._path}.holder")

    def _holder(self) -> str:
        try:
            holder = json.loads(self._holder_file.read_text(encoding="utf-8"))
            return f"process {holder['pid']} ({holder['what']}, since {holder['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"


def command_name() -> str:
    """Returns how this process was called, for the lock's holder."""
    return " ".join(["linkgraph", *sys.argv[1:2]])
