"""All that is known of each link, put together from links and history (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linkgraph.check.lifecycle import stand
from linkgraph.check.verdict import conclude
from linkgraph.config import CheckSettings, LifecycleSettings
from linkgraph.model import CanonicalUrl, Check, Link, LinkRecord, Observation


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
    return {
        url: _record(url, named, make_checks(history.get(url, ()), check), lifecycle) for url, named in by_url.items()
    }


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
