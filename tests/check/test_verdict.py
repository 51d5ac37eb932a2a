"""The rules: what one check's answers say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.verdict import LOOP, MOVED, RULES, Ask, Conclude, conclude, decide, host_pause, judge
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Observation, Verdict, Weight, Word
from tests.conftest import NOON, seen

SETTINGS = CheckSettings(backoff=1.0)
URL = CanonicalUrl("https://example.org/x")

TABLE = [
    # status, error, headers -> verdict, reason, rule
    (200, "", {}, "ok", "found", "found"),
    (204, "", {}, "ok", "found", "found"),
    (304, "", {}, "ok", "found", "found"),
    (404, "", {}, "gone", "not_found", "not-found"),
    (410, "", {}, "gone", "removed", "removed"),
    (451, "", {}, "gone", "legal", "legal"),
    (401, "", {"www-authenticate": "Bearer"}, "restricted", "sign_in", "sign-in"),
    (402, "", {}, "restricted", "sign_in", "sign-in"),
    (407, "", {}, "restricted", "sign_in", "sign-in"),
    (401, "", {}, "blocked", "refused_to_us", "refused-to-us"),
    (403, "", {}, "blocked", "refused_to_us", "refused-to-us"),
    (405, "", {}, "blocked", "refused_to_us", "refused-to-us"),
    (418, "", {}, "blocked", "refused_to_us", "refused-to-us"),
    (403, "", {"cf-mitigated": "challenge"}, "blocked", "challenge", "challenge"),
    (999, "", {}, "blocked", "challenge", "challenge"),
    (429, "", {}, "rate_limited", "limit", "rate-limit"),
    (403, "", {"x-ratelimit-remaining": "0"}, "rate_limited", "limit", "rate-limit"),
    (403, "", {"x-ratelimit-remaining": "7"}, "blocked", "refused_to_us", "refused-to-us"),
    (503, "", {"retry-after": "10"}, "rate_limited", "limit", "rate-limit"),
    (503, "", {}, "server_error", "status_5xx", "server"),
    (500, "", {}, "server_error", "status_5xx", "server"),
    (530, "", {}, "server_error", "status_5xx", "server"),
    (408, "", {}, "server_error", "request_timeout", "too-early"),
    (425, "", {}, "server_error", "request_timeout", "too-early"),
    (300, "", {}, "blocked", "unclear_status", "unclear"),
    (301, "", {}, "blocked", "unclear_status", "unclear"),
    (None, "dns/nxdomain", {}, "dns_error", "nxdomain", "no-such-name"),
    (None, "dns/no_address", {}, "dns_error", "no_address", "name-unclear"),
    (None, "dns/servfail", {}, "dns_error", "servfail", "name-unclear"),
    (None, "dns/refused", {}, "dns_error", "refused", "name-unclear"),
    (None, "dns/timeout", {}, "dns_error", "timeout", "name-unclear"),
    (None, "tls/expired", {}, "tls_error", "expired", "tls"),
    (None, "timeout/connect", {}, "timeout", "connect", "timeout"),
    (None, "connect/refused", {}, "connect_error", "refused", "connect"),
    (200, "connect/truncated", {}, "connect_error", "truncated", "connect"),
    (None, "skipped/private_address", {}, "skipped", "private_address", "skipped"),
    (None, "skipped/host_waits", {}, "rate_limited", "host_waits", "waits"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "error", "headers", "word", "reason", "rule"), TABLE)
def test_an_answer_has_its_verdict(
    status: int | None, error: str, headers: dict[str, str], word: str, reason: str, rule: str
) -> None:
    verdict = judge([seen(status=status, error=error, headers=headers)])
    assert (verdict.word.value, verdict.reason, verdict.rule) == (word, reason, rule)


def test_every_rule_is_shown_by_a_row() -> None:
    assert {rule.name for rule in RULES} == {row[5] for row in TABLE}


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rule in (*RULES, MOVED, LOOP)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("word", "weights"),
    [
        (Word.GONE, {Weight.STRONG}),
        (Word.OK, {Weight.ALIVE}),
        (Word.RESTRICTED, {Weight.ALIVE}),
        (Word.BLOCKED, {Weight.UNKNOWN}),
        (Word.RATE_LIMITED, {Weight.UNKNOWN}),
        (Word.SKIPPED, {Weight.UNKNOWN}),
        (Word.SERVER_ERROR, {Weight.WEAK}),
        (Word.TIMEOUT, {Weight.WEAK}),
        (Word.DNS_ERROR, {Weight.STRONG, Weight.UNKNOWN}),
    ],
)
def test_words_weigh_what_the_interface_says(word: Word, weights: set[Weight]) -> None:
    assert {rule.weight for rule in RULES if rule.word is word} == weights


def hops(*steps: tuple[str, int, str]) -> list[Observation]:
    """Makes a chain from ``(asked, status, location)``."""
    return [
        seen(hop=number, asked=asked, status=status, location=location)
        for number, (asked, status, location) in enumerate(steps)
    ]


CHAINS = [
    ("permanent, elsewhere", [("https://a.org/x", 301, "https://a.org/y"), ("https://a.org/y", 200, "")],
     "moved", "https://a.org/y"),
    ("permanent, twice", [("https://a.org/x", 301, "https://b.org/x"), ("https://b.org/x", 308, "https://b.org/y"),
                          ("https://b.org/y", 200, "")], "moved", "https://b.org/y"),
    ("permanent, then for now", [("https://a.org/x", 301, "https://b.org/x"), ("https://b.org/x", 302, "https://b.org/l"),
                                 ("https://b.org/l", 200, "")], "moved", "https://b.org/x"),
    ("for now", [("https://a.org/x", 302, "https://b.org/x"), ("https://b.org/x", 200, "")], "ok", ""),
    ("for now, then permanent", [("https://a.org/x", 307, "https://b.org/x"), ("https://b.org/x", 301, "https://c.org"),
                                 ("https://c.org", 200, "")], "ok", ""),
    ("scheme alone", [("http://a.org/x", 301, "https://a.org/x"), ("https://a.org/x", 200, "")], "ok", ""),
    ("slash alone", [("https://a.org/x", 301, "https://a.org/x/"), ("https://a.org/x/", 200, "")], "ok", ""),
    ("www alone", [("https://a.org/x", 301, "https://www.a.org/x"), ("https://www.a.org/x", 200, "")], "ok", ""),
    ("case alone", [("https://a.org/Ab", 301, "https://a.org/ab"), ("https://a.org/ab", 200, "")], "ok", ""),
    ("index file alone", [("https://a.org/x/", 301, "https://a.org/x/index.html"),
                          ("https://a.org/x/index.html", 200, "")], "ok", ""),
    ("short link", [("https://aka.ms/x", 301, "https://a.org/x"), ("https://a.org/x", 200, "")], "ok", ""),
    ("resolver", [("https://doi.org/10.1/x", 301, "https://a.org/x"), ("https://a.org/x", 200, "")], "ok", ""),
    ("into nothing", [("https://a.org/x", 301, "https://a.org/y"), ("https://a.org/y", 404, "")], "gone", ""),
    ("into a sign-in wall", [("https://a.org/x", 302, "https://a.org/l"), ("https://a.org/l", 403, "")], "blocked", ""),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "word", "moved_to"), [row[1:] for row in CHAINS], ids=[row[0] for row in CHAINS])
def test_a_chain_of_redirects_has_its_verdict(steps: list[tuple[str, int, str]], word: str, moved_to: str) -> None:
    verdict = judge(hops(*steps))
    assert (verdict.word.value, verdict.moved_to) == (word, moved_to)
    assert verdict.final_url == steps[-1][0]


def test_the_first_question_is_the_url_as_written() -> None:
    step = decide(URL, "https://example.org/x/", [], SETTINGS)
    assert isinstance(step, Ask)
    assert (step.probe.ask_url, step.probe.attempt, step.probe.hop, step.wait) == ("https://example.org/x/", 0, 0, 0)


def test_a_redirect_is_the_next_question() -> None:
    step = decide(URL, "https://example.org/x", [seen(status=302, location="https://b.org/y")], SETTINGS)
    assert isinstance(step, Ask)
    assert (step.probe.ask_url, step.probe.hop, step.wait) == ("https://b.org/y", 1, 0)


def concluded(observations: list[Observation], settings: CheckSettings = SETTINGS) -> Verdict:
    step = decide(URL, "https://example.org/x", observations, settings)
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
    while isinstance(step := decide(URL, "https://example.org/x", observations, SETTINGS), Ask):
        observations.append(seen(attempt=step.probe.attempt, **values))
    assert len(observations) == attempts


def test_waits_grow_and_spread() -> None:
    waits = []
    for attempt in (0, 1):
        for jitter in (0.0, 1.0):
            step = decide(URL, "https://example.org/x", [seen(status=500, attempt=attempt)], SETTINGS, jitter)
            assert isinstance(step, Ask)
            waits.append(step.wait)
    assert waits == [0.75, 1.25, 1.5, 2.5]


def test_retry_after_is_obeyed_whole_or_left_to_the_next_run() -> None:
    step = decide(URL, "https://example.org/x", [seen(status=429, headers={"retry-after": "30"})], SETTINGS)
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
        step = decide(URL, "https://example.org/x", observations, SETTINGS)
        if isinstance(step, Conclude):
            assert conclude(observations, SETTINGS) == step.verdict
            return
        probe = step.probe
        observations.append(
            seen(status=answer.status, error=answer.error, location=answer.location and f"{answer.location}{probe.hop}",
                 attempt=probe.attempt, hop=probe.hop, asked=probe.ask_url)
        )  # fmt: skip
    raise AssertionError("the check does not end")
