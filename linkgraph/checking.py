"""From links to answers: what is due is asked, over a network that is watched."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Protocol

from linkgraph.check.engine import Engine, Sink
from linkgraph.check.guard import Trust, choose_juries
from linkgraph.check.network import Network
from linkgraph.check.records import (
    Context,
    History,
    candidates_to_ask,
    choose_due,
    look_for,
    make_records,
    neighbour_body,
    neighbour_key,
    neighbours_to_ask,
    page_known,
)
from linkgraph.check.resolver import Names, SystemNames, literal_address
from linkgraph.check.system import allow_many_connections, loop_factory
from linkgraph.check.transport import Transport
from linkgraph.check.verdict import Job, conclude, not_before
from linkgraph.config import Config
from linkgraph.model import CanonicalUrl, Link, LinkRecord, Look, Observation, Verdict
from linkgraph.store import ObservationLog, Store
from linkgraph.urls import split_url

LIMITS_KEPT = timedelta(days=366)
"""How far back a host's wish to be left alone is looked for; no wait is longer."""


class Progress(Protocol):
    """Is told how long work goes on."""

    def start(self, stage: str, total: int) -> None:
        """Begins a stage of ``total`` steps; 0 where it is not known."""
        ...

    def step(self, what: str = "", about: str = "") -> None:
        """One step is done; ``what`` is a word to count it under, ``about`` the thing it was done to."""
        ...

    def note(self, sentence: str) -> None:
        """Says something once."""
        ...


class Silence:
    """A progress that shows nothing."""

    def start(self, stage: str, total: int) -> None:
        """Shows nothing."""

    def step(self, what: str = "", about: str = "") -> None:
        """Shows nothing."""

    def note(self, sentence: str) -> None:
        """Shows nothing."""


def system_clock() -> datetime:
    """Returns the time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Surroundings:
    """What a run takes from the world around it; the demo and the tests bring their own.

    Attributes:
        clock: the time that is written down.
        names: makes the resolver, within the event loop.
        transport: makes the transport from the names.
        stdin: what the input ``-`` reads.
    """

    clock: Callable[[], datetime] = system_clock
    names: Callable[[Config], Names] = lambda config: SystemNames(
        config.check.resolve, config.check.nameservers or None
    )
    transport: Callable[[Config, Names, Callable[[], datetime]], Transport] = lambda config, names, clock: Transport(
        config.check, names, clock
    )
    stdin: BinaryIO = field(default_factory=lambda: sys.stdin.buffer)


@dataclass(frozen=True)
class Checked:
    """What checking found.

    Attributes:
        trust: whether our own network could be trusted to the end.
        verdicts: by URL; of what was asked, and seen over a network that could be trusted.
        total: how many links were to be asked.
        resumed: how many of them an earlier, killed run had asked.
        interrupted: whether a signal ended the run.
        unasked: what did not fit into the budget.
        requests: how many requests were sent.
        known: how many links there are in all.
        ignored: how many of them are not asked by the user's wish.
        next_due: when the next link is due, where none is left over.
    """

    trust: Trust
    verdicts: dict[CanonicalUrl, Verdict]
    total: int = 0
    resumed: int = 0
    interrupted: bool = False
    unasked: tuple[CanonicalUrl, ...] = ()
    requests: int = 0
    known: int = 0
    ignored: int = 0
    next_due: datetime | None = None


@dataclass(frozen=True)
class Beside:
    """What is asked or respected besides the links themselves.

    Attributes:
        links: whose other readings are asked where they are gone.
        history: tells the checks of made-up neighbours.
        waits: URLs of hosts that asked to be left alone, with seconds.
    """

    links: Sequence[Link] = ()
    history: Callable[[Iterable[str]], History] = lambda urls: {}
    waits: Mapping[str, float] = field(default_factory=dict)


def check(store: Store, config: Config, surroundings: Surroundings, progress: Progress) -> Checked:
    """Asks the hosts about a collection's links that are due; a run that was broken off goes on."""
    links = store.links(config.collection)
    now = surroundings.clock()
    run, resumed = store.resume_or_start(config.collection, now, now - timedelta(hours=config.check.resume_hours))
    records, history = records_and_history(store, config, now, without_run=run)
    answered = store.observations_of_run(run) if resumed else {}
    due = choose_due(records, config.check.recheck, now)
    jobs = [_job(record, history, answered, config, now) for record in due]
    log = ObservationLog(store, run)
    waits = _waits(store.limited_since(now - LIMITS_KEPT), now)
    checked = run_checks(jobs, log, config, surroundings, progress, Beside(links, store.history, waits))
    if not checked.trust.trusted:
        store.note_network(run, checked.trust.sentence)
    elif not checked.interrupted:
        store.finish_run(run, surroundings.clock())
    after = records_and_history(store, config, surroundings.clock())[0]
    return _counted(checked, after)


