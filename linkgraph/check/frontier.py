"""Which probe next, and when: one queue per host (no clock, no socket).

A waiting probe holds nothing: it lies in its host's queue with a due time. A host is looked at only
when it could have something, so that a thousand waiting hosts cost nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from linkgraph.model import Probe
from linkgraph.urls import host_of


@dataclass(slots=True)
class _Host:
    waiting: list[tuple[float, int, Probe]] = field(default_factory=list)
    in_flight: int = 0
    not_before: float = 0.0
    paused: float = 0.0
    limit: float = 1.0


class Frontier:
    """The probes that wait, by host.

    Attributes:
        per_host: how many probes one host may have in flight.
        total: how many all hosts together may have in flight.
    """

    def __init__(self, per_host: int, total: int) -> None:
        self.per_host = per_host
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
            if not host.waiting or host.in_flight >= int(host.limit):
                continue
            if self._ready_at(host) > now:
                self._announce(name, host)
                continue
            _, _, probe = heapq.heappop(host.waiting)
            host.in_flight += 1
            self.in_flight += 1
            self.waiting -= 1
            self._announce(name, host)
            return probe
        return None

    def done(self, probe: Probe, *, well: bool | None = None) -> None:
        """Says that a probe handed out has been answered.

        A host that is not ``well`` (limits, server errors, timeouts) has half as many in flight from
        then on, and gains one for each round of good answers, as TCP does; None leaves it as it is.
        """
        name = host_of(probe.ask_url)
        host = self._hosts[name]
        if well is not None:
            host.limit = min(self.per_host, host.limit + 1 / host.limit) if well else max(1.0, host.limit / 2)
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

    def wakes_at(self) -> float | None:
        """Returns when the next probe may be due, or None where only an answer can make one due."""
        return self._due[0][0] if self._due and self.in_flight < self.total else None

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(limit=float(self.per_host)))

    def _ready_at(self, host: _Host) -> float:
        return max(host.waiting[0][0], host.not_before)

    def _announce(self, name: str, host: _Host) -> None:
        if host.waiting and host.in_flight < int(host.limit):
            heapq.heappush(self._due, (self._ready_at(host), next(self._order), name))
