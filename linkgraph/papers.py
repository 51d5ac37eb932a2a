"""When two entries are the same paper: by arXiv id, else DOI, else the whole normalised title.

Near titles are never merged: "Attention Is All You Need" and "Attention Is Not All You Need" share
93 of 100 characters and are two papers.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from linkgraph.model import Paper

_TEX_COMMAND = re.compile(r"\\(?:emph|text(?:bf|it|sc|tt|rm)?|mathrm|mathcal)\b")
_SLUG_LENGTH = 60


def normalize_title(title: str) -> str:
    """Returns the form in which titles are compared: NFKC, no TeX braces, no blanks, casefolded."""
    text = unicodedata.normalize("NFKC", _TEX_COMMAND.sub("", title)).casefold()
    # Once more, since accents that a blank had kept apart can join now.
    return unicodedata.normalize("NFKC", re.sub(r"[\s{}]+", "", text))


def paper_key(title: str, arxiv: str = "", doi: str = "") -> str:
    """Returns a paper's identity: ``arxiv:2401.00001``, ``doi:10.1/x`` or ``title:readable-words-1a2b3c4d``."""
    if arxiv:
        return f"arxiv:{re.sub(r'v[0-9]+$', '', arxiv.lower())}"
    if doi:
        return f"doi:{doi.lower()}"
    slug = re.sub(
        r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    )
    digest = hashlib.sha256(normalize_title(title).encode()).hexdigest()[:8]
    return f"title:{slug.strip('-')[:_SLUG_LENGTH].strip('-')}-{digest}"


def merge_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Makes one paper of all entries with one key, in order of first sight; all places are kept."""
    merged: dict[str, Paper] = {}
    for paper in papers:
        known = merged.get(paper.key)
        merged[paper.key] = paper if known is None else _join(known, paper)
    return tuple(merged.values())


def _join(one: Paper, other: Paper) -> Paper:
    return replace(
        one,
        passages=tuple(dict.fromkeys(one.passages + other.passages)),
        places=tuple(dict.fromkeys(one.places + other.places)),
        arxiv=one.arxiv or other.arxiv,
        doi=one.doi or other.doi,
    )