def _counted(checked: Checked, records: Mapping[CanonicalUrl, LinkRecord]) -> Checked:
    asked = [record for record in records.values() if not record.ignored]
    dues = [record.due for record in asked if record.due is not None]
    return Checked(
        checked.trust,
        checked.verdicts,
        checked.total,
        checked.resumed,
        checked.interrupted,
        checked.unasked,
        checked.requests,
        known=len(records),
        ignored=len(records) - len(asked),
        next_due=min(dues, default=None),
    )


def records_and_history(
    store: Store, config: Config, now: datetime, without_run: int | None = None
) -> tuple[dict[CanonicalUrl, LinkRecord], History]:
    """Returns all that is known of a collection's links, and the checks behind it."""
    links = store.links(config.collection)
    history = dict(store.history({url for link in links for url in (link.url, *link.candidates)}, without_run))
    pages = {neighbour_key(seen[-1].asked) for checks in history.values() for seen in checks if seen[-1].body}
    history |= store.history(pages, without_run)
    titles = {paper.key: paper.title for paper in store.papers(config.collection)} if config.ignored else {}
    return make_records(links, history, Context(config, now, titles)), history


def due_records(store: Store, config: Config, now: datetime) -> list[LinkRecord]:
    """Returns the links that a check would ask now."""
    return choose_due(records_and_history(store, config, now)[0], config.check.recheck, now)


def _job(
    record: LinkRecord,
    history: History,
    answered: Mapping[CanonicalUrl, Sequence[Observation]],
    config: Config,
    now: datetime,
) -> Job:
    checks = history.get(record.url, ())
    look = look_for(record, checks, config, now)
    return Job(record.url, record.ask_url, tuple(answered.get(record.url, ())), look, page_known(checks))


def _waits(limits: Iterable[Observation], now: datetime) -> dict[str, float]:
    """Returns the hosts that are still to be left alone, each by a URL of its, with the seconds left."""
    found: dict[str, float] = {}
    for seen in limits:
        until = not_before(seen)
        if until is not None and until > now:
            found[seen.asked] = (until - now).total_seconds()
    return found


def run_checks(
    jobs: Sequence[Job],
    sink: Sink,
    config: Config,
    surroundings: Surroundings,
    progress: Progress,
    beside: Beside = Beside(),
) -> Checked:
    """Asks the canaries, the jobs, other readings of links that are gone, and made-up neighbours of pages.

    Args:
        jobs: what is asked.
        sink: where the answers go.
        config: how hosts are asked.
        surroundings: clock, resolver and transport.
        progress: is told each verdict.
        beside: what else is asked or respected.
    """
    allow_many_connections()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(_run_checks(jobs, sink, config, surroundings, progress, beside))


