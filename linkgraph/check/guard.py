"""Is our own network to be trusted? Pure; the engine feeds it.

A jury of unrelated canary hosts is asked before anything is judged: first the run's own busiest
hosts, filled up with configured ones. If fewer than half of them answer, the configured ones alone
are asked as a second jury, so that a list of dead hosts is not mistaken for a dead network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkgraph.model import Observation
from linkgraph.urls import host_of, registrable_domain, split_url

JURY_SIZE = 5


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether the network can be trusted, and the sentence that says why not."""

    trusted: bool
    sentence: str = ""


def choose_juries(
    ask_urls: Iterable[str], configured: Sequence[str], is_local: bool = False
) -> tuple[tuple[str, ...], ...]:
    """Returns the juries, each a row of canary URLs of unrelated hosts.

    Args:
        ask_urls: what the run will ask; its busiest hosts come first.
        configured: host names or URLs that the settings name.
        is_local: every host of the run has an address that the user gave; then the run's own hosts
            are the only network that matters and none is asked beforehand.
    """
    if is_local:
        return ()
    busiest = Counter(_root(url) for url in ask_urls if _root(url))
    own = [url for url, _ in sorted(busiest.items(), key=lambda item: (-item[1], item[0]))]
    spare = [url if "://" in url else f"https://{url}/" for url in configured]
    first = _unrelated([*own, *spare])[:JURY_SIZE]
    second = _unrelated(spare)
    return (first, second) if second and set(second) != set(first) else (first,)


def judge_jury(answers: Sequence[Observation]) -> Trust:
    """Trusts the network when a majority of a jury answered over HTTP, whatever it answered."""
    answered = sum(seen.status is not None for seen in answers)
    if answers and answered * 2 > len(answers):
        return Trust(True)
    silent = [seen for seen in answers if seen.status is None]
    causes = Counter(_cause(seen) for seen in silent)
    why = "; ".join(f"{count} × {cause}" for cause, count in causes.most_common(2))
    names = ", ".join(host_of(seen.asked) for seen in silent[:5])
    return Trust(
        False,
        f"Our own network is not to be trusted: {answered} of {len(answers)} well-known hosts answered "
        f"({why}: {names}), so no verdict is given; run again when the network is back.",
    )


def _cause(seen: Observation) -> str:
    return seen.error.replace("dns/nxdomain", "no such name").replace("/", " ") or "no answer"


def _root(url: str) -> str:
    parts = split_url(url)
    if parts is None or parts.scheme not in {"http", "https"}:
        return ""
    return f"{parts.scheme}://{host_of(url)}/"


def _unrelated(urls: Iterable[str]) -> tuple[str, ...]:
    """Keeps the first URL of each registrable domain."""
    kept: dict[str, str] = {}
    for url in urls:
        kept.setdefault(registrable_domain(host_of(url)), url)
    return tuple(kept.values())
