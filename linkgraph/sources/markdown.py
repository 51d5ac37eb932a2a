"""Markdown lists: awesome lists, reading lists, tables of paper and code.

An entry is a list item, a table row or a paragraph that holds a link. Its title is what a reader
takes for it: the first bold or linked words that are not a mere label such as "Code".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from linkgraph.entries import Entry, is_label, leading_words, paper_of
from linkgraph.model import Document, Paper, Place, Reading, Skipped

NAME = "markdown"
SUFFIXES: tuple[str, ...] = (".md", ".markdown", ".mkd")
SPLIT = "paragraphs"

_MARK = re.compile(r"^\s{0,3}(?:#{1,6}\s|[-*+]\s+\S|\|.*\|)|\]\(https?://", re.MULTILINE)
_DATED = re.compile(r"^(?:\[[\d./-]+\]|\([^()]{1,40}\))\s*")
_LABELLED = re.compile(r"\s*[\w /&+-]{1,24}(?:\([^()]{1,24}\)\s*)?:(?:\s|$)")
_ITEM = re.compile(r"(?=<(?:li|tr|dt)\b)", re.IGNORECASE)
_MARKED = re.compile(r"<(?:a|b|strong|h[1-6]|summary)\b[^>]*>(.{1,400}?)</", re.IGNORECASE | re.DOTALL)
TITLE_WORDS = 4
"""Words that make a heading a title; fewer name a section."""

_TAG = re.compile(r"<[^>]*>")
ENTRIES = {
    "list_item_open": "list_item_close",
    "tr_open": "tr_close",
    "heading_open": "heading_close",
    "paragraph_open": "paragraph_close",
}
"""What begins an entry, and what ends it."""

NESTING = frozenset({"list_item_open", "tr_open"})
MAX_TITLE = 200
MAX_LINE = 1_000_000
_HREF = re.compile(r"""(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


@dataclass
class _Entry:
    line: int
    section: str = ""
    text: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)


def recognizes(document: Document) -> bool:
    """Tells Markdown by its marks."""
    return len(_MARK.findall(document.text[:20_000])) >= 3 and "](" in document.text


def read(document: Document) -> Reading:
    """Reads the entries of a Markdown text that hold links."""
    parser = MarkdownIt("commonmark").enable("table")
    # An address is kept as it is written; what it means is decided elsewhere.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    text, overlong = _without_overlong(document)
    tokens = parser.parse(text)
    entries = sorted(_entries(tokens), key=lambda entry: entry.line)
    papers = tuple(_paper(document, entry) for entry in entries if entry.hrefs or "://" in "".join(entry.text))
    papers += tuple(overlong)
    if papers:
        return Reading(papers)
    return Reading(skipped=(Skipped(document.name, "holds no entry with a link; check that it is the list."),))


def _without_overlong(document: Document) -> tuple[str, list[Paper]]:
    """Takes out lines that are too long to be Markdown; each becomes a paper with the addresses in it."""
    if len(document.text) < MAX_LINE:
        return document.text, []
    kept, papers = [], []
    for number, line in enumerate(document.text.split("\n"), start=document.line):
        if len(line) < MAX_LINE:
            kept.append(line)
            continue
        kept.append("")
        paper = paper_of(Entry(line[:MAX_TITLE], note=line), Place(document.name, number, NAME))
        papers += [paper] if paper else []
    return "\n".join(kept), papers


def _entries(tokens: list[Token]) -> Iterator[_Entry]:
    """Yields entries; an item that only labels its parent's links belongs to the parent.

    Items and rows are entries wherever they stand, paragraphs and headings only outside of those.
    """
    open_entries: list[tuple[str, int, _Entry]] = []
    headings = _Headings()
    titled: _Entry | None = None
    for token in tokens:
        headings.take(token)
        if token.type == "heading_open" and titled:
            yield titled
            titled = None
        if token.type in ENTRIES and (token.type in NESTING or not open_entries):
            line = (token.map or [0])[0] + 1
            open_entries.append((ENTRIES[token.type], token.level, _Entry(line, headings.section)))
        elif open_entries and (token.type, token.level) == open_entries[-1][:2]:
            entry = open_entries.pop()[2]
            above = open_entries[-1][2] if open_entries else titled
            if token.type == "heading_close" and _is_title(entry):
                titled = entry
            elif above and not _has_title(entry):
                above.hrefs += entry.hrefs
                above.text += entry.text
            else:
                yield entry
        elif token.type == "html_block" and not open_entries:
            yield from _html_entries(token, headings.section)
        elif open_entries and token.type in {"inline", "html_block"}:
            _take(open_entries[-1][2], token)
    if titled:
        yield titled


