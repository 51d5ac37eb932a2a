"""Bitbucket Cloud."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning
from linkgraph.urls import Parts

NAME = "bitbucket"

SITE_PATHS = frozenset({"account", "blog", "dashboard", "product", "repo", "site"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on bitbucket.org means."""
    segments = parts.segments
    if parts.host != "bitbucket.org" or not segments or segments[0].lower() in SITE_PATHS:
        return None
    if len(segments) == 1:
        return git.account(NAME, segments[0])
    return git.repository(NAME, segments[0], segments[1], segments[2:])
