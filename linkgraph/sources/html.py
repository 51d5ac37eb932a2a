"""Listing pages as HTML: Daily Papers with its data, arXiv's lists and searches, and any other list.

The shown text of a link often says nothing (``this https URL``); only ``href`` knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkgraph.entries import Entry, arxiv_of, doi_of, entry_of_record, is_label, leading_words, paper_of
from linkgraph.forges import identify
from linkgraph.model import Document, Paper, Place, Reading, Skipped
from linkgraph.urls import host_of, join_url, split_url

NAME = "html"
SUFFIXES: tuple[str, ...] = (".html", ".htm", ".xhtml")
SPLIT = "whole"

_ROOT = re.compile(
    r"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK = re.compile(r"<(?:div|ul|ol|li|table|tr|article|section|p|a)\b[^>]*>", re.IGNORECASE)
_CLOSED = re.compile(r"</?(?:div|span|section|article|blockquote|table|ul|ol|dl)\b", re.IGNORECASE)
MAX_NESTING = 10_000
UNREAD = ["script", "style", "nav", "footer", "template", "noscript", "svg", "form", "button"]
"""Elements that hold no entry of a list."""

ITEMS = frozenset({"li", "tr", "article", "dd"})
BLOCKS = ITEMS | {"p", "h1", "h2", "h3", "h4", "h5", "h6", "section", "td", "div"}
TITLES = "h1, h2, h3, h4, h5, h6, .title, .paper-title, strong, b, a"
TITLE_CLASSES = "h2, h3, h4, h5, h6, .title, .paper-title, .entry-title"
GROUPS = frozenset({"div", "section", "article", "li", "p"})
MAX_DEPTH = 40
MAX_PARENTS = 200


def recognizes(document: Document) -> bool:
    """Tells HTML by its root, or by blocks of it where a part of a page was saved."""
    head = document.text[:20_000].lstrip("\ufeff")
    return bool(_ROOT.match(head)) or (head.lstrip()[:1] == "<" and len(_BLOCK.findall(head)) >= 3)


def read(document: Document) -> Reading:
    """Reads the papers of a page, by the first way that finds any."""
    if _depth(document.text) > MAX_NESTING:
        why = "is nested too deeply to be a page; check that it is the list."
        return Reading(skipped=(Skipped(document.name, why),))
    tree = LexborHTMLParser(document.text)
    page = _Page(document, _base(tree, document.name))
    for find in (_daily_papers, _arxiv_list, _arxiv_search, _arxiv_abstract, _anthology, _definitions, _any_list):
        papers = tuple(find(tree, page))
        if papers:
            return Reading(papers)
    why = "holds no entry with a link; save the page with its list, or give its address."
    return Reading(skipped=(Skipped(document.name, why),))


def _depth(text: str) -> int:
    """Returns how deeply elements that must be closed are nested; a parser's time grows with its square."""
    depth = deepest = 0
    for tag in _CLOSED.finditer(text):
        depth = max(0, depth - 1) if tag[0][1] == "/" else depth + 1
        deepest = max(deepest, depth)
    return deepest


@dataclass
class _Page:
    """A page with the address that its links are relative to; remembers how far lines were counted."""

    document: Document
    base: str
    cursor: int = 0
    line: int = 1

    def paper(self, entry: Entry, needle: str = "") -> Paper | None:
        """Makes a paper of an entry; its line is where ``needle``, or else its title, stands next."""
        for sought in (needle, entry.title):
            at = self.document.text.find(sought, self.cursor) if sought else -1
            if at >= 0:
                self.line += self.document.text.count("\n", self.cursor, at)
                self.cursor = at
                break
        return paper_of(entry, Place(self.document.name, self.line, NAME))

    def address(self, href: str) -> str:
        """Returns what a link points to, or an empty string where that is no address of the web."""
        href = href.strip()
        if href.startswith(("#", "javascript:", "mailto:", "data:")) or not href:
            return ""
        if re.match(r"(?:https?|ftp):", href, re.IGNORECASE):
            return href
        if href.startswith("//"):
            return f"https:{href}"
        return join_url(self.base, href) if self.base else ""


def _base(tree: LexborHTMLParser, name: str) -> str:
    """Returns the address of a page: its own word, else the one it was fetched from."""
    for query, attribute in (("base[href]", "href"), ("link[rel=canonical]", "href")):
        node = tree.css_first(query)
        found = str(node.attributes.get(attribute) or "") if node else ""
        if split_url(found):
            return found
    return name if split_url(name) else ""


