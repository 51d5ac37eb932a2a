"""Finds the links in a paper's text, broken ones repaired.

One pass of one pattern finds where a link begins; a second, anchored one says how far it reaches;
``urls.mend_url`` repairs what stands there. Each step is linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkgraph.forges import identify
from linkgraph.forges.arxiv import IDENTIFIER
from linkgraph.forges.wrappers import WRAPPERS
from linkgraph.model import CanonicalUrl, Link, Paper, Passage
from linkgraph.urls import CLOSERS, MAX_URL_LENGTH, ask_form, canonicalize_url, mend_url, split_url, trim_sentence

BARE_HOSTS = (
    "arxiv.org", "bitbucket.org", "codeberg.org", "doi.org", "dx.doi.org", "figshare.com",
    "gist.github.com", "github.com", "gitlab.com", "hf.co", "huggingface.co", "kaggle.com",
    "openreview.net", "osf.io", "sourceforge.net", "zenodo.org",
)  # fmt: skip
"""Hosts recognised without a scheme, when a path follows."""

_HOSTS = "|".join(re.escape(host) for host in sorted(BARE_HOSTS, key=len, reverse=True))

_BEGIN = re.compile(
    rf"""
      (?P<scheme> https? \s? : \s? /{{1,2}} \s? (?=[\w\[]) )
    | (?P<lost> (?<![a-z]) https? : \s? (?=(?:[\w-]{{1,63}}\.)+[a-z]{{2,}}/) )
    | (?P<ftp> (?<![a-z]) ftp:// (?=[\w\[]) )
    | (?<![\w@/.:%-]) (?P<bare> (?:www\.)? (?:{_HOSTS}) (?=/[^\s/]) )
    | (?<![\w@/.:%-]) (?P<pages> [a-z0-9][a-z0-9-]{{0,38}} \.github\.io \b (?!@) )
    | (?<![\w@/.:%-]) (?P<www> www\. (?=[a-z0-9-]{{1,63}}\.[a-z]) )
    | (?<![\w/]) (?P<doi> doi \s? : \s? (?=10\.\d{{4,9}}/) )
    | (?<![\w/]) (?P<arxiv> arxiv \s? : \s? (?={IDENTIFIER}) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
SCHEMES = frozenset({"scheme", "lost", "ftp"})

_TEX = r"\\~\{\}|\\[_%#&~$-]|\$\\sim\$|\{\\_\}|\{?\\textasciitilde(?:\{\}|\})?"
_REACH = re.compile(rf"(?:{_TEX}|[^\s<>\"{{}}|\\^`「」『』【】《》。，；：！？“”„«»…•–—​])*")
_GLUED = re.compile(
    r"(?<=[A-Za-z0-9])(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[’']s(?![\w/-])"
    r"|[.!?](?:The|Our|We|Code|In|This|It|All|See|Data|Project|Models?)$)"
)
"""Prose glued to the end of a path: another script, a possessive, the next sentence without a blank."""

_SPLIT_HOST = re.compile(
    r"[\w-]+(?:\.[\w-]+)*(?:\s\.\s?|\.\s)(?:com|org|net|io|co|edu|gov|ai|dev)(?=[/:])", re.IGNORECASE
)
_NEXT_SCHEME = re.compile(r"https?:/{1,2}(?=\w)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_ARXIV_ID = re.compile(rf"{IDENTIFIER}(?:v\d+)?", re.IGNORECASE)
_OPENER_OF = {**{closer: opener for closer, opener in CLOSERS.items() if closer in ")]"}}
WRAPPING_HOSTS = frozenset(WRAPPERS) | {"archive.ph", "archive.today", "archive.org"}


@dataclass(frozen=True, slots=True)
class Found:
    """A URL found in a text: the text as it stands, where, and what it was repaired to."""

    raw: str
    span: tuple[int, int]
    repairs: tuple[str, ...]
    url: CanonicalUrl
    ask_url: str


def find_urls(text: str) -> Iterator[Found]:
    """Yields every URL in a text, in order, each with the repairs made to it."""
    at = 0
    while begin := _BEGIN.search(text, at):
        read = _read_identifier if begin.lastgroup in {"doi", "arxiv"} else _read_url
        written, end, repairs = read(text, begin)
        found = _found(text, begin.start(), end, written, repairs)
        if found:
            yield found
        at = max(end, begin.end())


def find_links(paper: Paper) -> tuple[Link, ...]:
    """Returns a paper's links, each URL once, in the order of its passages."""
    links: dict[CanonicalUrl, Link] = {}
    for passage in paper.passages:
        for found in (*find_urls(passage.text), *_behind(passage)):
            meaning = identify(found.url)
            if meaning is None or found.url in links:
                continue
            links[found.url] = Link(
                paper=paper.key,
                raw=found.raw,
                url=found.url,
                ask_url=found.ask_url,
                target=meaning.target,
                kind=meaning.kind,
                part=passage.part,
                span=found.span,
                repairs=found.repairs,
            )
    return tuple(links.values())


def _behind(passage: Passage) -> Iterator[Found]:
    """Yields the addresses that stand behind a passage's text, as ``href`` values do.

    One without a scheme is a path on the list's own site (``CONTRIBUTING.md``), unless it begins
    with a host that everybody writes so (``github.com/owner/name``).
    """
    for href in passage.hrefs:
        if _ABSOLUTE.match(href):
            found = _found(href, 0, len(href), _exact(href), ())
        else:
            found = next((item for item in find_urls(href) if item.span[0] == 0), None)
        if found:
            yield found


def _exact(href: str) -> str:
    """Codes what stands at the end of an address that is one, where prose would have it cut off."""
    trimmed = trim_sentence(href)
    return trimmed + "".join(f"%{ord(sign):02X}" for sign in href[len(trimmed) :] if "!" <= sign <= "~")


def _found(text: str, start: int, end: int, written: str, repairs: tuple[str, ...]) -> Found | None:
    if "***" in written:
        return None
    mended, more = mend_url(written)
    url, ask_url = canonicalize_url(mended), ask_form(mended)
    if url is None or ask_url is None or not _is_clickable(url):
        return None
    return Found(text[start:end], (start, end), tuple(dict.fromkeys(repairs + more)), url, ask_url)


def _is_clickable(url: str) -> bool:
    """Tells a web address from a word behind a scheme (``http://server``) and from a placeholder."""
    parts = split_url(url)
    return parts is not None and ("." in parts.host or ":" in parts.host or parts.host == "localhost")


def _read_identifier(text: str, begin: re.Match[str]) -> tuple[str, int, tuple[str, ...]]:
    """Reads ``doi:10.1145/...`` and ``arXiv:2401.04887``: a scheme whose resolver is known."""
    if begin.lastgroup == "arxiv":
        match = _ARXIV_ID.match(text, begin.end())
        assert match is not None
        return f"https://arxiv.org/abs/{match[0]}", match.end(), ("identifier",)
    end = _reach(text, begin.end(), begin.end())
    return f"https://doi.org/{text[begin.end() : end]}", end, ("identifier",)


def _read_url(text: str, begin: re.Match[str]) -> tuple[str, int, tuple[str, ...]]:
    """Reads a URL from its beginning; returns it, where it ends, and the repairs already made."""
    start = begin.end() if begin.lastgroup in SCHEMES else begin.start()
    split = _SPLIT_HOST.match(text, start, start + 255)
    end = _reach(text, start, split.end() if split else start)
    return text[begin.start() : end], end, ()


def _reach(text: str, start: int, at: int) -> int:
    """Returns where a URL ends whose host begins at ``start`` and of which ``at`` is inside."""
    match = _REACH.match(text, at, at + MAX_URL_LENGTH)
    assert match is not None
    end = match.end()
    following = _NEXT_SCHEME.search(text, at, end)
    if following and not _holds_url(text, start, following.start()):
        end = following.start()
    path = text.find("/", at, end)
    glued = _GLUED.search(text, path, end) if path >= 0 else None
    return _before_lone_closer(text, start, glued.start() if glued else end)


def _holds_url(text: str, start: int, at: int) -> bool:
    """Tells a URL that carries another (an archive's, or in a query) from two run together."""
    if at == start or text[at - 1] == "=":
        return True
    host = text[start:at].partition("/")[0].lower()
    return text[at - 1] == "/" and host in WRAPPING_HOSTS


def _before_lone_closer(text: str, start: int, end: int) -> int:
    """Ends a URL before a bracket that closes what was opened outside of it."""
    depth = dict.fromkeys(_OPENER_OF.values(), 0)
    for at in range(start, end):
        character = text[at]
        if character in depth:
            depth[character] += 1
        elif character in _OPENER_OF:
            depth[_OPENER_OF[character]] -= 1
            if depth[_OPENER_OF[character]] < 0:
                return at
    return end
