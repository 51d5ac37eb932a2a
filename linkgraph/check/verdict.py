"""The rules: what the answers of one check say, and whether to ask again (pure).

``RULES`` is read from the top and the first match wins. ``decide`` turns the observations made so
far into the next step; since it knows nothing else, a killed check goes on from its stored answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linkgraph.config import CheckSettings
from linkgraph.fetch import retry_after_seconds
from linkgraph.model import CanonicalUrl, Observation, Probe, Verdict, Weight, Word
from linkgraph.urls import is_same_place, is_short_link

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: when ``test`` holds for the last answer, the verdict is ``word``.

    An empty ``reason`` takes the kind of the error (``nxdomain`` of ``dns/nxdomain``).
    """

    name: str
    when: str
    test: Callable[[Observation], bool]
    word: Word
    reason: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this probe, after ``wait`` seconds."""

    probe: Probe
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Conclude:
    """The check is over."""

    verdict: Verdict


def _error(*codes: str) -> Callable[[Observation], bool]:
    return lambda seen: seen.error in codes


def _phase(phase: str) -> Callable[[Observation], bool]:
    return lambda seen: seen.error.partition("/")[0] == phase


def _status(*statuses: int) -> Callable[[Observation], bool]:
    return lambda seen: seen.status in statuses


def _between(low: int, high: int) -> Callable[[Observation], bool]:
    return lambda seen: seen.status is not None and low <= seen.status <= high


def _is_limited(seen: Observation) -> bool:
    if seen.status == 429:
        return True
    if seen.status == 403:
        return seen.header("x-ratelimit-remaining") == "0" or bool(seen.header("retry-after"))
    return seen.status == 503 and bool(seen.header("retry-after"))


def _is_challenge(seen: Observation) -> bool:
    return seen.status == 999 or bool(seen.header("cf-mitigated"))


def _asks_to_sign_in(seen: Observation) -> bool:
    return seen.status in {402, 407} or (seen.status == 401 and bool(seen.header("www-authenticate")))


RULES: tuple[Rule, ...] = (
    Rule("waits", "the host asked for a longer wait than this run has", _error("skipped/host_waits"),
         Word.RATE_LIMITED, "host_waits", Weight.UNKNOWN),
    Rule("skipped", "nothing was asked: private address, scheme, own fault", _phase("skipped"),
         Word.SKIPPED, "", Weight.UNKNOWN),
    Rule("no-such-name", "the resolver says that the name does not exist", _error("dns/nxdomain"),
         Word.DNS_ERROR, "", Weight.STRONG),
    Rule("name-unclear", "no address, SERVFAIL, refused, or no answer from the resolver", _phase("dns"),
         Word.DNS_ERROR, "", Weight.UNKNOWN),
    Rule("tls", "the encrypted connection could not be trusted or made", _phase("tls"),
         Word.TLS_ERROR, "", Weight.WEAK),
    Rule("timeout", "no answer within the time bound", _phase("timeout"),
         Word.TIMEOUT, "", Weight.WEAK),
    Rule("connect", "refused, reset, unreachable, broken off, or no HTTP", _phase("connect"),
         Word.CONNECT_ERROR, "", Weight.WEAK),
    Rule("challenge", "a bot wall: cf-mitigated, or status 999", _is_challenge,
         Word.BLOCKED, "challenge", Weight.UNKNOWN),
    Rule("rate-limit", "429; 403 with an exhausted limit; 503 with Retry-After", _is_limited,
         Word.RATE_LIMITED, "limit", Weight.UNKNOWN),
    Rule("sign-in", "401 with WWW-Authenticate, 402 or 407: it exists, not open to us", _asks_to_sign_in,
         Word.RESTRICTED, "sign_in", Weight.ALIVE),
    Rule("not-found", "404 by GET", _status(404),
         Word.GONE, "not_found", Weight.STRONG),
    Rule("removed", "410 by GET", _status(410),
         Word.GONE, "removed", Weight.STRONG),
    Rule("legal", "451: taken down for legal reasons", _status(451),
         Word.GONE, "legal", Weight.STRONG),
    Rule("too-early", "408 or 425: the server's own haste", _status(408, 425),
         Word.SERVER_ERROR, "request_timeout", Weight.WEAK),
    Rule("refused-to-us", "any other 4xx: the host refuses us, which proves nothing", _between(400, 499),
         Word.BLOCKED, "refused_to_us", Weight.UNKNOWN),
    Rule("server", "5xx", _between(500, 599),
         Word.SERVER_ERROR, "status_5xx", Weight.WEAK),
    Rule("found", "2xx or 304", lambda seen: seen.status == 304 or _between(200, 299)(seen),
         Word.OK, "found", Weight.ALIVE),
    Rule("unclear", "any other answer", lambda seen: True,
         Word.BLOCKED, "unclear_status", Weight.UNKNOWN),
)  # fmt: skip

MOVED = Rule("moved", "2xx behind permanent redirects to another place", _between(200, 299),
             Word.MOVED, "permanent_redirect", Weight.ALIVE)  # fmt: skip
LOOP = Rule("redirect-loop", "redirects return to a place already asked, or are too many", lambda seen: True,
            Word.CONNECT_ERROR, "redirect_loop", Weight.WEAK)  # fmt: skip

RETRIED = frozenset({Word.SERVER_ERROR, Word.CONNECT_ERROR, Word.TIMEOUT, Word.RATE_LIMITED})
RETRIED_DNS = frozenset({"servfail", "refused", "timeout", "other"})
LIMIT_PAUSE = 1.0
"""Seconds that a host is left alone which limits us without saying for how long; doubled each attempt."""

FINAL_REASONS = frozenset({"redirect_loop", "host_waits"})


def decide(
    url: CanonicalUrl,
    ask_url: str,
    observations: Sequence[Observation],
    settings: CheckSettings,
    jitter: float = 0.5,
) -> Ask | Conclude:
    """Says what to do next for a link, from the answers of this check so far.

    Args:
        url: the link's identity.
        ask_url: what is asked first.
        observations: the answers so far, oldest first.
        settings: retries, back-off and redirect bounds.
        jitter: a random number from 0 to 1 that spreads the retries.
    """
    if not observations:
        return Ask(Probe(url, ask_url))
    last = observations[-1]
    chain = _chain(observations)
    if last.status in REDIRECTS and last.location and not last.error:
        if _loops(chain, settings):
            return _retry_or_conclude(url, ask_url, chain, settings, jitter)
        return Ask(Probe(url, last.location, last.attempt, last.hop + 1))
    return _retry_or_conclude(url, ask_url, chain, settings, jitter)


def conclude(observations: Sequence[Observation], settings: CheckSettings) -> Verdict | None:
    """Returns the verdict on a check's observations; None where they end within a redirect chain."""
    if not observations:
        return None
    chain = _chain(observations)
    last = chain[-1]
    if last.status in REDIRECTS and last.location and not last.error and not _returns(chain):
        return None if last.hop < settings.max_redirects else _verdict(LOOP, chain)
    return judge(chain)


