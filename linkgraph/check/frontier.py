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
        host = self._hosts.setdefault(name, _Host())
        heapq.heappush(host.waiting, (due, next(self._order), probe))
        self.waiting += 1
        self._announce(name, host)

    def next(self, now: float) -> Probe | None:
        """Hands out a probe whose time has come and whose host has room, or None."""
        while self._due and self._due[0][0] <= now and self.in_flight < self.total:
            _, _, name = heapq.heappop(self._due)
            host = self._hosts[name]
            if not host.waiting or host.in_flight >= self.per_host:
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

    def done(self, probe: Probe) -> None:
        """Says that a probe handed out has been answered."""
        name = host_of(probe.ask_url)
        host = self._hosts[name]
        host.in_flight -= 1
        self.in_flight -= 1
        self._announce(name, host)

    def pause(self, url: str, until: float) -> None:
        """Leaves a URL's whole host alone until a monotonic time."""
        host = self._hosts.setdefault(host_of(url), _Host())
        host.not_before = max(host.not_before, until)

    def drop_host(self, url: str) -> Iterator[Probe]:
        """Takes all waiting probes of a URL's host out of the queue."""
        host = self._hosts.get(host_of(url))
        while host and host.waiting:
            self.waiting -= 1
            yield heapq.heappop(host.waiting)[2]

    def wakes_at(self) -> float | None:
        """Returns when the next probe may be due, or None where nothing waits for a time."""
        return self._due[0][0] if self._due else None

    def _ready_at(self, host: _Host) -> float:
        return max(host.waiting[0][0], host.not_before)

    def _announce(self, name: str, host: _Host) -> None:
        if host.waiting and host.in_flight < self.per_host:
            heapq.heappush(self._due, (self._ready_at(host), next(self._order), name))
