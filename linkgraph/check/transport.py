"""HTTP by aiohttp: one probe in, one observation out; no failure escapes as an exception.

What is sent and what settles a question is ``exchange``'s to say.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import time
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import SimpleNamespace

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from linkgraph.check.exchange import (
    NO_PAGE,
    WALL_BODY,
    WALL_STATUSES,
    Reply,
    Request,
    clean,
    head_settles,
    is_odd_port,
    request_headers,
    unpacked,
)
from linkgraph.check.pages import Page, is_text, read_page
from linkgraph.check.resolver import (
    NameFailure,
    Names,
    Network,
    PrivateAddress,
    dialable,
    is_dialable,
    is_private_name,
    literal_address,
)
from linkgraph.check.rules import REDIRECTS
from linkgraph.check.system import authority_of, environment_proxies, tls_context
from linkgraph.config import CheckSettings, allowed_networks
from linkgraph.fetch import user_agent
from linkgraph.model import Look, Observation, Probe
from linkgraph.urls import host_of, join_url, split_url

KEPT_HEADERS = (
    "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "cf-mitigated", "server",
    "etag", "last-modified", "content-type", "content-length", "www-authenticate", "x-error-code", "x-amzn-waf-action",
)  # fmt: skip
MAX_HEADER = 300
MAX_HEADER_LINE = 65_536
IDLE_SECONDS = 2.0
"""How long an idle connection is kept: as many as there are hosts could be idle at a time."""

HEAD_SHARE = 0.4
"""The part of a probe's time that HEAD may use up, so that a hanging HEAD leaves GET its turn."""

CHUNK = 16_384
OWN_FAULTS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})
CONNECT_KINDS = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
    errno.ECONNABORTED: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EHOSTDOWN: "unreachable",
    errno.ETIMEDOUT: "unreachable",
}
TLS_KINDS = {
    10: "expired",
    18: "self_signed",
    19: "untrusted_root",
    20: "incomplete_chain",
    21: "incomplete_chain",
}
"""OpenSSL's X509_V_ERR codes; 62 to 64 are names that do not match."""


