"""What to do next for a link: ask on, ask again, or conclude (pure).

``decide`` turns the observations made so far into the next step; since it knows nothing else, a killed
check goes on from its stored answers. What the answers say is ``rules``' to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linkgraph.check.rules import LOOP, REDIRECTS, is_limited, judge, make_verdict, returns
from linkgraph.config import CheckSettings
from linkgraph.fetch import retry_after_seconds
from linkgraph.model import CanonicalUrl, Known, Look, Observation, Probe, Verdict, Word
from linkgraph.urls import host_of


@dataclass(frozen=True, slots=True)
class Job:
    """A link to check.

    Attributes:
        url: its identity.
        ask_url: what is asked first.
        observations: the answers that are already there, of a run that was broken off.
        look: whether its page is read.
        known: what the page was when it last answered.
    """

    url: CanonicalUrl
    ask_url: str
    observations: tuple[Observation, ...] = ()
    look: Look = Look.NEVER
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this probe, after ``wait`` seconds."""

    probe: Probe
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Conclude:
    """The check is over."""

    verdict: Verdict


RETRIED = frozenset({Word.SERVER_ERROR, Word.CONNECT_ERROR, Word.TIMEOUT, Word.RATE_LIMITED})
RETRIED_DNS = frozenset({"servfail", "refused", "timeout", "other"})
LIMIT_PAUSE = 1.0
"""Seconds that a host is left alone which limits us without saying for how long; doubled each attempt."""

LIMIT_PATIENCE = 3
"""How many times more attempts a link has whose host says when to ask again."""

FINAL_REASONS = frozenset({"redirect_loop", "host_waits"})
LONGEST_TOLD = 366 * 86_400.0
"""Seconds; a host that asks for a longer wait than a year is asked again after a year."""


def decide(
    job: Job, observations: Sequence[Observation], settings: CheckSettings, jitter: float = 0.5
) -> Ask | Conclude:
    """Says what to do next for a link, from the answers of this check so far.

    Args:
        job: the link.
        observations: the answers so far, oldest first.
        settings: retries, back-off and redirect bounds.
        jitter: a random number from 0 to 1 that spreads the retries.
    """
    if not observations:
        return Ask(_probe(job, job.ask_url))
    chain = _chain(observations)
    last = chain[-1]
    if last.status in REDIRECTS and last.location and not last.error and not _loops(chain, settings):
        return Ask(_probe(job, last.location, last.attempt, last.hop + 1))
    verdict = judge(chain, accepted=settings.accepted(host_of(last.asked)))
    wait = retry_wait(verdict, last, settings, jitter)
    if wait is None:
        return Conclude(verdict)
    return Ask(_probe(job, job.ask_url, last.attempt + 1), wait)


def _probe(job: Job, ask_url: str, attempt: int = 0, hop: int = 0) -> Probe:
    known = job.known if job.known and job.known.asked == ask_url else None
    # Without knowing what the page was, nothing can be seen to have changed.
    look = Look.ALWAYS if job.look is Look.IF_CHANGED and known is None else job.look
    return Probe(job.url, ask_url, attempt, hop, look, known)


def conclude(observations: Sequence[Observation], settings: CheckSettings, neighbour: str = "") -> Verdict | None:
    """Returns the verdict on a check's observations; None where they end within a redirect chain.

    Args:
        observations: the answers of one check, oldest first.
        settings: the bounds under which they are judged.
        neighbour: the hash of a made-up page beside it that answered 200, else empty.
    """
    if not observations:
        return None
    chain = _chain(observations)
    last = chain[-1]
    if last.status in REDIRECTS and last.location and not last.error and not returns(chain):
        return None if last.hop < settings.max_redirects else make_verdict(LOOP, chain)
    return judge(chain, neighbour, settings.accepted(host_of(last.asked)))


def retry_wait(verdict: Verdict, last: Observation, settings: CheckSettings, jitter: float) -> float | None:
    """Returns the seconds to wait before another attempt, or None where this check is over."""
    if verdict.reason in FINAL_REASONS or not _is_retried(verdict):
        return None
    told = told_wait(last)
    if last.attempt >= _allowed(verdict, told, settings):
        return None
    if told is not None:
        return None if told > settings.longest_wait else told
    return settings.backoff * float(2**last.attempt) * (0.75 + jitter / 2)


def _allowed(verdict: Verdict, told: float | None, settings: CheckSettings) -> int:
    """Returns how many further attempts a verdict may have; who waits as told may ask more often."""
    if verdict.word is Word.TIMEOUT:
        return min(settings.retries, 1)
    return settings.retries * LIMIT_PATIENCE if verdict.word is Word.RATE_LIMITED and told else settings.retries


def _is_retried(verdict: Verdict) -> bool:
    if verdict.word is Word.SKIPPED:
        return verdict.reason == "own_fault"
    return verdict.word in RETRIED or (verdict.word is Word.DNS_ERROR and verdict.reason in RETRIED_DNS)


def told_wait(seen: Observation) -> float | None:
    """Returns the seconds that an answer asks us to wait; None where it does not say.

    That is Retry-After, else, where a limit is used up, the time of its reset (GitHub's headers).
    """
    told = retry_after_seconds(seen.header("retry-after"), seen.at) if seen.header("retry-after") else None
    reset = seen.header("x-ratelimit-reset")
    if told is None and seen.header("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(0.0, min(float(reset[:12]) - seen.at.timestamp(), LONGEST_TOLD))
    return None if told is None else min(told, LONGEST_TOLD)


def not_before(seen: Observation) -> datetime | None:
    """Returns the time before which a host that limits us must not be asked, where it told one."""
    told = told_wait(seen) if is_limited(seen) else None
    return None if told is None else seen.at + timedelta(seconds=told)


def host_pause(seen: Observation) -> float:
    """Returns for how many seconds an answer asks us to leave the whole host alone."""
    if not is_limited(seen):
        return 0.0
    told = told_wait(seen)
    return LIMIT_PAUSE * 2.0**seen.attempt if told is None else told


def _chain(observations: Sequence[Observation]) -> list[Observation]:
    attempt = observations[-1].attempt
    return [seen for seen in observations if seen.attempt == attempt]


def _loops(chain: Sequence[Observation], settings: CheckSettings) -> bool:
    return returns(chain) or chain[-1].hop >= settings.max_redirects
