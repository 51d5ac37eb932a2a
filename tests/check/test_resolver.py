"""DNS: five ways to fail, kept apart; private addresses refused."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.resolver import (
    NameFailure,
    PrivateAddress,
    SystemNames,
    dialable,
    is_dialable,
    is_private_name,
    literal_address,
    read_hosts_file,
)
from linkgraph.config import CheckSettings, allowed_networks
from tests.servers import REFUSED, SERVFAIL, DnsServer


def look_up(server: DnsServer, name: str, **values: object) -> list[tuple[str, int]]:
    async def ask() -> list[tuple[str, int]]:
        names = SystemNames(
            nameservers=[f"127.0.0.1:{server.port}"], hosts_file=None, timeout=0.2, **values  # type: ignore[arg-type]
        )  # fmt: skip
        try:
            return list(await names.look_up(name, 443))
        finally:
            await names.close()

    return asyncio.run(ask())


def test_a_name_gives_its_addresses() -> None:
    with DnsServer({"a.example": "93.184.216.34", "six.example": "2606:4700::1"}) as server:
        assert look_up(server, "a.example") == [("93.184.216.34", 443)]
        assert look_up(server, "SIX.example.") == [("2606:4700::1", 443)]


@pytest.mark.parametrize(
    ("told", "kind"),
    [("", "no_address"), (SERVFAIL, "servfail"), (REFUSED, "refused"), (None, "timeout")],
)
def test_each_failure_has_its_kind(told: str | int | None, kind: str) -> None:
    with DnsServer({"a.example": told}) as server, pytest.raises(NameFailure) as raised:
        look_up(server, "a.example")
    assert raised.value.kind == kind


def test_a_name_that_does_not_exist_is_a_kind_of_its_own() -> None:
    with DnsServer({}) as server, pytest.raises(NameFailure) as raised:
        look_up(server, "nowhere.example")
    assert raised.value.kind == "nxdomain"


def test_a_resolver_that_is_not_there_gave_no_answer() -> None:
    with DnsServer({}) as server:
        gone = server
    with pytest.raises(NameFailure) as raised:
        look_up(gone, "a.example")
    assert raised.value.kind == "timeout"


def test_look_ups_are_shared_and_kept() -> None:
    async def ask(server: DnsServer) -> None:
        names = SystemNames(nameservers=[f"127.0.0.1:{server.port}"], hosts_file=None)
        await asyncio.gather(*(names.look_up("a.example", port) for port in (80, 443, 8080)))
        for _ in range(3):
            with pytest.raises(NameFailure):
                await names.look_up("nowhere.example", 80)
        await names.close()

    with DnsServer({"a.example": "93.184.216.34"}) as server:
        asyncio.run(ask(server))
        # One question for each family of addresses.
        assert server.asked.count("a.example") <= 2
        assert server.asked.count("nowhere.example") <= 2


def test_a_failure_that_may_pass_is_asked_again() -> None:
    async def ask(server: DnsServer) -> None:
        names = SystemNames(nameservers=[f"127.0.0.1:{server.port}"], hosts_file=None, timeout=0.2, believed=0.1)
        for _ in range(5):
            with pytest.raises(NameFailure):
                await names.look_up("a.example", 80)
        assert len(server.asked) <= 4, "a failure is believed for a moment"
        server.names = {"a.example": "93.184.216.34"}
        await asyncio.sleep(0.15)
        assert list(await names.look_up("a.example", 80)) == [("93.184.216.34", 80)]
        await names.close()

    with DnsServer({"a.example": SERVFAIL}) as server:
        asyncio.run(ask(server))


def test_what_failed_while_the_network_was_away_can_be_forgotten() -> None:
    async def ask(server: DnsServer) -> None:
        names = SystemNames(nameservers=[f"127.0.0.1:{server.port}"], hosts_file=None)
        with pytest.raises(NameFailure):
            await names.look_up("a.example", 80)
        server.names = {"a.example": "93.184.216.34"}
        with pytest.raises(NameFailure):
            await names.look_up("a.example", 80)
        names.forget()
        assert list(await names.look_up("a.example", 80)) == [("93.184.216.34", 80)]
        await names.close()

    with DnsServer({}) as server:
        asyncio.run(ask(server))


def test_look_ups_are_paced() -> None:
    async def ask(server: DnsServer) -> float:
        names = SystemNames(nameservers=[f"127.0.0.1:{server.port}"], hosts_file=None)
        begun = time.monotonic()
        await asyncio.gather(*(names.look_up(f"n{number}.example", 80) for number in range(130)))
        await names.close()
        return time.monotonic() - begun

    with DnsServer({f"n{number}.example": "93.184.216.34" for number in range(130)}) as server:
        assert asyncio.run(ask(server)) >= 0.25


def test_pins_and_the_hosts_file_come_first(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("# comment\n127.0.0.1 localhost\n10.1.2.3\tInner.example inner # more\nnonsense here\n::1 inner\n")
    assert read_hosts_file(hosts) == {
        "localhost": ("127.0.0.1",),
        "inner.example": ("10.1.2.3",),
        "inner": ("10.1.2.3", "::1"),
    }

    async def ask() -> None:
        names = SystemNames(["pinned.example:443:127.0.0.1"], nameservers=["127.0.0.1:1"], hosts_file=hosts)
        assert list(await names.look_up("Pinned.example", 443)) == [("127.0.0.1", 443)]
        assert list(await names.look_up("inner.example", 80)) == [("10.1.2.3", 80)]
        assert list(names.given("pinned.example", 80)) == []
        await names.close()

    asyncio.run(ask())
    assert read_hosts_file(tmp_path / "nowhere") == {}


REFUSED_ADDRESSES = [
    "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "192.0.2.1", "198.18.0.1", "203.0.113.80", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
    "2001:db8::1", "no address",
]  # fmt: skip
DIALLED_ADDRESSES = ["93.184.216.34", "1.1.1.1", "2606:4700::1", "::ffff:93.184.216.34", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_what_is_not_global_is_refused(address: str) -> None:
    assert not is_dialable(address)


@pytest.mark.parametrize("address", DIALLED_ADDRESSES)
def test_what_is_global_is_dialled(address: str) -> None:
    assert is_dialable(address)


def test_what_the_user_names_is_dialled() -> None:
    allowed = allowed_networks(CheckSettings(allow_address=("127.0.0.0/8", "fd00::/8")))
    assert is_dialable("127.0.0.1", allowed)
    assert is_dialable("::ffff:127.0.0.1", allowed)
    assert is_dialable("fd00::1", allowed)
    assert not is_dialable("10.0.0.1", allowed)


@given(st.ip_addresses())
def test_every_address_is_judged(address: object) -> None:
    assert is_dialable(str(address)) in {True, False}


def test_an_answer_with_private_and_global_addresses_gives_the_global_ones() -> None:
    async def mixed() -> list[tuple[str, int]]:
        return [("10.0.0.1", 80), ("1.1.1.1", 80)]

    async def private() -> list[tuple[str, int]]:
        return [("10.0.0.1", 80)]

    assert asyncio.run(dialable(mixed(), ())) == [("1.1.1.1", 80)]
    with pytest.raises(PrivateAddress):
        asyncio.run(dialable(private(), ()))


@pytest.mark.parametrize(
    ("host", "private"), [("localhost", True), ("printer.local", True), ("a.internal.", True), ("example.org", False)]
)
def test_names_of_private_networks_are_known(host: str, private: bool) -> None:
    assert is_private_name(host) is private


def test_a_literal_address_is_told_from_a_name() -> None:
    assert literal_address("[::1]") == "::1"
    assert literal_address("127.0.0.1") == "127.0.0.1"
    assert literal_address("example.org") == ""
