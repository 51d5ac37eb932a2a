"""What to do next for a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.verdict import Ask, Conclude, Job, conclude, decide, host_pause, not_before
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Known, Look, Observation, Verdict, Word
from tests.conftest import NOON, seen

SETTINGS = CheckSettings(backoff=1.0)
URL = CanonicalUrl("https://example.org/x")
JOB, SLASHED = Job(URL, "https://example.org/x"), Job(URL, "https://example.org/x/")


def hops(*steps: tuple[str, int, str]) -> list[Observation]:
    """Makes a chain from ``(asked, status, location)``."""
    return [
        seen(hop=number, asked=asked, status=status, location=location)
        for number, (asked, status, location) in enumerate(steps)
    ]


def test_the_first_question_is_the_url_as_written() -> None:
    step = decide(SLASHED, [], SETTINGS)
    assert isinstance(step, Ask)
    assert (step.probe.ask_url, step.probe.attempt, step.probe.hop, step.wait) == ("https://example.org/x/", 0, 0, 0)


def test_a_redirect_is_the_next_question() -> None:
    step = decide(JOB, [seen(status=302, location="https://b.org/y")], SETTINGS)
    assert isinstance(step, Ask)
    assert (step.probe.ask_url, step.probe.hop, step.wait) == ("https://b.org/y", 1, 0)


def concluded(observations: list[Observation], settings: CheckSettings = SETTINGS) -> Verdict:
    step = decide(JOB, observations, settings)
    assert isinstance(step, Conclude)
    return step.verdict


def test_a_circle_ends_at_once() -> None:
    chain = hops(("https://a.org/x", 302, "https://a.org/y"), ("https://a.org/y", 302, "https://a.org/x"))
    assert concluded(chain).reason == "redirect_loop"


def test_too_many_redirects_end() -> None:
    chain = hops(*[(f"https://a.org/{n}", 302, f"https://a.org/{n + 1}") for n in range(4)])
    assert concluded(chain, CheckSettings(max_redirects=3)).reason == "redirect_loop"


@pytest.mark.parametrize(
    ("values", "attempts"),
    [
        ({"status": 500}, 3),
        ({"error": "connect/reset"}, 3),
        ({"error": "timeout/connect"}, 2),
        ({"error": "dns/servfail"}, 3),
        ({"status": 429}, 3),
        ({"error": "dns/nxdomain"}, 1),
        ({"error": "tls/expired"}, 1),
        ({"status": 404}, 1),
        ({"status": 403}, 1),
        ({"status": 200}, 1),
    ],
)
def test_passing_faults_are_asked_again_and_no_others(values: dict[str, object], attempts: int) -> None:
    observations: list[Observation] = []
    while isinstance(step := decide(JOB, observations, SETTINGS), Ask):
        observations.append(seen(attempt=step.probe.attempt, **values))
    assert len(observations) == attempts


def test_waits_grow_and_spread() -> None:
    waits = []
    for attempt in (0, 1):
        for jitter in (0.0, 1.0):
            step = decide(JOB, [seen(status=500, attempt=attempt)], SETTINGS, jitter)
            assert isinstance(step, Ask)
            waits.append(step.wait)
    assert waits == [0.75, 1.25, 1.5, 2.5]


def test_retry_after_is_obeyed_whole_or_left_to_the_next_run() -> None:
    step = decide(JOB, [seen(status=429, headers={"retry-after": "30"})], SETTINGS)
    assert isinstance(step, Ask)
    assert step.wait == 30
    assert concluded([seen(status=429, headers={"retry-after": "7200"})]).word is Word.RATE_LIMITED


def test_a_host_that_asks_for_rest_gets_it() -> None:
    assert host_pause(seen(status=429, headers={"retry-after": "30"})) == 30
    assert host_pause(seen(status=429)) == 1
    assert host_pause(seen(status=429, attempt=2)) == 4
    reset = str(int(NOON.timestamp()) + 50)
    limited = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    assert host_pause(seen(status=403, headers=limited)) == 50
    assert host_pause(seen(status=403, headers={**limited, "x-ratelimit-reset": "1²"})) == 1
    assert host_pause(seen(status=200, headers={"retry-after": "30"})) == 0


def test_a_check_broken_off_within_redirects_says_nothing() -> None:
    assert conclude([], SETTINGS) is None
    assert conclude([seen(status=302, location="https://b.org")], SETTINGS) is None
    verdict = conclude([seen(status=500), seen(status=200, attempt=1)], SETTINGS)
    assert verdict is not None
    assert verdict.word is Word.OK


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "Mon, 05 Jan 2026 12:01:00 GMT"}, 60),
        ({"retry-after": "Mon, 05 Jan 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "86400"}, 86_400),
        ({"retry-after": "99999999999999999999"}, 366 * 86_400),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_time_that_a_host_tells_is_remembered_whole(headers: dict[str, str], seconds: float | None) -> None:
    until = not_before(seen(status=429, headers=headers))
    assert (until and (until - NOON).total_seconds()) == seconds


def test_a_page_is_asked_with_what_is_known_of_it_and_looked_at_where_it_is_another() -> None:
    known = Known("https://example.org/y", etag='"1"')
    job = Job(URL, "https://example.org/x", look=Look.IF_CHANGED, known=known)
    first = decide(job, [], SETTINGS)
    second = decide(job, [seen(status=302, location="https://example.org/y")], SETTINGS)
    assert isinstance(first, Ask)
    assert isinstance(second, Ask)
    assert (first.probe.known, first.probe.look) == (None, Look.ALWAYS)
    assert (second.probe.known, second.probe.look) == (known, Look.IF_CHANGED)


ANSWERS = st.builds(
    lambda status, error, location: seen(status=status, error=error, location=location),
    st.one_of(st.none(), st.integers(100, 999)),
    st.sampled_from(["", "dns/nxdomain", "connect/reset", "tls/expired", "timeout/read", "skipped/private_address"]),
    st.sampled_from(["", "https://b.org/y", "https://example.org/x"]),
)


@given(ANSWERS)
def test_every_answer_has_a_next_step_and_every_check_an_end(answer: Observation) -> None:
    observations: list[Observation] = []
    for _ in range(100):
        step = decide(JOB, observations, SETTINGS)
        if isinstance(step, Conclude):
            assert conclude(observations, SETTINGS) == step.verdict
            return
        probe = step.probe
        observations.append(
            seen(status=answer.status, error=answer.error, location=answer.location and f"{answer.location}{probe.hop}",
                 attempt=probe.attempt, hop=probe.hop, asked=probe.ask_url)
        )  # fmt: skip
    raise AssertionError("the check does not end")