def _is_title(heading: _Entry) -> bool:
    """Tells a heading that is a paper's title from the name of a section; it stands above labels and badges."""
    words = " ".join(" ".join(heading.text).split())
    heading.titles = [_DATED.sub("", words)[:MAX_TITLE]]
    return len(words.split()) >= TITLE_WORDS or ": " in words


class _Headings:
    """The headings that an entry stands under, outermost first."""

    def __init__(self) -> None:
        self.section = ""
        self._open: dict[int, str] = {}
        self._level = 0

    def take(self, token: Token) -> None:
        """Reads a token; a heading ends those of its own and of lower levels."""
        if token.type == "heading_open":
            self._level = int(token.tag[1:])
        elif token.type == "heading_close":
            self._level = 0
        elif self._level and token.type == "inline":
            words = " ".join("".join(child.content for child in token.children or () if child.type == "text").split())
            self._open = {level: name for level, name in self._open.items() if level < self._level}
            self._open[self._level] = words[:MAX_TITLE]
            self.section = " > ".join(name for _, name in sorted(self._open.items()) if name)


def _html_entries(token: Token, section: str) -> Iterator[_Entry]:
    """Reads a block of HTML that stands by itself: an entry for each item or row of it, else one."""
    line = (token.map or [0])[0] + 1
    for piece in _ITEM.split(token.content):
        words = _words_of(piece)
        if words:
            marked = [_words_of(found[1]) for found in _MARKED.finditer(piece)]
            titles = [title for title in (*marked, leading_words(words)) if title]
            yield _Entry(line, section, [words], [*titles, words[:MAX_TITLE]], _HREF.findall(piece))
        line += piece.count("\n")


def _words_of(source: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", source)).split())


def _has_title(entry: _Entry) -> bool:
    return any(not is_label(title) for title in entry.titles)


def _take(entry: _Entry, token: Token) -> None:
    """Reads one run of inline text or HTML into an entry."""
    if token.type == "html_block":
        entry.hrefs += _HREF.findall(token.content)
        return
    inline = _Inline()
    for child in token.children or ():
        inline.take(child)
    text = "".join(inline.plain)
    entry.hrefs += inline.hrefs
    if _LABELLED.match(text) and is_label(text.partition(":")[0].partition("(")[0]):
        # "Paper: ...", "Data (mirror): ...": what is linked behind a label is no title.
        entry.text.append(text)
        return
    entry.titles += [*inline.marked, leading_words(text if inline.lead is None else inline.lead)]
    entry.text.append(text)


@dataclass
class _Inline:
    """A run of inline text, piece by piece: its words, its addresses, and what could be a title.

    ``marked`` are the words that are linked or bold, ``lead`` those in front of the first link.
    """

    plain: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    lead: str | None = None
    mark: list[str] | None = None

    def take(self, piece: Token) -> None:
        """Reads one piece."""
        if piece.type in {"text", "code_inline", "softbreak", "hardbreak"}:
            self._words(piece.content or " ")
        elif piece.type in {"link_open", "strong_open", "image", "html_inline"}:
            self._opening(piece)
        elif piece.type in {"link_close", "strong_close"} and self.mark is not None:
            self.marked.append(" ".join("".join(self.mark).split()))
            self.mark = None

    def _words(self, words: str) -> None:
        self.plain.append(words)
        if self.mark is not None:
            self.mark.append(words)

    def _opening(self, piece: Token) -> None:
        if piece.type in {"link_open", "strong_open"}:
            self.mark = []
        if piece.type != "strong_open":
            target = str(piece.attrs.get("href") or piece.attrs.get("src") or "")
            self.hrefs += _HREF.findall(piece.content) if piece.type == "html_inline" else [target]
        if self.lead is None and (piece.type == "link_open" or piece.content.startswith("<a")):
            self.lead = "".join(self.plain)


def _paper(document: Document, entry: _Entry) -> Paper:
    text = " ".join(" ".join(entry.text).split())
    title = next((title for title in entry.titles if not is_label(title)), "") or text[:MAX_TITLE] or entry.hrefs[0]
    place = Place(document.name, document.line - 1 + entry.line, NAME, entry.section)
    paper = paper_of(Entry(title, note=text, hrefs=tuple(entry.hrefs)), place)
    assert paper is not None, "an entry without words has an address"
    return paper
