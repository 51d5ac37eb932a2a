"""What the answers of one check say: the table of cases that the documentation shows too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.cases import CASES, Case
from linkgraph.check.rules import ALL_RULES, RULES, judge
from linkgraph.model import Observation, Weight, Word
from tests.conftest import seen


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_what_is_seen_has_its_verdict_reason_rule_and_evidence(case: Case) -> None:
    verdict = judge(case.chain(), case.neighbour, case.accepted)
    assert (verdict.word, verdict.reason, verdict.rule) == (case.word, case.reason, case.rule)
    assert verdict.evidence == case.evidence


def test_every_rule_is_shown_by_a_case() -> None:
    assert {rule.name for rule in ALL_RULES} == {case.rule for case in CASES}


def test_cases_and_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in ALL_RULES}) == len(ALL_RULES)
    assert len({case.what for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("word", "weights"),
    [
        (Word.GONE, {Weight.STRONG, Weight.AUTHORITATIVE}),
        (Word.OK, {Weight.ALIVE}),
        (Word.RESTRICTED, {Weight.ALIVE}),
        (Word.BLOCKED, {Weight.UNKNOWN}),
        (Word.RATE_LIMITED, {Weight.UNKNOWN}),
        (Word.SKIPPED, {Weight.UNKNOWN}),
        (Word.SERVER_ERROR, {Weight.WEAK}),
        (Word.TIMEOUT, {Weight.WEAK}),
        (Word.CONNECT_ERROR, {Weight.WEAK}),
        (Word.TLS_ERROR, {Weight.WEAK}),
        (Word.SUSPECT, {Weight.REVIEW}),
        (Word.DNS_ERROR, {Weight.STRONG, Weight.UNKNOWN}),
    ],
)
def test_words_weigh_what_the_interface_says(word: Word, weights: set[Weight]) -> None:
    assert {rule.weight for rule in ALL_RULES if rule.word is word} == weights


def test_only_a_person_says_authoritatively_that_something_is_gone_so_far() -> None:
    assert [rule.name for rule in RULES if rule.weight is Weight.AUTHORITATIVE] == ["said-dead"]


def hops(*steps: tuple[str, int, str]) -> list[Observation]:
    """Makes a chain from ``(asked, status, location)``."""
    return [
        seen(hop=number, asked=asked, status=status, location=location)
        for number, (asked, status, location) in enumerate(steps)
    ]


CHAINS = [
    ("permanent, elsewhere", [("https://a.org/x", 301, "https://a.org/y"), ("https://a.org/y", 200, "")],
     "moved", "https://a.org/y"),
    ("permanent, twice", [("https://a.org/x", 301, "https://a.org/y"), ("https://a.org/y", 308, "https://a.org/z"),
                          ("https://a.org/z", 200, "")], "moved", "https://a.org/z"),
    ("permanent, then for now", [("https://a.org/x", 301, "https://a.org/y"), ("https://a.org/y", 302, "https://a.org/l"),
                                 ("https://a.org/l", 200, "")], "moved", "https://a.org/y"),
    ("for now", [("https://a.org/x", 302, "https://a.org/y"), ("https://a.org/y", 200, "")], "ok", ""),
    ("for now, then permanent", [("https://a.org/x", 307, "https://a.org/y"), ("https://a.org/y", 301, "https://a.org/z"),
                                 ("https://a.org/z", 200, "")], "ok", ""),
    ("to another domain for good", [("https://a.org/x", 301, "https://b.org/x"), ("https://b.org/x", 200, "")],
     "suspect", ""),
    ("to another domain of one owner", [("https://hf.space/x", 301, "https://huggingface.co/x"),
                                        ("https://huggingface.co/x", 200, "")], "moved", "https://huggingface.co/x"),
    ("a page of somebody's to a domain of their own", [("https://lab.github.io/x", 301, "https://lab.org/x"),
                                                       ("https://lab.org/x", 200, "")], "moved", "https://lab.org/x"),
    ("a site's root to its root", [("https://a.org/", 301, "https://www.a.org/"), ("https://www.a.org/", 200, "")],
     "ok", ""),
    ("to the root with a query", [("https://a.org/x", 302, "https://a.org/?id=x"), ("https://a.org/?id=x", 200, "")],
     "ok", ""),
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


@given(
    st.builds(
        lambda status, error, location, title, signs: seen(
            status=status, error=error, location=location, title=title, signs=signs
        ),
        st.one_of(st.none(), st.integers(100, 999)),
        st.sampled_from(["", "dns/nxdomain", "connect/reset", "tls/expired", "timeout/read", "skipped/own_fault"]),
        st.sampled_from(["", "https://b.org/y", "http://[broken", "https://example.org/x"]),
        st.text(max_size=40),
        st.sampled_from([(), ("challenge",), ("parked",)]),
    )
)
def test_every_answer_has_a_verdict(answer: Observation) -> None:
    assert judge([answer]).rule in {rule.name for rule in ALL_RULES}
