"""Pages that show a thing of another host: archives, notebook viewers, delivery networks."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from linkgraph.urls import Parts

_SNAPSHOT = re.compile(r"^/web/(?:\d+|\*)[a-z_]*/(.+)$")


def _wayback(parts: Parts) -> str | None:
    match = _SNAPSHOT.match(parts.path)
    return match[1] + parts.query if match else None


def _software_heritage(parts: Parts) -> str | None:
    values = parse_qs(parts.query.removeprefix("?")).get("origin_url")
    return values[0] if values else None


def _repository_behind(*words: str) -> Callable[[Parts], str | None]:
    """Makes an unwrapper for paths like ``/v2/gh/owner/name/...`` or ``/github/owner/name/...``."""

    def unwrap(parts: Parts) -> str | None:
        segments = parts.segments
        if segments[: len(words)] != words or len(segments) < len(words) + 2:
            return None
        owner, name, *rest = segments[len(words) :]
        return "/".join(["https://github.com", owner, name.partition("@")[0], *rest])

    return unwrap


WRAPPERS: dict[str, Callable[[Parts], str | None]] = {
    "archive.softwareheritage.org": _software_heritage,
    "cdn.jsdelivr.net": _repository_behind("gh"),
    "colab.research.google.com": _repository_behind("github"),
    "mybinder.org": _repository_behind("v2", "gh"),
    "nbviewer.jupyter.org": _repository_behind("github"),
    "nbviewer.org": _repository_behind("github"),
    "web.archive.org": _wayback,
}


def unwrap(parts: Parts) -> str | None:
    """Returns the written address that a wrapper shows, or None where the page is no wrapper."""
    read = WRAPPERS.get(parts.host)
    return read(parts) if read else None
