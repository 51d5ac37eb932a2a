"""Which probe next, and when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.frontier import Frontier
from linkgraph.model import CanonicalUrl, Probe
from tests.conftest import seen


def probe(host: str, path: int = 0) -> Probe:
    url = f"https://{host}/{path}"
    return Probe(CanonicalUrl(url), url)


def drain(frontier: Frontier, now: float) -> list[str]:
    handed = []
    while (item := frontier.next(now)) is not None:
        handed.append(item.ask_url)
    return handed


def test_a_host_has_no_more_in_flight_than_it_may() -> None:
    frontier = Frontier(per_host=4, total=10)
    for number in range(5):
        frontier.add(probe("a.org", number), 0)
    assert len(drain(frontier, 0)) == 2
    frontier.done(probe("a.org"))
    assert len(drain(frontier, 0)) == 1


def test_all_hosts_together_have_no_more_than_the_total() -> None:
    frontier = Frontier(per_host=2, total=3)
    for name in "abcde":
        frontier.add(probe(f"{name}.org"), 0)
    assert len(drain(frontier, 0)) == 3
    frontier.done(probe("a.org"))
    assert len(drain(frontier, 0)) == 1


def test_hosts_take_turns() -> None:
    frontier = Frontier(per_host=1, total=2)
    for number in range(3):
        frontier.add(probe("a.org", number), 0)
        frontier.add(probe("b.org", number), 0)
    handed = []
    for _ in range(3):
        for url in drain(frontier, 0):
            handed.append(url)
            frontier.done(Probe(CanonicalUrl(url), url))
    assert {url.split("/")[2] for url in handed[:2]} == {"a.org", "b.org"}


def test_nothing_is_handed_out_before_its_time() -> None:
    frontier = Frontier(per_host=2, total=10)
    frontier.add(probe("a.org"), 5)
    assert drain(frontier, 4.9) == []
    assert frontier.wakes_at() == 5
    assert len(drain(frontier, 5)) == 1


def test_a_paused_host_waits_and_the_others_do_not_notice() -> None:
    frontier = Frontier(per_host=2, total=10)
    frontier.add(probe("a.org"), 0)
    frontier.add(probe("b.org"), 0)
    assert frontier.pause("https://a.org/other", 0, 9) == 9
    assert frontier.pause("https://a.org/other", 1, 8) == 9
    assert frontier.wait_for("https://a.org/x", 4) == 5
    assert frontier.wait_for("https://b.org/x", 4) == 0
    assert drain(frontier, 0) == ["https://b.org/0"]
    assert drain(frontier, 8.9) == []
    assert drain(frontier, 9) == ["https://a.org/0"]


def test_a_dropped_host_gives_back_what_waits() -> None:
    frontier = Frontier(per_host=1, total=10)
    for number in range(3):
        frontier.add(probe("a.org", number), number)
    drain(frontier, 0)
    assert [item.ask_url for item in frontier.drop_host("https://a.org/x")] == ["https://a.org/1", "https://a.org/2"]
    frontier.done(probe("a.org"))
    assert drain(frontier, 99) == []


def test_a_host_begins_with_half_and_gains_with_good_answers_and_loses_with_bad_ones() -> None:
    frontier = Frontier(per_host=4, total=99)
    for number in range(60):
        frontier.add(probe("a.org", number), 0)
    assert len(drain(frontier, 0)) == 2
    for _ in range(12):
        frontier.done(probe("a.org"), seen(status=200))
        drain(frontier, 0)
    assert frontier.in_flight == 4
    frontier.done(probe("a.org"), seen(status=429))
    drain(frontier, 0)
    frontier.done(probe("a.org"), seen(status=200))
    assert frontier.in_flight == 2


def test_a_host_may_have_a_bound_of_its_own() -> None:
    frontier = Frontier(per_host=8, total=99, per_host_of=lambda host: 1 if host == "a.org" else 0)
    for number in range(9):
        frontier.add(probe("a.org", number), 0)
        frontier.add(probe("b.org", number), 0)
    assert sorted(url.split("/")[2] for url in drain(frontier, 0)) == ["a.org", "b.org", "b.org", "b.org", "b.org"]


def test_a_host_that_fails_ten_times_in_a_row_is_unwell() -> None:
    frontier = Frontier(per_host=1, total=99)
    for number in range(10):
        frontier.add(probe("a.org", number), 0)
    for _ in range(10):
        assert not frontier.is_unwell("https://a.org/x")
        drain(frontier, 0)
        frontier.done(probe("a.org"), seen(error="connect/reset"))
    assert frontier.is_unwell("https://a.org/x")
    assert not frontier.is_unwell("https://b.org/x")


def test_clearing_forgets_what_waits_and_no_pause() -> None:
    frontier = Frontier(per_host=1, total=9)
    frontier.add(probe("a.org"), 0)
    frontier.pause("https://a.org/", 0, 5)
    frontier.clear()
    assert (frontier.waiting, drain(frontier, 9)) == (0, [])
    assert frontier.wait_for("https://a.org/", 1) == 4


def test_a_full_frontier_waits_for_an_answer_and_no_time() -> None:
    frontier = Frontier(per_host=1, total=1)
    frontier.add(probe("a.org"), 0)
    frontier.add(probe("b.org"), 0)
    drain(frontier, 0)
    assert frontier.wakes_at() is None
    frontier.done(probe("a.org"))
    assert frontier.wakes_at() == 0


def test_a_connection_is_needed_while_more_wait_than_are_in_flight() -> None:
    frontier = Frontier(per_host=8, total=99)
    for number in range(6):
        frontier.add(probe("a.org", number), 0)
    needed = []
    while (item := frontier.next(0)) is not None:
        needed.append(not frontier.is_last(item))
    assert needed == [True, True, True, False]


def test_ports_are_queues_of_their_own() -> None:
    frontier = Frontier(per_host=1, total=10)
    frontier.add(probe("a.org:8080"), 0)
    frontier.add(probe("a.org"), 0)
    assert len(drain(frontier, 0)) == 2


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=60),
    st.integers(1, 3),
    st.integers(1, 5),
)
def test_each_probe_is_handed_out_once_within_all_bounds(
    adds: list[tuple[str, int]], per_host: int, total: int
) -> None:
    frontier = Frontier(per_host, total)
    for number, (host, due) in enumerate(adds):
        frontier.add(probe(f"{host}.org", number), due)
    flying: list[Probe] = []
    handed: list[str] = []
    now = 0.0
    while len(handed) < len(adds):
        item = frontier.next(now)
        if item is not None:
            flying.append(item)
            handed.append(item.ask_url)
            hosts = [other.ask_url.split("/")[2] for other in flying]
            assert len(flying) <= total
            assert max(map(hosts.count, hosts)) <= per_host
        elif flying:
            frontier.done(flying.pop(0))
        else:
            wakes_at = frontier.wakes_at()
            assert wakes_at is not None
            assert wakes_at > now
            now = wakes_at
    assert len(set(handed)) == len(adds)
    assert frontier.waiting == 0
