"""All that is known of each link, put together from links and history (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from linkgraph.check.lifecycle import stand
from linkgraph.check.verdict import conclude
from linkgraph.config import CheckSettings, LifecycleSettings
from linkgraph.model import CanonicalUrl, Check, Link, LinkRecord, Observation, Verdict, Weight, Word

CALLS_FOR_CANDIDATES = frozenset({Word.GONE, Word.DNS_ERROR})
"""Verdicts that may come from a wrong reading of what is written."""


def make_records(
    links: Sequence[Link],
    history: Mapping[CanonicalUrl, Sequence[Sequence[Observation]]],
    check: CheckSettings,
    lifecycle: LifecycleSettings,
) -> dict[CanonicalUrl, LinkRecord]:
    """Returns a record per URL, in order of first sight.

    Args:
        links: the collection's present links.
        history: each URL's checks, oldest first, each the list of its observations.
        check: the bounds under which answers are judged.
        lifecycle: the thresholds of death.
    """
    by_url: dict[CanonicalUrl, list[Link]] = {}
    for link in links:
        by_url.setdefault(link.url, []).append(link)
    records = {
        url: _record(url, named, make_checks(history.get(url, ()), check), lifecycle) for url, named in by_url.items()
    }
    for url, record in records.items():
        if record.verdict is not None and record.verdict.word in CALLS_FOR_CANDIDATES:
            records[url] = replace(record, alive_candidate=_alive_candidate(record.links, history, check))
    return records


def candidates_to_ask(links: Sequence[Link], verdicts: Mapping[CanonicalUrl, Verdict]) -> tuple[CanonicalUrl, ...]:
    """Returns the other readings of the links that are not there as written, each once, unless just asked."""
    missing = {url for url, verdict in verdicts.items() if verdict.word in CALLS_FOR_CANDIDATES}
    named = (url for link in links if link.url in missing for url in link.candidates)
    return tuple(dict.fromkeys(url for url in named if url not in verdicts))


def _alive_candidate(
    links: Sequence[Link], history: Mapping[CanonicalUrl, Sequence[Sequence[Observation]]], check: CheckSettings
) -> str:
    for url in dict.fromkeys(candidate for link in links for candidate in link.candidates):
        checks = make_checks(history.get(url, ()), check)
        if checks and checks[-1].verdict.weight is Weight.ALIVE:
            return url
    return ""


def make_checks(history: Sequence[Sequence[Observation]], settings: CheckSettings) -> tuple[Check, ...]:
    """Judges each check of a link; one that was broken off within a redirect says nothing."""
    checks = []
    for observations in history:
        verdict = conclude(observations, settings)
        if verdict is not None:
            checks.append(Check(observations[-1].at, verdict))
    return tuple(checks)


def _record(
    url: CanonicalUrl, links: Sequence[Link], checks: tuple[Check, ...], lifecycle: LifecycleSettings
) -> LinkRecord:
    first = links[0]
    return LinkRecord(
        url=url,
        ask_url=first.ask_url,
        target=first.target,
        kind=first.kind,
        links=tuple(links),
        checks=checks,
        standing=stand(checks, lifecycle),
    )
