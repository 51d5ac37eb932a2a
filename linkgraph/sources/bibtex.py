"""BibTeX and BibLaTeX files. An entry that is broken is named by line and key, and skipped."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry as Block
from bibtexparser.model import ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text

from linkgraph.entries import Entry, arxiv_of, doi_of, paper_of
from linkgraph.model import Document, Paper, Place, Reading, Skipped

NAME = "bibtex"
SUFFIXES: tuple[str, ...] = (".bib", ".bibtex", ".biblatex")
SPLIT = "entries"

ADDRESS_FIELDS = ("url", "link", "ee", "pdf", "code", "website", "howpublished", "biburl")
NOTE_FIELDS = ("howpublished", "note", "annote", "annotation", "addendum", "comment", "keywords")
_ENTRY = re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_KEY = re.compile(r"@\w+\s*[{(]\s*([^,\s{}]+)\s*,")
_COMMAND = re.compile(r"^\s*\\url\s*\{(.*)\}\s*$", re.DOTALL)
_PLAIN_PERCENT = re.compile(r"(?<!\\)%")
_TO_TEXT = LatexNodes2Text(math_mode="verbatim", keep_comments=True)

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def recognizes(document: Document) -> bool:
    """Tells BibTeX by its entries."""
    begun = _ENTRY.search(document.text[:20_000])
    return bool(begun) and bool(re.search(r"^\s*\w+\s*=\s*[{\"]", document.text[:40_000], re.MULTILINE))


def read(document: Document) -> Reading:
    """Reads the entries that have a title; reports the broken ones one by one."""
    library = parse_string(document.text)
    papers, skipped = [], []
    for block in library.entries:
        place = Place(document.name, document.line + (block.start_line or 0), NAME)
        paper = _paper(block, place)
        if paper:
            papers.append(paper)
        else:
            skipped.append(Skipped(str(place), f"entry {block.key!r} has no title; add one."))
    for failed in library.failed_blocks:
        known, fault = _broken(failed, document)
        papers += known
        skipped += fault
    if not papers and not skipped:
        skipped.append(Skipped(document.name, "holds no BibTeX entry; check that it is the list."))
    return Reading(tuple(papers), tuple(skipped))


def _broken(failed: ParsingFailedBlock, document: Document) -> tuple[list[Paper], list[Skipped]]:
    """Says what is wrong with a block; an entry whose key stands twice is a paper all the same."""
    place = Place(document.name, document.line + (failed.start_line or 0), NAME)
    inner = failed.ignore_error_block
    if isinstance(inner, Block):
        paper = _paper(inner, place)
        if paper:
            return [paper], []
    named = _KEY.search(failed.raw or "")
    key = f"entry {named[1]!r}" if named else "an entry"
    return [], [Skipped(str(place), f"{key} is broken; check its braces, quotes and commas.")]


def _paper(block: Block, place: Place) -> Paper | None:
    fields = {name.lower(): str(field.value) for name, field in block.fields_dict.items()}
    doi = doi_of(fields.get("doi", "")) or doi_of(fields.get("url", ""))
    arxiv = _arxiv(fields)
    identifiers = [f"https://doi.org/{doi}"] if doi and fields.get("doi") else []
    identifiers += [f"https://arxiv.org/abs/{arxiv}"] if arxiv and fields.get("eprint") else []
    note = "\n".join(fields[name] for name in NOTE_FIELDS if fields.get(name))
    entry = Entry(
        title=plain_title(fields.get("title", "")),
        abstract=fields.get("abstract", ""),
        note=note,
        hrefs=tuple(dict.fromkeys((*_addresses(fields), *identifiers))),
        arxiv=arxiv,
        doi=doi,
    )
    return paper_of(entry, place)


def _arxiv(fields: Mapping[str, str]) -> str:
    prefix = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    found = arxiv_of(fields.get("eprint", "")) if prefix == "arxiv" else ""
    return found or next((found for name in ("doi", "url", "journal") if (found := arxiv_of(fields.get(name, "")))), "")


def _addresses(fields: Mapping[str, str]) -> Iterator[str]:
    """Yields the fields that are one address; what stands in running text is found there."""
    for name in ADDRESS_FIELDS:
        value = fields.get(name, "").strip()
        command = _COMMAND.match(value)
        for address in (command[1] if command else value).split():
            if re.match(r"(?:https?:|ftp:|www\.)", address, re.IGNORECASE):
                yield re.sub(r"\\([_%#&~$])", r"\1", address.strip("<>{},;"))


def plain_title(title: str) -> str:
    """Returns a title without TeX: accents and symbols as characters, braces off, mathematics as it stands."""
    if "\\" in title:
        title = _TO_TEXT.latex_to_text(_PLAIN_PERCENT.sub(r"\\%", title))
    return " ".join(title.replace("{", "").replace("}", "").split())
