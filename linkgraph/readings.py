"""Other readings of a written URL: what only its host can decide.

Is the digit at the end the name's or a footnote's? Does the name go on behind the line's break? The
likelier reading becomes the link, the others its candidates, to be asked when the link is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkgraph.mend import trim_sentence
from linkgraph.urls import split_url

GIT_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "codeberg.org", "gitee.com"})
"""Hosts whose pages have two path parts at least: a break behind the first one is no end."""

_BREAK = re.compile(r"(?P<blank>[ \t]*(?P<line>\n)?[ \t]*)(?P<token>[A-Za-z0-9%?=&_~./#-][^\s<>\"{}|\\^`]*)")
_PATHY = re.compile(r"[\d/_=&?%~-]|\w\.\w")
_COMMON = frozenset(
    "a all an and are as at be but by can code data for from has have in is it its model models of on or our see "
    "that the their this to under was we were which will with".split()
)
_ENDS = re.compile(r"[.,;:)\]!?'\"]*$")
# A version's number (``v2``, ``v0.1``) is no footnote's.
_FOOTNOTE = re.compile(r"(?<=[A-Za-z])(?<![^A-Za-z]v)(?<![\d]v)\d{1,2}$")
_FOOTNOTE_BEHIND_STOP = re.compile(r"(?<=[A-Za-z)])[.,]\d{1,2}$")
_SENTENCE_GLUED = re.compile(r"(?<=[a-z0-9])\.[A-Z][a-z]+$")
_TILDES = str.maketrans({"∼": "~", "˜": "~", "～": "~"})
_ODD_ENDING = re.compile(r"[-_]+$")


@dataclass(frozen=True, slots=True)
class Joined:
    """What stands behind a break: from ``at`` to ``end``; ``surely`` where it belongs to the URL."""

    at: int
    end: int
    surely: bool


def over_break(text: str, end: int, url: str) -> Joined | None:
    """Tells whether a URL that ends at a blank or a line's end may go on behind it.

    Args:
        text: the whole text.
        end: where the URL ends so far.
        url: what was read so far, canonical.

    Returns:
        what stands behind the break, or None where the URL surely ends.
    """
    if end >= len(text) or text[end] not in " \t\n":
        return None
    match = _BREAK.match(text, end, end + 300)
    if match is None or not match["blank"]:
        return None
    token = trim_sentence(match["token"])
    last, has_line = text[end - 1], bool(match["line"])
    if not token or "://" in token or "@" in token:
        return None
    joined = Joined(match.start("token"), match.start("token") + len(token), True)
    stops = len(match["token"]) > len(token) or match.end() == len(text)
    if has_line:
        return _over_line(last, token, url, joined, stops=stops)
    return joined if _over_blank(last, token, url, stops=stops) else None


def _over_line(last: str, token: str, url: str, joined: Joined, *, stops: bool) -> Joined | None:
    """Decides at a line's end: some signs never end a URL, some words never continue one."""
    if token[0] in "?=&%#" or last in "_=?&%~":
        return joined
    if token[0] in "./-":
        return joined if len(token) > 1 and last not in ".,;:" else None
    if last == "-":
        return joined
    pathy = bool(_PATHY.search(token))
    if last == "/":
        return joined if pathy or (_lacks_name(url) and token.lower() not in _COMMON) else None
    if last.isalnum() and token[0].islower() and token.lower() not in _COMMON and (stops or pathy):
        return Joined(joined.at, joined.end, False)
    return None


def _over_blank(last: str, token: str, url: str, *, stops: bool) -> bool:
    """Decides at a blank: only where the address lacks its name and what follows looks like one."""
    if not _lacks_name(url) or token.lower() in _COMMON:
        return False
    if last == "/":
        return stops or bool(_PATHY.search(token))
    return token[0] == "/" and len(token) > 1


def _lacks_name(url: str) -> bool:
    parts = split_url(url)
    return parts is not None and parts.host in GIT_HOSTS and len(parts.segments) < 2


def other_readings(raw: str, url: str) -> Iterator[str]:
    """Yields what a URL in prose could mean instead, likelier readings first.

    Args:
        raw: the text as it stands.
        url: the canonical URL read from it.
    """
    scheme, _, rest = url.partition("://")
    if "/" not in rest or "?" in rest:
        return
    for pattern in (_FOOTNOTE_BEHIND_STOP, _SENTENCE_GLUED, _FOOTNOTE, _ODD_ENDING):
        shorter = pattern.sub("", url)
        if shorter != url and shorter.rstrip("/").count("/") > 2:
            yield shorter
    if "-\n" in raw:
        yield f"{scheme}://{_without_hyphen(raw)}"
    if not raw.isascii() and raw.translate(_TILDES) != raw:
        yield raw.translate(_TILDES)
    if _ENDS.search(raw) and raw.endswith("!"):
        yield url + "%21"


def _without_hyphen(raw: str) -> str:
    """Takes a hyphen for the typesetter's, put in to break the line."""
    joined = re.sub(r"-[ \t]*\n[ \t]*", "", raw)
    return re.sub(r"\s", "", joined.partition("://")[2] or joined)