async def _run_checks(
    jobs: Sequence[Job], sink: Sink, config: Config, surroundings: Surroundings, progress: Progress, beside: Beside
) -> Checked:
    resumed = sum(bool(job.observations) for job in jobs)
    if not jobs:
        return Checked(Trust(True), {})
    async with _asking(config, surroundings, progress) as (names, transport):
        juries = choose_juries((job.ask_url for job in jobs), config.check.canaries, lambda url: _is_given(url, names))
        network = Network(transport, juries, config.check.canary_timeout, config.check.network_patience, progress.note)
        if not (await network.ask()).trusted:
            return Checked(network.trust, {}, len(jobs), resumed)
        verdicts: dict[CanonicalUrl, Verdict] = {}
        named = {job.url for job in jobs}

        def on_verdict(url: CanonicalUrl, verdict: Verdict | None) -> None:
            if url not in named:
                return
            if verdict is None:
                verdicts.pop(url, None)
            else:
                verdicts[url] = verdict
                progress.step(verdict.word.value, url)

        progress.start("Checking links", len(jobs))
        engine = Engine(transport, config.check, sink, surroundings.clock, on_verdict, network=network)
        for url, seconds in beside.waits.items():
            engine.pause_host(url, seconds)
        with _stopped_by_signals(engine) as interrupted:
            await engine.run(jobs)
            if not interrupted and network.trust.trusted:
                await engine.run(_further_jobs(engine, verdicts, beside, config, surroundings.clock()))
        if network.trust.trusted:
            _look_beside(engine, verdicts, beside, config, surroundings.clock())
        unasked = tuple(url for url in engine.unasked if url in named)
        return Checked(network.trust, verdicts, len(jobs), resumed, bool(interrupted), unasked, engine.requests)


def _further_jobs(
    engine: Engine, verdicts: Mapping[CanonicalUrl, Verdict], beside: Beside, config: Config, now: datetime
) -> list[Job]:
    """Returns other readings of what is gone, and made-up neighbours of the pages that were read."""
    readings = [Job(url, url) for url in candidates_to_ask(beside.links, verdicts)]
    keys = {neighbour_key(seen[-1].asked) for seen in engine.pages.values()}
    asked = neighbours_to_ask(engine.pages, beside.history(keys), config.check.neighbour_days, now)
    return readings + [Job(key, made_up, look=Look.ALWAYS) for key, made_up in asked.items()]


def _look_beside(
    engine: Engine, verdicts: dict[CanonicalUrl, Verdict], beside: Beside, config: Config, now: datetime
) -> None:
    """Judges the pages that were read again, now that their neighbours are known."""
    keys = {url: neighbour_key(seen[-1].asked) for url, seen in engine.pages.items() if url in verdicts}
    history = beside.history(set(keys.values()))
    for url, key in keys.items():
        fresh = engine.pages.get(key)
        known = [fresh] if fresh else history.get(key, ())
        verdict = conclude(engine.pages[url], config.check, neighbour_body(known, now))
        if verdict is not None:
            verdicts[url] = verdict


@contextlib.asynccontextmanager
async def _asking(
    config: Config, surroundings: Surroundings, progress: Progress
) -> AsyncIterator[tuple[Names, Transport]]:
    names = surroundings.names(config)
    transport = surroundings.transport(config, names, surroundings.clock)
    if transport.proxies:
        progress.note("A proxy is used: names are resolved there, so private addresses behind names cannot be seen.")
    try:
        yield names, transport
    finally:
        await transport.close()
        await names.close()


def _is_given(url: str, names: Names) -> bool:
    """Tells whether the user gave the address of a URL's host, so that no network is needed to know it."""
    parts = split_url(url)
    if parts is None:
        return False
    port = int(parts.port or (443 if parts.scheme == "https" else 80))
    return bool(literal_address(parts.host) or names.given(parts.host, port))


@contextlib.contextmanager
def _stopped_by_signals(engine: Engine) -> Iterator[list[int]]:
    """Lets SIGINT and SIGTERM end the run after what came in is written."""
    loop, received = asyncio.get_running_loop(), list[int]()

    def stop(number: int) -> None:
        received.append(number)
        engine.stop()

    handled = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop, number)
            handled.append(number)
    try:
        yield received
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


@dataclass
class Memory:
    """A sink that keeps observations for as long as the process lives."""

    observations: list[Observation] = field(default_factory=list)
    confirmed: int = 0

    def add(self, observation: Observation) -> None:
        """Keeps an observation."""
        self.observations.append(observation)

    def flush(self) -> None:
        """Has nothing to write."""

    def confirm(self) -> None:
        """What is kept so far is to be trusted."""
        self.confirmed = len(self.observations)

    def withdraw(self, why: str) -> None:
        """Drops what was kept since the last ``confirm``."""
        del self.observations[self.confirmed :]
