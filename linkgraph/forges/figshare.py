"""figshare and the portals of institutes on it."""

from __future__ import annotations

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "figshare"


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on figshare.com means: an article's number, else a collection's."""
    if parts.host != "figshare.com" and not parts.host.endswith(".figshare.com"):
        return None
    segments = parts.segments
    if segments[:1] not in {("articles",), ("collections",)}:
        return None
    numbers = [segment for segment in segments[1:] if segment.isdigit()]
    if not numbers:
        return None
    # Behind the article's number may stand a version's, which is small.
    name = numbers[0] if segments[0] == "articles" else f"collections/{numbers[0]}"
    return Meaning(Target(NAME, name), "record")
