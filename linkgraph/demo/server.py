"""The simulated web on loopback, on plain asyncio protocols, in a thread of its own.

One port for http, one for https, one for https with a certificate that nobody signed, one that
refuses. ``WorldNames`` leads every host of the world to the right one.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType

import trustme

from linkgraph.check.resolver import NameFailure
from linkgraph.demo.world import World

LOOPBACK = "127.0.0.1"
PRIVATE = "10.20.30.40"
MAX_REQUEST = 65_536

Respond = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """A request under way, and the means to answer it."""

    method: str
    host: str
    path: str
    transport: asyncio.Transport
    count: int
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, status: int, body: str = "", **headers: str) -> None:
        """Sends an answer; underscores in header names stand for hyphens."""
        content = body.encode()
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", f"Content-Length: {len(content)}"]
        lines += ["Content-Type: text/html; charset=utf-8"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        self.transport.write(head + (b"" if self.method == "HEAD" else content))

    def page(self) -> None:
        """Sends a page of its own for each address."""
        self.answer(200, f"<title>{self.host}{self.path}</title><p>This page is about {self.path}.</p>")

    def unchanged(self) -> None:
        """Sends a page with an ETag, or nothing where that is known."""
        if self.headers.get("if-none-match") == '"first"':
            self.answer(304, ETag='"first"')
        else:
            self.answer(200, f"<title>{self.host}{self.path}</title>", ETag='"first"')

    def turn(self, status: int, location: str) -> None:
        """Sends a redirect."""
        self.answer(status, Location=location)


REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found", 429: "Too Many Requests"}


def _only_get(respond: Respond, otherwise: Respond) -> Respond:
    return lambda exchange: otherwise(exchange) if exchange.method == "HEAD" else respond(exchange)


def _stumble(exchange: Exchange) -> None:
    if exchange.count == 1:
        exchange.answer(503)
    else:
        exchange.page()


BEHAVIOURS: dict[str, Respond] = {
    "ok": Exchange.page,
    "head_404": _only_get(Exchange.page, lambda it: it.answer(404)),
    "head_reset": _only_get(Exchange.page, lambda it: it.transport.abort()),
    "slash": lambda it: it.turn(301, it.path + "/"),
    "found_elsewhere": lambda it: it.turn(302, f"/now{it.path}"),
    "stumbles": _only_get(_stumble, lambda it: it.answer(503)),
    "renamed": lambda it: it.turn(301, f"/now{it.path}"),
    "sign_in": lambda it: it.answer(401, WWW_Authenticate="Bearer"),
    "not_found": lambda it: it.answer(404, "<title>Not found</title>"),
    "removed": lambda it: it.answer(410),
    "legal": lambda it: it.answer(451),
    "moved_to_nothing": lambda it: it.turn(301, "/gone-for-good"),
    "bot_wall": lambda it: it.answer(403, cf_mitigated="challenge"),
    "limited": lambda it: it.answer(429, Retry_After="7200"),
    "broken": lambda it: it.answer(500),
    "hangs": lambda it: None,
    "soft_404": lambda it: it.answer(200, "<title>Page not found</title><p>There is no such page.</p>"),
    "to_root": lambda it: it.turn(302, "/"),
    "one_page_for_all": lambda it: it.answer(200, "<title>Welcome</title><p>Welcome to our application.</p>"),
    "for_sale": lambda it: it.answer(200, "<title>Sold</title><p>This domain is for sale. Buy this domain now.</p>"),
    "not_changed": lambda it: it.unchanged(),
    "challenge_page": lambda it: it.answer(403, "<title>Just a moment...</title>"),
    "circle": lambda it: it.turn(302, it.path),
}
"""How a page behaves; the behaviours of hosts (no such name, refuses ...) are in ``WorldNames``."""


@dataclass
class Served:
    """What a running world offers: its ports, its authority, and the requests it has seen."""

    http: int = 0
    https: int = 0
    untrusted: int = 0
    refusing: int = 0
    authority: bytes = b""
    requests: list[tuple[float, str, str, str]] = field(default_factory=list)


class WorldServer:
    """Serves a world for as long as its ``with`` block lasts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.served = Served()
        self._counts: dict[tuple[int, str, str], int] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="simulated-web")
        self._refusing = socket.socket()

    def __enter__(self) -> Served:
        # Bound and not listening: whoever dials it is refused, and nobody else can take the port.
        self._refusing.bind((LOOPBACK, 0))
        self.served.refusing = self._refusing.getsockname()[1]
        self._thread.start()
        self._ready.wait()
        return self.served

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._refusing.close()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        for server in servers:
            server.close()
        self._loop.run_until_complete(self._cancel_rest())
        self._loop.close()

    async def _cancel_rest(self) -> None:
        for transport in list(self._transports):
            transport.abort()
        await asyncio.sleep(0)

    async def _listen(self) -> Sequence[asyncio.Server]:
        self._transports: set[asyncio.Transport] = set()
        trusted, stranger = trustme.CA(), trustme.CA()
        self.served.authority = trusted.cert_pem.bytes()
        servers = [
            await self._loop.create_server(lambda: _Connection(self), LOOPBACK, 0, ssl=context, backlog=1024)
            for context in (None, self._context(trusted), self._context(stranger))
        ]
        ports = [server.sockets[0].getsockname()[1] for server in servers]
        self.served.http, self.served.https, self.served.untrusted = ports
        return servers

    def _context(self, authority: trustme.CA) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*self.world.hosts).configure_cert(context)
        return context

    def respond(self, method: str, path: str, fields: dict[str, str], transport: asyncio.Transport) -> None:
        """Answers one request as the world would today."""
        host = fields.get("host", "").partition(":")[0]
        self.served.requests.append((time.monotonic(), method, host, path))
        key = (self.world.day, host, path)
        if method != "HEAD":
            self._counts[key] = self._counts.get(key, 0) + 1
        exchange = Exchange(method, host, path, transport, self._counts.get(key, 0), fields)
        behaviour = self.world.behaviour(host, path.rstrip("/") or "/")
        if behaviour == "slash" and path.endswith("/"):
            behaviour = "ok"
        BEHAVIOURS.get(behaviour, Exchange.page)(exchange)

    def opened(self, transport: asyncio.Transport) -> None:
        """Remembers a connection, so that it can be closed."""
        self._transports.add(transport)

    def closed(self, transport: asyncio.Transport) -> None:
        """Forgets a connection."""
        self._transports.discard(transport)


