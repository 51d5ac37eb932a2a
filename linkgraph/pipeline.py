"""The journey of a datum, stage by stage: collect, check, report."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from linkgraph.check.engine import Engine, Job, Sink, ask_juries, jobs_of
from linkgraph.check.guard import Trust, choose_juries, is_doubtful
from linkgraph.check.records import candidates_to_ask, make_records
from linkgraph.check.resolver import Names, SystemNames, literal_address
from linkgraph.check.system import allow_many_connections
from linkgraph.check.transport import Transport
from linkgraph.config import Config
from linkgraph.files import ensure_writable
from linkgraph.model import CanonicalUrl, Link, LinkRecord, Observation, Paper, Skipped, Verdict
from linkgraph.papers import merge_papers, unify_papers
from linkgraph.reading import find_all_links, read_inputs
from linkgraph.sources.inputs import is_lost
from linkgraph.store import Changes, ObservationLog, Store
from linkgraph.urls import split_url

if TYPE_CHECKING:
    from linkgraph.report.material import Material


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
class Collected:
    """What collecting found: papers, links, what was skipped, and what differs from last time."""

    papers: tuple[Paper, ...]
    links: tuple[Link, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Checked:
    """What checking found; without trust in the network there are no verdicts."""

    trust: Trust
    verdicts: dict[CanonicalUrl, Verdict]
    total: int = 0
    resumed: int = 0
    interrupted: bool = False


# --- collect -----------------------------------------------------------------------------------


def collect(
    inputs: Sequence[str], store: Store, config: Config, surroundings: Surroundings, format_name: str = ""
) -> Collected:
    """Reads inputs into the store.

    What other inputs had said stays, unless their files are there no more. An input that yields no
    paper takes nothing away either: a list that is suddenly empty is more likely a fault.
    """
    papers, read, skipped = read_inputs(inputs, config, surroundings.stdin, format_name)
    papers = unify_papers(papers, store.papers(config.collection))
    now = surroundings.clock()
    lost = tuple(name for name in store.inputs(config.collection) if is_lost(name))
    new_papers, removed_papers = store.save_reading(config.collection, papers, (*read, *lost), now)
    known = store.papers(config.collection)
    links = find_all_links(known)
    new_links, removed_links = store.save_links(config.collection, links, now)
    changes = Changes(new_papers, removed_papers, new_links, removed_links)
    here = {paper.key for paper in papers}
    return Collected(merge_papers(papers), tuple(link for link in links if link.paper in here), skipped, changes)


# --- check -------------------------------------------------------------------------------------


def links_to_ask(links: Sequence[Link]) -> dict[CanonicalUrl, str]:
    """Returns what is to be asked, each URL once, in the order of the papers."""
    asked: dict[CanonicalUrl, str] = {}
    for link in links:
        asked.setdefault(link.url, link.ask_url)
    return asked


def check(store: Store, config: Config, surroundings: Surroundings, progress: Progress) -> Checked:
    """Asks the hosts about a collection's links; a run that was broken off goes on."""
    links = store.links(config.collection)
    asked = links_to_ask(links)
    now = surroundings.clock()
    run, resumed = store.resume_or_start(config.collection, now, now - timedelta(hours=config.check.resume_hours))
    answered = store.observations_of_run(run) if resumed else {}
    jobs = jobs_of(asked, {url: seen for url, seen in answered.items() if url in asked})
    log = ObservationLog(store, run)
    checked = run_checks(jobs, log, config, surroundings, progress, links)
    if not checked.trust.trusted:
        store.note_network(run, checked.trust.sentence, withdrawn=log.written > 0)
    elif not checked.interrupted:
        store.finish_run(run, surroundings.clock())
    return checked


def run_checks(
    jobs: Sequence[Job],
    sink: Sink,
    config: Config,
    surroundings: Surroundings,
    progress: Progress,
    links: Sequence[Link] = (),
) -> Checked:
    """Asks the canaries, then the jobs, then other readings of ``links`` that are gone; answers go to ``sink``."""
    allow_many_connections()
    return asyncio.run(_run_checks(jobs, sink, config, surroundings, progress, links))


async def _run_checks(
    jobs: Sequence[Job],
    sink: Sink,
    config: Config,
    surroundings: Surroundings,
    progress: Progress,
    links: Sequence[Link],
) -> Checked:
    resumed = sum(bool(job.observations) for job in jobs)
    if not jobs:
        return Checked(Trust(True), {})
    async with _asking(config, surroundings, progress) as (names, transport):
        juries = choose_juries((job.ask_url for job in jobs), config.check.canaries, lambda url: _is_given(url, names))
        trust = await ask_juries(transport, juries, config.check.canary_timeout)
        if not trust.trusted:
            return Checked(trust, {}, len(jobs), resumed)
        verdicts: dict[CanonicalUrl, Verdict] = {}

        named = {job.url for job in jobs}

        def on_verdict(url: CanonicalUrl, verdict: Verdict) -> None:
            if url in named:
                verdicts[url] = verdict
                progress.step(verdict.word.value, url)

        progress.start("Checking links", len(jobs))
        engine = Engine(transport, config.check, sink, surroundings.clock, on_verdict)
        with _stopped_by_signals(engine) as interrupted:
            await engine.run(jobs)
            readings = candidates_to_ask(links, verdicts)
            if readings and not interrupted:
                await engine.run(jobs_of({url: url for url in readings}, {}))
        if juries and not interrupted and is_doubtful(verdicts):
            trust = await ask_juries(transport, juries, config.check.canary_timeout)
        return Checked(trust, verdicts if trust.trusted else {}, len(jobs), resumed, bool(interrupted))


@contextlib.asynccontextmanager
async def _asking(config: Config, surroundings: Surroundings, progress: Progress):  # type: ignore[no-untyped-def]
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

    def add(self, observation: Observation) -> None:
        """Keeps an observation."""
        self.observations.append(observation)

    def flush(self) -> None:
        """Has nothing to write."""


# --- report ------------------------------------------------------------------------------------


def records(store: Store, config: Config) -> dict[CanonicalUrl, LinkRecord]:
    """Returns all that is known of a collection's links."""
    links = store.links(config.collection)
    history = store.history({url for link in links for url in (link.url, *link.candidates)})
    return make_records(links, history, config.check, config.lifecycle)


def make_material(store: Store, config: Config) -> Material:
    """Judges, builds, measures and lays out a collection."""
    # The libraries behind these take a second to load, and most commands do without them.
    from linkgraph.graph.build import build_graph
    from linkgraph.graph.layout import lay_out
    from linkgraph.graph.measure import measure_graph, simple_graph
    from linkgraph.report.material import Material
    from linkgraph.topics import find_topics

    papers = store.papers(config.collection)
    known = records(store, config)
    settings = config.graph
    topics = find_topics(papers, settings.neighbours, settings.rescue_degree, settings.min_similarity)
    graph = build_graph(papers, known, topics)
    measures = measure_graph(graph, papers, topics, settings)
    finished = store.last_finished(config.collection)
    return Material(
        collection=config.collection,
        papers=papers,
        records=known,
        graph=graph,
        measures=measures,
        positions=lay_out(simple_graph(graph), measures.community, settings.seed),
        run_id=finished[0] if finished else None,
        checked_at=finished[1] if finished else None,
        network=store.network(config.collection),
    )


def report(store: Store, config: Config) -> tuple[Material, tuple[Path, ...]]:
    """Writes the outputs of a collection; sends no request."""
    from linkgraph.report import write_reports

    ensure_writable(Path(config.outputs))
    material = make_material(store, config)
    return material, write_reports(material, Path(config.outputs))
