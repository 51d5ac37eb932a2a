"""What a row of verdicts over time amounts to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.lifecycle import stand
from linkgraph.config import LifecycleSettings
from linkgraph.model import State
from tests.conftest import DAY, NOON, WEIGHTS, check

SETTINGS = LifecycleSettings()

ROWS = [
    ("never asked", [], "unknown"),
    ("alive", [(0, "ok")], "alive"),
    ("moved is alive", [(0, "moved")], "alive"),
    ("first failure", [(0, "gone")], "failing (1 of 3)"),
    ("not found twice", [(0, "gone"), (3, "gone")], "failing (2 of 3)"),
    ("not found three times, three days apart", [(0, "gone"), (3, "gone"), (6, "gone")], "dead since 2026-01-11"),
    ("three times in an hour count once", [(0, "gone"), (0.01, "gone"), (0.02, "gone")], "failing (1 of 3)"),
    ("daily: the days between do not count", [(d, "gone") for d in range(6)], "failing (2 of 3)"),
    ("daily: dead on the seventh day", [(d, "gone") for d in range(7)], "dead since 2026-01-11"),
    ("no such name is as strong", [(0, "dns_error"), (3, "gone"), (6, "dns_error")], "dead since 2026-01-11"),
    ("a forge's word twice", [(0, "deleted"), (1, "deleted")], "dead since 2026-01-06"),
    ("a forge's word twice in an hour", [(0, "deleted"), (0.04, "deleted")], "failing (1 of 2)"),
    ("weak, five times in five days", [(d, "timeout") for d in range(5)], "failing (4 of 5)"),
    ("weak, five times over two weeks", [(d, "timeout") for d in (0, 3, 7, 10, 14)], "dead since 2026-01-19"),
    ("weak, four times over two months", [(d, "timeout") for d in (0, 20, 40, 60)], "failing (4 of 5)"),
    ("one success resets", [(0, "gone"), (3, "gone"), (4, "ok"), (6, "gone")], "failing (1 of 3)"),
    ("unknown neither adds", [(0, "gone"), (3, "blocked"), (6, "gone")], "failing (2 of 3)"),
    ("nor resets", [(0, "gone"), (3, "gone"), (5, "rate_limited"), (6, "gone")], "dead since 2026-01-11"),
    ("nor does suspect", [(0, "gone"), (3, "gone"), (5, "suspect"), (6, "gone")], "dead since 2026-01-11"),
    ("unknown alone is unknown", [(0, "blocked"), (3, "blocked")], "unknown"),
    ("unknown after life is life", [(0, "ok"), (3, "blocked")], "alive"),
    ("mixed: strong ones count as weak too",
     [(0, "timeout"), (3, "gone"), (7, "timeout"), (10, "gone"), (14, "timeout")], "dead since 2026-01-19"),
    ("mixed: weak ones do not count as strong", [(0, "gone"), (3, "timeout"), (6, "gone")], "failing (2 of 3)"),
    ("mixed: the strong rule may be met first",
     [(0, "timeout"), (1, "gone"), (4, "gone"), (7, "gone")], "dead since 2026-01-12"),
    ("dead stays dead", [(0, "gone"), (3, "gone"), (6, "gone"), (90, "timeout")], "dead since 2026-01-11"),
    ("unknown wakes no dead", [(0, "gone"), (3, "gone"), (6, "gone"), (90, "blocked")], "dead since 2026-01-11"),
    ("recovered", [(0, "gone"), (3, "gone"), (6, "gone"), (9, "ok")], "recovered"),
    ("recovered until the next alive check", [(0, "gone"), (3, "gone"), (6, "gone"), (9, "ok"), (12, "ok")], "alive"),
    ("recovered, then failing", [(0, "gone"), (3, "gone"), (6, "gone"), (9, "ok"), (12, "gone")], "failing (1 of 3)"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "words"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_row_of_checks_has_its_state(row: list[tuple[float, str]], words: str) -> None:
    assert stand([check(day, word) for day, word in row], SETTINGS).words() == words


def test_the_dates_of_a_row_are_told() -> None:
    standing = stand([check(0, "ok"), check(2, "gone"), check(5, "gone"), check(8, "gone")], SETTINGS)
    assert (standing.last_ok, standing.first_failed, standing.dead_since) == (NOON, NOON + 2 * DAY, NOON + 8 * DAY)
    assert standing.failures == 3


def test_the_thresholds_can_be_set() -> None:
    settings = LifecycleSettings(strong_failures=1)
    assert stand([check(0, "gone")], settings).state is State.DEAD


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from(sorted(WEIGHTS))), max_size=30))
def test_unknown_checks_change_nothing(row: list[tuple[float, str]]) -> None:
    row = sorted(row)
    decisive = [item for item in row if item[1] not in {"blocked", "rate_limited", "suspect"}]
    assert stand([check(*item) for item in row], SETTINGS) == stand([check(*item) for item in decisive], SETTINGS)


@given(st.lists(st.tuples(st.floats(0, 400), st.sampled_from(sorted(WEIGHTS))), max_size=30))
def test_an_alive_check_is_the_end_of_any_death(row: list[tuple[float, str]]) -> None:
    checks = [check(*item) for item in sorted(row)] + [check(500, "ok")]
    assert stand(checks, SETTINGS).state in {State.ALIVE, State.RECOVERED}
    assert stand(checks, SETTINGS).failures == 0