class _Connection(asyncio.Protocol):
    """One connection: reads request heads, answers each in turn."""

    def __init__(self, server: WorldServer) -> None:
        self._server = server
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.opened(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > MAX_REQUEST:
            self._transport.abort()
            return
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end]).decode("latin-1")
            del self._received[: end + 4]
            first, *lines = head.split("\r\n")
            method, path, _ = first.split(" ", 2)
            fields = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
            self._server.respond(method, path, fields, self._transport)


class WorldNames:
    """Looks the world's names up: each leads to loopback, or fails as the world wants it."""

    def __init__(self, world: World, served: Served) -> None:
        self._world = world
        self._served = served

    async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """Returns where to dial for a host of the world today."""
        today = self._world.host_behaviour(host)
        if today == "no_such_name":
            raise NameFailure(host, "nxdomain")
        if today == "servfail":
            raise NameFailure(host, "servfail")
        if today == "private":
            return [(PRIVATE, port)]
        if today == "refuses":
            return [(LOOPBACK, self._served.refusing)]
        if port == 443:
            return [(LOOPBACK, self._served.untrusted if today == "untrusted" else self._served.https)]
        return [(LOOPBACK, self._served.http)]

    def given(self, host: str, port: int) -> Sequence[str]:
        """Gives nothing: the world's names must be looked up."""
        return ()

    def forget(self) -> None:
        """Remembers nothing."""

    async def close(self) -> None:
        """Has nothing to give back."""
