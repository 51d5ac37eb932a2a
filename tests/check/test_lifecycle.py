"""What a row of verdicts over time amounts to."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.lifecycle import latest_verdict, muted, next_due, person_word, stand
from linkgraph.config import LifecycleSettings
from linkgraph.model import Check, State, Verdict, Weight, Word
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


def said(day: float, word: str, until: float | None = None) -> Check:
    """Makes a person's word."""
    rows = {
        "alive": (Word.OK, Weight.ALIVE),
        "dead": (Word.GONE, Weight.AUTHORITATIVE),
        "nothing": (Word.SKIPPED, Weight.UNKNOWN),
        "mute": (Word.SKIPPED, Weight.UNKNOWN),
        "unmute": (Word.SKIPPED, Weight.UNKNOWN),
    }
    kind, weight = rows[word]
    ends = NOON + DAY * until if until is not None else None
    return Check(NOON + DAY * day, Verdict(kind, "person", f"said-{word}", weight), ends)


SAID = [
    ("dead at once", [check(0, "ok"), said(1, "dead")], 2, "dead since 2026-01-06"),
    ("dead whatever is seen", [said(1, "dead"), check(2, "ok")], 3, "dead since 2026-01-06"),
    ("dead since it failed", [check(d, "gone") for d in (0, 3, 6)] + [said(7, "dead")], 8, "dead since 2026-01-11"),
    ("alive whatever is seen", [said(0, "alive"), *[check(d, "gone") for d in (1, 4, 7)]], 8, "alive"),
    ("alive after death", [*[check(d, "gone") for d in (0, 3, 6)], said(7, "alive")], 8, "recovered"),
    ("until it ends", [said(0, "alive", 5), *[check(d, "gone") for d in (1, 4, 7)]], 8, "dead since 2026-01-12"),
    ("until it is taken back", [said(0, "dead"), check(1, "ok"), said(2, "nothing")], 3, "alive"),
    ("a mute is no word on life", [check(0, "ok"), said(1, "mute")], 2, "alive"),
]


