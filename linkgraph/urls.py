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

from linkgraph.mend import mend_url, trim_sentence
from linkgraph.model import CanonicalUrl

MAX_URL_LENGTH = 4096
"""Longer strings are data, not addresses (browsers and servers give up between 2 and 8 kB)."""

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
        "pypi.org",
        "raw.githubusercontent.com",
        "sourceforge.net",
        "zenodo.org",
    }
)
"""Hosts known to answer over https and to mean the same with and without ``www.``."""

HOST_ALIASES = {
    "dx.doi.org": "doi.org",
    "doi.acm.org": "doi.org",
    "hf.co": "huggingface.co",
    "huggingface.com": "huggingface.co",
    "raw.github.com": "raw.githubusercontent.com",
    "redirect.github.com": "github.com",
    "sf.net": "sourceforge.net",
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

INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
# A coded stop is left as it is: decoded, it would be taken for the sentence's.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_SERIALIZED = re.compile(
    r"(?P<scheme>https?|ftp)://(?:[^/?#@]*@)?(?P<host>\[[0-9a-f:.]+\]|[^/?#:]*)(?::(?P<port>\d+))?"
    r"(?P<path>/[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?"
)
"""A URL as the WHATWG serializer writes it, in pieces."""

_HOST = re.compile(r"^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}$")
_GIT_ENDING = re.compile(r"(?<=[^/])(?:\.wiki)?\.git(?:@[\w./-]+)?$")
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


@lru_cache(maxsize=20_000)
def split_url(text: str) -> Parts | None:
    """Parses an absolute URL by the WHATWG rules; None where it is none or its host is no name."""
    if len(text) > MAX_URL_LENGTH:
        return None
    try:
        pieces = _SERIALIZED.fullmatch(ada_url.normalize_url(text))
    except ValueError:
        return None
    if pieces is None or not _is_host(pieces["host"]):
        return None
    host, port = pieces["host"].rstrip("."), pieces["port"] or ""
    query, fragment = pieces["query"] or "", pieces["fragment"] or ""
    return Parts(
        pieces["scheme"], host, port, pieces["path"], query if query != "?" else "", fragment if fragment != "#" else ""
    )


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
    return None if parts is None else _canonical_form(parts)


def read_url(text: str) -> tuple[CanonicalUrl, str, tuple[str, ...]] | None:
    """Returns a written URL's canonical form, the form that is asked and the repairs made; None where it is none."""
    if len(text) > MAX_URL_LENGTH:
        return None
    mended, repairs = mend_url(text)
    parts = split_url(mended)
    return None if parts is None else (_canonical_form(parts), _ask_form(parts), repairs)


def _canonical_form(parts: Parts) -> CanonicalUrl:
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
        if ".git" in shorter:
            shorter = _GIT_ENDING.sub("", shorter)
        if shorter == path:
            return path
        path = shorter


def _normalize_percent(text: str) -> str:
    """Decodes what needs no encoding and writes the rest in upper case (RFC 3986, 6.2.2)."""
    if "%" not in text:
        return text

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _PERCENT.sub(normal, text)


def ask_form(text: str) -> str | None:
    """Returns the URL that is asked: as written after repair, fragment off, https on known hosts."""
    parts = split_url(mend_url(text)[0])
    return None if parts is None else _ask_form(parts)


def _ask_form(parts: Parts) -> str:
    known = is_known_host(parts.host)
    scheme = "https" if known and parts.scheme == "http" else parts.scheme
    port = f":{parts.port}" if parts.port and not known else ""
    return f"{scheme}://{parts.host}{port}{parts.path}{parts.query}"


def join_url(base: str, reference: str) -> str:
    """Returns the absolute address that a redirect names, without fragment and credentials; empty where it is none."""
    if len(reference) > MAX_URL_LENGTH:
        return ""
    try:
        target = ada_url.URL(reference.strip(), base)
        if target.username or target.password:
            # Whoever redirects must not have us send what opens another's door.
            target.username = target.password = ""
        return str(target.href).partition("#")[0]
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


@lru_cache(maxsize=1)
def _top_level_domains() -> frozenset[str]:
    return frozenset(suffix for suffix in _SUFFIXES.tlds if "." not in suffix)


def is_top_level_domain(label: str) -> bool:
    """Tells whether a host's last label, in lower case, is a top-level domain of the public list."""
    return label.startswith("xn--") or label in _top_level_domains()
