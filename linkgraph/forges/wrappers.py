"""Pages that show a thing of another host: archives, notebook viewers, delivery networks."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote

from linkgraph.urls import Parts

_SNAPSHOT = re.compile(r"^/(?:web|wayback|save)/(?:[\d*]+[a-z_]*/)?(https?:/.+|[\w-]+\.[\w.-]+/.*)$", re.IGNORECASE)
_COPY = re.compile(r"^/(?:o/\w+/|\d{4,14}/|newest/|wip/\w+/)?(https?:/.+)$", re.IGNORECASE)
_ORIGIN = re.compile(
    r"(?:;origin=|/origin/)(https?:/[^;?]+?)(?:/(?:directory|log|branches|releases|visits?|get)\b|;|$)"
)
_FIRST_ADDRESS = re.compile(r"^(https?:/.+)$", re.IGNORECASE)


def _wayback(parts: Parts) -> str | None:
    match = _SNAPSHOT.match(parts.path)
    return match[1] + parts.query if match else None


def _copy(parts: Parts) -> str | None:
    match = _COPY.match(parts.path)
    return match[1] + parts.query if match else None


def _query(*names: str) -> Callable[[Parts], str | None]:
    """Makes an unwrapper for addresses that stand in a query, under a name or alone."""

    def unwrap(parts: Parts) -> str | None:
        values = parse_qs(parts.query.removeprefix("?"))
        named = next((values[name][0] for name in names if values.get(name)), None)
        alone = None if named or names else _FIRST_ADDRESS.match(unquote(parts.query.removeprefix("?")))
        return named or (alone[1] if alone else None)

    return unwrap


def _software_heritage(parts: Parts) -> str | None:
    values = parse_qs(parts.query.removeprefix("?")).get("origin_url")
    origin = _ORIGIN.search(unquote(parts.path))
    return values[0] if values else origin[1] if origin else None


def _repository_behind(*words: str) -> Callable[[Parts], str | None]:
    """Makes an unwrapper for paths like ``/v2/gh/owner/name/...`` or ``/github/owner/name/...``."""

    def unwrap(parts: Parts) -> str | None:
        segments = parts.segments
        if segments[:1] == ("gist",):
            return "/".join(["https://gist.github.com", *segments[1:]])
        if segments[: len(words)] != words or len(segments) < len(words) + 2:
            return None
        owner, name, *rest = segments[len(words) :]
        return "/".join(["https://github.com", owner, name.partition("@")[0], *rest])

    return unwrap


def _gitlab_binder(parts: Parts) -> str | None:
    """Reads ``/v2/gl/owner%2Fname/branch``: GitLab's project is one coded part of the path."""
    segments = parts.segments
    return f"https://gitlab.com/{segments[2]}" if segments[:2] == ("v2", "gl") and len(segments) > 2 else None


def _first_of(*unwrappers: Callable[[Parts], str | None]) -> Callable[[Parts], str | None]:
    def unwrap(parts: Parts) -> str | None:
        return next((inner for read in unwrappers if (inner := read(parts))), None)

    return unwrap


WRAPPERS: dict[str, Callable[[Parts], str | None]] = {
    "app.codecov.io": _repository_behind("gh"),
    "archive.is": _copy,
    "archive.org": _wayback,
    "archive.ph": _copy,
    "archive.softwareheritage.org": _software_heritage,
    "archive.today": _copy,
    "cdn.jsdelivr.net": _repository_behind("gh"),
    "cdn.statically.io": _repository_behind("gh"),
    "codecov.io": _repository_behind("gh"),
    "colab.research.google.com": _repository_behind("github"),
    "colab.sandbox.google.com": _repository_behind("github"),
    "coveralls.io": _repository_behind("github"),
    "deepwiki.com": _repository_behind(),
    "github.dev": _repository_behind(),
    "githubtocolab.com": _repository_behind(),
    "htmlpreview.github.io": _query(),
    "kaggle.com": _query("src"),
    "mybinder.org": _first_of(
        _repository_behind("v2", "gh"),
        _repository_behind("badge", "gh"),
        _gitlab_binder,
    ),
    "nbviewer.jupyter.org": _repository_behind("github"),
    "nbviewer.org": _repository_behind("github"),
    "raw.githack.com": _repository_behind(),
    "rawcdn.githack.com": _repository_behind(),
    "travis-ci.com": _repository_behind(),
    "travis-ci.org": _repository_behind(),
    "vscode.dev": _repository_behind("github"),
    "web.archive.org": _wayback,
    "www.google.com": _query("q", "url"),
}


def unwrap(parts: Parts) -> str | None:
    """Returns the written address that a wrapper shows, or None where the page is no wrapper."""
    read = WRAPPERS.get(parts.host)
    return read(parts) if read else None
