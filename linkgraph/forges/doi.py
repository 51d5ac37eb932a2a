"""Digital object identifiers behind their resolver. arXiv's own DOIs mean the arXiv paper."""

from __future__ import annotations

import re
from urllib.parse import unquote

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "doi"

_DOI = re.compile(r"^/(?:api/handles/)?(10\.\d{4,9}/\S+)$")
_PUBLISHER = re.compile(
    r"^/(?:doi/(?:abs/|full/|fullHtml/|pdf/|pdfdirect/|epdf/|book/)?|(?:article|chapter|book)/)(10\.\d{4,9}/[^\s?#]+)$"
)
"""Publishers' pages that carry the identifier in their path."""

_ARXIV = re.compile(r"^10\.48550/arxiv\.(.+)$")
DATA_PREFIXES = ("10.5281/", "10.6084/", "10.5061/", "10.7910/", "10.17632/", "10.57967/", "10.17605/")
"""Registrants of data: Zenodo, figshare, Dryad, Dataverse, Mendeley Data, Hugging Face, OSF."""


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on doi.org, or on a publisher's page that carries the identifier, means."""
    match = (_DOI if parts.host == "doi.org" else _PUBLISHER).match(unquote(parts.path))
    if match is None:
        return None
    name = match[1].lower()
    preprint = _ARXIV.match(name)
    if preprint:
        return Meaning(Target("arxiv", preprint[1]), "paper")
    return Meaning(Target(NAME, name), "record" if name.startswith(DATA_PREFIXES) else "paper")
