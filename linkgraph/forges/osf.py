"""The Open Science Framework: projects, components, files and preprints behind short identifiers."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "osf"

_IDENTIFIER = re.compile(r"^[a-z0-9]{5}(?:_v\d+)?$", re.IGNORECASE)
_OWN_WORDS = frozenset({"about", "login", "prereg"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on osf.io means."""
    segments = parts.segments
    if parts.host != "osf.io" or not segments:
        return None
    if segments[0] == "preprints" and _IDENTIFIER.match(segments[-1]):
        return Meaning(Target(NAME, segments[-1].lower()), "paper")
    if not _IDENTIFIER.match(segments[0]) or segments[0].lower() in _OWN_WORDS:
        return None
    return Meaning(Target(NAME, segments[0].lower()), "file" if segments[1:2] == ("download",) else "record")
