"""``dead_links.csv``."""

from __future__ import annotations

import csv
import io

from linkgraph.report import dead_links
from tests.material import make_material


def rows(material: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dead_links.render(material))))  # type: ignore[arg-type]


def test_what_a_reader_cannot_follow_is_told_with_its_history() -> None:
    dead, failing = rows(make_material())
    assert dead["url"] == "https://example.org/gone"
    assert (dead["state"], dead["verdict"], dead["reason"], dead["http_status"]) == ("dead", "gone", "not_found", "404")
    assert (dead["checks"], dead["first_failed"], dead["dead_since"]) == (
        "3",
        "2026-01-05T12:00:00Z",
        "2026-01-11T12:00:00Z",
    )
    assert dead["paper_titles"] == "Running Graphs"
    assert dead["raw"] == "https://example.org/gone."
    assert (failing["state"], failing["verdict"], failing["last_ok"]) == ("failing", "timeout", "2026-01-08T12:00:00Z")
    assert failing["suggestion_kind"] == "none"


def test_the_worst_comes_first() -> None:
    abstracts = {"A": "https://b.example/x https://a.example/y", "B": "https://b.example/x", "C": "https://a.example/z"}
    days = {"https://b.example/x": [404], "https://a.example/y": [404], "https://a.example/z": [404]}
    assert [row["url"] for row in rows(make_material(abstracts, days))] == [
        "https://b.example/x",
        "https://a.example/y",
        "https://a.example/z",
    ]


def test_an_unknown_answer_is_no_dead_link() -> None:
    abstracts = {"A": "https://a.example/blocked https://a.example/limited https://a.example/new"}
    assert (
        rows(make_material(abstracts, {"https://a.example/blocked": [403], "https://a.example/limited": [429]})) == []
    )


def test_a_link_that_was_just_found_gone_is_there_though_unknown_later() -> None:
    (row,) = rows(make_material({"A": "https://a.example/x"}, {"https://a.example/x": [404, 403]}))
    assert (row["state"], row["verdict"]) == ("failing", "blocked")
