"""Finds the links in a paper's text, broken ones repaired.

``beginnings`` says where a link begins; one anchored pattern says how far it reaches; ``urls.read_url``
repairs what stands there. Each step is linear in the text's length. What only a host can decide (is
the digit at the end a footnote's? does the name go on behind the line's break?) is kept as candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from linkgraph.beginnings import BARE_HOSTS, Beginning, find_beginnings
from linkgraph.forges import meaning_of
from linkgraph.forges.arxiv import IDENTIFIER
from linkgraph.forges.wrappers import WRAPPERS
from linkgraph.mend import CLOSERS, trim_sentence
from linkgraph.model import CanonicalUrl, Link, Meaning, Paper, Passage
from linkgraph.readings import other_readings, over_break
from linkgraph.urls import MAX_URL_LENGTH, canonicalize_url, read_url, split_url

_TEX = (
    r"\\~\{\}|\\[_%#&~$-]|\$\\sim\$|\{\\_\}|\{?\\text(?:asciitilde|underscore)(?:\{\}|\})?"
    r"|\{?\\(?:allowbreak|slash|linebreak\[\d\])(?:\{\}|\})?|\\/"
)
_REACH = re.compile(
    rf"(?:[^\s<>\"{{}}|\\^`\[\]「」『』【】《》。，；：！？“”„«»…•–—\u200b\u200c\u200d\u2060\ufeff\u00ad&$()]+"
    rf"|{_TEX}|[\[\]()]|&(?!(?:gt|lt|quot|apos|nbsp|#0?39|#34|#160|#60|#62);)|\$(?!\\href)"
    rf"|[\u200b\u2060\ufeff\u00ad](?=[A-Za-z0-9/_.?=-]))*"
)
_HTML_AND = re.compile(r"&(?:amp|#38|#x26);", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "‐": "-", "‑": "-", "−": "-"})
_GLUED = re.compile(
    r"(?<=[A-Za-z0-9])(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[’']s(?![\w/-])"
    r"|[.!?](?:The|Our|We|Code|In|This|It|All|See|Data|Project|Models?)$)"
)
"""Prose glued to the end of a path: another script, a possessive, the next sentence without a blank."""

_SPLIT_HOST = re.compile(
    r"[\w-]+(?:\.[\w-]+)*(?:\s\.\s?|\.\s)(?:com|org|net|io|co|edu|gov|ai|dev)(?=[/:])", re.IGNORECASE
)
_BARE = "|".join(sorted((re.escape(host) for host in BARE_HOSTS), key=len, reverse=True))
_NEXT = re.compile(rf"https?:/{{1,2}}(?=\w)|(?<=[,;|])(?:www\.(?=\w)|(?:{_BARE})/(?=\w))", re.IGNORECASE)
_DOUBLED = re.compile(r"(?:https?:/{1,2})+(?=\w)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_ARXIV_ID = re.compile(rf"{IDENTIFIER}(?:v\d+)?", re.IGNORECASE)
_EMPHASIS = re.compile(r"[_~]+$")
_BRACKETS = re.compile(r"[()\[\]]")
_OPENER_OF = {**{closer: opener for closer, opener in CLOSERS.items() if closer in ")]"}}
WRAPPING_HOSTS = frozenset(WRAPPERS) | {"archive.ph", "archive.today", "archive.org"}


@dataclass(frozen=True, slots=True)
class Found:
    """A URL found in a text: the text as it stands, where, and what it was repaired to.

    ``candidates`` are other readings of the same text, likelier ones first.
    """

    raw: str
    span: tuple[int, int]
    repairs: tuple[str, ...]
    url: CanonicalUrl
    ask_url: str
    candidates: tuple[CanonicalUrl, ...] = ()


def find_urls(text: str) -> Iterator[Found]:
    """Yields every URL in a text, in order, each with the repairs made to it."""
    at = 0
    while begin := next(find_beginnings(text, at), None):
        found, end = _read_identifier(text, begin) if begin.form != "url" else _read(text, begin)
        if found:
            yield found
        at = max(end, begin.host + 1)


def find_links(paper: Paper) -> tuple[Link, ...]:
    """Returns a paper's links, each URL once, in the order of its passages."""
    return tuple(iterate_links(paper))


def iterate_links(paper: Paper) -> Iterator[Link]:
    """Yields a paper's links as they are found, each URL once."""
    seen: set[int] = set()  # hashes, for one line may hold a million links
    for passage in paper.passages:
        for found in chain(find_urls(passage.text), _behind(passage)):
            if hash(found.url) in seen:
                continue
            seen.add(hash(found.url))
            meaning = meaning_of(found.url)
            yield Link(
                paper=paper.key,
                raw=found.raw,
                url=found.url,
                ask_url=found.ask_url,
                target=meaning.target,
                kind=meaning.kind,
                part=passage.part,
                span=found.span,
                repairs=found.repairs,
                candidates=_candidates(found, meaning),
            )


def _candidates(found: Found, meaning: Meaning) -> tuple[CanonicalUrl, ...]:
    """Returns a link's other readings and, for a project page, the repository it is likely published from."""
    likely = canonicalize_url(meaning.likely) if meaning.likely else None
    return (*found.candidates, likely) if likely else found.candidates


def _behind(passage: Passage) -> Iterator[Found]:
    """Yields the addresses that stand behind a passage's text, as ``href`` values do.

    One without a scheme is a path on the list's own site (``CONTRIBUTING.md``), unless it begins
    with a host that everybody writes so (``github.com/owner/name``).
    """
    for href in passage.hrefs:
        if _ABSOLUTE.match(href):
            found = _found(href, (0, len(href)), _exact(href), ())
        else:
            found = next((item for item in find_urls(href) if item.span[0] == 0), None)
        if found:
            yield found


