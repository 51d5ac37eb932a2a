"""What a row of verdicts over time amounts to: alive, failing, dead, recovered (pure).

Only an alive verdict resets a row of failures. Unknown ones and those to be looked at neither add
nor reset. Failures nearer to each other than their weight's gap count once: ten checks in one hour
say no more than one. The thresholds follow InternetArchiveBot (three scans, three days apart).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linkgraph.config import LifecycleSettings
from linkgraph.model import Check, Standing, State, Weight

STRENGTH = {Weight.WEAK: 1, Weight.STRONG: 2, Weight.AUTHORITATIVE: 3}


@dataclass(frozen=True, slots=True)
class DeathRule:
    """Dead after ``failures`` of this weight or stronger, ``gap`` apart, over at least ``span``."""

    weight: Weight
    failures: int
    gap: timedelta
    span: timedelta


def death_rules(settings: LifecycleSettings) -> tuple[DeathRule, ...]:
    """Returns the rules, strongest weight first; any one that is met makes a link dead."""
    return (
        DeathRule(
            Weight.AUTHORITATIVE,
            settings.authoritative_failures,
            timedelta(hours=settings.authoritative_gap),
            timedelta(0),
        ),
        DeathRule(Weight.STRONG, settings.strong_failures, timedelta(hours=settings.strong_gap), timedelta(0)),
        DeathRule(
            Weight.WEAK,
            settings.weak_failures,
            timedelta(hours=settings.weak_gap),
            timedelta(hours=settings.weak_span),
        ),
    )


def stand(checks: Sequence[Check], settings: LifecycleSettings) -> Standing:
    """Returns what a link's checks, oldest first, amount to."""
    rules = death_rules(settings)
    state, row = State.UNKNOWN, list[Check]()
    last_ok: datetime | None = None
    dead_since: datetime | None = None
    for check in checks:
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


def _counted(rule: DeathRule, row: Sequence[Check]) -> list[Check]:
    """Returns the failures that count for a rule: strong enough, and far enough apart."""
    counted: list[Check] = []
    for check in row:
        if STRENGTH[check.verdict.weight] < STRENGTH[rule.weight]:
            continue
        if not counted or check.at - counted[-1].at >= rule.gap:
            counted.append(check)
    return counted


def _is_met(rule: DeathRule, row: Sequence[Check]) -> bool:
    counted = _counted(rule, row)
    return len(counted) >= rule.failures and counted[-1].at - counted[0].at >= rule.span


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
