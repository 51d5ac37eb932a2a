"""Lists that a service makes at the moment of asking: ``hf:2026-11-19``, ``hf:2026-W47``, ``arxiv:QUERY``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from linkgraph.errors import UsageError

APIS = {"hf": "https://huggingface.co", "arxiv": "https://export.arxiv.org"}
"""The services' own addresses, by prefix; the configuration may name others."""

PAGE = 100
MAX_PAGES = 10
RESULTS = 300
"""How many of arXiv's newest results are asked for, in one request: it bears one in three seconds."""

_LIVE = re.compile(r"^(?P<prefix>hf|arxiv):(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL)
_SPANS = {
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}$"),
    "week": re.compile(r"^\d{4}-W\d{2}$"),
    "month": re.compile(r"^\d{4}-\d{2}$"),
}
_PLAIN_QUERY = re.compile(r"\b(?:all|ti|au|abs|co|jr|cat|rn|id|submittedDate):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One request of a live list; there is a next one only where this gave ``full`` papers."""

    url: str
    full: int


def is_live(name: str) -> bool:
    """Tells a live list from a path."""
    return bool(_LIVE.match(name))


def normal_name(name: str) -> str:
    """Returns the one name of a live list.

    Raises:
        UsageError: its day, week or month is none.
    """
    prefix, rest = _parts(name)
    if prefix == "hf" and not any(pattern.match(rest) for pattern in _SPANS.values()):
        raise UsageError(f"{name}: is no day, week or month; write hf:2026-11-19, hf:2026-W47 or hf:2026-11.")
    return f"{prefix}:{rest}"


def pages(name: str, apis: Mapping[str, str]) -> Iterator[Page]:
    """Yields the requests that a live list needs, one after the other.

    Args:
        name: as ``normal_name`` gives it.
        apis: addresses of services by prefix, instead of ``APIS``.
    """
    prefix, rest = _parts(name)
    base = (apis.get(prefix) or APIS[prefix]).rstrip("/")
    if prefix == "arxiv":
        query = rest if _PLAIN_QUERY.search(rest) else "all:" + (f'"{rest}"' if " " in rest else rest)
        told = {"search_query": query, "sortBy": "submittedDate", "sortOrder": "descending", "max_results": RESULTS}
        yield Page(f"{base}/api/query?{urlencode(told, quote_via=quote)}", RESULTS + 1)
        return
    span = next(span for span, pattern in _SPANS.items() if pattern.match(rest))
    for number in range(MAX_PAGES):
        yield Page(f"{base}/api/daily_papers?{span}={rest}&p={number}&limit={PAGE}", PAGE)


def _parts(name: str) -> tuple[str, str]:
    match = _LIVE.match(name)
    assert match is not None, "is_live was asked first"
    return match["prefix"].lower(), match["rest"].strip()
