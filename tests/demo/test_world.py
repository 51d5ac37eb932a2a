"""The simulated web follows from its seed."""

from __future__ import annotations

from linkgraph.demo.scenarios import DAYS, SCENARIOS
from linkgraph.demo.server import BEHAVIOURS
from linkgraph.demo.world import CANARY_HOSTS, HOST_BEHAVIOURS, make_world
from linkgraph.model import State, Word
from linkgraph.urls import registrable_domain


def test_a_seed_makes_one_world() -> None:
    one, same, other = make_world(1), make_world(1), make_world(2)
    assert (one.pages, one.listing) == (same.pages, same.listing)
    assert one.listing != other.listing


def test_every_scenario_has_its_page_and_every_page_its_paper() -> None:
    world = make_world(3)
    assert sorted(page.scenario.name for page in world.pages.values()) == sorted(item.name for item in SCENARIOS)
    for page in world.pages.values():
        assert page.path in world.listing


def test_every_behaviour_is_played_by_somebody() -> None:
    told = {behaviour for scenario in SCENARIOS for behaviour in scenario.days}
    assert told <= set(BEHAVIOURS) | HOST_BEHAVIOURS
    assert all(len(scenario.days) == DAYS for scenario in SCENARIOS)


def test_every_verdict_and_state_is_seen() -> None:
    later = {Word.ARCHIVED, Word.EMPTY}
    assert {scenario.verdict for scenario in SCENARIOS} == set(Word) - later
    assert {scenario.state for scenario in SCENARIOS} == set(State)


def test_canaries_are_unrelated() -> None:
    assert len({registrable_domain(host) for host in CANARY_HOSTS}) >= 5
