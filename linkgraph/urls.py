"""Canonical URLs: what a URL is once its spelling no longer matters.

Parsing is the WHATWG URL standard's (by ada); the rules on top are this project's own and stand in
the tables below. ``canonicalize_url`` is idempotent, returns None for what is no web address, and
never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import ada_url
import tldextract

from linkgraph.model import CanonicalUrl

MAX_URL_LENGTH = 4096
"""Longer strings are data, not addresses (browsers and servers give up between 2 and 8 kB)."""

WEB_SCHEMES = frozenset({"http", "https", "ftp"})

HTTPS_HOSTS = frozenset(
    {
        "api.github.com",
        "arxiv.org",
        "bitbucket.org",
        "codeberg.org",
        "codeload.github.com",
        "colab.research.google.com",
        "doi.org",
        "figshare.com",
        "gist.github.com",
        "gist.githubusercontent.com",
        "github.com",
        "gitlab.com",
        "huggingface.co",
        "img.shields.io",
        "kaggle.com",
        "openreview.net",
        "osf.io",
        "raw.githubusercontent.com",
        "sourceforge.net",
        "zenodo.org",
    }
)
"""Hosts known to answer over https and to mean the same with and without ``www.``."""

HOST_ALIASES = {
    "dx.doi.org": "doi.org",
    "hf.co": "huggingface.co",
    "huggingface.com": "huggingface.co",
    "raw.github.com": "raw.githubusercontent.com",
    "redirect.github.com": "github.com",
}
"""Other names of a known host; the canonical URL carries the name on the right."""

SHORT_LINK_HOSTS = frozenset(
    {
        "aka.ms",
        "bit.ly",
        "doi.org",
        "dx.doi.org",
        "forms.gle",
        "git.io",
        "goo.gl",
        "hdl.handle.net",
        "hf.co",
        "is.gd",
        "n2t.net",
        "ow.ly",
        "purl.org",
        "shorturl.at",
        "t.co",
        "tinyurl.com",
        "w3id.org",
        "youtu.be",
    }
)
"""Hosts whose whole purpose is to redirect: a redirect from there is no move."""

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

_CLOSER_OF = {opener: closer for closer, opener in CLOSERS.items()}

INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SCP = re.compile(r"^[A-Za-z0-9_.+-]+@([A-Za-z0-9.-]+\.[A-Za-z]{2,}):(?!\d+/)(?=[^/\s])(\S+)$")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_BARE = re.compile(r"^[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?::\d{1,5})?(?:[/?#]|$)")
_GIT_PREFIX = re.compile(r"^(?:scm:)?(?:git\+|git:(?=https?:|ssh:|git@))+", re.IGNORECASE)
_GIT_SCHEME = re.compile(r"^(?:git|ssh)://", re.IGNORECASE)
_LOST_SLASHES = re.compile(r"^(https?|ftp):/?(?=[^/\s])", re.IGNORECASE)
_SPLIT_SCHEME = re.compile(r"^(https?|ftp)\s*:\s*/\s*/\s*", re.IGNORECASE)
_TEX_TILDE = re.compile(r"\\~\{\}|\$\\sim\$|\{?\\textasciitilde(?:\{\}|\})?")
_TEX_UNDERSCORE = re.compile(r"\{\\_\}")
_TEX_HYPHEN = re.compile(r"\\-")
_TEX_ESCAPE = re.compile(r"\\([_%#&~$])")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
# A coded stop is left as it is: decoded, it would be taken for the sentence's.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_HOST = re.compile(r"^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}$")
_RESOURCE_FRAGMENT = re.compile(r"^#(?:!?/|fileId=)")

# The suffix list that ships with the library: no download, the same answer on every machine.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class Parts:
    """A URL in pieces: what forges read. ``segments`` are the path's parts, percent-decoded."""

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def segments(self) -> tuple[str, ...]:
        """The non-empty parts of the path, percent-decoded."""
        return tuple(unquote(piece) for piece in self.path.split("/") if piece)


def trim_sentence(text: str) -> str:
    """Takes the punctuation and brackets of the sentence off the end of a URL, in linear time."""
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
    url = became(_SCP.sub(r"https://\1/\2", url), "scp_form", url)
    url = became(_from_git_scheme(url), "git_scheme", url)
    url = became(_LOST_SLASHES.sub(r"\1://", url), "slashes_added", url)
    if url.startswith("//"):
        url = became("https:" + url, "scheme_added", url)
    elif _BARE.match(url):
        url = became("https://" + url, "scheme_added", url)
    return url, tuple(dict.fromkeys(repairs))


def _without_tex(url: str) -> str:
    """Says what TeX writes with backslashes as it is meant: tildes, underscores, hints for hyphens."""
    if "\\" not in url:
        return url
    url = _TEX_UNDERSCORE.sub("_", _TEX_TILDE.sub("~", url))
    return _TEX_ESCAPE.sub(r"\1", _TEX_HYPHEN.sub("", url))


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


