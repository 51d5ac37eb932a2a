"""Links and history put together."""

from __future__ import annotations

from dataclasses import replace

from linkgraph.check.records import (
    Context,
    choose_due,
    look_for,
    make_checks,
    make_records,
    neighbour_key,
    neighbours_to_ask,
    page_known,
)
from linkgraph.config import CheckSettings, Config
from linkgraph.model import CanonicalUrl, Known, Link, LinkRecord, Look, State, Target
from tests.conftest import DAY, NOON, seen

URL = CanonicalUrl("https://example.org/x")


def link(paper: str, raw: str = "https://example.org/x.") -> Link:
    return Link(paper, raw, URL, URL, Target("web", URL), "web")


def test_one_record_holds_all_papers_that_name_a_url() -> None:
    history = {URL: [[seen(status=200)], [seen(status=404, at=NOON + DAY)]]}
    (record,) = make_records([link("b"), link("a")], history, Context()).values()
    assert record.papers == ("a", "b")
    assert record.standing.state is State.FAILING
    assert record.verdict is not None
    assert record.verdict.reason == "not_found"


def test_a_link_never_asked_is_unknown() -> None:
    (record,) = make_records([link("a")], {}, Context()).values()
    assert (record.standing.state, record.verdict) == (State.UNKNOWN, None)


def test_a_better_rule_judges_yesterday_anew() -> None:
    history = [[seen(status=302, location="https://b.org", hop=3)]]
    assert make_checks(history, {}, Context(Config(check=CheckSettings(max_redirects=10)))) == ()
    assert (
        make_checks(history, {}, Context(Config(check=CheckSettings(max_redirects=3))))[0].verdict.reason
        == "redirect_loop"
    )


def record_of(url: str, days: list[tuple[int, int]], now: int, config: Config | None = None) -> LinkRecord:
    """Makes a record from ``(day, status)`` rows, as it stands on a day."""
    identity = CanonicalUrl(url)
    history = {identity: [[seen(url=url, asked=url, status=status, at=NOON + DAY * day)] for day, status in days]}
    named = Link("k", url, identity, url, Target("web", url), "web")
    return make_records([named], history, Context(config or Config(), NOON + DAY * now))[identity]


def test_what_has_waited_longest_is_asked_first_and_what_is_new_before_it() -> None:
    records = {
        name: record_of(f"https://{name}.org/x", days, 20)
        for name, days in {"later": [(10, 200)], "new": [], "older": [(1, 200)], "fresh": [(19, 200)]}.items()
    }
    by_url = {record.url: record for record in records.values()}
    chosen = [record.url.split("/")[2] for record in choose_due(by_url, "due", NOON + DAY * 20)]
    assert chosen == ["new.org", "older.org", "later.org"]
    assert len(choose_due(by_url, "all", NOON + DAY * 20)) == 4


def test_failing_and_dead_links_can_be_asked_before_their_time() -> None:
    record = record_of("https://a.org/x", [(0, 200), (7, 404)], 8)
    assert choose_due({record.url: record}, "due", NOON + DAY * 8) == []
    assert choose_due({record.url: record}, "failing", NOON + DAY * 8) == [record]


READ = {"title": "Walks", "body": "77aa", "signs": ()}


def test_a_page_that_was_not_read_again_shows_what_it_showed() -> None:
    first = [seen(status=200, **{**READ, "title": "404 Not Found"})]
    later = [seen(status=304, method="HEAD", at=NOON + DAY)]
    verdicts = [check.verdict for check in make_checks([first, later], {}, Context())]
    assert [verdict.reason for verdict in verdicts] == ["says_not_found", "says_not_found"]
    moved = [seen(status=302, location="https://example.org/y"), seen(status=200, hop=1, asked="https://example.org/y")]
    assert make_checks([first, moved], {}, Context())[1].verdict.reason == "found", "another page was not read"


def test_a_page_is_compared_with_its_made_up_neighbour() -> None:
    page = [seen(status=200, **READ)]
    key = neighbour_key("https://example.org/x")
    for status, body, reason in ((200, "77aa", "same_as_neighbour"), (404, "77aa", "found"), (200, "12bc", "found")):
        neighbour = {key: [[seen(url=key, asked="https://example.org/no", status=status, body=body)]]}
        assert make_checks([page], neighbour, Context())[0].verdict.reason == reason
    assert neighbour_key("https://example.org/y") == key
    assert neighbour_key("https://example.org/y/z") != key


def test_one_neighbour_is_asked_for_each_host_and_depth_in_thirty_days() -> None:
    pages = {
        CanonicalUrl(url): [seen(asked=url, status=200, body="1")]
        for url in ("https://a.org/x", "https://a.org/y", "https://a.org/x/y", "https://b.org/x", "https://c.org/")
    }
    asked = neighbours_to_ask(pages, {}, 30, NOON)
    assert sorted(asked) == [neighbour_key(f"https://{page}") for page in ("a.org/x", "a.org/x/y", "b.org/x")]
    known = {neighbour_key("https://b.org/x"): [[seen(status=404, at=NOON - 29 * DAY)]]}
    assert neighbour_key("https://b.org/x") not in neighbours_to_ask(pages, known, 30, NOON)
    assert neighbour_key("https://b.org/x") in neighbours_to_ask(pages, known, 30, NOON + 2 * DAY)


def test_pages_are_read_at_first_when_changed_and_every_ninety_days_but_not_on_forges() -> None:
    record = record_of("https://a.org/x", [], 0)
    read = [[seen(status=200, body="1", at=NOON)]]
    assert look_for(record, [], Config(), NOON) is Look.ALWAYS
    assert look_for(record, read, Config(), NOON + 89 * DAY) is Look.IF_CHANGED
    assert look_for(record, read, Config(), NOON + 90 * DAY) is Look.ALWAYS
    forge = replace(record, target=Target("github", "o/r"))
    assert look_for(forge, [], Config(), NOON) is Look.NEVER


def test_what_a_page_was_is_known_with_what_a_304_left_out() -> None:
    full = seen(status=200, headers={"etag": '"1"', "last-modified": "Mon", "content-length": "9"})
    assert page_known([[full], [seen(status=304)]]) == Known("https://example.org/x", '"1"', "Mon", "9")
    assert page_known([[seen(status=404)]]) is None
    assert page_known([[full], [seen(status=404)]]) == Known("https://example.org/x", '"1"', "Mon", "9")
