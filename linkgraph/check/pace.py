"""How many probes one host bears at a time (pure).

As TCP does: one more for each round of good answers, half as many after a bad one, at most once a
round. Bad is a limit, a 503, a timeout while nothing else is answered, and latency that has grown to a
multiple of what it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from linkgraph.check.rules import is_limited
from linkgraph.model import Observation

UNWELL_AFTER = 10
"""Failures in a row after which a host is left for later."""

SLOWER = 3.0
"""How many times slower than usual the last answers are when a host is under strain."""

NOTICEABLE = 0.5
"""Seconds below which no latency is strain."""

QUICK, SLOW = 0.25, 0.02
"""Weights of a new answer in the recent and in the usual latency."""

FIRST_GAP, LONGEST_GAP = 0.1, 10.0
"""Seconds between two probes of a host that limits us although it is asked one at a time; half as long
again each time."""

GAP_GROWTH = 1.5
GAP_RELIEF = 0.98
"""What a gap is multiplied with at each good answer."""

FAILING = ("timeout/", "connect/", "tls/")


@dataclass(slots=True)
class Pace:
    """A host's pace.

    Attributes:
        most: probes that may be in flight at the very most.
        limit: probes that may be in flight now; its whole part counts.
        failures: answers in a row that were failures of the host.
        gap: seconds to leave between two probes.
    """

    most: int
    limit: float = 0.0
    failures: int = 0
    gap: float = 0.0
    _spared: int = 0
    _good: int = 0
    _usual: float = 0.0
    _recent: float = 0.0

    def __post_init__(self) -> None:
        """Begins with half of what is allowed."""
        self.limit = self.limit or max(1.0, self.most / 2)

    @property
    def is_unwell(self) -> bool:
        """Whether so many failed in a row that the host is better left alone."""
        return self.failures >= UNWELL_AFTER

    def answered(self, seen: Observation, in_flight: int) -> None:
        """Learns from an answer that came while ``in_flight`` probes, its own included, were under way."""
        self.failures = self.failures + 1 if has_failed(seen) else (self.failures if is_limited(seen) else 0)
        self._spared = max(0, self._spared - 1)
        strained = self._is_strained(seen, in_flight)
        if strained and not self._spared:
            if is_limited(seen) and self.limit < 2:
                self.gap = min(max(FIRST_GAP, self.gap * GAP_GROWTH), LONGEST_GAP)
            self.limit = max(1.0, self.limit / 2)
            # What is under way was sent at the old pace, and says nothing of the new one.
            self._spared = in_flight
        elif not strained and seen.status is not None:
            if self.gap > FIRST_GAP / 2:
                self.gap *= GAP_RELIEF
            else:
                self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def _is_strained(self, seen: Observation, in_flight: int) -> bool:
        """Tells whether an answer says that the host has too much to do.

        A timeout does not where a whole round of other probes was answered meanwhile: then the page hangs.
        """
        if seen.error.startswith("timeout/"):
            strained = self._good < in_flight
        else:
            strained = is_limited(seen) or seen.status == 503 or self._has_slowed(seen)
        self._good = self._good + 1 if seen.status is not None and not strained else 0
        return strained

    def _has_slowed(self, seen: Observation) -> bool:
        if seen.status is None:
            return False
        if not self._usual:
            self._usual = self._recent = seen.seconds
        self._recent += QUICK * (seen.seconds - self._recent)
        self._usual += SLOW * (seen.seconds - self._usual)
        return self._recent > max(NOTICEABLE, SLOWER * self._usual)


def has_failed(seen: Observation) -> bool:
    """Tells whether the host, not the page, failed."""
    return seen.error.startswith(FAILING) or ((seen.status or 0) >= 500 and not is_limited(seen))
