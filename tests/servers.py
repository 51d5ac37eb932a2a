"""Real servers on loopback: a DNS server that answers as told, and a web that misbehaves as told."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


class _Threaded:
    """Runs an event loop in a thread for as long as a ``with`` block lasts."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()

        def serve() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(self.start())
            ready.set()
            self._loop.run_forever()
            self._loop.run_until_complete(self.stop())
            self._loop.close()

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def start(self) -> None:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError


NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5


class DnsServer(_Threaded):
    """Answers by name: an address, a response code, or ``None`` for silence; unknown names do not exist."""

    def __init__(self, names: Mapping[str, str | int | None], default: int = NXDOMAIN) -> None:
        self.names = dict(names)
        self.default = default
        self.asked: list[str] = []
        self.port = 0

    async def start(self) -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _DnsProtocol(self), local_addr=("127.0.0.1", 0)
        )
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    async def stop(self) -> None:
        self._transport.close()
        await asyncio.sleep(0)

    def answer(self, query: bytes) -> bytes | None:
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += query[at] + 1
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        question = query[12 : at + 5]
        name = ".".join(labels).lower()
        self.asked.append(name)
        told = self.names.get(name, self.default)
        if told is None:
            return None
        code = told if isinstance(told, int) else NOERROR
        records = b""
        if isinstance(told, str) and told and kind == (28 if ":" in told else 1):
            family = socket.AF_INET6 if ":" in told else socket.AF_INET
            packed = socket.inet_pton(family, told)
            records = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(packed)) + packed
        head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 1 if records else 0, 0, 0)
        return head + question + records


class _DnsProtocol(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._server.answer(data)
        if answer is not None:
            self._transport.sendto(answer, addr)  # type: ignore[attr-defined]


@dataclass
class Call:
    """A request as the server saw it, and the connection to misbehave on."""

    method: str
    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter
    at: float = field(default_factory=time.monotonic)

    async def send(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        length = {"Content-Length": str(len(body))} if "Content_Length" not in headers else {}
        lines = [f"HTTP/1.1 {status} Status"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in {**length, **headers}.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if self.method != "HEAD":
            self.writer.write(body)
        await self.writer.drain()

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        self.writer.close()


Handler = Callable[[Call], Awaitable[None]]


class WebServer(_Threaded):
    """A web server whose pages are coroutines; the ones it lacks answer 404."""

    def __init__(self, pages: Mapping[str, Handler] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.pages = dict(pages or {})
        self.calls: list[Call] = []
        self.port = 0
        self._tls = tls
        self._connections: set[asyncio.StreamWriter] = set()

    @property
    def root(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def asked(self, path: str) -> list[str]:
        """Returns the methods with which a path was asked."""
        return [call.method for call in self.calls if call.path == path]

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for writer in list(self._connections):
            writer.transport.abort()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                method, path, _ = first.split(" ", 2)
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                call = Call(method, path, headers, writer)
                self.calls.append(call)
                await self.pages.get(path, not_found)(call)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            self._connections.discard(writer)
            writer.close()


class BabbleServer(_Threaded):
    """Says something before it is asked, as no web server does."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._words)
        writer.close()

    async def stop(self) -> None:
        self._server.close()


async def not_found(call: Call) -> None:
    await call.send(404)


async def fine(call: Call) -> None:
    await call.send(200, b"<title>Fine</title>")


def status(code: int, **headers: str) -> Handler:
    async def page(call: Call) -> None:
        await call.send(code, **headers)

    return page


def only_get(page: Handler, otherwise: Handler) -> Handler:
    async def chosen(call: Call) -> None:
        await (otherwise if call.method == "HEAD" else page)(call)

    return chosen


async def hang(call: Call) -> None:
    await asyncio.sleep(3600)