# --- pages that are known ------------------------------------------------------------------------


def _daily_papers(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads the data that Daily Papers pages carry as escaped JSON in an attribute."""
    seen: set[str] = set()
    for node in tree.css('[data-target="DailyPapers"], [data-target="PaperContent"], [data-props*="githubRepo"]'):
        try:
            data = json.loads(node.attributes.get("data-props") or "")
        except (ValueError, RecursionError):
            continue
        for record in _papers_within(data):
            entry = entry_of_record(record)
            paper = page.paper(entry) if entry and entry.arxiv else None
            if paper and paper.key not in seen:
                seen.add(paper.key)
                yield paper


def _papers_within(data: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data:
            yield from _papers_within(item, depth + 1)
    elif isinstance(data, dict):
        inner = data.get("paper")
        if (isinstance(inner, dict) and inner.get("title")) or _is_paper(data):
            yield data
        else:
            for value in data.values():
                yield from _papers_within(value, depth + 1)


def _is_paper(data: dict[str, object]) -> bool:
    return bool(data.get("title") and data.get("id") and (data.get("summary") or data.get("authors")))


def _arxiv_list(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads ``/list/...`` pages: a ``dt`` with the identifier, a ``dd`` with the rest."""
    for term in tree.css("dl dt"):
        identifier = next((found for node in term.css("a[href]") if (found := arxiv_of(_href(node)))), "")
        described = term.next
        while described is not None and described.tag != "dd":
            described = described.next
        title = described.css_first(".list-title") if described else None
        if identifier and described and title:
            abstract = described.css_first("p")
            parts = [node for query in (".list-comments", ".list-journal-ref") for node in described.css(query)]
            yield from _arxiv_paper(page, identifier, title, abstract, parts)


def _arxiv_search(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads the results of arXiv's search."""
    for result in tree.css("li.arxiv-result"):
        identifier = next((found for node in result.css("p.list-title a") if (found := arxiv_of(_href(node)))), "")
        title = result.css_first("p.title")
        abstract = result.css_first("span.abstract-full") or result.css_first("span.abstract-short")
        if identifier and title:
            for mark in result.css("span.search-hit"):
                mark.unwrap()
            result.merge_text_nodes()
            parts = [*result.css("p.comments"), *result.css("div.tags a[href*='doi.org/']")]
            yield from _arxiv_paper(page, identifier, title, abstract, parts)


def _arxiv_abstract(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads a paper's own page on arXiv."""
    meta = tree.css_first('meta[name="citation_arxiv_id"]')
    identifier = arxiv_of(str(meta.attributes.get("content") or "")) if meta else ""
    title, abstract = tree.css_first("h1.title"), tree.css_first("blockquote.abstract")
    if identifier and title:
        parts = [node for query in ("td.comments", "td.doi") for node in tree.css(query)]
        yield from _arxiv_paper(page, identifier, title, abstract, parts)


def _arxiv_paper(
    page: _Page, identifier: str, title: LexborNode, abstract: LexborNode | None, parts: list[LexborNode]
) -> Iterator[Paper]:
    nodes = [node for node in (abstract, *parts) if node is not None]
    links = [link for node in nodes for link in ([node] if node.tag == "a" else node.css("a[href]"))]
    addresses = [page.address(_href(link)) for link in links]
    # A DOI in the comments may be another version's.
    told = [node for node in parts if node.tag == "a" or "comments" not in str(node.attributes.get("class"))]
    entry = Entry(
        title=re.sub(r"^\s*Title:\s*", "", _words(title)),
        abstract=re.sub(r"^\s*Abstract:\s*", "", re.sub(r"△ Less\s*$", "", _words(abstract))) if abstract else "",
        note=" ".join(_words(node) for node in parts),
        hrefs=tuple(dict.fromkeys(address for address in addresses if _leads_away(address, "https://arxiv.org/"))),
        arxiv=identifier,
        is_identified=True,
        doi=next((found for node in told if (found := doi_of(_words(node)) or doi_of(_href(node)))), ""),
    )
    paper = page.paper(entry, identifier)
    if paper:
        yield paper


# --- any other list ------------------------------------------------------------------------------


def _anthology(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads a volume of the ACL Anthology: a line with badges and the title, the abstract in a card below it."""
    for link in tree.css("p strong > a.align-middle"):
        line = link.parent
        while line is not None and line.tag != "p":
            line = line.parent
        card = line.next if line is not None else None
        while card is not None and card.tag == "-text":
            card = card.next
        below = card if card is not None and "abstract" in str(card.attributes.get("class")) else None
        nodes = [node for node in (line, below) if node is not None]
        addresses = [page.address(_href(found)) for node in nodes for found in node.css("a[href]")]
        kept = [address for address in addresses if "/people/" not in address and address]
        entry = Entry(_words(link), abstract=_words(below) if below else "", hrefs=tuple(dict.fromkeys(kept)))
        paper = page.paper(entry, _href(link))
        if paper:
            yield paper


def _definitions(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads lists of definitions: a ``dt`` with the title, ``dd`` elements with its links."""
    for term in tree.css("dl > dt"):
        title, nodes = _words(term), [term]
        described = term.next
        while described is not None and described.tag != "dt":
            nodes += [described] if described.tag == "dd" else []
            described = described.next
        addresses = [page.address(_href(link)) for node in nodes for link in node.css("a[href]")]
        kept = tuple(dict.fromkeys(address for address in addresses if address))
        if is_label(title) or not any(_leads_away(address, page.base) for address in kept):
            continue
        paper = page.paper(Entry(title, note=" ".join(_words(node) for node in nodes[1:]), hrefs=kept), title)
        if paper:
            yield paper


def _any_list(tree: LexborHTMLParser, page: _Page) -> Iterator[Paper]:
    """Reads list items, table rows, articles and paragraphs that hold a link."""
    tree.strip_tags(UNREAD)
    groups: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for link in tree.css("a[href]"):
        block = _block_of(link)
        if block is not None:
            groups.setdefault(block.mem_id, (block, []))[1].append(link)
    for block, links in groups.values():
        addresses = [address for link in links if (address := page.address(_href(link)))]
        if not any(_leads_away(address, page.base) for address in addresses):
            continue
        words = _words(block)
        title = _title(block, words)
        entry = Entry(title, note=words, hrefs=tuple(dict.fromkeys(addresses)))
        paper = page.paper(entry, _href(links[0])) if title else None
        if paper:
            yield paper


def _block_of(link: LexborNode) -> LexborNode | None:
    """Returns the block that a link belongs to: the nearest item with a title of its own, else the nearest block."""
    nearest: LexborNode | None = None
    node, steps = link.parent, 0
    while node is not None and steps < MAX_PARENTS:
        if node.tag in ITEMS and _has_title(node):
            return node
        if nearest is not None and node.tag in GROUPS and not _has_title(nearest):
            titles = node.css(TITLE_CLASSES)
            if len(titles) == 1 and not is_label(_words(titles[0])):
                return node
        if nearest is None and node.tag in BLOCKS:
            nearest = node
        if node.tag in {"ul", "ol", "table", "body", "main"} and nearest is not None and nearest.tag not in ITEMS:
            break
        node, steps = node.parent, steps + 1
    return nearest


def _has_title(node: LexborNode) -> bool:
    return any(not is_label(_words(inner)) for inner in node.css(TITLES)[:MAX_DEPTH]) or bool(
        leading_words(_words(node)[:1000])
    )


def _title(block: LexborNode, words: str) -> str:
    """Returns what a reader takes for the title: a heading, else linked or bold words, else the first words."""
    nodes = block.css(TITLES)[:MAX_DEPTH]
    headings = [
        node for node in nodes if (node.tag or "").startswith("h") or "title" in str(node.attributes.get("class"))
    ]
    for node in (*headings, *nodes):
        title = _words(node)
        if not is_label(title):
            return title
    cells = (_words(cell) for cell in block.css("td, th"))
    return next((cell for cell in cells if not is_label(cell)), "") or leading_words(words)


def _leads_away(address: str, base: str) -> bool:
    """Tells a link of the list from the site's own furniture."""
    if not address or split_url(address) is None:
        return False
    meaning = identify(address)
    return host_of(address) != host_of(base) or (meaning is not None and meaning.target.forge != "web")


def _href(node: LexborNode) -> str:
    return str(node.attributes.get("href") or "")


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
