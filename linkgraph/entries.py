"""One entry of a list, whatever its format, and the paper it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from linkgraph.forges import identify
from linkgraph.forges.arxiv import IDENTIFIER
from linkgraph.model import Paper, Passage, Place
from linkgraph.papers import paper_key

LABELS = frozenset(
    "abs abstract acl acm anthology appendix arxiv bib blog benchmark bibtex cite code codes data dataset "
    "datasets demo demos doc docs doi download extended full github gitlab here hf home homepage html huggingface "
    "ieee journal link links model models more official openreview other page paper papers pdf poster post "
    "preprint project proceedings pwc python pytorch repo repository scholar semantic site slides source springer "
    "star stars supp supplementary talk tensorflow thread tutorial video web webpage website weights "
    "wiki youtube".split()
)
"""Words that label a link instead of naming a paper."""

MAX_TITLE = 300
_LEADING = re.compile(r"^(?:\[[ xX]\]\s+|\([^()]{1,40}\)\s+|\[[\d./-]+\]\s+|[\w ()]{1,24}:\s+(?=https?://))+")
"""What stands before a title: a task's box, a venue in brackets, a date."""

_WORDS = re.compile(r"[\w+#.-]+")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_ET_AL = re.compile(r"\bet al\.?$")
_DATE = re.compile(r"^[0-9][0-9./-]*$")
_ARXIV = re.compile(rf"(?:^|arxiv\s*:\s*|/(?:abs|pdf|html)/|10\.48550/arxiv\.)({IDENTIFIER})(?:v\d+)?\b", re.IGNORECASE)
_DOI = re.compile(r"(?:^|doi\s*:\s*|doi\.org/)(10\.\d{4,9}/(?:[\w.]*\(SICI\)[^\s\"]+|[^\s\"<>]+))", re.IGNORECASE)
_TEX_SIGN = re.compile(
    r"\{?\\text(?P<name>less|greater|asciitilde|backslash|underscore)\s*(?:\{\})?\}?|\$(?P<math>\\?[_<>~^])\$"
    r"|\{\\(?P<braced>[_%#&~$-])\}|\\(?P<escaped>[_%#&~$-])"
)
_NAMED_SIGNS = {"less": "<", "greater": ">", "asciitilde": "~", "backslash": "", "underscore": "_"}
_MARKUP = re.compile(r"</?(?:jats:)?[a-zA-Z][\w:-]{0,30}(?:\s[^<>]{0,300})?/?>")

TITLE_KEYS = ("title", "paper_title", "display_name", "name")
ABSTRACT_KEYS = ("abstract", "summary", "paper_abstract", "abstractnote", "description", "ai_summary")
ARXIV_KEYS = ("arxiv_id", "paper_arxiv_id", "arxivid", "arxiv", "eprint", "id", "paper_id")
DOI_KEYS = ("doi",)
NOTE_KEYS = ("comments", "comment", "note", "notes", "extra", "arxiv_comment")
ADDRESS_KEYS = re.compile(
    r"(?:^|_)(?:ee|url|urls|link|links|uri|href|pdf|code|repo|repos|repository|github|project|homepage|website|demo|"
    r"dataset|datasets|model|models|page)(?:$|_)|(?:url|repo|page|link)$",
    re.IGNORECASE,
)
"""Keys of a record whose values are addresses that the list's reader would follow."""

FOREIGN_KEYS = frozenset(
    "author authors authorships author_pairs concepts topics topic primary_topic keywords institutions grants funders "
    "referenced_works related_works references citations counts_by_year sustainable_development_goals mesh submittedby "
    "organization source publisher license thumbnail thumbnailurl mediaurls media avatarurl oa_url_for_landing "
    "methods tasks cited_by_api_url user user_info indexed_in updatedby reference issn-type relation".split()
)
"""Keys of a record whose values speak of other things than the paper."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of one paper.

    Attributes:
        hrefs: the addresses that stand behind or beside the words.
        is_identified: its identifiers are all given; its addresses may be those of other papers.
    """

    title: str
    abstract: str = ""
    note: str = ""
    hrefs: tuple[str, ...] = ()
    arxiv: str = ""
    doi: str = ""
    is_identified: bool = False


def paper_of(entry: Entry, place: Place) -> Paper | None:
    """Makes a paper of an entry, or None where it has no title.

    An identifier that the entry does not give is taken from its addresses.
    """
    title = " ".join(entry.title.split())[:MAX_TITLE]
    if not title:
        return None
    meanings = [meaning for href in entry.hrefs if (meaning := identify(href)) is not None]
    arxiv, doi = entry.arxiv, entry.doi
    if not entry.is_identified:
        arxiv = arxiv or next((meaning.target.name for meaning in meanings if meaning.target.forge == "arxiv"), "")
        doi = doi or next((m.target.name for m in meanings if m.target.forge == "doi" and m.kind == "paper"), "")
    passages = [Passage("title", title)]
    if entry.abstract.strip():
        passages.append(Passage("abstract", entry.abstract.strip()))
    if entry.note.strip() or entry.hrefs:
        passages.append(Passage("note", entry.note.strip(), entry.hrefs))
    targets = " ".join(sorted(str(meaning.target) for meaning in meanings))
    context = entry.abstract.strip()[:200] or targets or place.input
    return Paper(paper_key(title, arxiv, doi, context), title, tuple(passages), (place,), arxiv, doi)


