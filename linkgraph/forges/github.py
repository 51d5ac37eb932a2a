"""GitHub and its many hosts: raw files, archives, gists, the API, badges."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "github"

SITE_PATHS = frozenset(
    {
        "about", "account", "apps", "blog", "codespaces", "collections", "contact", "customer-stories",
        "dashboard", "enterprise", "events", "explore", "features", "gist", "github-copilot", "issues",
        "join", "login", "logout", "marketplace", "mobile", "new", "notifications", "organizations",
        "pricing", "pulls", "readme", "search", "security", "sessions", "settings", "signup", "site",
        "solutions", "stars", "team", "topics", "trending", "users", "watching", "wiki",
    }
)  # fmt: skip
"""First path parts that are GitHub's own pages; no account can bear them."""

FILE_HOSTS = frozenset({"raw.githubusercontent.com", "media.githubusercontent.com", "cdn.rawgit.com"})
BADGE_FIGURES: dict[tuple[str, ...], int] = {("actions", "workflow"): 3, ("v", "release"): 2, ("v", "tag"): 2}
"""How many path parts name the figure that a badge shows, where it is not one."""

BADGE_HOSTS = frozenset({"img.shields.io", "badgen.net", "badge.fury.io"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on one of GitHub's hosts means."""
    read = _HOSTS.get(parts.host)
    return read(parts.segments) if read else None


def _site(segments: tuple[str, ...]) -> Meaning | None:
    if not segments or segments[0].lower() in SITE_PATHS:
        return None
    if segments[0].lower() == "orgs":
        return git.account(NAME, segments[1]) if len(segments) > 1 else None
    if segments[0].lower() == "sponsors" and len(segments) > 1:
        return git.account(NAME, segments[1])
    if len(segments) == 1:
        return git.account(NAME, segments[0])
    return git.repository(NAME, segments[0], segments[1], segments[2:])


def _file(segments: tuple[str, ...]) -> Meaning | None:
    if len(segments) < 2:
        return None
    found = git.repository(NAME, segments[0], segments[1])
    return Meaning(found.target, "file") if found else None


def _archive(segments: tuple[str, ...]) -> Meaning | None:
    found = _file(segments)
    return Meaning(found.target, "release") if found else None


def _api(segments: tuple[str, ...]) -> Meaning | None:
    if segments[:1] == ("repos",) and len(segments) > 2:
        return git.repository(NAME, segments[1], segments[2], segments[3:])
    return None


def _gist(segments: tuple[str, ...]) -> Meaning | None:
    if not segments:
        return None
    if len(segments) == 1 and len(segments[0]) < 20:
        return git.account(NAME, segments[0])
    return Meaning(Target(NAME, "gist/" + "/".join(segments[:2]).lower()), "gist")


def _badge(segments: tuple[str, ...]) -> Meaning | None:
    if segments[:1] != ("github",):
        return None
    # A badge's address names a figure, mostly in one word (``stars``), before the repository.
    rest = segments[1 + BADGE_FIGURES.get(segments[1:3], 1) :]
    found = git.repository(NAME, rest[0], rest[1].removesuffix(".svg")) if len(rest) > 1 else None
    return Meaning(found.target, "image") if found else None


_HOSTS = {
    "github.com": _site,
    "api.github.com": _api,
    "codeload.github.com": _archive,
    "gist.github.com": _gist,
    "gist.githubusercontent.com": _gist,
    **dict.fromkeys(FILE_HOSTS, _file),
    **dict.fromkeys(BADGE_HOSTS, _badge),
}
