"""BibTeX and BibLaTeX files. An entry that is broken is named by line and key, and skipped."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry as Block
from bibtexparser.model import ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text

from linkgraph.entries import Entry, arxiv_of, doi_address, doi_of, paper_of, plain_address
from linkgraph.model import Document, Paper, Place, Reading, Skipped

NAME = "bibtex"
SUFFIXES: tuple[str, ...] = (".bib", ".bibtex", ".biblatex")
SPLIT = "entries"

FOREIGN_FIELDS = frozenset(
    "title abstract author editor journal booktitle journaltitle translator month year date day volume number "
    "pages issn isbn series edition address location institution school organization shorttitle shortjournal "
    "langid language timestamp bibsource file local-url crossref eprint archiveprefix eprinttype eprintclass "
    "primaryclass doi arxivid mendeley-groups owner urldate date-added date-modified ids copyright rights".split()
)
"""Fields that speak of other things than where the paper and its artifacts are; all others may name addresses."""

_ENTRY = re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_KEY = re.compile(r"@\w+\s*[{(]\s*([^,\s{}]+)\s*,")
_COMMAND = re.compile(r"^\s*\\url\s*\{(.*)\}\s*$", re.DOTALL)
_BEGINS = re.compile(r"[<{]?(?:https?:|ftp:|www\.)", re.IGNORECASE)
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
    fields = _fields(block)
    doi = doi_of(plain_address(fields.get("doi", ""))) or doi_of(plain_address(fields.get("url", "")))
    arxiv = _arxiv(fields)
    identifiers = [doi_address(doi)] if doi and fields.get("doi") else []
    named = fields.get("eprint") or fields.get("arxivid")
    identifiers += [f"https://arxiv.org/abs/{arxiv}"] if arxiv and named else []
    told = {name: value for name, value in fields.items() if name not in FOREIGN_FIELDS}
    note = "\n".join(value for value in told.values() if not _is_address(value))
    entry = Entry(
        title=plain_title(fields.get("title", "")),
        abstract=fields.get("abstract", ""),
        note=note,
        hrefs=tuple(dict.fromkeys((*_addresses(told.values()), *identifiers))),
        arxiv=arxiv,
        doi=doi,
    )
    return paper_of(entry, place)


def _fields(block: Block) -> dict[str, str]:
    """Returns an entry's fields by name; one that stands twice has its values one below the other.

    An entry with something double in it comes with the quotes and braces around its values.
    """
    fields: dict[str, str] = {}
    for field in block.fields:
        name, value = field.key.lower(), str(field.value).strip()
        while len(value) > 1 and (value[0], value[-1]) in {("{", "}"), ('"', '"')} and _is_enclosed(value):
            value = value[1:-1].strip()
        fields[name] = f"{fields[name]}\n{value}" if name in fields and name != "title" else fields.get(name, value)
    return fields


def _is_enclosed(value: str) -> bool:
    """Tells whether a value's first brace is closed by its last one."""
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign == "}" and at < len(value) - 1:
            return False
    return True


def _arxiv(fields: Mapping[str, str]) -> str:
    prefix = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    found = arxiv_of(fields.get("eprint", "")) if prefix == "arxiv" else ""
    found = found or arxiv_of(fields.get("arxivid", ""))
    return found or next((found for name in ("doi", "url", "journal") if (found := arxiv_of(fields.get(name, "")))), "")


def _is_address(value: str) -> bool:
    """Tells a field that is nothing but addresses."""
    command = _COMMAND.match(value)
    return all(_BEGINS.match(word) for word in (command[1] if command else value).split())


def _addresses(values: Iterable[str]) -> Iterator[str]:
    """Yields the addresses of the fields that hold nothing else; what stands in running text is found there."""
    for value in values:
        if not _is_address(value):
            continue
        command = _COMMAND.match(value)
        for address in (command[1] if command else value).split():
            yield plain_address(address.strip("<>,;")).strip("{}")


def plain_title(title: str) -> str:
    """Returns a title without TeX: accents and symbols as characters, braces off, mathematics as it stands."""
    if "\\" in title:
        title = _TO_TEXT.latex_to_text(_PLAIN_PERCENT.sub(r"\\%", title))
    return " ".join(title.replace("{", "").replace("}", "").split())
