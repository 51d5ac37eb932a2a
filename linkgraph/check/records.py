"""All that is known of each link, put together from links and history (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from linkgraph.check.lifecycle import latest_verdict, muted, next_due, stand
from linkgraph.check.pages import neighbour_of
from linkgraph.check.verdict import conclude, not_before
from linkgraph.config import Config
from linkgraph.model import (
    CanonicalUrl,
    Check,
    Known,
    Link,
    LinkRecord,
    Look,
    Observation,
    Standing,
    State,
    Verdict,
    Weight,
    Word,
)
from linkgraph.urls import host_of
from linkgraph.wishes import find_ignored

History = Mapping[CanonicalUrl, Sequence[Sequence[Observation]]]
"""Each URL's checks, oldest first; a check is the list of its observations."""

CALLS_FOR_CANDIDATES = frozenset({Word.GONE, Word.DNS_ERROR})
"""Verdicts that may come from a wrong reading of what is written."""

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Context:
    """What links are judged by besides their own answers.

    Attributes:
        config: bounds, thresholds and wishes.
        now: the time; what a person said may have ended by then.
        titles: the papers' titles by key, for those that are ignored.
    """

    config: Config = field(default_factory=Config)
    now: datetime | None = None
    titles: Mapping[str, str] = field(default_factory=dict)


def make_records(links: Sequence[Link], history: History, context: Context) -> dict[CanonicalUrl, LinkRecord]:
    """Returns a record per URL, in order of first sight.

    Args:
        links: the collection's present links.
        history: the checks of the links, of their other readings, and of made-up neighbours.
        context: what they are judged by.
    """
    by_url: dict[CanonicalUrl, list[Link]] = {}
    for link in links:
        by_url.setdefault(link.url, []).append(link)
    records = {url: _record(url, named, history, context) for url, named in by_url.items()}
    for url, record in records.items():
        if record.verdict is not None and record.verdict.word in CALLS_FOR_CANDIDATES:
            records[url] = replace(record, alive_candidate=_alive_candidate(record.links, history, context))
    return records


def candidates_to_ask(links: Sequence[Link], verdicts: Mapping[CanonicalUrl, Verdict]) -> tuple[CanonicalUrl, ...]:
    """Returns the other readings of the links that are not there as written, each once, unless just asked."""
    missing = {url for url, verdict in verdicts.items() if verdict.word in CALLS_FOR_CANDIDATES}
    named = (url for link in links if link.url in missing for url in link.candidates)
    return tuple(dict.fromkeys(url for url in named if url not in verdicts))


def _alive_candidate(links: Sequence[Link], history: History, context: Context) -> str:
    for url in dict.fromkeys(candidate for link in links for candidate in link.candidates):
        checks = make_checks(history.get(url, ()), history, context)
        if checks and checks[-1].verdict.weight is Weight.ALIVE:
            return url
    return ""


def make_checks(checks: Sequence[Sequence[Observation]], history: History, context: Context) -> tuple[Check, ...]:
    """Judges each check of a link; one that was broken off within a redirect says nothing."""
    made = []
    for observations in with_pages(checks):
        last = observations[-1]
        neighbour = neighbour_body(history.get(neighbour_key(last.asked), ()), last.at) if last.body else ""
        verdict = conclude(observations, context.config.check, neighbour)
        if verdict is not None:
            made.append(Check(last.at, verdict, _until(last), not_before(last)))
    return tuple(made)


def with_pages(checks: Sequence[Sequence[Observation]]) -> Iterable[Sequence[Observation]]:
    """Yields the checks; one whose page was not read again shows what it showed before.

    A page is not read anew while its validators and length stay the same, so what it said stands.
    """
    read: Observation | None = None
    for observations in checks:
        last = observations[-1]
        if last.body or last.title:
            read = last
        elif read and read.asked == last.asked and (last.status == 304 or 200 <= (last.status or 0) < 300):
            shown = replace(last, title=read.title, body=read.body, signs=read.signs)
            yield [*observations[:-1], shown]
            continue
        yield observations


def _until(seen: Observation) -> datetime | None:
    until = seen.header("until")
    return datetime.fromisoformat(until) if until else None


def _record(url: CanonicalUrl, links: list[Link], history: History, context: Context) -> LinkRecord:
    first = links[0]
    config, now = context.config, context.now
    checks = make_checks(history.get(url, ()), history, context)
    standing = stand(checks, config.lifecycle, now)
    ignored = _why_ignored(url, links, checks, context)
    return LinkRecord(
        url=url,
        ask_url=first.ask_url,
        target=first.target,
        kind=first.kind,
        links=tuple(links),
        checks=checks,
        standing=Standing(State.UNKNOWN) if ignored else standing,
        current=latest_verdict(checks, now),
        due=next_due(url, checks, standing, config.lifecycle, config.check.wish(host_of(url)).interval),
        ignored=ignored,
    )


