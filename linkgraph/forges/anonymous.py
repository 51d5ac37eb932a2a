"""Anonymised copies of repositories, made for blind review: they expire by design."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "anonymous"

HOSTS = frozenset({"anonymous.4open.science", "anonymous.4open.io"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on anonymous.4open.science means; names keep their case."""
    segments = parts.segments
    if parts.host not in HOSTS or len(segments) < 2 or segments[0] not in {"r", "repository"}:
        return None
    if not git.is_repository_name(segments[1]):
        return None
    return Meaning(Target(NAME, segments[1]), "file" if len(segments) > 2 else "repository")
