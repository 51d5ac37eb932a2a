"""When two entries are the same paper: by arXiv id, else DOI, else the whole normalised title.

An entry that gives both joins what others gave apart: a preprint's page, a publisher's record and a
list that knows the title alone are one paper. Two that differ in an identifier are two, whatever
their titles. Short names (``BERT``) are borne by many things and never join by themselves.

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
SHORT_NAME_WORDS = 2
SHORT_NAME_LETTERS = 24


def normalize_title(title: str) -> str:
    """Returns the form in which titles are compared: NFKC, no TeX braces, no blanks, no final stop, casefolded."""
    text = unicodedata.normalize("NFKC", _TEX_COMMAND.sub("", title)).casefold()
    # Once more, since accents that a blank had kept apart can join now.
    return unicodedata.normalize("NFKC", re.sub(r"[\s{}]+", "", text)).removesuffix(".")


def is_short_name(title: str) -> bool:
    """Tells a name that many things may bear from a title that is a paper's own."""
    longest = SHORT_NAME_LETTERS if title.isascii() else SHORT_NAME_LETTERS // 3
    return len(title.split()) <= SHORT_NAME_WORDS and len(normalize_title(title)) < longest


def paper_key(title: str, arxiv: str = "", doi: str = "", context: str = "") -> str:
    """Returns a paper's identity: ``arxiv:2401.00001``, ``doi:10.1/x`` or ``title:readable-words-1a2b3c4d``.

    Args:
        title: as it is written.
        arxiv: its arXiv identifier, if known.
        doi: its DOI, if known.
        context: what tells papers of one short name apart: their abstract, their artifacts, their list.
    """
    if arxiv:
        return f"arxiv:{re.sub(r'v[0-9]+$', '', arxiv.lower())}"
    if doi:
        return f"doi:{doi.lower()}"
    slug = re.sub(
        r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    )
    named = normalize_title(title) + ("\n" + context if context and is_short_name(title) else "")
    digest = hashlib.sha256(named.encode()).hexdigest()[:8]
    return f"title:{slug.strip('-')[:_SLUG_LENGTH].strip('-')}-{digest}"


class _Groups:
    """Papers that are one, by what they share; ``signs`` are identifiers and titles."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], int] = {}
        self._merged: dict[int, int] = {}
        self.keys: dict[int, str] = {}
        self.arxiv: dict[int, str] = {}
        self.doi: dict[int, str] = {}

    def place(self, paper: Paper) -> int:
        """Returns the number of the group that a paper belongs to."""
        signs = _signs(paper)
        number: int | None = None
        for sign in signs:
            found = self._of.get(sign)
            found = None if found is None else self.root(found)
            if found is None or found == number or not self._fits(found, paper):
                continue
            number = found if number is None else self._join(number, found)
        if number is None:
            number = len(self.keys)
            self.keys[number] = paper.key
        self.arxiv[number] = self.arxiv.get(number) or paper.arxiv
        self.doi[number] = self.doi.get(number) or paper.doi
        for sign in signs:
            self._of.setdefault(sign, number)
        return number

    def root(self, number: int) -> int:
        """Returns the group that a group was joined to."""
        while number in self._merged:
            number = self._merged[number]
        return number

    def _fits(self, number: int, paper: Paper) -> bool:
        arxiv, doi = self.arxiv.get(number, ""), self.doi.get(number, "")
        if arxiv and paper.arxiv:
            return arxiv == paper.arxiv
        return not (doi and paper.doi) or doi == paper.doi

    def _join(self, one: int, other: int) -> int:
        arxiv, doi = (self.arxiv[one], self.arxiv[other]), (self.doi[one], self.doi[other])
        if (all(arxiv) and arxiv[0] != arxiv[1]) or (all(doi) and doi[0] != doi[1]):
            return one
        first, second = sorted((one, other))
        self._merged[second] = first
        self.arxiv[first] = arxiv[0] or arxiv[1]
        self.doi[first] = doi[0] or doi[1]
        return first


def _signs(paper: Paper) -> list[tuple[str, str]]:
    signs = [("arxiv", paper.arxiv)] if paper.arxiv else []
    signs += [("doi", paper.doi)] if paper.doi else []
    if is_short_name(paper.title):
        return signs or [("key", paper.key)]
    return [*signs, ("title", normalize_title(paper.title))]


def unify_papers(papers: Iterable[Paper], known: Iterable[Paper] = ()) -> tuple[Paper, ...]:
    """Gives all entries of one paper its one key and its identifiers.

    Args:
        papers: entries, in order.
        known: papers that were read before; they keep their keys.
    """
    groups = _Groups()
    kept: dict[int, str] = {}
    for paper in known:
        kept.setdefault(groups.place(paper), paper.key)
    entries = [(paper, groups.place(paper)) for paper in papers]
    lasting: dict[int, str] = {}
    for number, key in kept.items():
        lasting.setdefault(groups.root(number), key)
    unified = []
    for paper, number in entries:
        root = groups.root(number)
        arxiv, doi = groups.arxiv[root], groups.doi[root]
        key = lasting.get(root) or (paper_key("", arxiv, doi) if arxiv or doi else groups.keys[root])
        unified.append(replace(paper, key=key, arxiv=arxiv, doi=doi))
    return tuple(unified)


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
