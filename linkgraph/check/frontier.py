"""Which probe next, and when: one queue per host (no clock, no socket).

A waiting probe holds nothing: it lies in its host's queue with a due time. A host is looked at only
when it could have something, so that a thousand waiting hosts cost nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from linkgraph.check.pace import Pace
from linkgraph.model import Observation, Probe
from linkgraph.urls import host_of


@dataclass(slots=True)
class _Host:
    pace: Pace
    waiting: list[tuple[float, int, Probe]] = field(default_factory=list)
    in_flight: int = 0
    not_before: float = 0.0
    last_sent: float = 0.0
    paused: float = 0.0


class Frontier:
    """The probes that wait, by host.

    Attributes:
        per_host: how many probes one host may have in flight.
        total: how many all hosts together may have in flight.
        per_host_of: how many one host may have by the user's wish; 0 leaves it at ``per_host``.
    """

    def __init__(self, per_host: int, total: int, per_host_of: Callable[[str], int] = lambda host: 0) -> None:
        self.per_host = per_host
        self._per_host_of = per_host_of
        self.total = total
        self.in_flight = 0
        self.waiting = 0
        self._hosts: dict[str, _Host] = {}
        self._due: list[tuple[float, int, str]] = []
        self._order = count()

    def add(self, probe: Probe, due: float) -> None:
        """Queues a probe that may be asked from ``due`` on (a monotonic time)."""
        name = host_of(probe.ask_url)
        host = self._host(name)
        heapq.heappush(host.waiting, (due, next(self._order), probe))
        self.waiting += 1
        self._announce(name, host)

    def next(self, now: float) -> Probe | None:
        """Hands out a probe whose time has come and whose host has room, or None."""
        while self._due and self._due[0][0] <= now and self.in_flight < self.total:
            _, _, name = heapq.heappop(self._due)
            host = self._hosts[name]
            # What is announced here may have been cleared or handed out since.
            if not host.waiting or host.in_flight >= int(host.pace.limit):
                continue
            if self._ready_at(host) > now:
                self._announce(name, host)
                continue
            _, _, probe = heapq.heappop(host.waiting)
            host.in_flight += 1
            host.last_sent = now
            self.in_flight += 1
            self.waiting -= 1
            self._announce(name, host)
            return probe
        return None

    def done(self, probe: Probe, seen: Observation | None = None) -> None:
        """Says that a probe handed out has been answered, and by what; the host's pace learns from it."""
        name = host_of(probe.ask_url)
        host = self._hosts[name]
        if seen is not None:
            host.pace.answered(seen, host.in_flight)
        host.in_flight -= 1
        self.in_flight -= 1
        self._announce(name, host)

    def pause(self, url: str, now: float, seconds: float) -> float:
        """Leaves a URL's whole host alone for a time; returns the seconds it has been left alone in all."""
        host = self._host(host_of(url))
        longer = max(0.0, now + seconds - max(host.not_before, now))
        host.not_before = max(host.not_before, now + seconds)
        host.paused += longer
        return host.paused

    def wait_for(self, url: str, now: float) -> float:
        """Returns for how many seconds a URL's host is still to be left alone."""
        host = self._hosts.get(host_of(url))
        return max(0.0, host.not_before - now) if host else 0.0

    def is_unwell(self, url: str) -> bool:
        """Tells whether a URL's host failed so often in a row that it is left for later."""
        host = self._hosts.get(host_of(url))
        return host is not None and host.pace.is_unwell

    def is_last(self, probe: Probe) -> bool:
        """Tells whether the connection of a probe handed out will not be needed: fewer wait than are in flight."""
        host = self._hosts[host_of(probe.ask_url)]
        return len(host.waiting) < host.in_flight

    def drop_host(self, url: str) -> Iterator[Probe]:
        """Takes all waiting probes of a URL's host out of the queue."""
        host = self._hosts.get(host_of(url))
        while host and host.waiting:
            self.waiting -= 1
            yield heapq.heappop(host.waiting)[2]

    def clear(self) -> None:
        """Forgets all that waits and all failures in a row; pauses that hosts asked for stay."""
        for host in self._hosts.values():
            host.waiting.clear()
            host.pace.failures = 0
        self._due.clear()
        self.waiting = 0

    def wakes_at(self) -> float | None:
        """Returns when the next probe may be due, or None where only an answer can make one due."""
        return self._due[0][0] if self._due and self.in_flight < self.total else None

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host(Pace(self._per_host_of(name) or self.per_host))
        return host

    def _ready_at(self, host: _Host) -> float:
        return max(host.waiting[0][0], host.not_before, host.last_sent + host.pace.gap if host.pace.gap else 0.0)

    def _announce(self, name: str, host: _Host) -> None:
        if host.waiting and host.in_flight < int(host.pace.limit):
            heapq.heappush(self._due, (self._ready_at(host), next(self._order), name))
