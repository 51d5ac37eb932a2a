"""A hostile web on loopback: each case that a checker must stand has an id, and each id has a test.

The ids are those that other checkers' bugs teach. Cases of one link are in the tables here; others are
marked ``conforms("id")`` where they are tested.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from linkgraph.check.engine import Engine
from linkgraph.check.resolver import NameFailure
from linkgraph.check.transport import Transport
from linkgraph.check.verdict import Job
from linkgraph.checking import Memory
from linkgraph.config import CheckSettings
from linkgraph.model import CanonicalUrl, Look, Verdict
from tests.check.test_transport import (
    Names,
    bomb,
    close,
    endless_body,
    long_header,
    many_headers,
    no_http,
    odd_location,
    reset,
    short_body,
    slow_body,
)
from tests.conftest import NOON
from tests.servers import Call, Handler, WebServer, fine, hang, only_get, status

CONFORMANCE = {
    "head-404-get-200", "head-hangs-get-fine", "head-resets-get-fine", "403-cf-mitigated", "challenge-page", "999",
    "429-seconds", "429-date", "429-absent", "429-negative", "429-absurd", "github-403-remaining-0",
    "503-retry-after", "503", "301-301-200", "302-200", "redirect-loop", "redirect-for-ever", "redirect-to-root",
    "redirect-to-other-domain", "redirect-to-private-address", "redirect-to-file", "redirect-with-credentials",
    "body-cut-short", "length-lies", "gzip-bomb", "slow-loris-body", "endless-body", "header-flood", "header-too-long",
    "no-http", "drops", "hangs", "non-utf8-location", "idn", "nxdomain", "servfail", "resolver-silent",
    "ipv6-broken-ipv4-fine", "resolver-changes-its-mind", "certificate-expired", "certificate-of-another-host",
    "certificate-self-signed", "certificate-missing-intermediate", "odd-port", "network-cut-and-restored",
    "captive-portal", "killed-and-resumed", "clock-jumps", "two-processes-on-one-store", "soft-404",
}  # fmt: skip
"""The cases that must be stood; those of forges' services (GraphQL, renames) come with the forges."""


def flip(*pages: Handler) -> Handler:
    """Answers with one page after the other, the last one for ever."""
    left = list(pages)

    async def page(call: Call) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(call)

    return page


