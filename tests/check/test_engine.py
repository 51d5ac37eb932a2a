"""The loop: probes out, observations in, on a real web."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from linkgraph.check.engine import Engine
from linkgraph.check.network import Network, ask_juries
from linkgraph.check.resolver import NameFailure
from linkgraph.check.transport import Transport
from linkgraph.check.verdict import Job
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Observation, Verdict
from tests.check.test_transport import Names
from tests.conftest import NOON, seen
from tests.servers import Call, WebServer, fine, hang, status

SETTINGS = CheckSettings(timeout=1.0, retries=2, backoff=0.02, allow_address=("127.0.0.1",), per_host=4)


class Recorder:
    """A sink that remembers when it was flushed."""

    def __init__(self) -> None:
        self.taken: list[Observation] = []
        self.written: list[int] = []
        self.confirmed = 0
        self.withdrawn: list[Observation] = []
        self.reasons: list[str] = []

    def add(self, observation: Observation) -> None:
        self.taken.append(observation)

    def flush(self) -> None:
        if len(self.taken) > sum(self.written):
            self.written.append(len(self.taken) - sum(self.written))

    def confirm(self) -> None:
        self.confirmed = len(self.taken)

    def withdraw(self, why: str) -> None:
        self.withdrawn += self.taken[self.confirmed :]
        self.reasons.append(why)
        self.confirmed = len(self.taken)


def job(url: str, *observations: Observation) -> Job:
    return Job(CanonicalUrl(url), url, observations)


def run(
    jobs: Sequence[Job], settings: CheckSettings = SETTINGS, stop_after: int | None = None
) -> tuple[dict[str, Verdict], Recorder]:
    verdicts: dict[str, Verdict] = {}
    sink = Recorder()

    async def once() -> None:
        transport = Transport(settings, Names(), lambda: NOON, proxies={})

        def on_verdict(url: CanonicalUrl, verdict: Verdict | None) -> None:
            assert verdict is not None
            verdicts[url] = verdict
            if stop_after is not None and len(verdicts) >= stop_after:
                engine.stop()

        engine = Engine(transport, settings, sink, lambda: NOON, on_verdict, seed=1)
        try:
            await engine.run(jobs)
        finally:
            await transport.close()

    asyncio.run(once())
    return verdicts, sink


def test_every_link_gets_its_verdict() -> None:
    with WebServer({"/a": fine, "/b": status(410)}) as server:
        verdicts, sink = run([job(f"{server.root}/{name}") for name in "abc"])
    assert {url[-1]: verdict.word.value for url, verdict in verdicts.items()} == {"a": "ok", "b": "gone", "c": "gone"}
    assert len(sink.taken) == 3


def test_a_retry_goes_back_to_the_queue_and_holds_nobody_up() -> None:
    fails = 2

    async def stumbles(call: Call) -> None:
        nonlocal fails
        fails -= call.method == "GET"
        await call.send(200 if fails < 0 else 503)

    with WebServer({"/a": stumbles, "/b": fine}) as server:
        settings = CheckSettings(**{**vars(SETTINGS), "per_host": 1, "backoff": 0.2})
        verdicts, _ = run([job(f"{server.root}/a"), job(f"{server.root}/b")], settings)
        order = [call.path for call in server.calls]
    assert [verdict.word.value for verdict in verdicts.values()] == ["ok", "ok"]
    assert order.index("/b") < len(order) - 2


def test_each_redirect_hop_is_a_probe_of_its_own() -> None:
    with WebServer({"/end": fine}) as far, WebServer({"/a": status(301, Location=f"{far.root}/end")}) as near:
        verdicts, sink = run([job(f"{near.root}/a")])
    assert [(item.hop, item.asked.rpartition("/")[2]) for item in sink.taken] == [(0, "a"), (1, "end")]
    (verdict,) = verdicts.values()
    assert (verdict.word.value, verdict.moved_to) == ("moved", f"{far.root}/end")


def test_a_redirect_into_a_private_network_is_not_followed() -> None:
    with WebServer({"/a": status(302, Location="http://10.1.2.3/secret")}) as server:
        verdicts, _ = run([job(f"{server.root}/a")])
    (verdict,) = verdicts.values()
    assert (verdict.word.value, verdict.reason) == ("skipped", "private_address")


def test_a_redirect_to_another_scheme_is_not_followed() -> None:
    with WebServer({"/a": status(302, Location="file:///etc/passwd")}) as server:
        verdicts, _ = run([job(f"{server.root}/a")])
    assert [verdict.reason for verdict in verdicts.values()] == ["unsupported_scheme"]


def test_a_host_has_no_more_requests_in_flight_than_it_may() -> None:
    now = most = 0

    async def counted(call: Call) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        await call.send(200)

    pages = {f"/{number}": counted for number in range(30)}
    with WebServer(pages) as server:
        run([job(f"{server.root}{path}") for path in pages])
    assert most == SETTINGS.per_host


def test_a_hanging_host_does_not_hold_up_the_others() -> None:
    with WebServer({f"/{n}": hang for n in range(8)}) as slow, WebServer({f"/{n}": fine for n in range(50)}) as quick:
        jobs = [job(f"{slow.root}/{n}") for n in range(8)] + [job(f"{quick.root}/{n}") for n in range(50)]
        settings = CheckSettings(**{**vars(SETTINGS), "timeout": 0.3, "retries": 0})
        verdicts, sink = run(jobs, settings)
    words = [verdict.word.value for verdict in verdicts.values()]
    assert words == ["ok"] * 50 + ["timeout"] * 8
    assert len(sink.taken) == 58


def test_a_host_that_asks_for_rest_is_left_alone_for_that_long() -> None:
    limited = True

    async def page(call: Call) -> None:
        nonlocal limited
        first, limited = limited, False
        await call.send(429, Retry_After="1") if first else await call.send(200)

    with WebServer({"/a": page, "/b": page}) as server:
        settings = CheckSettings(**{**vars(SETTINGS), "per_host": 1})
        verdicts, _ = run([job(f"{server.root}/a"), job(f"{server.root}/b")], settings)
        times = [call.at for call in server.calls]
    assert [verdict.word.value for verdict in verdicts.values()] == ["ok", "ok"]
    assert times[1] - times[0] >= 1.0


def test_a_host_that_asks_for_too_long_a_rest_is_asked_no_more() -> None:
    pages = {f"/{n}": status(429, Retry_After="86400") for n in range(20)}
    with WebServer(pages) as server:
        verdicts, sink = run([job(f"{server.root}{path}") for path in pages])
        assert len(server.calls) <= SETTINGS.per_host
    assert {verdict.word.value for verdict in verdicts.values()} == {"rate_limited"}
    assert len(verdicts) == 20
    assert {item.error for item in sink.taken if not item.method} == {"skipped/host_waits"}


def test_a_host_that_limits_for_ever_is_given_up_in_time() -> None:
    pages = {f"/{n}": status(429, Retry_After="1") for n in range(40)}
    with WebServer(pages) as server:
        settings = CheckSettings(**{**vars(SETTINGS), "longest_wait": 2.0})
        verdicts, _ = run([job(f"{server.root}{path}") for path in pages], settings)
        assert server.calls[-1].at - server.calls[0].at < 4
    assert {verdict.word.value for verdict in verdicts.values()} == {"rate_limited"}
    assert len(verdicts) == 40


def test_a_redirect_does_not_lead_to_a_host_that_wants_rest() -> None:
    with WebServer({"/limit": status(429, Retry_After="7200")}) as far:
        turn = status(302, Location=f"{far.root}/other")
        slow = status(200)

        async def later(call: Call) -> None:
            await asyncio.sleep(0.3)
            await (turn if call.path == "/turn" else slow)(call)

        with WebServer({"/turn": later}) as near:
            verdicts, _ = run([job(f"{far.root}/limit"), job(f"{near.root}/turn")])
        assert far.asked("/other") == []
    assert [verdict.word.value for verdict in verdicts.values()] == ["rate_limited", "rate_limited"]


def test_a_broken_off_check_goes_on_from_its_answers() -> None:
    with WebServer({"/end": fine, "/done": fine}) as server:
        done, turn = f"{server.root}/done", f"{server.root}/turn"
        jobs = [
            job(done, seen(url=done, asked=done, status=200)),
            job(turn, seen(url=turn, asked=turn, status=302, location=f"{server.root}/end")),
        ]
        verdicts, sink = run(jobs)
        assert [call.path for call in server.calls] == ["/end"]
    assert [verdict.word.value for verdict in verdicts.values()] == ["ok", "ok"]
    assert [item.hop for item in sink.taken] == [1]


def test_observations_are_written_in_batches_and_at_the_end() -> None:
    pages = {f"/{n}": fine for n in range(25)}
    with WebServer(pages) as server:
        _, sink = run(
            [job(f"{server.root}{path}") for path in pages], CheckSettings(**{**vars(SETTINGS), "batch_size": 10})
        )
    assert sink.written == [10, 10, 5]


def test_what_came_in_is_written_while_others_are_waited_for() -> None:
    with WebServer({"/a": fine, "/b": hang}) as server:
        settings = CheckSettings(**{**vars(SETTINGS), "timeout": 0.6, "retries": 0, "batch_seconds": 0.1})
        _, sink = run([job(f"{server.root}/a"), job(f"{server.root}/b")], settings)
    assert sink.written == [1, 1]


def test_stopping_hands_out_no_more_and_writes_what_came() -> None:
    pages = {f"/{n}": fine for n in range(200)}
    with WebServer(pages) as server:
        verdicts, sink = run([job(f"{server.root}{path}") for path in pages], stop_after=5)
    assert 5 <= len(verdicts) < 200
    assert sum(sink.written) == len(sink.taken)


@pytest.mark.parametrize("batches", [{"batch_size": 1}, {"batch_seconds": 0.05}], ids=["by number", "by time"])
def test_a_failing_sink_ends_the_run_with_its_error(batches: dict[str, float]) -> None:
    class Broken(Recorder):
        def flush(self) -> None:
            raise RuntimeError("disk full")

    async def once(root: str) -> None:
        settings = CheckSettings(**{**vars(SETTINGS), **batches})  # type: ignore[arg-type]
        transport = Transport(settings, Names(), lambda: NOON, proxies={})
        try:
            await Engine(transport, settings, Broken(), lambda: NOON).run([job(f"{root}/{n}") for n in range(3)])
        finally:
            await transport.close()

    with WebServer({"/0": hang}) as server, pytest.raises(RuntimeError, match="disk full"):
        asyncio.run(once(server.root))


def test_a_second_jury_can_acquit() -> None:
    async def once(juries: Sequence[Sequence[str]]) -> bool:
        transport = Transport(SETTINGS, Names(), lambda: NOON, proxies={})
        try:
            return (await ask_juries(transport, juries, 1.0)).trusted
        finally:
            await transport.close()

    with WebServer({"/": fine}) as server:
        dead = ["http://127.0.0.1:1/", "http://127.0.0.1:2/", "http://127.0.0.1:3/"]
        assert asyncio.run(once([dead, [f"{server.root}/"] * 3]))
        assert not asyncio.run(once([dead, dead]))
        assert asyncio.run(once([]))


def test_one_address_is_in_flight_once_and_answers_for_all_who_ask() -> None:
    async def slow(call: Call) -> None:
        await asyncio.sleep(0.1)
        await call.send(200)

    pages = {f"/{n}": status(302, Location="/same") for n in range(4)}
    with WebServer({**pages, "/same": slow}) as server:
        verdicts, sink = run([job(f"{server.root}{path}") for path in pages])
        assert len(server.asked("/same")) <= 2
    assert [verdict.word.value for verdict in verdicts.values()] == ["ok"] * 4
    assert len(sink.taken) == 8


def test_a_host_that_fails_ten_times_in_a_row_is_left_for_later() -> None:
    async def drop(call: Call) -> None:
        call.close()

    pages = {f"/{n}": drop for n in range(40)}
    with WebServer(pages) as server, WebServer({"/x": fine}) as well:
        settings = CheckSettings(**{**vars(SETTINGS), "retries": 0})
        verdicts, _ = run([job(f"{server.root}{path}") for path in pages] + [job(f"{well.root}/x")], settings)
        assert len({call.path for call in server.calls}) <= 10 + SETTINGS.per_host
    reasons = [verdict.reason for verdict in verdicts.values()]
    assert reasons.count("host_unwell") >= 40 - 10 - SETTINGS.per_host
    assert reasons.count("disconnected") >= 10
    assert reasons.count("found") == 1


def test_a_host_that_wanted_rest_in_an_earlier_run_gets_it() -> None:
    async def once(root: str) -> list[str]:
        transport = Transport(SETTINGS, Names(), lambda: NOON, proxies={})
        words: list[str] = []
        engine = Engine(
            transport,
            SETTINGS,
            Recorder(),
            lambda: NOON,
            lambda url, verdict: words.append(str(verdict and verdict.reason)),
        )
        engine.pause_host(f"{root}/limited", 3600)
        try:
            await engine.run([job(f"{root}/a"), job(f"{root}/b")])
        finally:
            await transport.close()
        return words

    with WebServer({"/a": fine, "/b": fine}) as server:
        assert asyncio.run(once(server.root)) == ["host_waits", "host_waits"]
        assert server.calls == []


def test_a_budget_of_requests_leaves_the_rest_unasked() -> None:
    async def once(root: str) -> tuple[int, int, int]:
        settings = CheckSettings(**{**vars(SETTINGS), "budget_requests": 10})
        transport = Transport(settings, Names(), lambda: NOON, proxies={})
        verdicts: list[object] = []
        engine = Engine(transport, settings, Recorder(), lambda: NOON, lambda url, verdict: verdicts.append(verdict))
        try:
            await engine.run([job(f"{root}/{n}") for n in range(25)])
        finally:
            await transport.close()
        return len(verdicts), len(engine.unasked), engine.requests

    with WebServer({f"/{n}": fine for n in range(25)}) as server:
        assert asyncio.run(once(server.root)) == (10, 15, 10)
        assert len(server.calls) == 10


def test_a_budget_of_time_ends_the_run_and_judges_what_was_asked() -> None:
    with WebServer({"/a": fine, "/b": status(503)}) as server:
        settings = CheckSettings(**{**vars(SETTINGS), "budget_time": 0.3, "backoff": 30.0})
        verdicts, _ = run([job(f"{server.root}/a"), job(f"{server.root}/b")], settings)
    assert sorted(verdict.word.value for verdict in verdicts.values()) == ["ok", "server_error"]


class Cable:
    """Resolves every name to a server while it is plugged in, and nothing while it is cut."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.is_cut = False

    async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if self.is_cut:
            raise NameFailure(host, "timeout")
        return [("127.0.0.1", self.port)]

    def given(self, host: str, port: int) -> Sequence[str]:
        return ()

    def forget(self) -> None:
        pass

    async def close(self) -> None:
        pass


