"""Zenodo's records."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "zenodo"

_RECORD = re.compile(r"^/(?:api/)?(?:records?|deposit)/(\d+)(/files/.+)?")


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on zenodo.org means."""
    match = _RECORD.match(parts.path) if parts.host == "zenodo.org" else None
    if match is None:
        return None
    return Meaning(Target(NAME, match[1]), "file" if match[2] else "record")
