"""Atom and RSS feeds, above all arXiv's: many links to code stand in ``arxiv:comment``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from linkgraph.entries import Entry, arxiv_of, doi_of, paper_of
from linkgraph.model import Document, Place, Reading, Skipped

NAME = "feed"
SUFFIXES: tuple[str, ...] = (".atom", ".rss", ".xml")
SPLIT = "whole"

_ROOT = re.compile(r"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:feed|rss|rdf:RDF)\b", re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HREF = re.compile(r"""href\s*=\s*["']([^"'<>\s]+)["']""", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
ABSTRACTS = ("summary", "content", "description", "encoded")
OWN_RELATIONS = frozenset({"self", "edit", "next", "hub"})


def recognizes(document: Document) -> bool:
    """Tells a feed by its root."""
    return bool(_ROOT.match(document.text[:5000])) or document.text[:5000].lstrip()[:200].count("<feed") == 1


def read(document: Document) -> Reading:
    """Reads a feed's entries."""
    try:
        # The text is decoded already: what the declaration says of bytes no longer holds.
        root = fromstring(_DECLARATION.sub("", document.text.lstrip("\ufeff")), forbid_dtd=False)
    except DefusedXmlException:
        why = "declares entities, which a feed needs not and an attack does; remove them."
        return Reading(skipped=(Skipped(document.name, why),))
    except (ParseError, RecursionError, ValueError) as error:
        return Reading(skipped=(Skipped(document.name, f"is no valid XML ({error}); fetch the feed again."),))
    papers, skipped = [], []
    cursor, line = 0, document.line
    for number, item in enumerate(_items(root), start=1):
        title = _text(item, "title")
        at = document.text.find(title[:40].split("\n")[0], cursor) if title else -1
        if at >= 0:
            line, cursor = line + document.text.count("\n", cursor, at), at
        paper = paper_of(_entry(item, title), Place(document.name, line, NAME))
        papers += [paper] if paper else []
        skipped += [] if paper else [Skipped(f"{document.name}: entry {number}", "has no title; it was left out.")]
    if not papers and not skipped:
        skipped.append(Skipped(document.name, "holds no entry; check the query that it answers."))
    return Reading(tuple(papers), tuple(skipped))


def _items(root: Element) -> Iterator[Element]:
    return (node for node in root.iter() if _name(node) in {"entry", "item"})


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _text(item: Element, *names: str) -> str:
    """Returns the text of the first child of a name, its markup's text included."""
    for name in names:
        for child in item:
            if _name(child) == name and (text := "".join(child.itertext()).strip()):
                return text
    return ""


def _entry(item: Element, title: str) -> Entry:
    summary, comment = _text(item, *ABSTRACTS), _text(item, "comment", "comments")
    identifier, link = _text(item, "id", "guid"), _text(item, "link")
    addresses = [
        str(child.get("href"))
        for child in item
        if _name(child) == "link" and child.get("href") and child.get("rel", "alternate") not in OWN_RELATIONS
    ]
    addresses += [link] if link.startswith("http") else []
    return Entry(
        title=_TAG.sub("", title),
        abstract=_TAG.sub(" ", summary),
        note=comment,
        hrefs=tuple(dict.fromkeys((*addresses, *_HREF.findall(summary)))),
        arxiv=arxiv_of(identifier) or arxiv_of(identifier.rpartition(":")[2]) or arxiv_of(link),
        doi=doi_of(_text(item, "doi")),
    )