def is_label(words: str) -> bool:
    """Tells words that label a link (``Code``, ``[PDF]``, an address, a date) from a title."""
    if _ADDRESS.match(words) or _ET_AL.search(words):
        return True
    found = _WORDS.findall(words.lower())
    return not found or all(word.strip(".") in LABELS or _DATE.match(word) for word in found)


def leading_words(text: str) -> str:
    """Returns the words of an entry before its address or its description."""
    bare = _LEADING.sub("", text.strip())
    head = re.split(r"https?://|\[", bare, maxsplit=1)[0]
    parts = re.split(r"\s[-–—:|](?=\s|$)", head)
    named = (part.strip(" -–—:|[](),.*<") for part in parts)
    return next((part for part in named if part and not is_label(part)), "")


def plain_address(text: str) -> str:
    r"""Returns an address or identifier without what TeX made of its signs (``{\_}``, ``\%``, ``{\textless}``)."""

    def sign(match: re.Match[str]) -> str:
        if match["name"]:
            return _NAMED_SIGNS[match["name"]]
        return (match["math"] or match["braced"] or match["escaped"]).lstrip("\\")

    return _TEX_SIGN.sub(sign, text)


def doi_address(doi: str) -> str:
    """Returns the address at which a DOI is resolved."""
    return "https://doi.org/" + quote(doi, safe="/:;()._-~!$'*+,=@")


def arxiv_of(text: str) -> str:
    """Returns the arXiv identifier that a field holds, without its version, or an empty string."""
    match = _ARXIV.search(text.strip()[:2000])
    return match[1].lower() if match else ""


def doi_of(text: str) -> str:
    """Returns the DOI that a field holds, or an empty string; arXiv's own DOIs are arXiv identifiers."""
    match = _DOI.search(text.strip()[:2000])
    doi = match[1].rstrip(".,;}]").lower() if match else ""
    doi = doi.rstrip(").,;") if doi.count(")") > doi.count("(") else doi
    return "" if doi.startswith("10.48550/arxiv.") else doi


def entry_of_record(record: Mapping[str, Any]) -> Entry | None:
    """Reads one record of JSON, of whatever service, or returns None where it names no paper.

    Known by their keys are records of arXiv, Hugging Face, Papers with Code, OpenAlex, Semantic
    Scholar, Crossref, DBLP and reference managers (CSL); others are read by the same keys.
    """
    for wrapped in ("content", "info"):
        # OpenReview and DBLP write what they know of a paper one level down.
        nested = record.get(wrapped)
        if isinstance(nested, Mapping) and "title" in nested:
            record = {**record, **nested}
    inner = record.get("paper")
    if isinstance(inner, Mapping) and not isinstance(record.get("doi"), str):
        record = {**record, **inner}
    values = {key.lower(): value for key, value in record.items() if isinstance(key, str)}
    title = _first_text(values, TITLE_KEYS)
    if not title:
        return None
    external = values.get("externalids") or values.get("ids")
    if isinstance(external, Mapping):
        values |= {key.lower(): value for key, value in external.items() if key.lower() in {"arxiv", "doi"}}
    abstract = _abstract(values)
    doi = next((found for key in DOI_KEYS if (found := doi_of(_text(values.get(key))))), "")
    return Entry(
        title=_MARKUP.sub("", title),
        abstract=_MARKUP.sub(" ", abstract),
        note="\n".join(text for key in NOTE_KEYS if (text := _text(values.get(key)))),
        hrefs=tuple(dict.fromkeys((*_addresses(record), *([doi_address(doi)] if doi else [])))),
        arxiv=next((found for key in ARXIV_KEYS if (found := arxiv_of(_text(values.get(key))))), ""),
        doi=doi,
    )


def _first_text(values: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((text for key in keys if (text := _text(values.get(key)))), "")


def _text(value: Any) -> str:
    """Returns a text, the first one of a list as Crossref writes titles, or what OpenReview calls its value."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() if isinstance(value, str) else ""


def _abstract(values: Mapping[str, Any]) -> str:
    inverted = values.get("abstract_inverted_index")
    if isinstance(inverted, Mapping):
        return _from_inverted(inverted)
    return _first_text(values, ABSTRACT_KEYS)


def _from_inverted(index: Mapping[str, Any]) -> str:
    """Puts OpenAlex's index of words by position in reading order."""
    places = [
        (at, word)
        for word, found in index.items()
        if isinstance(found, list)
        for at in found[:10_000]
        if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(places)[:100_000])


def _addresses(record: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """Yields the addresses of a record that speak of the paper, not of its authors or references."""
    for key, value in record.items():
        name = key.lower() if isinstance(key, str) else ""
        if name in FOREIGN_KEYS or depth > 3:
            continue
        if isinstance(value, str):
            if ADDRESS_KEYS.search(name) or (name in {"doi", "id"} and "doi.org/" in value):
                yield from (word for word in value.split() if _ADDRESS.match(word))
        elif isinstance(value, Mapping):
            yield from _addresses(value, depth + 1)
        elif isinstance(value, list):
            yield from _listed(name, value[:100], depth)


def _listed(name: str, items: Iterable[Any], depth: int) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping):
            yield from _addresses(item, depth + 1)
        elif isinstance(item, str) and ADDRESS_KEYS.search(name) and _ADDRESS.match(item):
            yield item
