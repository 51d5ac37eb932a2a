"""Kaggle: datasets, notebooks, models, competitions, accounts."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "kaggle"

SECTION_KINDS = {"datasets": "dataset", "code": "file", "models": "model"}
COMPETITIONS = frozenset({"c", "competitions"})
SITE_PATHS = frozenset({"account", "contact", "discussions", "docs", "kernels", "learn", "rankings", "search", "work"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on kaggle.com means."""
    segments = parts.segments
    if parts.host != "kaggle.com" or not segments or segments[0].lower() in SITE_PATHS:
        return None
    section, rest = segments[0].lower(), segments[1:]
    if section in COMPETITIONS:
        return Meaning(Target(NAME, f"competitions/{rest[0]}".lower()), "web") if rest else None
    if section not in SECTION_KINDS:
        # Old addresses of datasets have no section.
        section, rest = "datasets", segments
        if len(segments) == 1:
            return git.account(NAME, segments[0])
    if len(rest) < 2 or not git.is_owner(rest[0]):
        return None
    return Meaning(Target(NAME, f"{section}/{rest[0]}/{rest[1]}".lower()), SECTION_KINDS[section])
