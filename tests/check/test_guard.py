"""Is our own network to be trusted?"""

from __future__ import annotations

import pytest

from linkgraph.check.guard import choose_juries, is_doubtful, judge_jury
from linkgraph.config import DEFAULT_CANARIES
from linkgraph.model import Observation, Verdict, Weight, Word
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


@pytest.mark.parametrize(
    ("words", "doubtful"),
    [
        (["ok"] * 10, False),
        (["ok"] * 7 + ["dns_error"] * 3, True),
        (["ok"] * 20 + ["dns_error"] * 3, False),
        (["timeout", "connect_error"], False),
        (["gone"] * 10, False),
        (["timeout", "connect_error", "dns_error"], True),
    ],
)
def test_many_failing_hosts_put_the_network_in_doubt(words: list[str], doubtful: bool) -> None:
    verdicts = {f"https://host{n}.example/": Verdict(Word(word), "", "", Weight.WEAK) for n, word in enumerate(words)}
    assert is_doubtful(verdicts) is doubtful


def test_one_host_is_one_doubt_however_many_links_it_has() -> None:
    verdicts = {f"https://a.example/{n}": Verdict(Word.TIMEOUT, "", "", Weight.WEAK) for n in range(50)}
    assert not is_doubtful(verdicts)


def test_the_sentence_says_who_was_silent_and_how() -> None:
    sentence = judge_jury([ANSWERED, DENIED, DENIED, seen(error="timeout/connect")]).sentence
    assert "1 of 4" in sentence
    assert "2 × no such name" in sentence
    assert "example.org" in sentence
    assert sentence.count(".") <= 6
    assert "\n" not in sentence