class _GuardedNames(AbstractResolver):
    """Hands aiohttp only addresses that may be dialled: what is checked is what is dialled."""

    def __init__(self, names: Names, allowed: tuple[Network, ...], trusted: frozenset[str]) -> None:
        self._names = names
        self._allowed = allowed
        self._trusted = trusted

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Returns what may be dialled for a name, or raises NameFailure or PrivateAddress."""
        look_up = self._names.look_up(host, port)
        if f"{host.lower()}:{port}" in self._trusted:
            found = list(await look_up)
        else:
            found = await dialable(look_up, self._allowed)
        return [
            ResolveResult(hostname=host, host=address, port=at, family=_family(address), proto=0, flags=0)
            for address, at in found
        ]

    def forget(self) -> None:
        """Forgets failed look-ups."""
        self._names.forget()

    async def close(self) -> None:
        """Leaves the names to their owner."""


def _family(address: str) -> int:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


class Transport:
    """Asks hosts over HTTP.

    Args:
        settings: time, size and address bounds.
        names: looks names up.
        clock: the time that observations bear, in UTC.
        tls: a context instead of the default one, which knows ``settings.ca_bundle``.
        proxies: proxy URLs by scheme; by default the environment's.
    """

    def __init__(
        self,
        settings: CheckSettings,
        names: Names,
        clock: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
        proxies: dict[str, str] | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._allowed = allowed_networks(settings)
        self.proxies = environment_proxies() if proxies is None else proxies
        self._trusted = frozenset(authority_of(proxy) for proxy in self.proxies.values())
        self._names = _GuardedNames(names, self._allowed, self._trusted)
        self._tls = tls or tls_context(settings.ca_bundle)
        self._pooled = self._open_session(force_close=False)
        self._fresh = self._open_session(force_close=True)

    def _open_session(self, *, force_close: bool) -> aiohttp.ClientSession:
        """Opens a session; one that forces closing makes a new connection for each request."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._names,
                ssl=self._tls,
                limit=0,
                use_dns_cache=False,
                force_close=force_close,
                keepalive_timeout=None if force_close else IDLE_SECONDS,
            ),
            headers={
                "User-Agent": user_agent(self._settings.contact),
                "Accept": "*/*",
                "Accept-Encoding": "identity",
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            response_class=_Response,
            trace_configs=[_tracing()],
        )

    async def close(self) -> None:
        """Closes all connections."""
        await self._pooled.close()
        await self._fresh.close()

    async def send(self, probe: Probe, *, is_last: bool = False) -> Observation:
        """Asks one URL, by HEAD and, where that proves nothing, by GET; redirects are not followed.

        Args:
            probe: what to ask.
            is_last: the connection is not needed any more and is closed.
        """
        start = time.monotonic()
        refused = self._refusal(probe.ask_url)
        if refused:
            return self._observe(probe, "", Reply(error=refused), "", start)
        wish = self._settings.wish(host_of(probe.ask_url)) if self._settings.hosts else None
        deadline = (wish.timeout if wish else 0.0) or self._settings.timeout
        headers = request_headers(probe.known, wish, closes=is_last)
        head = ""
        if probe.look is not Look.ALWAYS:
            asked = Request("HEAD", probe.ask_url, deadline * HEAD_SHARE, headers, looks=False)
            reply = await self._exchange(self._pooled, asked)
            if head_settles(reply, probe):
                return self._observe(probe, "HEAD", reply, "", start)
            head = str(reply.status) if reply.status is not None else reply.error
            # A server that fails at HEAD may send a body behind it, which would spoil the next answer.
            session = self._pooled if reply.status in REDIRECTS or (reply.status or 0) < 300 else self._fresh
        else:
            session = self._pooled
        left = max(deadline - (time.monotonic() - start), deadline * 0.1)
        reply = await self._exchange(
            session, Request("GET", probe.ask_url, left, headers, looks=probe.look is not Look.NEVER)
        )
        return self._observe(probe, "GET", reply, head, start)

    def forget(self) -> None:
        """Forgets what is known of names, after the network was away."""
        self._names.forget()

    def _refusal(self, url: str) -> str:
        """Returns why a URL must not be asked, or an empty string."""
        if not url.startswith(("http://", "https://")):
            return "skipped/unsupported_scheme"
        parts = split_url(url)
        if parts is None:
            return "skipped/invalid_url"
        literal = literal_address(parts.host)
        if is_odd_port(parts.port):
            return "skipped/odd_port"
        if literal:
            return "" if is_dialable(literal, self._allowed) else "skipped/private_address"
        proxied = self._proxy_for(url) is not None
        # What the resolver may hand out for the proxy must not be had by a link to the same place.
        if (proxied and is_private_name(parts.host)) or (not proxied and authority_of(url) in self._trusted):
            return "skipped/private_address"
        return ""

    def _proxy_for(self, url: str) -> str | None:
        parts = split_url(url)
        proxy = self.proxies.get(parts.scheme) if parts else None
        if parts is None or proxy is None or urllib.request.proxy_bypass(parts.host):
            return None
        return proxy

    async def _exchange(self, session: aiohttp.ClientSession, asked: Request) -> Reply:
        try:
            async with asyncio.timeout(asked.seconds):
                return await self._ask(session, asked)
        except TimeoutError:
            return Reply(error="dns/timeout" if asked.phase == "dns" else f"timeout/{asked.phase}")
        except (aiohttp.ClientError, OSError, ValueError, LookupError) as error:
            return Reply(error=error_code(error))

    async def _ask(self, session: aiohttp.ClientSession, asked: Request) -> Reply:
        async with session.request(
            asked.method,
            URL(asked.url, encoded=True),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=asked.seconds * 0.9),
            proxy=self._proxy_for(asked.url),
            headers=asked.headers or None,
            trace_request_ctx=asked,
        ) as response:
            asked.phase = "read"
            address = getattr(response, "peer", "")
            page, error = await self._read(response, asked) if asked.method == "GET" else (NO_PAGE, "")
            kept = tuple(
                (name, clean(value)[:MAX_HEADER])
                for name in KEPT_HEADERS
                if (value := response.headers.get(name)) is not None
            )
            return Reply(response.status, error, _location(asked.url, response), kept, address, page)

    async def _read(self, response: aiohttp.ClientResponse, asked: Request) -> tuple[Page, str]:
        """Reads as much of a body as the rules need; returns the page and an error code where it breaks off."""
        good = 200 <= response.status < 300
        content_type = response.headers.get("Content-Type", "")
        looks = ((asked.looks and good) or response.status in WALL_STATUSES) and is_text(content_type)
        if not good and not looks:
            return NO_PAGE, ""
        most = WALL_BODY if response.status in WALL_STATUSES else self._settings.max_body
        body, error = await _body(response, most)
        if not looks:
            return NO_PAGE, error
        page = read_page(unpacked(body, response.headers.get("Content-Encoding", ""), most), content_type, asked.url)
        return (page if good else Page(page.title, "", page.signs)), error if good else ""

    def _observe(self, probe: Probe, method: str, reply: Reply, head: str, start: float) -> Observation:
        return Observation(
            url=probe.url,
            attempt=probe.attempt,
            hop=probe.hop,
            asked=probe.ask_url,
            at=self._clock(),
            method=method,
            status=reply.status,
            error=reply.error,
            location=reply.location,
            headers=reply.headers,
            head=head,
            address=reply.address,
            seconds=round(time.monotonic() - start, 4),
            title=reply.page.title,
            body=reply.page.body,
            signs=reply.page.signs,
        )


