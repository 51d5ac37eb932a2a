"""One exchange with a host, as values: what is sent, what came back, and whether it settles the question (pure).

HEAD may only prove life; any other answer is asked again by GET within the same probe and its time
bound. The exceptions spare the host: a rate limit is believed at once, and so is what happened
before HTTP was spoken (no name, no connection, no trust), which the method cannot change.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from linkgraph.check.pages import Page
from linkgraph.model import Known, Look, Probe
from linkgraph.wishes import HostWish

ODD_PORTS = frozenset(
    {
        2049,
        3659,
        4045,
        4190,
        5060,
        5061,
        6000,
        6379,
        6566,
        6665,
        6666,
        6667,
        6668,
        6669,
        6679,
        6697,
        9200,
        10080,
        11211,
        27017,
    }
)
"""Ports above 1023 on which no web stands (the Fetch standard's bad ports, and databases)."""

WEB_PORTS = frozenset({80, 81, 443, 591})
SYSTEM_PORTS = 1024
WALL_STATUSES = frozenset({202, 403, 405, 406, 429, 503})
"""Refusals whose page may say that it is a bot wall's."""

WALL_BODY = 16_384
BEFORE_HTTP = ("dns/", "tls/", "skipped/", "connect/refused", "connect/unreachable")


NO_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status or an error code, with what is kept of the answer."""

    status: int | None = None
    error: str = ""
    location: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    address: str = ""
    page: Page = NO_PAGE

    def header(self, name: str) -> str:
        """Returns the value of one kept header, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(slots=True)
class Request:
    """One exchange under way; ``phase`` says how far it has come."""

    method: str
    url: str
    seconds: float
    headers: dict[str, str]
    looks: bool
    phase: str = "connect"


def head_settles(reply: Reply, probe: Probe) -> bool:
    """Tells whether HEAD's answer stands: life proved, a limit announced, or no HTTP was spoken."""
    if reply.error:
        return reply.error.startswith(BEFORE_HTTP)
    status = reply.status or 0
    if status == 429 or (status == 503 and reply.header("retry-after")):
        return True
    if status == 304 and probe.known:
        return True
    return 200 <= status < 300 and not (probe.look is Look.IF_CHANGED and _has_changed(reply, probe.known))


def _has_changed(reply: Reply, known: Known | None) -> bool:
    """Tells whether a page is another than the one that was read: its ETag, else its length differs."""
    if known is None:
        return True
    etag, length = reply.header("etag"), reply.header("content-length")
    if etag and known.etag:
        return etag != known.etag
    return bool(length and known.length and length != known.length)


def request_headers(known: Known | None, wish: HostWish | None, *, closes: bool) -> dict[str, str]:
    """Returns a request's own headers: validators of what is known, and what the user wishes of the host."""
    headers = dict(wish.headers) if wish else {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    if closes:
        headers["Connection"] = "close"
    return headers


def is_odd_port(port: str) -> bool:
    """Tells a port on which no web stands: a system port other than the web's, or a bad one."""
    number = int(port) if port.isdigit() else 0
    return bool(number) and ((number < SYSTEM_PORTS and number not in WEB_PORTS) or number in ODD_PORTS)


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Unpacks the beginning of a body that came packed although nobody asked for it; never more than ``most``."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return body if encoding.strip().lower() in {"", "identity"} else b""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, most)
    except zlib.error:
        return b""


def clean(value: str) -> str:
    """Returns a header's value as text: raw bytes are read as UTF-8, control characters go."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character for character in text if character.isprintable())
