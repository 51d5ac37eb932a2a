"""GitLab: gitlab.com and institutes' own instances, whose sub-groups stay whole."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "gitlab"

SITE_PATHS = frozenset({"about", "admin", "dashboard", "explore", "help", "search", "snippets", "users"})

OLD_PAGE_WORDS = frozenset({"blob", "commit", "commits", "issues", "merge_requests", "raw", "tags", "tree", "wikis"})
"""Page words that old releases put behind the name without ``/-/``."""


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on gitlab.com or a host named ``gitlab.*`` means."""
    if parts.host != "gitlab.com" and not parts.host.startswith("gitlab."):
        return None
    prefix = "" if parts.host == "gitlab.com" else parts.host + "/"
    segments = parts.segments
    if not segments or segments[0].lower() in SITE_PATHS:
        return None
    path, rest = _cut(segments)
    if not path:
        return None
    if len(path) == 1:
        return git.account(NAME, path[0], prefix)
    found = git.repository(NAME, path[0], path[-1], rest)
    if found is None:
        return None
    name = "/".join(path).removesuffix(".git").lower()
    return Meaning(Target(NAME, prefix + name), found.kind)


def _cut(segments: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parts a path into the project (groups and name) and the page within it."""
    if "-" in segments:
        at = segments.index("-")
        return segments[:at], segments[at + 1 :]
    for at in range(2, len(segments)):
        if segments[at] in OLD_PAGE_WORDS:
            return segments[:at], segments[at:]
    return segments, ()
