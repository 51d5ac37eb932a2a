"""All that is known of a link or a paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from linkgraph.config import Config
from linkgraph.errors import UsageError
from linkgraph.explain import explain
from linkgraph.extract import find_links
from linkgraph.store import Store
from tests.conftest import DAY, NOON, seen
from tests.material import ABSTRACTS, paper

CONFIG = Config(collection="small")
URL = "https://example.org/gone"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        papers = [paper(title, abstract) for title, abstract in ABSTRACTS.items()]
        one = replace(
            paper("Preprint", "See https://arxiv.org/abs/2401.00002"), key="arxiv:2401.00001", arxiv="2401.00001"
        )
        other = replace(paper("Other", "Nothing."), key="arxiv:2401.00002", arxiv="2401.00002")
        opened.save_reading("small", [*papers, one, other], ["list.txt"], NOON)
        opened.save_links("small", [link for item in opened.papers("small") for link in find_links(item)], NOON)
        for day in (0, 3, 6):
            run, _ = opened.resume_or_start("small", NOON + day * DAY, NOON - DAY)
            opened.add_observations(run, [seen(url=URL, asked=URL, status=404, head="405", at=NOON + day * DAY)])
            opened.finish_run(run, NOON + day * DAY)
        yield opened


def told(store: Store, subject: str, other: str | None = None) -> str:
    return "\n".join(explain(store, CONFIG, NOON + 7 * DAY, subject, other).lines)


def test_a_link_is_told_with_its_history_and_the_rule(store: Store) -> None:
    text = told(store, URL + "/")
    assert "dead since 2026-01-11" in text
    assert "gone/not_found by rule 'not-found': 404 by GET" in text
    assert "3 checks" in text
    assert text.count("GET https://example.org/gone → 404 (HEAD: 405)") == 3
    assert "Running Graphs" in text


def test_a_target_names_its_link(store: Store) -> None:
    assert "github:octo/walks" in told(store, "github:octo/walks")


def test_a_paper_is_told_with_its_neighbours(store: Store) -> None:
    text = told(store, "running graphs")
    assert "1 of 2 dead" in text
    assert "Walking Graphs [shares_artifact: both link to octo/walks]" in text


@pytest.mark.parametrize("subject", ["Walking Graphs", "walking"])
def test_a_part_of_a_title_will_do(store: Store, subject: str) -> None:
    assert explain(store, CONFIG, NOON + 7 * DAY, subject).data["title"] == "Walking Graphs"


def test_two_are_told_with_what_joins_them(store: Store) -> None:
    text = told(store, "Walking Graphs", "Running Graphs")
    assert "shares_artifact (weight 1, from links)" in text
    assert "Nothing joins the two directly." in told(store, "Walking Graphs", "Untold")


def test_papers_named_by_their_addresses_are_joined_as_well(store: Store) -> None:
    assert "links (weight 1" in told(store, "Preprint", "https://arxiv.org/abs/2401.00002")


@pytest.mark.parametrize(("subject", "sentence"), [("nobody", "knows no such"), ("graphs", "fits 2 papers")])
def test_what_is_not_known_or_not_clear_is_said(store: Store, subject: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        explain(store, CONFIG, NOON + 7 * DAY, subject)
