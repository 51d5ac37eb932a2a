"""Written URLs repaired: what sentences, typesetting and package managers made of them.

Repairs come before parsing and know nothing of what a URL means. What needs none comes back as it was.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

REPAIRS = {
    "blank_removed": "a blank stood in the scheme or the host",
    "entity_decoded": "an HTML entity or an escaped slash stood for a sign",
    "git_scheme": "`git://` or `ssh://` became the web page of the same repository",
    "identifier": "a DOI, an arXiv number or a package manager's shortcut became the address of its resolver",
    "line_break_removed": "the address went on behind a line's end",
    "prefix_removed": "`git+` or `scm:` stood in front",
    "punctuation_trimmed": "the sentence's stops and brackets stood at the end",
    "scheme_added": "no scheme stood in front",
    "scheme_mended": "the scheme was misspelt, doubled, or had lost its colon",
    "scp_form": "`git@host:owner/name` became the web page of the same repository",
    "slashes_added": "slashes behind the scheme were lost",
    "tex_unescaped": "TeX escapes stood for signs",
    "typesetting_undone": "ligatures, typographic hyphens and invisible breaks became plain signs",
}
"""The repairs by name, and what was wrong."""

STOPS = frozenset(".,;:!?'\"`*|\\^$<>…。、，；：！？．｡’”»«“‘·​‌‍⁠﻿ \t\r\n")
"""Characters that end a sentence or a quotation and no URL."""

CLOSERS = {
    ")": "(",
    "]": "[",
    "}": "{",
    "）": "（",
    "】": "【",
    "」": "「",
    "』": "『",
    "》": "《",
    "〉": "〈",
}
"""Closing brackets with their openers: a URL keeps one only when it holds the opener too."""

_ANY_BRACKET = re.compile("[" + re.escape("".join([*CLOSERS, *CLOSERS.values()])) + "]")
_CLOSER_OF = {opener: closer for closer, opener in CLOSERS.items()}

_SCP = re.compile(r"^[A-Za-z0-9_.+-]+@([A-Za-z0-9.-]+\.[A-Za-z]{2,}):(?!\d+/)(?=[^/\s])(\S+)$")
_CLEAN = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/?=&#%+-]*[A-Za-z0-9_/=-])?")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_BARE = re.compile(r"^[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?::\d{1,5})?(?:[/?#]|$)")
_SHORTCUT = re.compile(
    r"^(?P<forge>github|gitlab|bitbucket|codeberg):(?P<name>[A-Za-z0-9][\w.-]*/[\w.-]+)(?:[#@][^\s]*)?$"
)
_PACKAGE_URL = re.compile(
    r"^pkg:(?P<type>github|gitlab|bitbucket|huggingface|pypi|npm|cran|cargo)/(?P<name>[\w.%@/-]+?)(?:@[^/\s]*)?(?:[?#]\S*)?$"
)
SHORTCUT_HOSTS = {
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "bitbucket": "https://bitbucket.org/",
    "codeberg": "https://codeberg.org/",
    "huggingface": "https://huggingface.co/",
    "pypi": "https://pypi.org/project/",
    "npm": "https://www.npmjs.com/package/",
    "cran": "https://cran.r-project.org/package=",
    "cargo": "https://crates.io/crates/",
}
"""What package managers' shortcuts (``github:owner/name``) and package URLs (``pkg:pypi/name``) stand for."""

_GIT_PREFIX = re.compile(r"^(?:scm:)?(?:git\+|git:(?=https?:|ssh:|git@))+", re.IGNORECASE)
_GIT_SCHEME = re.compile(r"^(?:git|ssh)://", re.IGNORECASE)
_LOST_SLASHES = re.compile(r"^(https?|ftp):/?(?=[^/\s])", re.IGNORECASE)
_SPLIT_SCHEME = re.compile(r"^(https?|ftp)\s*:\s*/\s*/\s*", re.IGNORECASE)
_TEX_TILDE = re.compile(r"\\~\{\}|\$\\sim\$|\{?\\textasciitilde(?:\{\}|\})?")
_TEX_UNDERSCORE = re.compile(r"\{\\_\}|\{?\\textunderscore(?:\{\}|\})?")
_TEX_BREAK = re.compile(r"\\-|\{?\\(?:allowbreak|linebreak\[\d\])(?:\{\}|\})?")
_TEX_SLASH = re.compile(r"\{?\\slash(?:\{\}|\})?|\\/")
_TEX_ESCAPE = re.compile(r"\\([_%#&~$])")


