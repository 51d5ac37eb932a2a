"""How many probes one host bears."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.pace import UNWELL_AFTER, Pace
from linkgraph.model import Observation
from tests.conftest import seen

GOOD, LIMITED, BUSY = seen(status=200), seen(status=429), seen(status=503)
HANGS, BROKEN, MISSING = seen(error="timeout/first_byte"), seen(status=500), seen(status=404)


def paced(*answers: Observation, most: int = 8, in_flight: int = 4) -> Pace:
    pace = Pace(most)
    for answer in answers:
        pace.answered(answer, in_flight)
    return pace


def test_it_begins_with_half_and_grows_with_each_round_of_good_answers() -> None:
    assert paced().limit == 4
    assert 4 < paced(*[GOOD] * 4).limit < 5.1
    assert paced(*[GOOD] * 100).limit == 8


def test_limits_busy_hosts_and_silence_halve_it() -> None:
    for answer in (LIMITED, BUSY, HANGS):
        assert paced(answer).limit == 2


def test_a_round_is_punished_once() -> None:
    assert paced(BUSY, BUSY, BUSY, in_flight=3).limit == 2
    assert paced(BUSY, BUSY, BUSY, BUSY, BUSY, in_flight=3).limit == 1


def test_other_failures_of_a_page_change_nothing() -> None:
    assert paced(MISSING).limit > 4
    assert paced(BROKEN).limit > 4


def test_a_page_that_hangs_while_others_are_answered_is_no_strain() -> None:
    assert paced(*[GOOD] * 8, HANGS).limit > 4


def test_answers_that_become_several_times_slower_halve_it() -> None:
    quick, slow = seen(status=200, seconds=0.2), seen(status=200, seconds=4.0)
    assert paced(*[quick] * 50, slow, slow, slow).limit < 8
    assert paced(*[seen(status=200, seconds=0.01)] * 50, *[seen(status=200, seconds=0.1)] * 3).limit == 8


def test_a_host_that_limits_one_at_a_time_gets_gaps_that_shrink_when_it_is_content() -> None:
    pace = paced(*[LIMITED] * 12, in_flight=1)
    assert (pace.limit, pace.gap > 0.1) == (1, True)
    before = pace.gap
    pace.answered(GOOD, 1)
    assert pace.gap < before


def test_a_host_is_unwell_after_ten_failures_in_a_row() -> None:
    row = [HANGS, BROKEN, seen(error="connect/reset"), seen(error="tls/protocol")] * 3
    assert paced(*row[:UNWELL_AFTER]).is_unwell
    assert not paced(*row[: UNWELL_AFTER - 1]).is_unwell
    assert not paced(*row[:9], GOOD, *row[:9]).is_unwell
    assert not paced(*[MISSING, LIMITED] * 20).is_unwell


@given(st.lists(st.sampled_from([GOOD, LIMITED, BUSY, HANGS, BROKEN, MISSING])), st.integers(1, 64))
def test_it_stays_within_its_bounds(answers: list[Observation], most: int) -> None:
    pace = paced(*answers, most=most)
    assert 1 <= pace.limit <= max(most, 1)
    assert pace.gap >= 0
