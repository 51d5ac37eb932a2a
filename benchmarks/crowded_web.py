"""A crowded web on loopback for ``bench_check.py``: many hosts, each an address of its own, made from a seed.

    python benchmarks/crowded_web.py SEED LINKS HOSTS

prints its port and that of its name server, then serves until its input ends, and prints what befell it.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import resource
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

BIG_SHARE = 0.4
SHARES = {"missing": 7.0, "moved": 6.0, "hangs": 1.0, "limited": 3.0, "nameless": 1.5, "refused": 1.0, "stumbles": 0.8}
"""Per cent of the links; all others are fine."""

MEDIAN_LATENCY, SPREAD = 0.08, 0.5
LIMIT_INTERVAL, LIMIT_PENALTY = 0.25, 2
"""A strict host bears one request in so many seconds, and asks for so many seconds of rest when asked earlier."""

SLACK = 0.1
"""Seconds that may pass between an answer's sending and its being taken in."""

LIMITED_HOSTS = 5
DEAD = frozenset({"missing", "hangs", "nameless", "refused"})


@dataclass(frozen=True)
class Place:
    """A link of the world: its host, its path and what befalls who asks for it."""

    host: str
    path: str
    fate: str

    @property
    def is_dead(self) -> bool:
        """Whether a reader cannot follow it."""
        return self.fate in DEAD


def make_places(seed: int, links: int, hosts: int) -> list[Place]:
    """Makes the links of a world; those of one fate are spread over the hosts, limited ones have hosts of their own."""
    rng = random.Random(seed)
    fates = [fate for fate, share in SHARES.items() for _ in range(round(links * share / 100))]
    fates += ["fine"] * (links - len(fates))
    rng.shuffle(fates)
    names = [f"127.{1 + number // 250}.{number % 250}.10" for number in range(1, hosts)]
    limited, plain = names[:LIMITED_HOSTS], names[LIMITED_HOSTS:]
    places = []
    for number, fate in enumerate(fates):
        if fate == "nameless":
            host = f"nobody-{number}.invalid"
        elif fate == "refused":
            host = f"127.200.{number // 250}.{number % 250}"
        elif fate == "limited":
            host = limited[number % len(limited)]
        else:
            host = "127.0.0.1" if rng.random() < BIG_SHARE / (1 - 0.055) else plain[number % len(plain)]
        places.append(Place(host, f"/{fate[0]}{number}", fate))
    return places


def least_seconds(places: list[Place], port_limit: int, timeout: float, tries: int) -> float:
    """Returns the least time in which all can be asked: by the busiest host's slots, and by each limited host's pace.

    A link that hangs holds a slot for its timeout at each of its tries; the mean latency of a
    log-normal distribution is its median times exp(spread² / 2).
    """
    latency = MEDIAN_LATENCY * math.exp(SPREAD**2 / 2)
    work: dict[str, float] = {}
    for place in places:
        seconds = {"hangs": timeout * min(tries, 2), "moved": 2 * latency, "stumbles": 3 * latency}
        if place.fate not in {"nameless", "refused"}:
            work[place.host] = work.get(place.host, 0.0) + seconds.get(place.fate, latency)
    paced = Counter(place.host for place in places if place.fate == "limited")
    by_slots = max(seconds / port_limit for seconds in work.values())
    by_pace = max(paced.values(), default=0) * LIMIT_INTERVAL
    hanging = timeout * min(tries, 2) if any(place.fate == "hangs" for place in places) else 0.0
    return max(by_slots, by_pace, hanging)


@dataclass
class Ledger:
    """What befell the world."""

    requests: int = 0
    too_early: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    not_before: dict[str, float] = field(default_factory=dict)
    rested: dict[str, float] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)