async def lying_length(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nmuch more than three bytes")


async def packed_page(call: Call) -> None:
    await call.send(200, gzip.compress(b"<title>404 Not Found</title>" + b" " * 20_000_000), Content_Encoding="gzip",
                    Content_Type="text/html")  # fmt: skip


def html(text: str, code: int = 200) -> Handler:
    async def page(call: Call) -> None:
        await call.send(code, text.encode(), Content_Type="text/html")

    return page


TABLE: list[tuple[str, Handler, str]] = [
    # id, page /x, verdict/reason
    ("head-404-get-200", only_get(fine, status(404)), "ok/found"),
    ("head-hangs-get-fine", only_get(fine, hang), "ok/found"),
    ("head-resets-get-fine", only_get(fine, reset), "ok/found"),
    ("403-cf-mitigated", status(403, cf_mitigated="challenge"), "blocked/challenge"),
    ("challenge-page", html("<title>Just a moment...</title>", 403), "blocked/challenge"),
    ("999", status(999), "blocked/challenge"),
    ("429-seconds", flip(status(429, Retry_After="0"), fine), "ok/found"),
    ("429-date", flip(status(429, Retry_After="Mon, 05 Jan 2026 12:00:00 GMT"), fine), "ok/found"),
    ("429-absent", status(429), "rate_limited/limit"),
    ("429-negative", status(429, Retry_After="-5"), "rate_limited/limit"),
    ("429-absurd", status(429, Retry_After="86400"), "rate_limited/limit"),
    ("github-403-remaining-0", status(403, X_RateLimit_Remaining="0"), "rate_limited/limit"),
    ("503-retry-after", status(503, Retry_After="86400"), "rate_limited/limit"),
    ("503", status(503), "server_error/status_5xx"),
    ("301-301-200", status(301, Location="/twice"), "moved/permanent_redirect"),
    ("302-200", status(302, Location="/fine"), "ok/found"),
    ("redirect-loop", status(302, Location="/x"), "connect_error/redirect_loop"),
    ("redirect-for-ever", status(302, Location="/loop/0"), "connect_error/redirect_loop"),
    ("redirect-to-root", status(302, Location="/"), "suspect/site_root"),
    ("redirect-to-private-address", status(302, Location="http://10.1.2.3/"), "skipped/private_address"),
    ("redirect-to-file", status(302, Location="file:///etc/passwd"), "skipped/unsupported_scheme"),
    ("body-cut-short", only_get(short_body, status(404)), "connect_error/truncated"),
    ("length-lies", only_get(lying_length, status(404)), "connect_error/bad_http"),
    ("gzip-bomb", only_get(packed_page, status(404)), "suspect/says_not_found"),
    ("gzip-bomb", only_get(bomb, status(404)), "ok/found"),
    ("slow-loris-body", only_get(slow_body, status(404)), "timeout/read"),
    ("endless-body", only_get(endless_body, status(404)), "ok/found"),
    ("header-flood", many_headers, "connect_error/bad_http"),
    ("header-too-long", long_header, "connect_error/bad_http"),
    ("no-http", no_http, "connect_error/bad_http"),
    ("drops", close, "connect_error/disconnected"),
    ("hangs", hang, "timeout/first_byte"),
    ("non-utf8-location", odd_location, "gone/not_found"),
    ("soft-404", html("<title>Page not found</title>"), "suspect/says_not_found"),
]
MORE: dict[str, Handler] = {
    "/": fine,
    "/fine": fine,
    "/twice": status(301, Location="/fine"),
    **{f"/loop/{n}": status(302, Location=f"/loop/{n + 1}") for n in range(30)},
}
SETTINGS = CheckSettings(timeout=0.8, retries=1, backoff=0.01, allow_address=("127.0.0.1",))


def check(
    url: str, names: object = None, settings: CheckSettings = SETTINGS, look: Look = Look.ALWAYS
) -> tuple[Verdict, Memory]:
    """Checks one link on the real web of the test, with its page read."""
    found: list[Verdict] = []
    memory = Memory()

    async def once() -> None:
        transport = Transport(settings, names or Names(), lambda: NOON, proxies={})  # type: ignore[arg-type]
        engine = Engine(
            transport, settings, memory, lambda: NOON, lambda url, verdict: found.append(verdict) if verdict else None
        )
        try:
            await engine.run([Job(CanonicalUrl(url), url, look=look)])
        finally:
            await transport.close()

    asyncio.run(once())
    (verdict,) = found
    return verdict, memory


@pytest.mark.parametrize("look", [Look.ALWAYS, Look.NEVER], ids=["page read", "status alone"])
@pytest.mark.parametrize(("page", "said"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_web_may_do_what_it_likes(page: Handler, said: str, look: Look) -> None:
    with WebServer({**MORE, "/x": page}) as server:
        verdict, _ = check(f"{server.root}/x", look=look)
    if look is Look.NEVER and said == "suspect/says_not_found":
        said = "ok/found"
    assert f"{verdict.word.value}/{verdict.reason}" == said


@pytest.mark.parametrize("page", [bomb, packed_page, endless_body, many_headers, long_header])
def test_no_answer_takes_much_memory(page: Handler) -> None:
    with WebServer({"/x": only_get(page, status(404))}) as server:
        tracemalloc.start()
        check(f"{server.root}/x")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    # The server's own answer, up to 50 MB before it is packed, is made in this process too.
    assert most < 120_000_000


@pytest.mark.conforms("redirect-to-other-domain")
def test_another_domain_is_suspect() -> None:
    class Everywhere(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            return [("127.0.0.1", server.port)]

    pages = {"/x": status(301, Location="http://casino.example.net/x")}

    async def by_host(call: Call) -> None:
        await (fine if "casino" in call.headers["host"] else pages["/x"])(call)

    with WebServer({"/x": by_host}) as server:
        verdict, _ = check("http://lab.example.org/x", Everywhere())
    assert (verdict.word.value, verdict.reason) == ("suspect", "other_domain")
    assert "casino.example.net" in verdict.evidence


@pytest.mark.conforms("redirect-with-credentials")
def test_credentials_in_a_redirect_are_neither_sent_nor_kept() -> None:
    with WebServer({"/fine": fine}) as server:
        target = f"http://user:secret@127.0.0.1:{server.port}/fine"
        server.pages["/x"] = status(302, Location=target)
        verdict, memory = check(f"{server.root}/x")
        assert not any("authorization" in call.headers for call in server.calls)
    assert verdict.word.value == "ok"
    assert "secret" not in repr(memory.observations)
    assert "secret" not in repr(verdict)


@pytest.mark.conforms("idn")
def test_a_name_in_another_script_is_asked_in_its_coded_form() -> None:
    asked: list[str] = []

    class Listening(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            asked.append(host)
            return [("127.0.0.1", server.port)]

    with WebServer({"/x": fine}) as server:
        verdict, _ = check("http://xn--bcher-kva.example/x", Listening())
    assert (verdict.word.value, asked) == ("ok", ["xn--bcher-kva.example"])


@pytest.mark.conforms("ipv6-broken-ipv4-fine")
def test_a_broken_address_is_passed_over_for_one_that_works() -> None:
    class Both(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            return [("::1", 1), ("127.0.0.1", server.port)]

    with WebServer({"/x": fine}) as server:
        settings = CheckSettings(timeout=2.0, retries=0, allow_address=("127.0.0.1", "::1"))
        verdict, memory = check("http://two.example.org/x", Both(), settings)
    assert verdict.word.value == "ok"
    assert memory.observations[0].address == "127.0.0.1"


@pytest.mark.conforms("resolver-changes-its-mind")
def test_a_resolver_that_changes_its_mind_gains_nothing() -> None:
    answers = [[("127.0.0.1", 0)], [("10.0.0.7", 80)], [("169.254.169.254", 80)]]

    class Rebinding(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            (address, _), *_ = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(address, server.port)]

    async def later(call: Call) -> None:
        await call.send(302, Location="http://two.example.org/y")

    with WebServer({"/x": later, "/y": fine}) as server:
        verdict, memory = check("http://two.example.org/x", Rebinding())
    assert (verdict.word.value, verdict.reason) == ("skipped", "private_address")
    assert {seen.address for seen in memory.observations} == {"127.0.0.1", ""}


@pytest.mark.conforms("odd-port")
@pytest.mark.parametrize("port", [21, 22, 25, 6379, 11_211])
def test_ports_of_other_services_are_never_dialled(port: int) -> None:
    verdict, _ = check(f"http://127.0.0.1:{port}/")
    assert (verdict.word.value, verdict.reason) == ("skipped", "odd_port")


@pytest.mark.conforms("clock-jumps")
def test_a_clock_that_jumps_stops_no_run() -> None:
    jumps = iter([NOON, NOON.replace(year=2031), NOON.replace(year=2019), NOON, NOON, NOON])

    async def once() -> list[str]:
        said: list[str] = []
        transport = Transport(SETTINGS, Names(), lambda: next(jumps), proxies={})
        engine = Engine(transport, SETTINGS, Memory(), lambda: NOON, lambda u, v: said.append(str(v and v.reason)))
        jobs = [Job(CanonicalUrl(f"{server.root}/{name}"), f"{server.root}/{name}") for name in ("a", "b")]
        try:
            await engine.run(jobs)
        finally:
            await transport.close()
        return said

    with WebServer({"/a": status(503), "/b": fine}) as server:
        assert sorted(asyncio.run(once())) == ["found", "status_5xx"]


@pytest.mark.conforms("nxdomain", "servfail", "resolver-silent")
@pytest.mark.parametrize(
    ("kind", "attempts"), [("nxdomain", 1), ("servfail", 2), ("timeout", 2), ("refused", 2), ("no_address", 1)]
)
def test_a_name_that_fails_is_asked_again_only_where_that_may_help(kind: str, attempts: int) -> None:
    class Failing(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            raise NameFailure(host, kind)

    verdict, memory = check("http://nowhere.example.org/x", Failing())
    assert (verdict.word.value, verdict.reason, len(memory.observations)) == ("dns_error", kind, attempts)


def test_every_id_has_a_test_and_every_test_an_id() -> None:
    marked: set[str] = set()
    for path in Path(__file__).resolve().parents[1].rglob("test_*.py"):
        for call in re.findall(r"mark\.conforms\(([^)]*)\)", path.read_text(encoding="utf-8")):
            marked |= set(re.findall(r"\"([^\"]+)\"", call))
    marked.discard("id")
    assert marked | {row[0] for row in TABLE} == CONFORMANCE
