"""Is our own network to be trusted? Pure; the engine feeds it.

A jury of unrelated canary hosts is asked before anything is judged: first the run's own busiest
hosts, filled up with configured ones. If fewer than half of them answer, the configured ones alone
are asked as a second jury, so that a list of dead hosts is not mistaken for a dead network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linkgraph.config import DEFAULT_CANARIES
from linkgraph.model import CanonicalUrl, Observation, Verdict, Word
from linkgraph.urls import host_of, registrable_domain, split_url

JURY_SIZE = 5
NETWORK_WORDS = frozenset({Word.DNS_ERROR, Word.CONNECT_ERROR, Word.TIMEOUT})
DOUBTFUL_HOSTS = 3
DOUBTFUL_SHARE = 0.2
"""So many hosts, and such a part of all, must have failed for the jury to be asked again at the end."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether the network can be trusted, and the sentence that says why not."""

    trusted: bool
    sentence: str = ""


def choose_juries(
    ask_urls: Iterable[str], configured: Sequence[str], is_given: Callable[[str], bool] = lambda url: False
) -> tuple[tuple[str, ...], ...]:
    """Returns the juries, each a row of canary URLs of unrelated hosts.

    A run whose hosts all have an address that the user gave needs no network to be known, and no jury.

    Args:
        ask_urls: what the run will ask; its busiest hosts come first.
        configured: host names or URLs that the settings name; the default ones follow them.
        is_given: tells whether the user gave the address of a URL's host, in the URL itself, with
            ``--resolve`` or in the hosts file. Such hosts are unrelated whatever their domain.
    """
    roots = Counter(root for url in ask_urls if (root := _root(url)))
    if roots and all(is_given(root) for root in roots):
        return ()
    own = [url for url, _ in sorted(roots.items(), key=lambda item: (-item[1], item[0]))]
    spare = [url if "://" in url else f"https://{url}/" for url in (*configured, *DEFAULT_CANARIES)]
    first = _unrelated([*own, *spare], is_given)[:JURY_SIZE]
    second = _unrelated(spare, is_given)
    return (first, second) if set(second) != set(first) else (first,)


def is_doubtful(verdicts: Mapping[CanonicalUrl, Verdict]) -> bool:
    """Tells whether a run's end asks for the jury again: many hosts failed as they would without a network.

    Args:
        verdicts: by URL.
    """
    hosts: dict[str, bool] = {}
    for url, verdict in verdicts.items():
        host = host_of(url)
        hosts[host] = hosts.get(host, True) and verdict.word in NETWORK_WORDS
    failed = sum(hosts.values())
    return failed >= DOUBTFUL_HOSTS and failed >= DOUBTFUL_SHARE * len(hosts)


def judge_jury(answers: Sequence[Observation]) -> Trust:
    """Trusts the network when a majority of a jury, of five at least, answered over HTTP, whatever it said."""
    answered = sum(seen.status is not None for seen in answers)
    if answered * 2 > max(len(answers), JURY_SIZE):
        return Trust(True)
    silent = [seen for seen in answers if seen.status is None]
    causes = Counter(_cause(seen) for seen in silent)
    why = "; ".join(f"{count} × {cause}" for cause, count in causes.most_common(2))
    names = ", ".join(host_of(seen.asked) for seen in silent[:5])
    return Trust(
        False,
        f"Our own network is not to be trusted: {answered} of {len(answers)} well-known hosts answered "
        f"({why}, such as {names}), so no verdict is given; run again when the network is back.",
    )


def _cause(seen: Observation) -> str:
    return seen.error.replace("dns/nxdomain", "no such name").replace("/", " ") or "no answer"


def _root(url: str) -> str:
    parts = split_url(url)
    if parts is None or parts.scheme not in {"http", "https"}:
        return ""
    return f"{parts.scheme}://{host_of(url)}/"


def _unrelated(urls: Iterable[str], is_given: Callable[[str], bool]) -> tuple[str, ...]:
    """Keeps the first URL of each registrable domain, and of each host whose address was given."""
    kept: dict[str, str] = {}
    for url in urls:
        host = host_of(url).rsplit(":", 1)[0]
        kept.setdefault(host if is_given(url) else registrable_domain(host), url)
    return tuple(kept.values())