HOSTS = [f"host{n}.example{n}.org" for n in range(60)]


def run_on(
    cable: Cable, cut_after: int, plug_in: float | None, patience: float = 5.0
) -> tuple[dict[str, Verdict], Recorder, bool]:
    """Runs jobs on many hosts; cuts the cable after some verdicts and plugs it in again after some seconds."""
    verdicts: dict[str, Verdict] = {}
    sink = Recorder()
    settings = CheckSettings(**{**vars(SETTINGS), "concurrency": 4, "retries": 0, "canary_seconds": 60.0})

    async def once() -> bool:
        loop = asyncio.get_running_loop()
        transport = Transport(settings, cable, lambda: NOON, proxies={})
        network = Network(transport, [[f"http://{host}/" for host in HOSTS[:5]]], 1.0, patience)

        def on_verdict(url: CanonicalUrl, verdict: Verdict | None) -> None:
            if verdict is None:
                verdicts.pop(url)
                return
            verdicts[url] = verdict
            if len(verdicts) == cut_after and not sink.reasons:
                cable.is_cut = True
                if plug_in is not None:
                    loop.call_later(plug_in, setattr, cable, "is_cut", False)

        engine = Engine(transport, settings, sink, lambda: NOON, on_verdict, seed=1, network=network)
        try:
            await engine.run([job(f"http://{host}/page") for host in HOSTS])
        finally:
            await transport.close()
        return network.trust.trusted

    return verdicts, sink, asyncio.run(once())


