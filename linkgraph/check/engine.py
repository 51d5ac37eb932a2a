"""The asyncio loop: probes out, observations in.

It decides nothing: ``verdict.decide`` says what to ask next, ``frontier`` when, ``guard`` whether
to begin. What comes in goes to the sink at once and is written in batches.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from linkgraph.check.frontier import Frontier
from linkgraph.check.guard import Trust, judge_jury
from linkgraph.check.transport import Transport
from linkgraph.check.verdict import Conclude, decide, host_pause, is_well
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Observation, Probe, Verdict

FAR = 3600.0


@dataclass(frozen=True, slots=True)
class Job:
    """A link to check: its identity, what is asked, and the answers that are already there."""

    url: CanonicalUrl
    ask_url: str
    observations: tuple[Observation, ...] = ()


class Sink(Protocol):
    """Takes observations in; ``flush`` makes them safe."""

    def add(self, observation: Observation) -> None:
        """Takes one observation."""
        ...

    def flush(self) -> None:
        """Writes what was taken."""
        ...


@dataclass
class _Open:
    ask_url: str
    observations: list[Observation]


class Engine:
    """Checks links: all hosts in parallel, each through its own queue.

    Args:
        transport: sends a probe.
        settings: concurrency, retries, batches.
        sink: where observations go.
        clock: the time that observations made here bear.
        on_verdict: is told each verdict, for progress.
        seed: makes the retries' jitter repeatable.
    """

    def __init__(
        self,
        transport: Transport,
        settings: CheckSettings,
        sink: Sink,
        clock: Callable[[], datetime],
        on_verdict: Callable[[CanonicalUrl, Verdict], None] = lambda url, verdict: None,
        seed: int | None = None,
    ) -> None:
        self._transport = transport
        self._settings = settings
        self._sink = sink
        self._clock = clock
        self._on_verdict = on_verdict
        self._random = random.Random(seed)  # noqa: S311 - spreads retries, guards nothing
        self._frontier = Frontier(settings.per_host, settings.concurrency)
        self._open: dict[CanonicalUrl, _Open] = {}
        self._wake = asyncio.Event()
        self._unwritten = 0
        self._stopping = False

    def stop(self) -> None:
        """Hands out no more probes; what is in flight is dropped and what came in is written."""
        self._stopping = True
        self._wake.set()

    async def run(self, jobs: Iterable[Job]) -> None:
        """Checks all jobs to their end, or until ``stop``."""
        for job in jobs:
            self._open[job.url] = _Open(job.ask_url, list(job.observations))
            self._step(job.url)
        flusher = asyncio.create_task(self._flush_by_time())
        flusher.add_done_callback(lambda done: self.stop())
        tasks: set[asyncio.Task[None]] = set()
        try:
            while self._open and not self._stopping:
                self._hand_out(tasks)
                await self._pause()
        finally:
            for task in (flusher, *tasks):
                task.cancel()
            await asyncio.gather(flusher, *tasks, return_exceptions=True)
            self._sink.flush()
        for task in (flusher, *tasks):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    def _hand_out(self, tasks: set[asyncio.Task[None]]) -> None:
        while (probe := self._frontier.next(time.monotonic())) is not None:
            task = asyncio.create_task(self._ask(probe))
            tasks.add(task)
            task.add_done_callback(lambda done: self._finished(tasks, done))

    def _finished(self, tasks: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        """Forgets a finished task; one that failed stays, so that ``run`` raises its error."""
        if task.cancelled() or task.exception() is None:
            tasks.discard(task)
        else:
            self._stopping = True
        self._wake.set()

    async def _pause(self) -> None:
        """Sleeps until an answer came or the next probe is due."""
        wakes_at = self._frontier.wakes_at()
        seconds = FAR if wakes_at is None else max(0.0, wakes_at - time.monotonic())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, FAR)):
                await self._wake.wait()
        self._wake.clear()

    async def _ask(self, probe: Probe) -> None:
        seen = await self._transport.send(probe, is_last=self._frontier.is_last(probe))
        self._frontier.done(probe, well=is_well(seen))
        self._take(seen)
        self._pause_host(probe, seen)
        self._step(probe.url)

    def _take(self, seen: Observation) -> None:
        self._open[seen.url].observations.append(seen)
        self._sink.add(seen)
        self._unwritten += 1
        if self._unwritten >= self._settings.batch_size:
            self._flush()

    def _flush(self) -> None:
        self._unwritten = 0
        self._sink.flush()

    async def _flush_by_time(self) -> None:
        while True:
            await asyncio.sleep(self._settings.batch_seconds)
            self._flush()

    def _pause_host(self, probe: Probe, seen: Observation) -> None:
        """Obeys a host that asks to be left alone, for all its links."""
        seconds = host_pause(seen)
        if not seconds:
            return
        patience = self._settings.longest_wait
        if self._frontier.pause(probe.ask_url, time.monotonic(), seconds) <= patience and seconds <= patience:
            return
        self._frontier.pause(probe.ask_url, time.monotonic(), FAR)
        for waiting in list(self._frontier.drop_host(probe.ask_url)):
            self._leave_to_next_run(waiting)
            self._step(waiting.url)

    def _leave_to_next_run(self, probe: Probe) -> None:
        """Writes down that a probe was not sent, since its host wants to be left alone for too long."""
        self._take(
            Observation(
                url=probe.url,
                attempt=probe.attempt,
                hop=probe.hop,
                asked=probe.ask_url,
                at=self._clock(),
                error="skipped/host_waits",
            )
        )

    def _step(self, url: CanonicalUrl) -> None:
        """Does what the rules say about a link: asks on, or lets it go with its verdict."""
        link = self._open[url]
        step = decide(url, link.ask_url, link.observations, self._settings, self._random.random())
        now = time.monotonic()
        if isinstance(step, Conclude):
            self._conclude(url, step)
        elif self._frontier.wait_for(step.probe.ask_url, now) > self._settings.longest_wait:
            self._leave_to_next_run(step.probe)
            self._step(url)
        else:
            self._frontier.add(step.probe, now + step.wait)

    def _conclude(self, url: CanonicalUrl, step: Conclude) -> None:
        del self._open[url]
        self._on_verdict(url, step.verdict)
        self._wake.set()


async def ask_juries(transport: Transport, juries: Sequence[Sequence[str]], timeout: float) -> Trust:
    """Asks each jury until one trusts the network; without any, there is nothing to doubt."""
    trust = Trust(True)
    for jury in juries:
        answers = await asyncio.gather(*(_canary(transport, url, timeout) for url in jury))
        trust = judge_jury(answers)
        if trust.trusted:
            break
    return trust


async def _canary(transport: Transport, url: str, timeout: float) -> Observation:
    probe = Probe(CanonicalUrl(url), url)
    try:
        async with asyncio.timeout(timeout):
            return await transport.send(probe)
    except TimeoutError:
        return replace(_SILENT, url=probe.url, asked=url)


_SILENT = Observation(CanonicalUrl(""), 0, 0, "", datetime.min.replace(tzinfo=UTC), error="timeout/total")


def jobs_of(links: Mapping[CanonicalUrl, str], answered: Mapping[CanonicalUrl, Sequence[Observation]]) -> list[Job]:
    """Makes the jobs of a run: each link once, with what an earlier, killed run of it already saw."""
    return [Job(url, ask_url, tuple(answered.get(url, ()))) for url, ask_url in links.items()]
