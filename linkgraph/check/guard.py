"""Is our own network to be trusted? Pure; the engine feeds it.

A jury of unrelated canary hosts is asked before anything is judged: first the run's own busiest
hosts, filled up with configured ones. If fewer than half of them answer, the configured ones alone
are asked as a second jury, so that a list of dead hosts is not mistaken for a dead network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from linkgraph.config import DEFAULT_CANARIES
from linkgraph.model import Observation
from linkgraph.urls import host_of, registrable_domain, split_url

JURY_SIZE = 5


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


RESOLVER_ROW = 20
"""Resolver failures without an HTTP answer between them after which the network is doubted."""

DEAD_ROW = 8
"""Hosts that fail as without a network, without an HTTP answer between them, after which it is doubted."""

PORTAL_ROW = 5
"""Unrelated hosts in a row that turn to one and the same other host: a captive portal answers for them."""


@dataclass(slots=True)
class Breaker:
    """Says when answers look as if our own network had failed; the juries then decide."""

    resolver: int = 0
    hosts: set[str] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)
    portal: str = ""

    def is_doubtful(self, seen: Observation) -> bool:
        """Takes an answer in; tells whether the network is now to be doubted."""
        host = host_of(seen.asked)
        if seen.status is None:
            if seen.error.startswith("skipped/"):
                return False
            self.resolver += seen.error.startswith("dns/")
            self.hosts.add(registrable_domain(host) if not seen.error.startswith("dns/") else "")
            # Names that fail are counted by themselves: a list may well name a few dead domains.
            return self.resolver >= RESOLVER_ROW or len(self.hosts - {""}) >= DEAD_ROW
        self.resolver = 0
        self.hosts.clear()
        return self._is_portal(host, seen)

    def reset(self) -> None:
        """Begins anew, after the juries have decided."""
        self.resolver = 0
        self.hosts.clear()
        self.turned.clear()
        self.portal = ""

    def _is_portal(self, host: str, seen: Observation) -> bool:
        to = host_of(seen.location) if seen.location else ""
        if not to or registrable_domain(to) == registrable_domain(host):
            self.turned.clear()
            return False
        if to != self.portal:
            self.turned.clear()
            self.portal = to
        self.turned.add(registrable_domain(host))
        return len(self.turned) >= PORTAL_ROW


def judge_jury(answers: Sequence[Observation]) -> Trust:
    """Trusts the network when a majority of a jury, of five at least, answered over HTTP, whatever it said."""
    portal = _portal(answers)
    if portal:
        return Trust(
            False,
            f"Our own network is not to be trusted: {portal} answers for unrelated hosts, as a captive portal does, "
            "so no verdict is given; sign in to the network and run again.",
        )
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


def _portal(answers: Sequence[Observation]) -> str:
    """Returns the host that most of a jury's hosts turn to although it is none of theirs, or an empty string."""
    turned: dict[str, set[str]] = {}
    for seen in answers:
        own, to = registrable_domain(host_of(seen.asked)), host_of(seen.location) if seen.location else ""
        if to and registrable_domain(to) != own:
            turned.setdefault(to, set()).add(own)
    host, homes = max(turned.items(), key=lambda item: len(item[1]), default=("", set()))
    return host if len(homes) >= 2 and len(homes) * 2 > len(answers) else ""


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
