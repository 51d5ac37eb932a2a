"""DNS by aiodns, with the five ways to fail apart, and private addresses refused.

The hosts file and ``--resolve`` come first, as they do for any program. Look-ups under way are
shared; answers, good and bad, are kept for the run.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import aiodns
import pycares

from linkgraph.config import parse_pin

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

HOSTS_FILE = Path("/etc/hosts")
KINDS = {
    pycares.errno.ARES_ENOTFOUND: "nxdomain",
    pycares.errno.ARES_ENODATA: "no_address",
    pycares.errno.ARES_ESERVFAIL: "servfail",
    pycares.errno.ARES_EREFUSED: "refused",
    pycares.errno.ARES_ETIMEOUT: "timeout",
    pycares.errno.ARES_ECONNREFUSED: "timeout",
    pycares.errno.ARES_EBADNAME: "nxdomain",
}
"""What the resolver's codes mean; a resolver that is not there (ECONNREFUSED) gave no answer."""

LASTING = frozenset({"nxdomain", "no_address"})
"""Failures that are kept for the run; the others for ``PASSING_SECONDS``."""

PASSING_SECONDS = 2.0
"""How long a failure that may pass is believed: a retry asks again, a host's hundred other links do not."""

LOOK_UPS_PER_SECOND, BURST = 100.0, 100
"""The pace of look-ups, and how many may come at once; home resolvers fail above some 70 a second for long."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
PRIVATE_SUFFIXES = (".local", ".internal", ".localhost", ".lan", ".home.arpa")


class NameFailure(OSError):
    """A name gave no address; ``kind`` is one of the values of ``KINDS``."""

    def __init__(self, host: str, kind: str) -> None:
        super().__init__(f"{host}: {kind}")
        self.kind = kind


class PrivateAddress(OSError):
    """A name leads only to addresses that must not be dialled."""


class Names(Protocol):
    """Looks names up. The demo and the tests have their own."""

    async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """Returns addresses and ports to dial, or raises NameFailure."""
        ...

    def given(self, host: str, port: int) -> Sequence[str]:
        """Returns the addresses that the user gave for a host, which need no network to be known."""
        ...

    def forget(self) -> None:
        """Forgets the look-ups that failed, since the network was away."""
        ...

    async def close(self) -> None:
        """Gives the resolver back."""
        ...


class SystemNames:
    """The system's resolver, asked over aiodns.

    Args:
        pins: ``HOST:PORT:ADDRESS`` texts as ``--resolve`` takes them.
        nameservers: asked instead of the system's; ``address`` or ``address:port``.
        hosts_file: names that need no look-up.
        timeout: seconds for one try of one server.
        paced: look-ups under way at a time.
        believed: seconds for which a failure that may pass is not asked about again.
    """

    def __init__(
        self,
        pins: Iterable[str] = (),
        nameservers: Sequence[str] | None = None,
        hosts_file: Path | None = HOSTS_FILE,
        timeout: float = 3.0,
        paced: int = 64,
        believed: float = PASSING_SECONDS,
    ) -> None:
        self.pins = {(host, port): address for host, port, address in map(parse_pin, pins)}
        self.hosts = read_hosts_file(hosts_file) if hosts_file else {}
        self._resolver = aiodns.DNSResolver(nameservers=nameservers, timeout=timeout, tries=2)
        self._known: dict[str, asyncio.Future[tuple[str, ...]]] = {}
        self._passing: dict[str, float] = {}
        self._believed = believed
        self._pace = asyncio.Semaphore(paced)
        self._next_turn = 0.0

    async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """Returns addresses and ports to dial, or raises NameFailure."""
        given = self.given(host, port)
        if given:
            return [(address, port) for address in given]
        name = host.lower().rstrip(".")
        now = asyncio.get_running_loop().time()
        if name not in self._known or self._passing.get(name, now) < now:
            self._passing.pop(name, None)
            self._known[name] = asyncio.ensure_future(self._ask(name))
        try:
            return [(address, port) for address in await asyncio.shield(self._known[name])]
        except NameFailure as failure:
            if failure.kind not in LASTING:
                self._passing.setdefault(name, asyncio.get_running_loop().time() + self._believed)
            raise

    def forget(self) -> None:
        """Forgets the look-ups that failed."""
        for name, known in list(self._known.items()):
            if known.done() and (known.cancelled() or known.exception() is not None):
                del self._known[name]
        self._passing.clear()

    def given(self, host: str, port: int) -> Sequence[str]:
        """Returns the addresses that ``--resolve`` or the hosts file give."""
        name = host.lower().rstrip(".")
        pinned = self.pins.get((name, port))
        return [pinned] if pinned else self.hosts.get(name, ())

    async def _ask(self, name: str) -> tuple[str, ...]:
        async with self._pace:
            await self._turn()
            try:
                found = await self._resolver.getaddrinfo(
                    f"{name}.", family=socket.AF_UNSPEC, port=0, type=socket.SOCK_STREAM
                )
            except aiodns.error.DNSError as error:
                raise NameFailure(name, KINDS.get(error.args[0], "other")) from None
        addresses = tuple(str(node.addr[0].decode()) for node in found.nodes)
        if not addresses:
            raise NameFailure(name, "no_address")
        return addresses

    async def _turn(self) -> None:
        """Waits for a look-up's turn: a resolver overrun with questions says that no name exists."""
        now = asyncio.get_running_loop().time()
        self._next_turn = max(self._next_turn, now) + 1 / LOOK_UPS_PER_SECOND
        if self._next_turn > now + BURST / LOOK_UPS_PER_SECOND:
            await asyncio.sleep(self._next_turn - now - BURST / LOOK_UPS_PER_SECOND)

    async def close(self) -> None:
        """Gives the resolver back; look-ups still under way are dropped."""
        for known in self._known.values():
            known.cancel()
        await asyncio.gather(*self._known.values(), return_exceptions=True)
        await self._resolver.close()