@pytest.mark.conforms("network-cut-and-restored")
def test_a_network_cut_in_mid_run_and_restored_costs_no_link_its_verdict() -> None:
    with WebServer({"/page": fine, "/": fine}) as server:
        verdicts, sink, trusted = run_on(Cable(server.port), cut_after=10, plug_in=0.8)
    assert trusted
    assert len(verdicts) == len(HOSTS)
    assert {verdict.word.value for verdict in verdicts.values()} == {"ok"}
    assert any(item.error == "dns/timeout" for item in sink.withdrawn), "what failed in between does not count"
    standing = [item for item in sink.taken if item not in sink.withdrawn]
    assert len(standing) == len(HOSTS)
    assert all(item.status == 200 for item in standing)


def test_a_network_that_stays_away_ends_the_run_without_verdicts_of_that_time() -> None:
    with WebServer({"/page": fine, "/": fine}) as server:
        verdicts, sink, trusted = run_on(Cable(server.port), cut_after=10, plug_in=None, patience=0.6)
    assert not trusted
    assert not [verdict for verdict in verdicts.values() if verdict.word.value != "ok"]
    assert "not to be trusted" in sink.reasons[0]


@pytest.mark.conforms("captive-portal")
def test_a_captive_portal_in_mid_run_is_no_move_of_everything() -> None:
    portal = False

    async def page(call: Call) -> None:
        nonlocal portal
        counted.append(call.path)
        portal = len(counted) in range(12, 60) and call.headers["host"] != "portal.example.net"
        await (call.send(302, Location="http://portal.example.net/") if portal else call.send(200))

    counted: list[str] = []
    with WebServer({"/page": page, "/": page}) as server:
        verdicts, sink, trusted = run_on(Cable(server.port), cut_after=999, plug_in=None)
    assert trusted
    assert {verdict.word.value for verdict in verdicts.values()} == {"ok"}
    assert "captive portal" in sink.reasons[0]
