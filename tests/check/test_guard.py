"""Is our own network to be trusted?"""

from __future__ import annotations

import pytest

from linkgraph.check.guard import DEAD_ROW, PORTAL_ROW, RESOLVER_ROW, Breaker, choose_juries, judge_jury
from linkgraph.config import DEFAULT_CANARIES
from linkgraph.model import Observation
from tests.conftest import seen

CONFIGURED = ("a.example", "b.example", "c.example", "d.example", "e.example", "f.example")


def test_the_busiest_hosts_come_first_and_configured_ones_fill_up() -> None:
    urls = ["https://github.com/a/b", "https://github.com/c/d", "http://arxiv.org:8080/x"]
    first, second = choose_juries(urls, CONFIGURED)
    assert first == (
        "https://github.com/", "http://arxiv.org:8080/", "https://a.example/", "https://b.example/", "https://c.example/"
    )  # fmt: skip
    assert second[: len(CONFIGURED)] == tuple(f"https://{host}/" for host in CONFIGURED)


def test_a_jury_has_five_unrelated_hosts() -> None:
    urls = [f"https://{name}.example.org/" for name in "abcdefg"] + ["ftp://files.example.net/x"]
    first, _ = choose_juries(urls, DEFAULT_CANARIES)
    assert len(first) == 5
    assert sum("example.org" in url for url in first) == 1
    assert not any("ftp" in url for url in first)


def test_a_run_on_addresses_that_the_user_gave_needs_no_internet() -> None:
    assert choose_juries(["http://127.0.0.1:8000/x"], CONFIGURED, lambda url: True) == ()
    assert len(choose_juries([], CONFIGURED, lambda url: True)) == 2


def test_hosts_with_given_addresses_are_unrelated_whatever_their_domain() -> None:
    urls = [f"http://{name}.world.test:8000/x" for name in "abcd"] + ["https://nowhere.example.org/x"]
    first, _ = choose_juries(urls, CONFIGURED, lambda url: "world.test" in url)
    assert sum("world.test" in url for url in first) == 4
    assert len(first) == 5


ANSWERED = seen(status=404)
DENIED = seen(error="dns/nxdomain")


@pytest.mark.parametrize(
    ("answers", "trusted"),
    [
        ([ANSWERED] * 5, True),
        ([ANSWERED] * 3 + [DENIED] * 2, True),
        ([ANSWERED] * 2 + [DENIED] * 3, False),
        ([ANSWERED, DENIED], False),
        ([ANSWERED] * 2, False),
        ([DENIED] * 5, False),
        ([], False),
    ],
)
def test_a_majority_must_answer(answers: list[Observation], trusted: bool) -> None:
    assert judge_jury(answers).trusted is trusted


def fails(number: int, error: str) -> Observation:
    return seen(asked=f"https://host{number}.example{number}.org/", error=error)


def doubts(*answers: Observation) -> bool:
    breaker = Breaker()
    return [breaker.is_doubtful(answer) for answer in answers][-1]


def test_hosts_that_fail_in_a_row_put_the_network_in_doubt() -> None:
    row = [fails(number, "timeout/connect") for number in range(DEAD_ROW)]
    assert doubts(*row)
    assert not doubts(*row[1:])
    assert not doubts(*row[1:], ANSWERED, row[0])


def test_one_host_is_one_doubt_however_many_links_it_has() -> None:
    assert not doubts(*[fails(1, "timeout/connect")] * 50)


def test_a_resolver_that_fails_in_a_row_puts_the_network_in_doubt() -> None:
    row = [fails(number, "dns/servfail") for number in range(RESOLVER_ROW)]
    assert doubts(*row)
    assert not doubts(*row[1:])


def test_what_was_not_asked_says_nothing_of_the_network() -> None:
    assert not doubts(*[fails(number, "skipped/private_address") for number in range(50)])


def turned(number: int, location: str = "http://portal.example/login") -> Observation:
    return seen(asked=f"http://host{number}.example{number}.org/", status=302, location=location)


def test_unrelated_hosts_that_turn_to_one_other_put_the_network_in_doubt() -> None:
    assert doubts(*[turned(number) for number in range(PORTAL_ROW)])
    assert not doubts(*[turned(number) for number in range(PORTAL_ROW - 1)], ANSWERED, turned(9))
    assert not doubts(*[turned(number, f"http://to{number}.example{number}.net/") for number in range(20)])


def test_a_captive_portal_answers_for_the_jury_and_is_named() -> None:
    trust = judge_jury([turned(number) for number in range(5)])
    assert not trust.trusted
    assert "portal.example" in trust.sentence
    assert judge_jury([ANSWERED, ANSWERED, ANSWERED, turned(1), turned(2)]).trusted


def test_the_sentence_says_who_was_silent_and_how() -> None:
    sentence = judge_jury([ANSWERED, DENIED, DENIED, seen(error="timeout/connect")]).sentence
    assert "1 of 4" in sentence
    assert "2 × no such name" in sentence
    assert "example.org" in sentence
    assert sentence.count(".") <= 6
    assert "\n" not in sentence