async def _body(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, str]:
    body = bytearray()
    try:
        while len(body) < most:
            chunk = await response.content.read(CHUNK)
            if not chunk:
                return bytes(body), ""
            body += chunk
    except aiohttp.ClientPayloadError:
        return bytes(body), "connect/truncated"
    response.close()
    return bytes(body[:most]), ""


def _tracing() -> aiohttp.TraceConfig:
    """Notes in a request how far it has come, so that a timeout can name its phase."""

    def noting(phase: str) -> Callable[..., Awaitable[None]]:
        async def note(session: object, context: SimpleNamespace, params: object) -> None:
            context.trace_request_ctx.phase = phase

        return note

    tracing = aiohttp.TraceConfig()
    tracing.on_dns_resolvehost_start.append(noting("dns"))
    tracing.on_dns_resolvehost_end.append(noting("connect"))
    tracing.on_request_headers_sent.append(noting("first_byte"))
    return tracing


class _Response(aiohttp.ClientResponse):
    """A response that remembers who answered; a HEAD's connection is given back before anyone can look."""

    peer = ""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        transport = connection.transport
        name = transport.get_extra_info("peername") if transport is not None else None
        self.peer = str(name[0]) if name else ""
        if self.request_info.headers.get("Connection") == "close" and connection.protocol is not None:
            # Said to the server, and done by us whether it listens or not.
            connection.protocol.force_close()
        return await super().start(connection)


def _location(url: str, response: aiohttp.ClientResponse) -> str:
    """Returns the absolute address that a redirect names; empty where it names none."""
    if response.status not in REDIRECTS:
        return ""
    return join_url(url, clean(response.headers.get("location", "")))


def error_code(error: BaseException) -> str:
    """Returns the code ``phase/kind`` of what went wrong."""
    if isinstance(error, NameFailure):
        return f"dns/{error.kind}"
    if isinstance(error, PrivateAddress):
        return "skipped/private_address"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return error_code(error.os_error)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"tls/{_certificate_kind(error.certificate_error)}"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls/protocol"
    if isinstance(error, aiohttp.InvalidURL | ValueError | LookupError):
        return "skipped/invalid_url"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "connect/disconnected"
    if isinstance(error, OSError):
        return _socket_code(error)
    return "connect/truncated" if isinstance(error, aiohttp.ClientPayloadError) else "connect/bad_http"


def _certificate_kind(error: Exception) -> str:
    code = getattr(error, "verify_code", 0)
    return "hostname" if code in {62, 63, 64} else TLS_KINDS.get(code, "certificate")


def _socket_code(error: OSError) -> str:
    if error.errno in OWN_FAULTS:
        return "skipped/own_fault"
    kind = CONNECT_KINDS.get(error.errno or 0)
    if kind is None:
        # Several addresses were tried, and their errors are joined in one text.
        kind = "refused" if "Connect call failed" in str(error) else "failed"
    return f"connect/{kind}"