@pytest.mark.parametrize(("row", "day", "words"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_a_persons_word_stands_above_the_rules_while_it_holds(row: list[Check], day: float, words: str) -> None:
    assert stand(row, SETTINGS, NOON + DAY * day).words() == words


def test_the_verdict_that_counts_is_the_persons_while_it_holds() -> None:
    row = [said(0, "dead", 5), check(1, "ok")]
    assert (latest_verdict(row, NOON + 2 * DAY) or row[1].verdict).word is Word.GONE
    assert (latest_verdict(row, NOON + 6 * DAY) or row[0].verdict).word is Word.OK
    assert person_word([], NOON) is None


def test_a_mute_holds_until_it_ends_or_is_lifted() -> None:
    assert muted([said(0, "mute")], NOON + 99 * DAY)
    assert not muted([said(0, "mute", 5)], NOON + 6 * DAY)
    assert not muted([said(0, "mute"), said(1, "unmute")], NOON + 2 * DAY)


DUE = [
    # history, days after the last check: from, to
    ("alive: at its interval, less a tenth at most", [(0, "ok")], 6.2, 7.0),
    ("suspect: as if alive", [(0, "suspect")], 6.2, 7.0),
    ("blocked: nothing is learned by asking sooner", [(0, "blocked")], 6.2, 7.0),
    ("limited: at the next daily run", [(0, "ok"), (7, "rate_limited")], 0.5, 1.0),
    ("failing: when a failure counts again", [(0, "ok"), (7, "gone")], 2.9, 3.0),
    ("failing weakly: five times in two weeks", [(0, "ok"), (7, "timeout")], 2.9, 3.0),
    ("a forge's word: a day later", [(0, "deleted")], 0.9, 1.0),
    ("dead: at the interval first", [(0, "gone"), (3, "gone"), (6, "gone")], 6.2, 7.0),
    ("dead: half as long again each time", [(0, "gone"), (3, "gone"), (6, "gone"), (13, "gone")], 9.3, 10.5),
    ("dead for years: every 90 days", [(d, "gone") for d in range(0, 3000, 30)], 80.0, 90.0),
]


@pytest.mark.parametrize(("row", "least", "most"), [row[1:] for row in DUE], ids=[row[0] for row in DUE])
def test_a_link_is_due_again(row: list[tuple[float, str]], least: float, most: float) -> None:
    checks = [check(*item) for item in row]
    due = next_due("https://a.org/x", checks, stand(checks, SETTINGS), SETTINGS)
    assert due is not None
    assert least <= (due - checks[-1].at) / DAY <= most


def test_a_link_never_asked_is_due_at_once_and_a_host_has_its_own_interval() -> None:
    assert next_due("https://a.org/x", [], stand([], SETTINGS), SETTINGS) is None
    checks = [check(0, "ok")]
    due = next_due("https://a.org/x", checks, stand(checks, SETTINGS), SETTINGS, interval=720.0)
    assert due is not None
    assert 26 <= (due - NOON) / DAY <= 30


def test_nobody_is_asked_before_the_time_that_a_host_told() -> None:
    limited = check(0, "rate_limited")
    row = [Check(limited.at, limited.verdict, not_before=NOON + 30 * DAY)]
    assert next_due("https://a.org/x", row, stand(row, SETTINGS), SETTINGS) == NOON + 30 * DAY


def test_links_are_spread_over_the_jitter() -> None:
    checks = [check(0, "ok")]
    dues = {next_due(f"https://a.org/{n}", checks, stand(checks, SETTINGS), SETTINGS) for n in range(100)}
    assert len(dues) > 90


FATES = {
    "lives": lambda day: "ok",
    "dies on day 9": lambda day: "ok" if day < 9 else "gone",
    "breaks on day 4": lambda day: "ok" if day < 4 else "server_error",
    "is blocked": lambda day: "blocked",
    "was dead from the first": lambda day: "gone",
    "comes back on day 20": lambda day: "ok" if day >= 20 else "gone",
}


def thirty_days(minutes_late: int = 0) -> dict[str, list[Check]]:
    """Runs a check on each of thirty days, which begins up to so many minutes late; asks what is due."""
    links = {f"https://a{n}.org/{fate}": fate for n in range(40) for fate in FATES}
    history: dict[str, list[Check]] = {url: [] for url in links}
    for day in range(30):
        now = NOON + DAY * day + DAY / 1440 * (day * 37 % (minutes_late + 1))
        for url, fate in links.items():
            checks = history[url]
            due = next_due(url, checks, stand(checks, SETTINGS), SETTINGS)
            if due is None or due <= now:
                checks.append(Check(now, check(0, FATES[fate](day)).verdict))
    return history


@pytest.mark.parametrize("minutes_late", [0, 45], ids=["on the minute", "up to 45 minutes late"])
def test_thirty_daily_runs_ask_each_link_at_its_time_and_see_each_death(minutes_late: int) -> None:
    history = thirty_days(minutes_late)
    for url, checks in history.items():
        gaps = [(later.at - before.at) / DAY for before, later in itertools.pairwise(checks)]
        standing = stand(checks, SETTINGS)
        if url.endswith("lives") or url.endswith("blocked"):
            assert all(6.3 <= gap <= 7.7 for gap in gaps), "at its interval within a tenth"
            assert len(checks) == 5
        if url.endswith("dies on day 9"):
            assert standing.state is State.DEAD
            assert standing.dead_since is not None
            assert standing.dead_since - (NOON + 9 * DAY) <= 14 * DAY, "seen within the interval and the rule"
        if url.endswith("breaks on day 4"):
            assert standing.state is State.DEAD
            assert standing.dead_since is not None
            assert standing.dead_since - (NOON + 4 * DAY) <= 23 * DAY
        if url.endswith("first"):
            assert [round(gap) for gap in gaps[:3]] == [3, 3, 7]
            assert gaps[-1] > 7
        if url.endswith("comes back on day 20"):
            assert standing.state in {State.RECOVERED, State.ALIVE}
    asked = [sum((check.at - NOON) // DAY == day for checks in history.values() for check in checks) for day in (0, 1)]
    assert asked[0] == len(history)
    assert asked[1] < asked[0] / 10