def trim_sentence(text: str) -> str:
    """Takes the punctuation and brackets of the sentence off the end of a URL, in linear time."""
    if text and text[-1] not in STOPS and not _ANY_BRACKET.search(text):
        return text
    end = len(text)
    surplus = {closer: text.count(closer) - text.count(opener) for closer, opener in CLOSERS.items()}
    while end:
        last = text[end - 1]
        if last in STOPS:
            end -= 1
        elif surplus.get(last, 0) > 0:
            surplus[last] -= 1
            end -= 1
        elif surplus.get(_CLOSER_OF.get(last, ""), 0) < 0:
            surplus[_CLOSER_OF[last]] += 1
            end -= 1
        else:
            break
    return text[:end]


def mend_url(text: str) -> tuple[str, tuple[str, ...]]:
    """Repairs one written URL; returns it with the names of the repairs made.

    Repairs: TeX escapes, blanks inside, lost slashes, a missing scheme, scp-like and git schemes,
    the sentence's punctuation. What needs no repair comes back as it was.
    """
    if _CLEAN.fullmatch(text):
        return text, ()
    repairs: list[str] = []

    def became(new: str, repair: str, old: str) -> str:
        if new != old:
            repairs.append(repair)
        return new

    url = text.strip()
    url = became(_SPLIT_SCHEME.sub(r"\1://", url), "blank_removed", url)
    url = became(_without_tex(url), "tex_unescaped", url)
    url = became(_without_blanks(url), "blank_removed", url)
    url = became(trim_sentence(url), "punctuation_trimmed", url)
    url = became(_GIT_PREFIX.sub("", url), "prefix_removed", url)
    url = became(_from_shortcut(url), "identifier", url)
    url = became(_SCP.sub(r"https://\1/\2", url), "scp_form", url)
    url = became(_from_git_scheme(url), "git_scheme", url)
    url = became(_LOST_SLASHES.sub(r"\1://", url), "slashes_added", url)
    if url.startswith("//"):
        url = became("https:" + url, "scheme_added", url)
    elif _BARE.match(url):
        url = became("https://" + url, "scheme_added", url)
    return url, tuple(dict.fromkeys(repairs))


def _without_tex(url: str) -> str:
    """Says what TeX writes with backslashes as it is meant: tildes, underscores, slashes, hints for breaks."""
    if "\\" not in url:
        return url
    url = _TEX_UNDERSCORE.sub("_", _TEX_TILDE.sub("~", url))
    return _TEX_ESCAPE.sub(r"\1", _TEX_SLASH.sub("/", _TEX_BREAK.sub("", url)))


def _from_shortcut(url: str) -> str:
    """Says a package manager's shortcut as the address it stands for."""
    short = _SHORTCUT.match(url)
    if short:
        return SHORTCUT_HOSTS[short["forge"]] + short["name"]
    package = _PACKAGE_URL.match(url)
    return SHORTCUT_HOSTS[package["type"]] + unquote(package["name"]) if package else url


def _from_git_scheme(url: str) -> str:
    """Says ``git://`` and ``ssh://`` addresses as the web page of the same repository."""
    if not _GIT_SCHEME.match(url):
        return url
    rest = url.split("://", 1)[1].rpartition("@")[2] if "@" in url.split("/")[2] else url.split("://", 1)[1]
    host, slash, path = rest.partition("/")
    return f"https://{host.partition(':')[0]}{slash}{path}"


def _without_blanks(url: str) -> str:
    """Takes blanks out of what is surely one URL: it has a scheme, or breaks behind a dot or slash."""
    if not re.search(r"\s", url):
        return url
    return re.sub(r"\s+", "", url) if _SCHEME.match(url) or re.match(r"^\S+[./]\s", url) else url
