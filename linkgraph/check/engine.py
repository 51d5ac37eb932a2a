"""The asyncio loop: probes out, observations in.

It decides nothing: ``verdict.decide`` says what to ask next, ``frontier`` when, ``guard`` whether our own
network is to be doubted. What comes in goes to the sink at once and is written in batches.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from linkgraph.check.frontier import Frontier
from linkgraph.check.guard import Breaker
from linkgraph.check.network import Network
from linkgraph.check.transport import Transport
from linkgraph.check.verdict import Conclude, Job, conclude, decide, host_pause
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Observation, Probe, Verdict

FAR = 3600.0


class Sink(Protocol):
    """Takes observations in; ``flush`` makes them safe."""

    def add(self, observation: Observation) -> None:
        """Takes one observation."""
        ...

    def flush(self) -> None:
        """Writes what was taken."""
        ...

    def confirm(self) -> None:
        """What was taken so far was seen over a network that is to be trusted."""
        ...

    def withdraw(self, why: str) -> None:
        """What was taken since the last ``confirm`` does not count."""
        ...


@dataclass
class _Open:
    job: Job
    observations: list[Observation]


@dataclass
class _Stretch:
    """What was done since the network was last confirmed, so that it can be undone."""

    before: dict[CanonicalUrl, int] = field(default_factory=dict)
    closed: dict[CanonicalUrl, _Open] = field(default_factory=dict)


class Engine:
    """Checks links: all hosts in parallel, each through its own queue.

    Args:
        transport: sends a probe.
        settings: concurrency, retries, budgets, batches.
        sink: where observations go.
        clock: the time that observations made here bear.
        on_verdict: is told each verdict, and None where one is withdrawn.
        seed: makes the retries' jitter repeatable.
        network: watches our own network; None where there is nothing to doubt.
    """

    def __init__(
        self,
        transport: Transport,
        settings: CheckSettings,
        sink: Sink,
        clock: Callable[[], datetime],
        on_verdict: Callable[[CanonicalUrl, Verdict | None], None] = lambda url, verdict: None,
        seed: int | None = None,
        network: Network | None = None,
    ) -> None:
        self._transport = transport
        self._settings = settings
        self._sink = sink
        self._clock = clock
        self._on_verdict = on_verdict
        self._random = random.Random(seed)  # noqa: S311 - spreads retries, guards nothing
        self._network = network
        self._frontier = Frontier(settings.per_host, settings.concurrency, lambda host: settings.wish(host).per_host)
        self._open: dict[CanonicalUrl, _Open] = {}
        self._same: dict[tuple[str, str], list[Probe]] = {}
        self._breaker = Breaker()
        self._stretch = _Stretch()
        self._epoch = 0
        self._held = False
        self._wake = asyncio.Event()
        self._doubt = asyncio.Event()
        self._unwritten = 0
        self._stopping = False
        self._began = time.monotonic()
        self.requests = 0
        self.unasked: list[CanonicalUrl] = []
        self.pages: dict[CanonicalUrl, tuple[Observation, ...]] = {}
        """The answers that led to each page that was read."""

    def stop(self) -> None:
        """Hands out no more probes; what is in flight is dropped and what came in is written."""
        self._stopping = True
        self._wake.set()

    async def run(self, jobs: Iterable[Job]) -> None:
        """Checks all jobs to their end, or until ``stop``, the end of a budget, or the loss of the network."""
        for job in jobs:
            self._open[job.url] = _Open(job, list(job.observations))
            self._step(job.url)
        helpers = [asyncio.create_task(self._flush_by_time()), asyncio.create_task(self._watch_network())]
        for helper in helpers:
            helper.add_done_callback(self._helper_ended)
        tasks: set[asyncio.Task[None]] = set()
        try:
            while self._goes_on(tasks):
                self._hand_out(tasks)
                await self._pause()
                if not self._open and not await self._is_confirmed():
                    break
            await self._is_confirmed()
        finally:
            for task in (*helpers, *tasks):
                task.cancel()
            await asyncio.gather(*helpers, *tasks, return_exceptions=True)
            self._sink.flush()
        for task in (*helpers, *tasks):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        if not self._stopping:
            self._end_budget()

    def _goes_on(self, tasks: set[asyncio.Task[None]]) -> bool:
        return bool(self._open) and not self._stopping and (bool(tasks) or self._held or not self._is_spent())

    def _helper_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.stop()

    # --- probes out ------------------------------------------------------------------------------

    def _hand_out(self, tasks: set[asyncio.Task[None]]) -> None:
        while not self._held and not self._is_spent() and (probe := self._frontier.next(time.monotonic())) is not None:
            same = (probe.ask_url, probe.look)
            if same in self._same:
                # Somebody is asking this very address; the answer is for both.
                self._same[same].append(probe)
                self._frontier.done(probe)
                continue
            self._same[same] = []
            self.requests += 1
            task = asyncio.create_task(self._ask(probe))
            tasks.add(task)
            task.add_done_callback(lambda done: self._finished(tasks, done))

    def _is_spent(self) -> bool:
        """Tells whether a budget is used up."""
        settings = self._settings
        if settings.budget_requests and self.requests >= settings.budget_requests:
            return True
        return bool(settings.budget_time) and time.monotonic() - self._began >= settings.budget_time

    def _end_budget(self) -> None:
        """Lets go of what a budget left over: what was asked is judged by what it answered, the rest waits."""
        for url, link in list(self._open.items()):
            verdict = conclude(link.observations, self._settings)
            if verdict is None:
                self.unasked.append(url)
            else:
                self._on_verdict(url, verdict)
            del self._open[url]

    def _finished(self, tasks: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        """Forgets a finished task; one that failed stays, so that ``run`` raises its error."""
        if task.cancelled() or task.exception() is None:
            tasks.discard(task)
        else:
            self._stopping = True
        self._wake.set()

    async def _pause(self) -> None:
        """Sleeps until an answer came or the next probe is due."""
        wakes_at = None if self._held or self._is_spent() else self._frontier.wakes_at()
        seconds = FAR if wakes_at is None else max(0.0, wakes_at - time.monotonic())
        if self._settings.budget_time:
            seconds = min(seconds, max(0.01, self._began + self._settings.budget_time - time.monotonic()))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, FAR)):
                await self._wake.wait()
        self._wake.clear()

    async def _ask(self, probe: Probe) -> None:
        epoch = self._epoch
        seen = await self._transport.send(probe, is_last=self._frontier.is_last(probe))
        self.requests += -1 if seen.error.startswith("skipped/") else bool(seen.head)
        self._frontier.done(probe, seen)
        if epoch != self._epoch:
            return
        others = self._same.pop((probe.ask_url, probe.look))
        if self._breaker.is_doubtful(seen):
            self._held = self._network is not None and bool(self._network.juries)
            self._doubt.set()
        self._answered(probe, seen)
        for other in others:
            self._answered(other, replace(seen, url=other.url, attempt=other.attempt, hop=other.hop))

    def _answered(self, probe: Probe, seen: Observation) -> None:
        self._take(seen)
        self._pause_host(probe, seen)
        self._step(probe.url)

    # --- observations in -------------------------------------------------------------------------

    def _take(self, seen: Observation) -> None:
        observations = self._open[seen.url].observations
        self._stretch.before.setdefault(seen.url, len(observations))
        observations.append(seen)
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
        """Obeys a host that asks to be left alone, and leaves one that is unwell, for all its links."""
        seconds = host_pause(seen)
        if seconds:
            patience = self._settings.longest_wait
            if self._frontier.pause(probe.ask_url, time.monotonic(), seconds) > patience or seconds > patience:
                self._frontier.pause(probe.ask_url, time.monotonic(), FAR)
                self._leave_host(probe.ask_url)
        elif self._frontier.is_unwell(probe.ask_url):
            self._leave_host(probe.ask_url)

    def _leave_host(self, url: str) -> None:
        for waiting in list(self._frontier.drop_host(url)):
            self._step(waiting.url)

    def _step(self, url: CanonicalUrl) -> None:
        """Does what the rules say about a link: asks on, or lets it go with its verdict."""
        link = self._open[url]
        step = decide(link.job, link.observations, self._settings, self._random.random())
        if isinstance(step, Conclude):
            self._conclude(url, step.verdict)
            return
        left = self._why_left(step.probe.ask_url)
        if not left:
            self._frontier.add(step.probe, time.monotonic() + step.wait)
        elif step.probe.attempt and step.probe.hop == 0:
            # It has been asked, and what it answered stands.
            verdict = conclude(link.observations, self._settings)
            assert verdict is not None
            self._conclude(url, verdict)
        else:
            self._leave_to_next_run(step.probe, left)
            self._step(url)

    def _why_left(self, ask_url: str) -> str:
        """Returns why a host is left to the next run, or an empty string."""
        if self._frontier.wait_for(ask_url, time.monotonic()) > self._settings.longest_wait:
            return "skipped/host_waits"
        return "skipped/host_unwell" if self._frontier.is_unwell(ask_url) else ""

    def _leave_to_next_run(self, probe: Probe, why: str) -> None:
        """Writes down that a probe was not sent."""
        self._take(Observation(probe.url, probe.attempt, probe.hop, probe.ask_url, self._clock(), error=why))

    def _conclude(self, url: CanonicalUrl, verdict: Verdict) -> None:
        link = self._stretch.closed[url] = self._open.pop(url)
        if link.observations and link.observations[-1].body:
            self.pages[url] = tuple(link.observations)
        self._on_verdict(url, verdict)
        self._wake.set()

    # --- our own network -------------------------------------------------------------------------

    def pause_host(self, url: str, seconds: float) -> None:
        """Leaves a URL's host alone, as it asked in an earlier run."""
        self._frontier.pause(url, time.monotonic(), seconds)

    async def _watch_network(self) -> None:
        """Confirms the network every so often, and at once when it is to be doubted."""
        if self._network is None:
            return
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.canary_seconds):
                    await self._doubt.wait()
            await self._is_confirmed()

    async def _is_confirmed(self) -> bool:
        """Asks the juries; without trust, undoes the stretch and waits for the network.

        Returns:
            Whether there is more to do, or the network came back; False where all is done or it stays away.
        """
        network = self._network
        if network is None or not network.juries or self._stopping:
            return bool(self._open)
        async with network.asking:
            self._doubt.clear()
            if not self._stretch.before:
                return bool(self._open)
            self._held = True
            trust = await network.ask()
            if not trust.trusted:
                self._withdraw(trust.sentence)
                if not await network.is_back(lambda: self._stopping):
                    self.stop()
                    return False
                self._transport.forget()
            else:
                self._flush()
                self._sink.confirm()
            self._stretch = _Stretch()
            self._breaker.reset()
            self._held = False
            self._wake.set()
            return bool(self._open)

    def _withdraw(self, why: str) -> None:
        """Undoes all that came in since the network was last confirmed, and queues it again."""
        self._flush()
        self._sink.withdraw(why)
        self._epoch += 1
        self._same.clear()
        for url, count in self._stretch.before.items():
            link = self._stretch.closed.pop(url, None) or self._open.get(url)
            if link is None:
                continue
            if url not in self._open:
                self._open[url] = link
                self.pages.pop(url, None)
                self._on_verdict(url, None)
            del link.observations[count:]
        self._stretch = _Stretch()
        self._frontier.clear()
        for url in list(self._open):
            self._step(url)