def read_hosts_file(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Reads names and addresses of a hosts file; what is not understood is passed over."""
    names: dict[str, list[str]] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    for line in lines:
        address, *aliases = line.partition("#")[0].split() or [""]
        try:
            ipaddress.ip_address(address)
        except ValueError:
            continue
        for alias in aliases:
            names.setdefault(alias.lower().rstrip("."), []).append(address)
    return {name: tuple(addresses) for name, addresses in names.items()}


def is_dialable(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Tells whether an address may be dialled: it is global, or ``allowed`` names it.

    Addresses that wrap an IPv4 one (mapped, NAT64, 6to4, Teredo) are judged by what they wrap too.
    """
    try:
        ip: IpAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = [ip, *_wrapped(ip)]
    if any(each.version == network.version and each in network for each in inner for network in allowed):
        return True
    return all(_is_global(each) for each in inner if not _is_wrapper(each))


def _is_global(ip: IpAddress) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _is_wrapper(ip: IpAddress) -> bool:
    return bool(_wrapped(ip))


def _wrapped(ip: IpAddress) -> list[IpAddress]:
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip.sixtofour:
        return [ip.sixtofour]
    if ip.teredo:
        return list(ip.teredo)
    return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)] if ip in NAT64 else []


def is_private_name(host: str) -> bool:
    """Tells a name that only a private network can know, where no look-up of ours can tell."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(PRIVATE_SUFFIXES)


def literal_address(host: str) -> str:
    """Returns the address that a URL's host is, or an empty string where it is a name."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return ""


async def dialable(look_up: Awaitable[Sequence[tuple[str, int]]], allowed: Sequence[Network]) -> list[tuple[str, int]]:
    """Returns the addresses of a look-up that may be dialled.

    Raises:
        NameFailure: the look-up failed.
        PrivateAddress: there are addresses, and none may be dialled.
    """
    found = await look_up
    kept = [(address, port) for address, port in found if is_dialable(address, allowed)]
    if not kept:
        raise PrivateAddress(", ".join(address for address, _ in found))
    return kept
