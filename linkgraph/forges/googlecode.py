"""Google Code, closed in 2016: only its archive is left."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "googlecode"

_SITE = ".googlecode.com"


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on code.google.com or a project's ``*.googlecode.com`` means."""
    if parts.host.endswith(_SITE):
        name = parts.host.removesuffix(_SITE).rpartition(".")[2]
        return Meaning(Target(NAME, name), "release") if git.is_owner(name) else None
    segments = parts.segments[1:] if parts.segments[:1] == ("archive",) else parts.segments
    if parts.host != "code.google.com" or len(segments) < 2 or segments[0] != "p" or not git.is_owner(segments[1]):
        return None
    return Meaning(Target(NAME, segments[1].lower()), git.page_kind(segments[2:]))
