"""What can befall a link in five days, and what a checker must make of it.

Each row is the world's own truth: how the page behaves on each day, and the verdict and state that
are right on the last one. The checker never sees this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from linkgraph.model import State, Word

DAYS = 5


@dataclass(frozen=True, slots=True)
class Scenario:
    """A page's fate: its behaviour by day, and what is true on the last day."""

    name: str
    days: tuple[str, ...]
    verdict: Word
    state: State
    site: str = "own"


def _always(behaviour: str) -> tuple[str, ...]:
    return (behaviour,) * DAYS


def _from_day(day: int, behaviour: str) -> tuple[str, ...]:
    return ("ok",) * day + (behaviour,) * (DAYS - day)


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("alive", _always("ok"), Word.OK, State.ALIVE, "github"),
    Scenario("alive page", _always("ok"), Word.OK, State.ALIVE, "pages"),
    Scenario("HEAD lies", _always("head_404"), Word.OK, State.ALIVE),
    Scenario("HEAD hangs up", _always("head_reset"), Word.OK, State.ALIVE),
    Scenario("trailing slash", _always("slash"), Word.OK, State.ALIVE),
    Scenario("for now elsewhere", _always("found_elsewhere"), Word.OK, State.ALIVE),
    Scenario("stumbles once", _always("stumbles"), Word.OK, State.ALIVE),
    Scenario("renamed", _always("renamed"), Word.MOVED, State.ALIVE, "github"),
    Scenario("moved on day 3", _from_day(2, "renamed"), Word.MOVED, State.ALIVE, "github"),
    Scenario("sign-in", _always("sign_in"), Word.RESTRICTED, State.ALIVE, "huggingface"),
    Scenario("deleted on day 1", _always("not_found"), Word.GONE, State.DEAD, "github"),
    Scenario("deleted on day 3", _from_day(2, "not_found"), Word.GONE, State.DEAD, "github"),
    Scenario("deleted on day 4", _from_day(3, "not_found"), Word.GONE, State.FAILING, "github"),
    Scenario("deleted today", _from_day(4, "removed"), Word.GONE, State.FAILING, "huggingface"),
    Scenario("taken down", _from_day(1, "legal"), Word.GONE, State.DEAD, "github"),
    Scenario("dead, back today", ("not_found",) * 4 + ("ok",), Word.OK, State.RECOVERED, "github"),
    Scenario("dead, back on day 4", ("not_found",) * 3 + ("ok",) * 2, Word.OK, State.ALIVE),
    Scenario("redirect into nothing", _always("moved_to_nothing"), Word.GONE, State.DEAD),
    Scenario("domain given up", _from_day(1, "no_such_name"), Word.DNS_ERROR, State.DEAD),
    Scenario("resolver fails", _from_day(3, "servfail"), Word.DNS_ERROR, State.ALIVE),
    Scenario("bot wall", _always("bot_wall"), Word.BLOCKED, State.UNKNOWN),
    Scenario("bot wall since day 2", _from_day(1, "bot_wall"), Word.BLOCKED, State.ALIVE),
    Scenario("rate limit", _always("limited"), Word.RATE_LIMITED, State.UNKNOWN),
    Scenario("broken server", _always("broken"), Word.SERVER_ERROR, State.DEAD),
    Scenario("broken since day 2", _from_day(1, "broken"), Word.SERVER_ERROR, State.FAILING),
    Scenario("never answers", _from_day(3, "hangs"), Word.TIMEOUT, State.FAILING),
    Scenario("refuses", _from_day(2, "refuses"), Word.CONNECT_ERROR, State.FAILING),
    Scenario("redirects in a circle", _from_day(3, "circle"), Word.CONNECT_ERROR, State.FAILING),
    Scenario("certificate of nobody", _from_day(3, "untrusted"), Word.TLS_ERROR, State.FAILING, "secure"),
    Scenario("says 404 and answers 200", _from_day(1, "soft_404"), Word.SUSPECT, State.ALIVE),
    Scenario("turned to the site's root", _from_day(2, "to_root"), Word.SUSPECT, State.ALIVE),
    Scenario("the same page for all", _always("one_page_for_all"), Word.SUSPECT, State.UNKNOWN),
    Scenario("a domain that was sold", _from_day(3, "for_sale"), Word.SUSPECT, State.ALIVE),
    Scenario("not changed since", _always("not_changed"), Word.OK, State.ALIVE),
    Scenario("challenged by a page", _from_day(2, "challenge_page"), Word.BLOCKED, State.ALIVE),
    Scenario("leads inside", _always("private"), Word.SKIPPED, State.UNKNOWN),
)
