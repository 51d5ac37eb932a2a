"""Markdown lists: awesome lists, reading lists, tables of paper and code.

An entry is a list item, a table row or a paragraph that holds a link. Its title is what a reader
takes for it: the first bold or linked words that are not a mere label such as "Code".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from linkgraph.forges import identify
from linkgraph.model import Document, Paper, Passage, Place, Reading, Skipped
from linkgraph.papers import paper_key

NAME = "markdown"
SUFFIXES: tuple[str, ...] = (".md", ".markdown", ".mkd")

LABELS = frozenset(
    [
        "abs",
        "abstract",
        "appendix",
        "arxiv",
        "blog",
        "benchmark",
        "bibtex",
        "code",
        "codes",
        "data",
        "dataset",
        "datasets",
        "demo",
        "demos",
        "doc",
        "docs",
        "download",
        "extended",
        "full",
        "github",
        "gitlab",
        "here",
        "hf",
        "home",
        "homepage",
        "huggingface",
        "journal",
        "link",
        "links",
        "model",
        "models",
        "more",
        "official",
        "page",
        "paper",
        "papers",
        "pdf",
        "poster",
        "post",
        "preprint",
        "project",
        "proceedings",
        "pwc",
        "python",
        "pytorch",
        "repo",
        "repository",
        "site",
        "slides",
        "source",
        "star",
        "stars",
        "supp",
        "supplementary",
        "talk",
        "tensorflow",
        "thread",
        "tutorial",
        "video",
        "web",
        "webpage",
        "website",
        "weights",
        "wiki",
        "youtube",
    ]
)
"""Words that label a link instead of naming a paper."""

_MARK = re.compile(r"^\s{0,3}(?:#{1,6}\s|[-*+]\s+\S|\|.*\|)|\]\(https?://", re.MULTILINE)
_WORDS = re.compile(r"[\w+#.-]+")
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_DATE = re.compile(r"^[0-9][0-9./-]*$")
ENTRIES = {
    "list_item_open": "list_item_close",
    "tr_open": "tr_close",
    "heading_open": "heading_close",
    "paragraph_open": "paragraph_close",
}
"""What begins an entry, and what ends it."""

NESTING = frozenset({"list_item_open", "tr_open"})
MAX_TITLE = 200
_HREF = re.compile(r"""(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


@dataclass
class _Entry:
    line: int
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
    tokens = parser.parse(document.text)
    entries = sorted(_entries(tokens), key=lambda entry: entry.line)
    papers = tuple(_paper(document, entry) for entry in entries if entry.hrefs or "://" in "".join(entry.text))
    if papers:
        return Reading(papers)
    return Reading(skipped=(Skipped(document.name, "holds no entry with a link; check that it is the list."),))


def _entries(tokens: list[Token]) -> Iterator[_Entry]:
    """Yields entries; an item that only labels its parent's links belongs to the parent.

    Items and rows are entries wherever they stand, paragraphs and headings only outside of those.
    """
    open_entries: list[tuple[str, int, _Entry]] = []
    for token in tokens:
        if token.type in ENTRIES and (token.type in NESTING or not open_entries):
            line = (token.map or [0])[0] + 1
            open_entries.append((ENTRIES[token.type], token.level, _Entry(line)))
        elif open_entries and (token.type, token.level) == open_entries[-1][:2]:
            entry = open_entries.pop()[2]
            if open_entries and not _has_title(entry):
                open_entries[-1][2].hrefs += entry.hrefs
                open_entries[-1][2].text += entry.text
            else:
                yield entry
        elif token.type == "html_block" and not open_entries:
            yield _html_entry(token)
        elif open_entries and token.type in {"inline", "html_block"}:
            _take(open_entries[-1][2], token)


def _html_entry(token: Token) -> _Entry:
    """Reads a block of HTML that stands by itself: one entry with all its addresses."""
    words = " ".join(_TAG.sub(" ", token.content).split())
    entry = _Entry((token.map or [0])[0] + 1, [words], [words[:MAX_TITLE]])
    _take(entry, token)
    return entry


def _has_title(entry: _Entry) -> bool:
    return any(not _is_label(title) for title in entry.titles)


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
    entry.titles += [*inline.marked, _leading_words(text if inline.lead is None else inline.lead)]
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


def _leading_words(text: str) -> str:
    """Returns the words of an entry before its address or its description."""
    head = re.split(r"https?://|\[", text.strip(), maxsplit=1)[0]
    parts = re.split(r"\s[-–—:|](?=\s|$)", head)
    named = (part.strip(" -–—:|[](),.*<") for part in parts)
    return next((part for part in named if part and not _is_label(part)), "")


def _is_label(title: str) -> bool:
    if _ADDRESS.match(title):
        return True
    words = _WORDS.findall(title.lower())
    return not words or all(word.strip(".") in LABELS or _DATE.match(word) for word in words)


def _paper(document: Document, entry: _Entry) -> Paper:
    text = " ".join(" ".join(entry.text).split())
    title = next((title for title in entry.titles if not _is_label(title)), "") or text[:MAX_TITLE] or entry.hrefs[0]
    meanings = [meaning for href in entry.hrefs if (meaning := identify(href)) is not None]
    arxiv = next((meaning.target.name for meaning in meanings if meaning.target.forge == "arxiv"), "")
    doi = next((m.target.name for m in meanings if m.target.forge == "doi" and m.kind == "paper"), "")
    passages = (Passage("title", title), Passage("note", text, tuple(entry.hrefs)))
    place = Place(document.name, entry.line, NAME)
    return Paper(paper_key(title, arxiv, doi), title, passages, (place,), arxiv, doi)
