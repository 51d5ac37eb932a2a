"""Where a link begins in running text, whatever is left of its scheme.

One pattern looks for the signs that no link lacks: a colon with slashes or an identifier behind it,
or a dot with the last label of a host behind it. What stands in front of the sign, at most a few
hundred characters, then says whether a link begins there. So plain prose costs next to nothing and
every text costs time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkgraph.forges.arxiv import IDENTIFIER
from linkgraph.urls import is_top_level_domain

BARE_HOSTS = frozenset(
    {
        "arxiv.org", "bitbucket.org", "codeberg.org", "crates.io", "docs.rs", "doi.org", "dx.doi.org", "figshare.com",
        "gist.github.com", "git.sr.ht", "gitee.com", "github.com", "gitlab.com", "hf.co", "huggingface.co",
        "kaggle.com", "modelscope.cn", "openreview.net", "osf.io", "raw.githubusercontent.com", "sourceforge.net",
        "wandb.ai", "youtu.be", "zenodo.org",
    }
)  # fmt: skip
"""Hosts that everybody writes without a scheme, in any case; a path must follow."""

PAGES_SUFFIXES = (
    ".github.io",
    ".gitlab.io",
    ".readthedocs.io",
    ".netlify.app",
    ".vercel.app",
    ".pages.dev",
    ".hf.space",
)
"""Hosts of project pages, recognised without scheme and without path."""  # fmt: skip

FILE_ENDINGS = frozenset(
    "cc cfg cpp css csv doc exe go gz htm html ini ipynb java jl js json lua md mm mov pdf pl png ps pt py rb rs sh "
    "so tar tex tf toml ts txt vi xml yaml yml zip".split()
)
"""Endings of file names. Where one is a top-level domain too, a host of two labels is not believed."""

WORD_DOMAINS = frozenset("am as at be build by do fit in is it link me my no of or run so to top us".split())
"""Top-level domains that are words: ``well.to/do`` is two words that lost a blank."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SLASHES = r"(?:\\?/){1,2}|\\\\"
_SIGN = re.compile(
    rf"""
      [:：] [ \t\n]? (?:
          (?P<slashes> :?(?:{_SLASHES}) (?:[ \t\n]?/(?!/))? ) [ \t\n]? (?=[^\W_]|[\[@_])
        | (?P<doi> (?=10\.\d{{4,9}}/) )
        | (?P<arxiv> (?={IDENTIFIER}) )
        | (?P<lost> (?=(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}/) )
      )
    | \. (?P<last> [A-Za-z]{{2,24}} | xn--[A-Za-z0-9-]{{1,59}} ) (?![A-Za-z0-9_-]) (?!\.[A-Za-z0-9])
    | \.[ \t\n] (?P<split> (?:com|org|io|net|co|ai)) (?=/[A-Za-z0-9])
    """,
    re.VERBOSE,
)
_SCHEME_BEFORE = re.compile(
    r"(?:(?P<web>h{1,2}t{1,3}ps?)|(?<![A-Za-z])(?P<other>ttps?|ftp|ssh|git))[ \t\n]?$", re.IGNORECASE
)
_LOST_SCHEME = re.compile(r"https?$", re.IGNORECASE)
_DOI_BEFORE = re.compile(r"(?<![\w/])doi[ \t\n]?$", re.IGNORECASE)
_ARXIV_BEFORE = re.compile(r"(?<![\w/])arxiv[ \t\n]?$", re.IGNORECASE)
_LOST_COLON = re.compile(r"https?[ \t\n]?//$", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:^|[\s\"'(=<\[{])//$")
_HOST_BACKWARDS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef"
_GLUED_BEFORE = re.compile(rf"[^\W{_CJK}]|[@/.%+-]|\\")
_FOOTNOTE = re.compile(r"\d{1,2}(?=[A-Za-z])")
_CUE = re.compile(
    r"(?:available|accessible|hosted|released|found|online|live|published|provided|deployed|shared|visit|website"
    r"|webpage|homepage|home page|project page|page|site|demo|url|link)s?[\s:]*"
    r"(?:(?:is|are|at|on|via|from|under)[\s:]+)?[\"'(<\[`“]?$",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?::\d{2,5})?(?P<path>/[^\s<>\"{}|\\^`]*|[?#][^\s<>\"{}]+)")
_NAME_WITH_ENDING = re.compile(r"/[A-Za-z0-9-]+\.([A-Za-z]{2,24})[).,;:]*$")
_LOOK_BACK = 24
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a link begins: ``start`` of what is written, ``host`` where its host (or identifier) stands.

    ``form`` is ``url``, ``doi`` or ``arxiv``; ``scheme`` is what to put in front; ``repairs`` says
    what of the written scheme was mended.
    """

    start: int
    host: int
    form: str
    scheme: str
    repairs: tuple[str, ...] = ()


def find_beginnings(text: str, at: int = 0) -> Iterator[Beginning]:
    """Yields where links begin, from ``at`` on, in order."""
    for sign in _SIGN.finditer(text, at):
        beginning = _at_colon(text, sign, at) if text[sign.start()] != "." else _at_dot(text, sign, at)
        if beginning:
            yield beginning


def _at_colon(text: str, sign: re.Match[str], at: int) -> Beginning | None:
    before = text[max(at, sign.start() - _LOOK_BACK) : sign.start()]
    if sign["slashes"] is not None:
        return _at_slashes(text, sign, before)
    for form, pattern in (("doi", _DOI_BEFORE), ("arxiv", _ARXIV_BEFORE)):
        if sign[form] is not None:
            found = pattern.search(before)
            start = sign.start() - len(found[0]) if found else 0
            return Beginning(start, sign.end(), form, "", ("identifier",)) if found else None
    scheme = _LOST_SCHEME.search(before)
    if scheme is None or (scheme.start() and before[scheme.start() - 1].isalpha()):
        return None
    return Beginning(
        sign.start() - len(scheme[0]), sign.end(), "url", scheme[0].lower() + "://", _scheme_repairs("", sign[0])
    )


def _at_slashes(text: str, sign: re.Match[str], before: str) -> Beginning | None:
    scheme = _SCHEME_BEFORE.search(before)
    if scheme is None:
        return None
    name = (scheme["web"] or scheme["other"]).lower()
    meant = "https" if name.endswith("s") else "http"
    meant = name if name in {"ftp", "ssh", "git"} else meant
    if scheme["other"] and meant != "ftp" and name in {"ssh", "git"} and sign["slashes"] != "//":
        return None
    repairs = _scheme_repairs(scheme[0][len(name) :] + sign["slashes"], sign[0] + scheme[0][len(name) :])
    repairs += ("scheme_mended",) if meant != name else ()
    return Beginning(sign.start() - len(scheme[0]), sign.end(), "url", f"{meant}://", repairs)


def _scheme_repairs(slashes: str, written: str) -> tuple[str, ...]:
    repairs = ["blank_removed"] if re.search(r"\s", written) else []
    bare = re.sub(r"[\s\\:]", "", slashes)
    if bare != "//" and "\\\\" not in slashes:
        repairs.append("slashes_added")
    if "\\" in slashes or "：" in written or "::" in written:
        repairs.append("scheme_mended")
    return tuple(repairs)


def _at_dot(text: str, sign: re.Match[str], at: int) -> Beginning | None:
    """Reads backwards from the last dot of a host written without a scheme."""
    backwards = _HOST_BACKWARDS.match(text[max(at, sign.start() - _MAX_HOST) : sign.start()][::-1])
    if backwards is None:
        return None
    start, last = sign.start() - len(backwards[0]), sign["last"] or sign["split"]
    host = f"{text[start : sign.start()]}.{last}".lower()
    if sign["split"]:
        known = host.removeprefix("www.") in BARE_HOSTS and not _is_glued(text, start, at)
        return Beginning(start, start, "url", "https://", ("scheme_added", "blank_removed")) if known else None
    if not _is_known(host, text, sign.end()):
        digits = _FOOTNOTE.match(host)
        name = host[digits.end() :] if digits else ""
        if digits and not _is_glued(text, start, at) and (_is_known(name, text, sign.end()) or name.startswith("www.")):
            return Beginning(start + digits.end(), start + digits.end(), "url", "https://", ("scheme_added",))
    return _with_host(text, start, at, host, sign)


def _with_host(text: str, start: int, at: int, host: str, sign: re.Match[str]) -> Beginning | None:
    before = text[max(at, start - _LOOK_BACK) : start]
    if before.endswith("//"):
        colon = _LOST_COLON.search(before)
        if colon:
            scheme = "https://" if "s" in colon[0].lower() else "http://"
            return Beginning(start - len(colon[0]), start, "url", scheme, ("scheme_mended",))
        if not _RELATIVE.search(before) or not _is_plausible(host, text, start, sign):
            return None
        return Beginning(start - 2, start, "url", "https://", ("scheme_added",))
    if before.endswith("git@") and text.startswith(":", sign.end()):
        return Beginning(start - 4, start - 4, "url", "", ())
    if _is_glued(text, start, at) and not (before.endswith("...") and _is_known(host, text, sign.end())):
        return None
    if not _is_plausible(host, text, start, sign):
        return None
    return Beginning(start, start, "url", "https://", ("scheme_added",))


def _is_glued(text: str, start: int, at: int) -> bool:
    """Tells whether something stands right in front that a host's name would have to include."""
    return start > at and bool(_GLUED_BEFORE.match(text, start - 1))


def _is_known(host: str, text: str, end: int) -> bool:
    bare = host.removeprefix("www.")
    if bare in BARE_HOSTS:
        return text.startswith("/", end) and end + 1 < len(text) and text[end + 1] not in " \t\n/"
    return host.endswith(PAGES_SUFFIXES) and not text.startswith("@", end)


def _is_plausible(host: str, text: str, start: int, sign: re.Match[str]) -> bool:
    """Tells a host written without a scheme from file names, abbreviations and glued sentences."""
    end = sign.end()
    if text.startswith("@", end):
        return False
    if _is_known(host, text, end):
        return True
    if host.startswith("www.") and host.count(".") > 1:
        return True
    written = text[start:end]
    if not is_top_level_domain(sign["last"].lower()) or not written[written.rfind(".") :].islower():
        return False
    path = _PATH.match(text, end)
    if path and _is_path(host, written, path["path"]):
        return True
    return not path and _is_announced(host, written, text, start, end)


def _is_path(host: str, written: str, path: str) -> bool:
    """Tells a path from words that a slash joins (``Booking.com/Agoda``, ``np.int/np.float``)."""
    labels = host.split(".")
    if len(labels) == 2 and labels[1] in FILE_ENDINGS:
        return False
    if len(labels) == 2 and labels[1] in WORD_DOMAINS and re.fullmatch(r"/[a-z]+[).,;:]*", path):
        return False
    if labels[0].isdigit() or len(labels[-2]) < 2 or len(path.strip("/.,;:)")) < 1:
        return False
    segments = [segment for segment in path.strip("/").split("/") if segment]
    joined = _NAME_WITH_ENDING.match(path) if len(segments) == 1 else None
    if joined and joined[1].lower() not in FILE_ENDINGS and is_top_level_domain(joined[1].lower()):
        return False
    if path.startswith(f"/{labels[0]}."):
        return False
    return written.islower() or len(segments) > 1 or bool(re.search(r"[\d?=_-]", path))


def _is_announced(host: str, written: str, text: str, start: int, end: int) -> bool:
    """Tells whether the words in front say that a host stands here (``available at robots.example.org``)."""
    labels = host.split(".")
    if not written.islower() or (len(labels) == 2 and labels[1] in FILE_ENDINGS):
        return False
    if len(labels[-2]) < 3 or re.match(r"[\w(\[]", text[end : end + 1]):
        return False
    return bool(_CUE.search(text[max(0, start - 40) : start]))
