"""Links and history put together."""

from __future__ import annotations

from linkgraph.check.records import Context, make_checks, make_records
from linkgraph.config import CheckSettings, Config
from linkgraph.model import CanonicalUrl, Link, State, Target
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