class Connection(asyncio.Protocol):
    """One connection: answers each request in turn, after its latency."""

    def __init__(self, fates: dict[str, str], ledger: Ledger, rng: random.Random) -> None:
        self.fates, self.ledger, self.rng = fates, ledger, rng
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection."""
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """Reads request heads."""
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            self.ask(method, path)

    def ask(self, method: str, path: str) -> None:
        """Decides what to answer, and when."""
        ledger = self.ledger
        ledger.requests += 1
        ledger.in_flight[self.host] += 1
        ledger.most[self.host] = max(ledger.most[self.host], ledger.in_flight[self.host])
        now = time.monotonic()
        # A host that asked for rest must not be asked again before its time.
        ledger.too_early += now < ledger.rested.get(self.host, 0.0) - SLACK
        status, headers, body = self.answer(path, now, method)
        if not status:
            ledger.in_flight[self.host] -= 1
        if status:
            delay = self.rng.lognormvariate(math.log(MEDIAN_LATENCY), SPREAD)
            asyncio.get_running_loop().call_later(delay, self.send, method, status, headers, body)

    def answer(self, path: str, now: float, method: str) -> tuple[int, str, bytes]:
        """Returns status, headers and body; status 0 for no answer at all."""
        ledger = self.ledger
        fate = self.fates.get(path, "")
        key = f"{self.host}{path}"
        if fate == "hangs":
            return 0, "", b""
        if fate == "limited":
            if now < ledger.not_before.get(self.host, 0.0):
                return 429, f"Retry-After: {LIMIT_PENALTY}\r\n", b""
            ledger.not_before[self.host] = now + LIMIT_INTERVAL
            return 200, "", page(key)
        if fate == "moved":
            return 301, f"Location: /now{path}\r\n", b""
        if fate == "stumbles":
            ledger.tries[key] += method == "GET"
            return (503, "", b"") if ledger.tries[key] <= 2 else (200, "", page(key))
        if fate == "fine" or self.fates.get(path.removeprefix("/now")) == "moved":
            return 200, "", page(key)
        return 404, "", b"<title>Not found</title>"

    def send(self, method: str, status: int, headers: str, body: bytes) -> None:
        """Sends an answer."""
        self.ledger.in_flight[self.host] -= 1
        if status == 429:
            # Only who has been told can be too early.
            self.ledger.rested[self.host] = time.monotonic() + LIMIT_PENALTY
        head = f"HTTP/1.1 {status} Status\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        if not self.transport.is_closing():
            self.transport.write(head.encode() + (b"" if method == "HEAD" else body))


def page(key: str) -> bytes:
    """Returns a page of some two kilobytes that is a link's own."""
    words = random.Random(key).choices(("walk", "graph", "step", "node", "tree", "root", "leaf", "path", "edge"), k=300)
    return f"<html><head><title>About {key}</title></head><body><p>{' '.join(words)}</p></body></html>".encode()


class Nobody(asyncio.DatagramProtocol):
    """A name server that knows no name."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the socket."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answers that the name does not exist."""
        end = data.index(b"\0", 12) + 5
        self.transport.sendto(data[:2] + b"\x81\x83\0\x01\0\0\0\0\0\0" + data[12:end], addr)  # type: ignore[attr-defined]


async def serve(seed: int, links: int, hosts: int) -> None:
    """Serves a world until the input ends."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    places = make_places(seed, links, hosts)
    fates = {place.path: place.fate for place in places}
    ledger, rng, loop = Ledger(), random.Random(seed), asyncio.get_running_loop()
    port = 0
    for host in sorted({place.host for place in places if place.fate not in {"nameless", "refused"}}):
        server = await loop.create_server(lambda: Connection(fates, ledger, rng), host, port, backlog=1024)
        port = port or server.sockets[0].getsockname()[1]
    names, _ = await loop.create_datagram_endpoint(Nobody, local_addr=("127.0.0.1", 0), family=socket.AF_INET)
    print(json.dumps({"port": port, "names": names.get_extra_info("sockname")[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    most = max(ledger.most.values(), default=0)
    print(
        json.dumps({"requests": ledger.requests, "too_early": ledger.too_early, "most_at_one_host": most}), flush=True
    )


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:4])))
