"""What a row of verdicts over time amounts to: alive, failing, dead, recovered (pure).

Only an alive verdict resets a row of failures. Unknown ones and those to be looked at neither add
nor reset. Failures nearer to each other than their weight's gap count once: ten checks in one hour
say no more than one. The thresholds follow InternetArchiveBot (three scans, three days apart).
A person's word stands above the rules for as long as it holds.

``next_due`` says when a link is asked again: one that is alive at its interval, one that fails when a
further failure would count, one that is dead ever more rarely and for ever (Nutch: no page is truly gone).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linkgraph.check.rules import is_said
from linkgraph.config import LifecycleSettings
from linkgraph.model import Check, Standing, State, Verdict, Weight, Word

STRENGTH = {Weight.WEAK: 1, Weight.STRONG: 2, Weight.AUTHORITATIVE: 3}


@dataclass(frozen=True, slots=True)
class DeathRule:
    """Dead after ``failures`` of this weight or stronger, ``gap`` apart, over at least ``span``."""

    weight: Weight
    failures: int
    gap: timedelta
    span: timedelta
    tolerance: timedelta = timedelta(0)


def death_rules(settings: LifecycleSettings) -> tuple[DeathRule, ...]:
    """Returns the rules, strongest weight first; any one that is met makes a link dead."""
    rows = (
        (Weight.AUTHORITATIVE, settings.authoritative_failures, settings.authoritative_gap, 0.0),
        (Weight.STRONG, settings.strong_failures, settings.strong_gap, 0.0),
        (Weight.WEAK, settings.weak_failures, settings.weak_gap, settings.weak_span),
    )
    return tuple(
        DeathRule(weight, failures, timedelta(hours=gap), timedelta(hours=span), timedelta(hours=settings.tolerance))
        for weight, failures, gap, span in rows
    )


def stand(checks: Sequence[Check], settings: LifecycleSettings, now: datetime | None = None) -> Standing:
    """Returns what a link's checks, oldest first, amount to.

    Args:
        checks: the link's history.
        settings: the thresholds of death.
        now: the time at which a person's word must still hold; without it none has ended.
    """
    said = person_word(checks, now)
    if said is not None:
        before = stand([check for check in checks if check.at < said.at and not is_said(check.verdict)], settings)
        return _as_said(said, before)
    rules = death_rules(settings)
    state, row = State.UNKNOWN, list[Check]()
    last_ok: datetime | None = None
    dead_since: datetime | None = None
    for check in checks:
        if is_said(check.verdict):
            continue
        weight = check.verdict.weight
        if weight is Weight.ALIVE:
            state = State.RECOVERED if state is State.DEAD else State.ALIVE
            row, last_ok, dead_since = [], check.at, None
        elif weight in STRENGTH:
            row.append(check)
            if state is not State.DEAD and any(_is_met(rule, row) for rule in rules):
                state, dead_since = State.DEAD, check.at
            elif state is not State.DEAD:
                state = State.FAILING
    counted, needed = _nearest(rules, row)
    return Standing(
        state=state,
        failures=len(row),
        counted=counted,
        needed=needed,
        first_failed=row[0].at if row else None,
        last_ok=last_ok,
        dead_since=dead_since,
    )


def person_word(checks: Sequence[Check], now: datetime | None = None) -> Check | None:
    """Returns the newest word of a person on life or death, where it still holds."""
    return _said(checks, ("said-alive", "said-dead"), "said-nothing", now)


def muted(checks: Sequence[Check], now: datetime | None = None) -> Check | None:
    """Returns the newest word of a person that a link is not to be asked, where it still holds."""
    return _said(checks, ("said-mute",), "said-unmute", now)


def _said(checks: Sequence[Check], words: tuple[str, ...], end: str, now: datetime | None) -> Check | None:
    found = next((check for check in reversed(checks) if check.verdict.rule in {*words, end}), None)
    if found is None or found.verdict.rule == end or (found.until and now and found.until <= now):
        return None
    return found


def latest_verdict(checks: Sequence[Check], now: datetime | None = None) -> Verdict | None:
    """Returns the verdict that counts now: a person's word while it holds, else the newest check's."""
    said = person_word(checks, now)
    if said is not None:
        return said.verdict
    return next((check.verdict for check in reversed(checks) if not is_said(check.verdict)), None)


def _as_said(said: Check, before: Standing) -> Standing:
    if said.verdict.weight is Weight.ALIVE:
        state = State.RECOVERED if before.state is State.DEAD else State.ALIVE
        return Standing(state, last_ok=said.at)
    failures = max(1, before.failures)
    return Standing(
        State.DEAD,
        failures=failures,
        counted=failures,
        needed=failures,
        first_failed=before.first_failed or said.at,
        last_ok=before.last_ok,
        dead_since=before.dead_since or said.at,
    )


def next_due(
    url: str, checks: Sequence[Check], standing: Standing, settings: LifecycleSettings, interval: float = 0.0
) -> datetime | None:
    """Returns the time from which a link may be asked again; None where it was never asked.

    Args:
        url: spreads the links over the jitter, each at a place of its own.
        checks: the link's history, oldest first.
        standing: what it amounts to.
        settings: intervals, in hours.
        interval: hours between two checks of this link while it is alive, instead of the usual ones.
    """
    asked = [check for check in checks if not is_said(check.verdict)]
    if not asked:
        return None
    last = asked[-1]
    due = last.at + _wait(url, asked, standing, settings, interval or settings.interval)
    return max(due, last.not_before) if last.not_before else due


def _wait(
    url: str, asked: Sequence[Check], standing: Standing, settings: LifecycleSettings, interval: float
) -> timedelta:
    last = asked[-1].verdict
    if last.weight is Weight.UNKNOWN and last.word is not Word.BLOCKED and standing.state is not State.DEAD:
        # Nothing was learned: a limit, a silent resolver, a host left for later. The next run asks again.
        return timedelta(hours=settings.unknown_interval)
    if standing.state is State.FAILING and last.weight in STRENGTH:
        return _until_it_counts(last.weight, settings)
    hours = interval
    if standing.state is State.DEAD:
        since = standing.dead_since
        times = sum(1 for check in asked if since is not None and check.at > since)
        hours = min(interval * settings.dead_growth**times, max(settings.longest_interval, interval))
    spread = 1 - settings.jitter * _place(url, len(asked))
    return max(timedelta(hours=hours) * spread - timedelta(hours=settings.tolerance), timedelta(0))


def _until_it_counts(weight: Weight, settings: LifecycleSettings) -> timedelta:
    """Returns how long to wait until a further failure of a weight counts."""
    rule = next(rule for rule in death_rules(settings) if rule.weight is weight)
    share = rule.span / max(1, rule.failures - 1)
    # Whole days, so that a daily run has its number when the span is over.
    return max(rule.gap, timedelta(days=share.days) or share, rule.tolerance) - rule.tolerance


def _place(url: str, turn: int) -> float:
    """Returns a number from 0 to 1 that is a link's own, and another at each turn."""
    digest = hashlib.blake2b(f"{turn} {url}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0xFFFFFFFF


def _counted(rule: DeathRule, row: Sequence[Check]) -> list[Check]:
    """Returns the failures that count for a rule: strong enough, and far enough apart."""
    counted: list[Check] = []
    for check in row:
        if STRENGTH[check.verdict.weight] < STRENGTH[rule.weight]:
            continue
        if not counted or check.at - counted[-1].at >= rule.gap - rule.tolerance:
            counted.append(check)
    return counted


def _is_met(rule: DeathRule, row: Sequence[Check]) -> bool:
    counted = _counted(rule, row)
    return len(counted) >= rule.failures and counted[-1].at - counted[0].at >= rule.span - rule.tolerance


def _nearest(rules: Sequence[DeathRule], row: Sequence[Check]) -> tuple[int, int]:
    """Returns how many failures count, of how many, for the rule that has come furthest.

    A rule that is not met yet shows less than its number, even where only its span is missing.
    """
    if not row:
        return 0, 0
    shown = {rule: _counted(rule, row) for rule in rules}
    best = max((rule for rule in rules if shown[rule]), key=lambda rule: _progress(rule, shown[rule]))
    return min(len(shown[best]), best.failures - (not _is_met(best, row))), best.failures


def _progress(rule: DeathRule, counted: Sequence[Check]) -> float:
    """Returns how far a rule has come, from 0 to 1: its number and its span, whichever is behind."""
    number = len(counted) / rule.failures
    span = (counted[-1].at - counted[0].at) / rule.span if rule.span and len(counted) > 1 else 1.0
    return min(number, span, 1.0)