def judge(chain: Sequence[Observation]) -> Verdict:
    """Applies the table to one attempt's answers, hop by hop, oldest first."""
    last = chain[-1]
    if _returns(chain) or (last.status in REDIRECTS and last.location and not last.error):
        return _verdict(LOOP, chain)
    rule = next(rule for rule in RULES if rule.test(last))
    if rule.word is Word.OK:
        target = permanent_target(chain)
        if target and not is_short_link(chain[0].asked) and not is_same_place(chain[0].asked, target):
            return _verdict(MOVED, chain, target)
    return _verdict(rule, chain)


def permanent_target(chain: Sequence[Observation]) -> str:
    """Returns where the leading permanent redirects of a chain lead, or an empty string."""
    target = ""
    for seen in chain:
        if seen.status not in PERMANENT:
            break
        target = seen.location
    return target


def retry_wait(verdict: Verdict, last: Observation, settings: CheckSettings, jitter: float) -> float | None:
    """Returns the seconds to wait before another attempt, or None where this check is over."""
    if verdict.reason in FINAL_REASONS or not _is_retried(verdict):
        return None
    allowed = min(settings.retries, 1) if verdict.word is Word.TIMEOUT else settings.retries
    if last.attempt >= allowed:
        return None
    told = told_wait(last)
    if told is not None:
        return None if told > settings.longest_wait else told
    return settings.backoff * float(2**last.attempt) * (0.75 + jitter / 2)


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
        return max(0.0, min(float(reset[:12]) - seen.at.timestamp(), 1e9))
    return told


def host_pause(seen: Observation) -> float:
    """Returns for how many seconds an answer asks us to leave the whole host alone."""
    if not _is_limited(seen):
        return 0.0
    told = told_wait(seen)
    return LIMIT_PAUSE * 2.0**seen.attempt if told is None else told


def is_well(seen: Observation) -> bool | None:
    """Tells whether a host bears our pace; None where an answer says nothing of it."""
    if _is_limited(seen) or seen.error.startswith("timeout/") or (seen.status or 0) >= 500:
        return False
    return True if seen.status is not None else None


def _chain(observations: Sequence[Observation]) -> list[Observation]:
    attempt = observations[-1].attempt
    return [seen for seen in observations if seen.attempt == attempt]


def _returns(chain: Sequence[Observation]) -> bool:
    last = chain[-1]
    return bool(last.location) and last.status in REDIRECTS and last.location in {seen.asked for seen in chain}


def _loops(chain: Sequence[Observation], settings: CheckSettings) -> bool:
    return _returns(chain) or chain[-1].hop >= settings.max_redirects


def _retry_or_conclude(
    url: CanonicalUrl,
    ask_url: str,
    chain: Sequence[Observation],
    settings: CheckSettings,
    jitter: float,
) -> Ask | Conclude:
    verdict = judge(chain)
    wait = retry_wait(verdict, chain[-1], settings, jitter)
    if wait is None:
        return Conclude(verdict)
    return Ask(Probe(url, ask_url, chain[-1].attempt + 1, 0), wait)


def _verdict(rule: Rule, chain: Sequence[Observation], moved_to: str = "") -> Verdict:
    last = chain[-1]
    return Verdict(
        word=rule.word,
        reason=rule.reason or last.error.partition("/")[2],
        rule=rule.name,
        weight=rule.weight,
        http_status=last.status,
        final_url=last.asked if len(chain) > 1 else "",
        moved_to=moved_to,
    )
