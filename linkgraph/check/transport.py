"""HTTP by aiohttp: one probe in, one observation out; no failure escapes as an exception.

HEAD may only prove life; any other answer is asked again by GET within the same probe and its time
bound. The two exceptions spare the host: a rate limit is believed at once, and so is what happened
before HTTP was spoken (no name, no connection, no trust), which the method cannot change.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

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
from linkgraph.check.system import authority_of, environment_proxies, tls_context
from linkgraph.check.verdict import REDIRECTS
from linkgraph.config import CheckSettings, allowed_networks
from linkgraph.fetch import user_agent
from linkgraph.model import Observation, Probe
from linkgraph.urls import join_url, split_url

KEPT_HEADERS = (
    "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "cf-mitigated", "server",
    "etag", "last-modified", "content-type", "content-length", "www-authenticate", "x-error-code",
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

BEFORE_HTTP = ("dns/", "tls/", "skipped/", "connect/refused", "connect/unreachable")


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int | None = None
    error: str = ""
    location: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    address: str = ""


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
            return self._observe(probe, "", _Reply(error=refused), "", start)
        deadline = self._settings.timeout
        reply = await self._exchange(self._pooled, "HEAD", probe.ask_url, deadline * HEAD_SHARE, closes=is_last)
        if _head_settles(reply):
            return self._observe(probe, "HEAD", reply, "", start)
        head = str(reply.status) if reply.status is not None else reply.error
        left = max(deadline - (time.monotonic() - start), deadline * 0.1)
        # A server that fails at HEAD may send a body behind it, which would spoil the next answer.
        session = self._pooled if reply.status in REDIRECTS else self._fresh
        reply = await self._exchange(session, "GET", probe.ask_url, left, closes=is_last)
        return self._observe(probe, "GET", reply, head, start)

    def _refusal(self, url: str) -> str:
        """Returns why a URL must not be asked, or an empty string."""
        if not url.startswith(("http://", "https://")):
            return "skipped/unsupported_scheme"
        parts = split_url(url)
        if parts is None:
            return "skipped/invalid_url"
        literal = literal_address(parts.host)
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

    async def _exchange(
        self, session: aiohttp.ClientSession, method: str, url: str, seconds: float, *, closes: bool
    ) -> _Reply:
        phase = ["connect"]
        try:
            async with asyncio.timeout(seconds):
                return await self._ask(session, method, url, seconds, phase, closes=closes)
        except TimeoutError:
            return _Reply(error="dns/timeout" if phase[0] == "dns" else f"timeout/{phase[0]}")
        except (aiohttp.ClientError, OSError, ValueError, LookupError) as error:
            return _Reply(error=error_code(error))

    async def _ask(
        self, session: aiohttp.ClientSession, method: str, url: str, seconds: float, phase: list[str], *, closes: bool
    ) -> _Reply:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=seconds * 0.9)
        async with session.request(
            method,
            URL(url, encoded=True),
            allow_redirects=False,
            timeout=timeout,
            proxy=self._proxy_for(url),
            headers={"Connection": "close"} if closes else None,
            trace_request_ctx=phase,
        ) as response:
            phase[0] = "read"
            address = getattr(response, "peer", "")
            reads = method == "GET" and 200 <= response.status < 300
            error = await self._read(response) if reads else ""
            kept = tuple(
                (name, _clean(value)[:MAX_HEADER])
                for name in KEPT_HEADERS
                if (value := response.headers.get(name)) is not None
            )
            return _Reply(response.status, error, _location(url, response), kept, address)

    async def _read(self, response: aiohttp.ClientResponse) -> str:
        """Reads as much of a body as the rules need; returns an error code where it breaks off."""
        size = 0
        try:
            while size < self._settings.max_body:
                chunk = await response.content.read(CHUNK)
                if not chunk:
                    return ""
                size += len(chunk)
        except aiohttp.ClientPayloadError:
            return "connect/truncated"
        response.close()
        return ""

    def _observe(self, probe: Probe, method: str, reply: _Reply, head: str, start: float) -> Observation:
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
        )


def _tracing() -> aiohttp.TraceConfig:
    """Notes in a request's context how far it has come, so that a timeout can name its phase."""

    async def sent(session: object, context: SimpleNamespace, params: object) -> None:
        context.trace_request_ctx[0] = "first_byte"

    async def resolving(session: object, context: SimpleNamespace, params: object) -> None:
        context.trace_request_ctx[0] = "dns"

    async def resolved(session: object, context: SimpleNamespace, params: object) -> None:
        context.trace_request_ctx[0] = "connect"

    tracing = aiohttp.TraceConfig()
    tracing.on_dns_resolvehost_start.append(resolving)
    tracing.on_dns_resolvehost_end.append(resolved)
    tracing.on_request_headers_sent.append(sent)
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


def _head_settles(reply: _Reply) -> bool:
    """Tells whether HEAD's answer stands: life proved, a limit announced, or no HTTP was spoken."""
    if reply.error:
        return reply.error.startswith(BEFORE_HTTP)
    status = reply.status or 0
    if status == 429 or (status == 503 and any(name == "retry-after" for name, _ in reply.headers)):
        return True
    return 200 <= status < 300


def _location(url: str, response: aiohttp.ClientResponse) -> str:
    """Returns the absolute address that a redirect names; empty where it names none."""
    if response.status not in REDIRECTS:
        return ""
    return join_url(url, _clean(response.headers.get("location", "")))


def _clean(value: str) -> str:
    """Returns a header's value as text: raw bytes are read as UTF-8, control characters go."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character for character in text if character.isprintable())


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