@lru_cache(maxsize=20_000)
def split_url(text: str) -> Parts | None:
    """Parses an absolute URL by the WHATWG rules; None where it is none or its host is no name."""
    if len(text) > MAX_URL_LENGTH:
        return None
    try:
        parsed = ada_url.URL(text)
    except ValueError:
        return None
    scheme, host = parsed.protocol.rstrip(":"), parsed.hostname
    if scheme not in WEB_SCHEMES or not _is_host(host):
        return None
    return Parts(scheme, host.rstrip("."), parsed.port, parsed.pathname, parsed.search, parsed.hash)


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return True
    name = host.removesuffix(".")
    return bool(_HOST.match(name)) and not name.startswith("-")


def canonical_host(host: str) -> str:
    """Returns a host's canonical name: aliases resolved, ``www.`` off where it is known to say nothing."""
    host = host.lower().rstrip(".")
    bare = host.removeprefix("www.")
    bare = HOST_ALIASES.get(bare, bare)
    return bare if bare in HTTPS_HOSTS else HOST_ALIASES.get(host, host)


def is_known_host(host: str) -> bool:
    """Tells whether https and a missing ``www.`` may be assumed for a host."""
    return canonical_host(host) in HTTPS_HOSTS


def canonicalize_url(text: str) -> CanonicalUrl | None:
    """Returns the canonical form of a written URL, or None for what is no web address.

    Lower-case scheme and host, no default port, no credentials, no fragment unless it selects a
    resource (``#/`` and ``#!/``), no trailing slash, no ``.git``, https for known hosts, ``www.``
    kept except on known hosts, percent-encoding normalised, IDN in punycode, path case kept.
    """
    if len(text) > MAX_URL_LENGTH:
        return None
    parts = split_url(mend_url(text)[0])
    if parts is None:
        return None
    host = canonical_host(parts.host)
    known = host in HTTPS_HOSTS
    scheme = "https" if known and parts.scheme == "http" else parts.scheme
    port = "" if known else parts.port
    fragment = parts.fragment if _RESOURCE_FRAGMENT.match(parts.fragment) else ""
    path = _canonical_path(parts.path, bare=not (parts.query or fragment))
    url = f"{scheme}://{host}{':' + port if port else ''}{path}"
    url += _normalize_percent(parts.query) + _normalize_percent(fragment)
    trimmed = trim_sentence(url) if not path.endswith("=") else url
    return CanonicalUrl(trimmed if trimmed == url else canonicalize_url(trimmed) or trimmed)


def _canonical_path(path: str, *, bare: bool) -> str:
    path = _normalize_percent(path)
    while True:
        shorter = path.rstrip("/")
        if bare:
            shorter = trim_sentence(shorter)
        shorter = re.sub(r"(?<=[^/])(?:\.wiki)?\.git(?:@[\w./-]+)?$", "", shorter)
        if shorter == path:
            return path
        path = shorter


def _normalize_percent(text: str) -> str:
    """Decodes what needs no encoding and writes the rest in upper case (RFC 3986, 6.2.2)."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _PERCENT.sub(normal, text)


def ask_form(text: str) -> str | None:
    """Returns the URL that is asked: as written after repair, fragment off, https on known hosts."""
    parts = split_url(mend_url(text)[0])
    if parts is None:
        return None
    known = is_known_host(parts.host)
    scheme = "https" if known and parts.scheme == "http" else parts.scheme
    port = f":{parts.port}" if parts.port and not known else ""
    return f"{scheme}://{parts.host}{port}{parts.path}{parts.query}"


def join_url(base: str, reference: str) -> str:
    """Returns the absolute address that a redirect names, its fragment off; empty where it is none."""
    if len(reference) > MAX_URL_LENGTH:
        return ""
    try:
        return str(ada_url.URL(reference.strip(), base).href).partition("#")[0]
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """Returns the host and, where it is not the default one, the port: the name of a host's queue."""
    parts = split_url(url)
    if parts is None:
        return ""
    return f"{parts.host}:{parts.port}" if parts.port else parts.host


def is_same_place(one: str, other: str) -> bool:
    """Tells whether two URLs differ only in scheme, ``www.``, case, index file or trailing slash."""
    return _place(one) == _place(other)


def _place(url: str) -> str:
    parts = split_url(url)
    if parts is None:
        return url
    path = INDEX_FILE.sub("", _normalize_percent(parts.path)).rstrip("/")
    return f"{parts.host.removeprefix('www.')}:{parts.port}{path}{parts.query}".casefold()


def is_short_link(url: str) -> bool:
    """Tells whether a URL stands on a host whose purpose is to redirect."""
    parts = split_url(url)
    return parts is not None and parts.host.removeprefix("www.") in SHORT_LINK_HOSTS


@lru_cache(maxsize=20_000)
def registrable_domain(host: str) -> str:
    """Returns what somebody registered (``a.b.co.uk`` → ``b.co.uk``); an address or bare name as is."""
    bare = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    return _SUFFIXES(bare).top_domain_under_public_suffix or bare


def has_public_suffix(host: str) -> bool:
    """Tells whether a host ends in a suffix of the public list, with a name in front of it."""
    return bool(_SUFFIXES(host).top_domain_under_public_suffix)