def _exact(href: str) -> str:
    """Codes what stands at the end of an address that is one, where prose would have it cut off."""
    trimmed = trim_sentence(href)
    return trimmed + "".join(f"%{ord(sign):02X}" for sign in href[len(trimmed) :] if "!" <= sign <= "~")


def _found(text: str, span: tuple[int, int], written: str, repairs: tuple[str, ...]) -> Found | None:
    if "***" in written:
        return None
    read = read_url(written)
    if read is None or not _is_clickable(read[0]):
        return None
    url, ask_url, more = read
    return Found(text[span[0] : span[1]], span, tuple(dict.fromkeys(repairs + more)), url, ask_url)


def _is_clickable(url: str) -> bool:
    """Tells a web address from a word behind a scheme (``http://server``) and from a placeholder."""
    parts = split_url(url)
    return parts is not None and ("." in parts.host or ":" in parts.host or parts.host == "localhost")


def _read_identifier(text: str, begin: Beginning) -> tuple[Found | None, int]:
    """Reads ``doi:10.1145/...`` and ``arXiv:2401.04887``: a scheme whose resolver is known."""
    if begin.form == "arxiv":
        match = _ARXIV_ID.match(text, begin.host)
        assert match is not None
        return _found(text, (begin.start, match.end()), f"https://arxiv.org/abs/{match[0]}", begin.repairs), match.end()
    end = _reach(text, begin.host, begin.host)
    return _found(text, (begin.start, end), f"https://doi.org/{text[begin.host : end]}", begin.repairs), end


def _read(text: str, begin: Beginning) -> tuple[Found | None, int]:
    """Reads a URL from its beginning; returns it, with its other readings, and where it ends."""
    doubled = _DOUBLED.match(text, begin.host)
    host = doubled.end() if doubled else begin.host
    split = _SPLIT_HOST.match(text, host, host + 255)
    end = _reach(text, host, split.end() if split else host)
    end = _within_emphasis(text, begin.start, end)
    written, tidied = _tidied(text[host:end])
    repairs = begin.repairs + (("scheme_mended",) if doubled else ()) + tidied
    scheme = (doubled[0].rstrip("/").rpartition("http")[2] and begin.scheme) if doubled else begin.scheme
    found = _found(text, (begin.start, end), scheme + written, repairs)
    if found is None:
        return None, end
    joined = over_break(text, end, found.url)
    whole = None
    if joined:
        rest, tidied = _tidied(text[joined.at : joined.end])
        whole = _found(
            text, (begin.start, joined.end), scheme + written + rest, (*repairs, *tidied, "line_break_removed")
        )
    return _with_candidates(text, found, whole if joined and joined.surely else None, whole)


def _with_candidates(text: str, found: Found, chosen: Found | None, whole: Found | None) -> tuple[Found, int]:
    main = chosen or found
    others = [found.url] if chosen else [whole.url] if whole else []
    others += [url for item in other_readings(main.raw, main.url) if (url := canonicalize_url(item))]
    candidates = tuple(dict.fromkeys(url for url in others if url != main.url))
    if candidates:
        main = Found(main.raw, main.span, main.repairs, main.url, main.ask_url, candidates)
    return main, main.span[1]


def _tidied(written: str) -> tuple[str, tuple[str, ...]]:
    """Says what typesetting and HTML made of a URL's characters as they are meant."""
    if written.isascii() and "&" not in written and "\\/" not in written:
        return written, ()
    repairs = []
    plain = _HTML_AND.sub("&", written.replace("\\/", "/"))
    if plain != written:
        repairs.append("entity_decoded")
    set_ = _INVISIBLE.sub("", plain).translate(_LIGATURES)
    if set_ != plain:
        repairs.append("typesetting_undone")
    return set_, tuple(repairs)


def _within_emphasis(text: str, start: int, end: int) -> int:
    """Ends a URL before the marks of emphasis that were opened in front of it (``_https://..._``)."""
    tail = _EMPHASIS.search(text, max(start, end - 3), end)
    if tail and start and text[max(0, start - len(tail[0])) : start] == tail[0]:
        return tail.start()
    return end


def _reach(text: str, start: int, at: int) -> int:
    """Returns where a URL ends whose host begins at ``start`` and of which ``at`` is inside."""
    match = _REACH.match(text, at, at + MAX_URL_LENGTH)
    assert match is not None
    end = match.end()
    following = _NEXT.search(text, at, end)
    if following and not _holds_url(text, start, following.start()):
        end = following.start()
    path = text.find("/", at, end)
    glued = _GLUED.search(text, path, end) if path >= 0 else None
    return _before_lone_bracket(text, start, glued.start() if glued else end)


def _holds_url(text: str, start: int, at: int) -> bool:
    """Tells a URL that carries another (an archive's, or in a query) from two run together."""
    if at == start or text[at - 1] == "=":
        return True
    host = text[start:at].partition("/")[0].lower()
    return text[at - 1] == "/" and host in WRAPPING_HOSTS


def _before_lone_bracket(text: str, start: int, end: int) -> int:
    """Ends a URL before a bracket that closes what was opened outside of it, or opens and never closes."""
    opened: list[int] = []
    for bracket in _BRACKETS.finditer(text, start, end):
        if bracket[0] not in _OPENER_OF:
            opened.append(bracket.start())
        elif opened and text[opened[-1]] == _OPENER_OF[bracket[0]]:
            opened.pop()
        else:
            return opened[0] if opened else bracket.start()
    return opened[0] if opened else end
