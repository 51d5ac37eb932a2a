"""Zenodo's records."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "zenodo"

_RECORD = re.compile(r"^/(?:api/)?(?:records?|deposit)/(\d+)(/files/.+)?")

_NAMED_BY_DOI = re.compile(r"^/(?:doi|badge/doi)/(10\.\d{4,9}/\S+?)(?:\.svg)?$", re.IGNORECASE)


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on zenodo.org means."""
    if parts.host != "zenodo.org":
        return None
    match = _RECORD.match(parts.path)
    if match is None:
        named = _NAMED_BY_DOI.match(parts.path)
        kind = "image" if parts.path.endswith(".svg") else "record"
        return Meaning(Target("doi", named[1].lower()), kind) if named else None
    return Meaning(Target(NAME, match[1]), "file" if match[2] else "record")
