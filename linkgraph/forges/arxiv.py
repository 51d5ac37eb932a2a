"""arXiv's abstract, PDF and HTML pages, versions aside."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "arxiv"

IDENTIFIER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})"
HOSTS = frozenset({"alphaxiv.org", "ar5iv.org", "arxiv.org", "xxx.lanl.gov"})
"""The archive, its mirrors, and sites that show its papers under the same paths."""

_PAGE = re.compile(rf"^/(?:abs|pdf|html|format|overview|ps|src)/({IDENTIFIER})(?:v\d+)?(?:\.pdf)?$", re.IGNORECASE)


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on arxiv.org or one of its mirrors means."""
    host = parts.host.removeprefix("www.")
    if host not in HOSTS and not host.endswith(".arxiv.org"):
        return None
    match = _PAGE.match(parts.path)
    return Meaning(Target(NAME, match[1].lower()), "paper") if match else None