def _why_ignored(url: CanonicalUrl, links: Sequence[Link], checks: Sequence[Check], context: Context) -> str:
    word = muted(checks, context.now)
    if word is not None:
        until = f" until {word.until:%Y-%m-%d}" if word.until else ""
        return f"muted{until}" + (f": {word.verdict.evidence.removeprefix('reason ')}" if word.verdict.evidence else "")
    if not context.config.ignored or context.now is None:
        return ""
    host = host_of(url).partition(":")[0]
    papers = [
        (link.paper.casefold(), " ".join(context.titles.get(link.paper, "").split()).casefold()) for link in links
    ]
    found = find_ignored(context.config.ignored, url, host, papers, context.now)
    return str(found) if found else ""


# --- what is asked -----------------------------------------------------------------------------


def choose_due(records: Mapping[CanonicalUrl, LinkRecord], recheck: str, now: datetime) -> list[LinkRecord]:
    """Returns the links to ask now, those that have waited longest first.

    Args:
        records: what is known.
        recheck: ``due``, ``failing`` (those that fail or are dead too), or ``all``.
        now: the time.
    """
    failing = {State.FAILING, State.DEAD}
    chosen = [
        record
        for record in records.values()
        if not record.ignored
        and (
            recheck == "all"
            or record.due is None
            or record.due <= now
            or (recheck == "failing" and record.standing.state in failing)
        )
    ]
    return sorted(chosen, key=lambda record: (record.due is not None, record.due))


def page_known(checks: Sequence[Sequence[Observation]]) -> Known | None:
    """Returns what a link's page was when it last answered well, or None where it never did."""
    for observations in reversed(checks):
        last = observations[-1]
        if last.source == "http" and not last.error and (last.status == 304 or 200 <= (last.status or 0) < 300):
            return _known(last, checks)
    return None


def _known(last: Observation, checks: Sequence[Sequence[Observation]]) -> Known:
    names = ("etag", "last-modified", "content-length")
    values = [last.header(name) for name in names]
    if last.status == 304:
        # A 304 need not repeat what it confirms.
        full = next((seen[-1] for seen in reversed(checks) if 200 <= (seen[-1].status or 0) < 300), last)
        values = [value or full.header(name) for value, name in zip(values, names, strict=True)]
    return Known(last.asked, *values)


def look_for(record: LinkRecord, checks: Sequence[Sequence[Observation]], config: Config, now: datetime) -> Look:
    """Says whether a link's page is to be read: on first sight, when it changed, and every so often.

    A forge's own pages say truly whether they are there, and are not read.
    """
    if record.target.forge != "web":
        return Look.NEVER
    read = [check[-1].at for check in checks if check[-1].body or check[-1].title]
    if not read or now - read[-1] >= timedelta(days=config.check.look_days):
        return Look.ALWAYS
    return Look.IF_CHANGED


# --- made-up neighbours --------------------------------------------------------------------------


def neighbour_key(url: str) -> CanonicalUrl:
    """Returns the name under which a made-up page's answers are kept: one for each host and depth."""
    parts = urlsplit(url)
    depth = len([part for part in parts.path.split("/") if part])
    return CanonicalUrl(f"neighbour:{parts.scheme}://{parts.netloc}/{depth}")


def neighbours_to_ask(
    pages: Mapping[CanonicalUrl, Sequence[Observation]], history: History, days: float, now: datetime
) -> dict[CanonicalUrl, str]:
    """Returns the made-up pages to ask beside pages that were read, by key: once for each host and depth."""
    asked: dict[CanonicalUrl, str] = {}
    for observations in pages.values():
        last = observations[-1]
        key, made_up = neighbour_key(last.asked), neighbour_of(last.asked)
        known = history.get(key)
        if not made_up or (known and now - known[-1][-1].at < timedelta(days=days)):
            continue
        asked[key] = min(made_up, asked.get(key, made_up))
    return asked


def neighbour_body(checks: Sequence[Sequence[Observation]], at: datetime) -> str:
    """Returns the hash of a made-up page that answered 2xx, as it was seen last by a day after ``at``."""
    known = [check[-1] for check in checks if check[-1].at <= at + A_DAY]
    last = known[-1] if known else None
    return last.body if last and 200 <= (last.status or 0) < 300 and not last.error else ""
