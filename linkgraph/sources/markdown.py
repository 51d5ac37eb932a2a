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
_ENTRY_ENDS = {
    "list_item_open": "list_item_close",
    "tr_open": "tr_close",
    "paragraph_open": "paragraph_close",
}
_HREF = re.compile(r"""(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


@dataclass
class _Entry:
    line: int
    depth: int
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
    """Yields entries in order; an item that only labels its parent's links belongs to the parent."""
    open_entries: list[_Entry] = []
    for token in tokens:
        if token.type in {"list_item_open", "tr_open"} or (token.type == "paragraph_open" and not open_entries):
            line = (token.map or [0])[0] + 1
            open_entries.append(_Entry(line, len(open_entries)))
        elif token.type in _ENTRY_ENDS.values() and open_entries:
            if token.type == "paragraph_close" and not _is_plain_paragraph(open_entries, token):
                continue
            entry = open_entries.pop()
            if open_entries and not _has_title(entry):
                open_entries[-1].hrefs += entry.hrefs
                open_entries[-1].text += entry.text
            else:
                yield entry
        elif open_entries and token.type in {"inline", "html_block"}:
            _take(open_entries[-1], token)


def _is_plain_paragraph(open_entries: list[_Entry], token: Token) -> bool:
    return len(open_entries) == 1 and token.level == 0


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
    return re.split(r"https?://|\s[-–—:|]\s|\[", text.strip(), maxsplit=1)[0].strip(" -–—:|[](),.*")


def _is_label(title: str) -> bool:
    words = _WORDS.findall(title.lower())
    return not words or all(word.strip(".") in LABELS or word.isdigit() for word in words)


def _paper(document: Document, entry: _Entry) -> Paper:
    text = " ".join(" ".join(entry.text).split())
    title = next((title for title in entry.titles if not _is_label(title)), "") or text[:200] or entry.hrefs[0]
    meanings = [meaning for href in entry.hrefs if (meaning := identify(href)) is not None]
    arxiv = next((meaning.target.name for meaning in meanings if meaning.target.forge == "arxiv"), "")
    doi = next((m.target.name for m in meanings if m.target.forge == "doi" and m.kind == "paper"), "")
    passages = (Passage("title", title), Passage("note", text, tuple(entry.hrefs)))
    place = Place(document.name, entry.line, NAME)
    return Paper(paper_key(title, arxiv, doi), title, passages, (place,), arxiv, doi)
