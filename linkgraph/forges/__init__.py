"""What a URL on a code or data host means.

A forge is one plain module with ``NAME`` and ``parse``; it joins by one line in ``FORGES``, whose
order is the order of asking. ``identify`` is the one lookup: it never fails, since any other web
page is a ``web`` target.
"""

from __future__ import annotations

from typing import Protocol

from linkgraph.forges import (
    anonymous,
    arxiv,
    bitbucket,
    doi,
    figshare,
    gitea,
    github,
    gitlab,
    googlecode,
    huggingface,
    images,
    kaggle,
    osf,
    packages,
    sourceforge,
    web,
    wrappers,
    zenodo,
)
from linkgraph.model import CanonicalUrl, Meaning, Target
from linkgraph.urls import Parts, canonicalize_url, split_url


class Forge(Protocol):
    """What a forge module offers."""

    NAME: str

    def parse(self, parts: Parts) -> Meaning | None:
        """Returns what a canonical URL means on this forge, or None where it is not its own."""
        ...


FORGES: tuple[Forge, ...] = (
    github,
    gitlab,
    gitea,
    bitbucket,
    sourceforge,
    googlecode,
    anonymous,
    huggingface,
    zenodo,
    osf,
    figshare,
    kaggle,
    packages,
    images,
    arxiv,
    doi,
    web,
)

WRAPPER_DEPTH = 3
"""How many wrappers (an archive of a notebook viewer of a file ...) are taken off."""


def identify(text: str) -> Meaning | None:
    """Returns what a written URL means, or None where it is no web address.

    Wrappers such as Colab, Binder, jsDelivr or the Wayback Machine name what they wrap.
    """
    url = canonicalize_url(text)
    return None if url is None else meaning_of(url)


def meaning_of(url: CanonicalUrl) -> Meaning:
    """Returns what a canonical URL means."""
    for _ in range(WRAPPER_DEPTH):
        parts = split_url(url)
        inner = wrappers.unwrap(parts) if parts else None
        unwrapped = canonicalize_url(inner) if inner else None
        if unwrapped is None:
            break
        url = unwrapped
    parts = split_url(url)
    if parts is None:
        return Meaning(Target(web.NAME, url), "web")
    return next(meaning for forge in FORGES if (meaning := forge.parse(parts)) is not None)
