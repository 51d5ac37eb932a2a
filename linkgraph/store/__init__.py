"""What is remembered: papers, links, runs, observations. SQLite by default, one writer at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from linkgraph.errors import StoreUnusable
from linkgraph.model import CanonicalUrl, Link, Observation, Paper
from linkgraph.store import catalog, database, history
from linkgraph.store.catalog import Changes

__all__ = ["Changes", "ObservationLog", "Store"]


class Store:
    """A store of one or more collections.

    Args:
        url: a database URL.
        write: takes the lock, so that no second process writes at the same time.

    Raises:
        StoreUnusable: it cannot be opened.
        StoreLocked: another process holds it.
    """

    def __init__(self, url: str, *, write: bool = True) -> None:
        self._engine: Engine = database.connect(url)
        self._lock = database.Lock(self._engine)
        with contextlib.ExitStack() as opening:
            # However the opening fails, the lock must not outlive it.
            opening.callback(self.close)
            if write:
                self._lock.acquire(database.command_name())
            database.migrate(self._engine)
            opening.pop_all()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database and gives the lock back."""
        self._engine.dispose()
        self._lock.release()

    @contextlib.contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            name = self._engine.url.render_as_string(hide_password=True)
            cause = " ".join(str(error.orig).split())[:120]
            raise StoreUnusable(f"{name}: failed ({cause}); what was committed before is kept.") from error

    def save_reading(
        self, collection: str, papers: Sequence[Paper], inputs: Iterable[str], now: datetime
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Replaces what ``inputs`` had said by ``papers``; returns the keys of new and removed papers."""
        with self._begin() as connection:
            number = catalog.collection_id(connection, collection)
            new = catalog.save_entries(connection, number, papers, inputs, now)
            return new, catalog.mark_removed(connection, number, now)

    def inputs(self, collection: str) -> tuple[str, ...]:
        """Returns the names of the inputs that the collection was read from."""
        with self._begin() as connection:
            return catalog.known_inputs(connection, catalog.collection_id(connection, collection))

    def save_links(
        self, collection: str, links: Sequence[Link], now: datetime
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """Makes ``links`` the collection's links; returns ``(paper, url)`` of the new and removed ones."""
        with self._begin() as connection:
            return catalog.save_links(connection, catalog.collection_id(connection, collection), links, now)

    def papers(self, collection: str) -> tuple[Paper, ...]:
        """Returns the collection's present papers."""
        with self._begin() as connection:
            return catalog.load_papers(connection, catalog.collection_id(connection, collection))

    def links(self, collection: str) -> tuple[Link, ...]:
        """Returns the collection's present links."""
        with self._begin() as connection:
            return catalog.load_links(connection, catalog.collection_id(connection, collection))

    def naming(self, url: str) -> Sequence[tuple[str, str, str]]:
        """Returns ``(collection, paper key, title)`` of the papers that name a URL."""
        with self._begin() as connection:
            return catalog.collections_naming(connection, url)

    def resume_or_start(self, collection: str, now: datetime, resume_since: datetime) -> tuple[int, bool]:
        """Returns the run to work on, and whether it is one that was broken off after ``resume_since``."""
        with self._begin() as connection:
            number = catalog.collection_id(connection, collection)
            unfinished = history.unfinished_run(connection, number, resume_since)
            if unfinished is not None:
                return unfinished, True
            return history.start_run(connection, number, now), False

    def note_network(self, run: int, sentence: str, *, withdrawn: bool = False) -> None:
        """Writes down why a run could give no verdict; a withdrawn run's answers no longer count."""
        with self._begin() as connection:
            history.note_network(connection, run, sentence, withdrawn=withdrawn)

    def network(self, collection: str) -> str:
        """Returns why the collection's newest run could give no verdict, or an empty string."""
        with self._begin() as connection:
            return history.network(connection, catalog.collection_id(connection, collection))

    def finish_run(self, run: int, now: datetime) -> None:
        """Ends a run."""
        with self._begin() as connection:
            history.finish_run(connection, run, now)

    def last_finished(self, collection: str) -> tuple[int, datetime] | None:
        """Returns the run that last checked the collection to the end, and when it ended."""
        with self._begin() as connection:
            return history.last_finished(connection, catalog.collection_id(connection, collection))

    def observations_of_run(self, run: int) -> Mapping[CanonicalUrl, list[Observation]]:
        """Returns a run's observations by URL."""
        with self._begin() as connection:
            return history.observations_of_run(connection, run)

    def history(
        self, urls: Iterable[str], without_run: int | None = None
    ) -> Mapping[CanonicalUrl, list[list[Observation]]]:
        """Returns each URL's checks, oldest first, without those of one run where it is named."""
        with self._begin() as connection:
            return history.history_of(connection, urls, without_run)

    def limited_since(self, since: datetime) -> list[Observation]:
        """Returns the answers since a time by which hosts limited us."""
        with self._begin() as connection:
            return history.limited_since(connection, since)

    def say(self, collection: str, word: Observation) -> None:
        """Writes down a person's word about a link."""
        with self._begin() as connection:
            history.say(connection, catalog.collection_id(connection, collection), word, word.at)

    def last_observation(self, run: int) -> int:
        """Returns the number of a run's newest observation, 0 where it has none."""
        with self._begin() as connection:
            return history.last_observation(connection, run)

    def withdraw(self, run: int, after: int, why: str) -> None:
        """Writes down that a run's observations after a number do not count, since our own network failed."""
        with self._begin() as connection:
            history.withdraw(connection, run, after, why)

    def add_observations(self, run: int, observations: Sequence[Observation]) -> None:
        """Appends observations to a run."""
        with self._begin() as connection:
            history.add_observations(connection, run, observations)


class ObservationLog:
    """Takes a run's observations and commits them batch by batch."""

    def __init__(self, store: Store, run: int) -> None:
        self._store = store
        self._run = run
        self._batch: list[Observation] = []
        self._confirmed = store.last_observation(run)

    def add(self, observation: Observation) -> None:
        """Takes one observation; it is safe after the next ``flush``."""
        self._batch.append(observation)

    def flush(self) -> None:
        """Commits what was taken."""
        if self._batch:
            self._store.add_observations(self._run, self._batch)
            self._batch = []

    def confirm(self) -> None:
        """What was taken so far was seen over a network that is to be trusted."""
        self.flush()
        self._confirmed = self._store.last_observation(self._run)

    def withdraw(self, why: str) -> None:
        """What was taken since the last ``confirm`` does not count."""
        self.flush()
        self._store.withdraw(self._run, self._confirmed, why)
        self.confirm()
