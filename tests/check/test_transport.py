"""HTTP on a web that misbehaves: every failure is an observation with its code."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from linkgraph.check.resolver import NameFailure
from linkgraph.check.system import tls_context
from linkgraph.check.transport import Transport
from linkgraph.config import CheckSettings
from linkgraph.errors import UsageError
from linkgraph.model import CanonicalUrl, Observation, Probe
from tests.conftest import NOON
from tests.servers import BabbleServer, Call, Handler, WebServer, fine, hang, only_get, status

LOCAL = CheckSettings(timeout=1.0, allow_address=("127.0.0.1",))


class Names:
    """Leads every name to loopback, or raises what it is told."""

    def __init__(self, addresses: Sequence[str] = ("127.0.0.1",), failure: Exception | None = None) -> None:
        self.addresses = addresses
        self.failure = failure

    async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if self.failure:
            raise self.failure
        return [(address, port) for address in self.addresses]

    def given(self, host: str, port: int) -> Sequence[str]:
        return ()

    def forget(self) -> None:
        pass

    async def close(self) -> None:
        pass


def ask(url: str, settings: CheckSettings = LOCAL, names: Names | None = None, **values: object) -> Observation:
    async def once() -> Observation:
        transport = Transport(settings, names or Names(), lambda: NOON, proxies=values.pop("proxies", {}), **values)  # type: ignore[arg-type]
        try:
            return await transport.send(Probe(CanonicalUrl(url), url))
        finally:
            await transport.close()

    return asyncio.run(once())


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], WebServer]]:
    running: list[WebServer] = []

    def start(page: Handler) -> WebServer:
        server = WebServer({"/x": page})
        server.__enter__()
        running.append(server)
        return server

    yield start
    for server in running:
        server.__exit__(None, None, None)


async def slow_body(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        await call.raw(b"x")
        await asyncio.sleep(0.05)


async def short_body(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")
    call.close()


async def endless_body(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await call.raw(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def late_body(call: Call) -> None:
    await call.raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n")
    await asyncio.sleep(0.05)
    await call.raw(b"not found")


async def bomb(call: Call) -> None:
    import gzip

    await call.send(200, gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")


async def many_headers(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(50_000)))
    await asyncio.sleep(3600)


async def long_header(call: Call) -> None:
    await call.raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n")


async def no_http(call: Call) -> None:
    await call.raw(b"SSH-2.0-OpenSSH_9.0\r\n")
    call.close()


async def reset(call: Call) -> None:
    call.reset()


async def close(call: Call) -> None:
    call.close()


async def odd_location(call: Call) -> None:
    await call.raw("HTTP/1.1 302 Found\r\nLocation: /ä y\r\nContent-Length: 0\r\n\r\n".encode())


CASES: list[tuple[str, Handler, object, str]] = [
    # id, page, status, error
    ("head-200", fine, 200, ""),
    ("head-404-get-200", only_get(fine, status(404)), 200, ""),
    ("head-405-get-200", only_get(fine, status(405)), 200, ""),
    ("head-reset-get-200", only_get(fine, reset), 200, ""),
    ("head-closed-get-200", only_get(fine, close), 200, ""),
    ("head-hangs-get-200", only_get(fine, hang), 200, ""),
    ("head-500-get-404", only_get(status(404), status(500)), 404, ""),
    ("404", status(404), 404, ""),
    ("999", status(999), 999, ""),
    ("hangs", hang, None, "timeout/first_byte"),
    ("drips", only_get(slow_body, status(404)), None, "timeout/read"),
    ("cut-short", only_get(short_body, status(404)), 200, "connect/truncated"),
    ("endless", only_get(endless_body, status(404)), 200, ""),
    ("404-cut-short", only_get(status(404, Content_Length="99"), status(405)), 404, ""),
    ("302-cut-short", only_get(status(302, Content_Length="99", Location="/y"), status(405)), 302, ""),
    ("head-404-with-a-body", only_get(fine, late_body), 200, ""),
    ("a-large-policy", status(200, Content_Security_Policy="x" * 20_000), 200, ""),
    ("gzip-bomb", only_get(bomb, status(404)), 200, ""),
    ("header-flood", many_headers, None, "connect/bad_http"),
    ("header-too-long", long_header, None, "connect/bad_http"),
    ("no-http", no_http, None, "connect/bad_http"),
    ("resets", reset, None, "connect/reset"),
    ("closes", close, None, "connect/disconnected"),
]


@pytest.mark.parametrize(("page", "code", "error"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_answer_becomes_an_observation(
    serve: Callable[[Handler], WebServer], page: Handler, code: int | None, error: str
) -> None:
    observation = ask(f"{serve(page).root}/x")
    assert (observation.status, observation.error) == (code, error)


def test_head_proves_life_and_get_is_spared(serve: Callable[[Handler], WebServer]) -> None:
    server = serve(fine)
    observation = ask(f"{server.root}/x")
    assert server.asked("/x") == ["HEAD"]
    assert (observation.method, observation.address, observation.at) == ("HEAD", "127.0.0.1", NOON)


@pytest.mark.parametrize(("is_last", "connections"), [(False, 1), (True, 3)])
def test_a_connection_is_kept_only_while_it_is_needed(is_last: bool, connections: int) -> None:
    async def thrice(url: str) -> None:
        transport = Transport(LOCAL, Names(), lambda: NOON, proxies={})
        for _ in range(3):
            await transport.send(Probe(CanonicalUrl(url), url), is_last=is_last)
        await transport.close()

    with WebServer({"/x": fine}) as server:
        asyncio.run(thrice(f"{server.root}/x"))
        assert len({id(call.writer) for call in server.calls}) == connections


def test_any_other_answer_to_head_is_asked_again_by_get(serve: Callable[[Handler], WebServer]) -> None:
    server = serve(status(404))
    observation = ask(f"{server.root}/x")
    assert server.asked("/x") == ["HEAD", "GET"]
    assert (observation.method, observation.head) == ("GET", "404")


@pytest.mark.parametrize("page", [status(429), status(503, Retry_After="9")], ids=["429", "503"])
def test_a_limit_is_believed_at_once(serve: Callable[[Handler], WebServer], page: Handler) -> None:
    server = serve(page)
    ask(f"{server.root}/x")
    assert server.asked("/x") == ["HEAD"]


def test_redirects_are_reported_and_not_followed(serve: Callable[[Handler], WebServer]) -> None:
    server = serve(status(301, Location="../y#part"))
    observation = ask(f"{server.root}/x")
    assert observation.location == f"{server.root}/y"
    assert server.asked("/y") == []


def test_a_location_in_raw_bytes_is_read() -> None:
    with WebServer({"/x": odd_location}) as server:
        assert ask(f"{server.root}/x").location == f"{server.root}/%C3%A4%20y"


@pytest.mark.parametrize(
    "target", ["http://[::1]x@/", "http://[bad", "http://a b/", "/" + "x" * 5000, "http://a:99999/"]
)
def test_a_location_that_is_no_address_names_none(serve: Callable[[Handler], WebServer], target: str) -> None:
    observation = ask(f"{serve(status(302, Location=target)).root}/x")
    assert (observation.status, observation.location) == (302, "")


@pytest.mark.parametrize(
    "target", ["http://127.1/", "http://2130706433/", "http://0177.0.0.1/", "http://１２７.０.０.１/"]
)
def test_an_address_in_disguise_is_seen_through(serve: Callable[[Handler], WebServer], target: str) -> None:
    async def page(call: Call) -> None:
        await call.raw(f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())

    location = ask(f"{serve(page).root}/x").location
    assert location == "http://127.0.0.1/"
    assert ask(location, CheckSettings(timeout=1.0)).error == "skipped/private_address"


def test_header_values_are_clean_text(serve: Callable[[Handler], WebServer]) -> None:
    page = status(401, WWW_Authenticate='Basic realm="Gesch\xfctzt"')
    observation = ask(f"{serve(page).root}/x")
    assert observation.header("www-authenticate").encode()
    assert observation.header("www-authenticate").startswith("Basic realm=")


def test_the_time_of_a_probe_holds_its_head(serve: Callable[[Handler], WebServer]) -> None:
    observation = ask(f"{serve(hang).root}/x")
    assert 0.9 < observation.seconds < 2.0


def test_only_the_headers_that_rules_read_are_kept(serve: Callable[[Handler], WebServer]) -> None:
    server = serve(status(200, ETag='"1"', Set_Cookie="secret=1", Server="s" * 1000))
    observation = ask(f"{server.root}/x")
    assert observation.header("etag") == '"1"'
    assert observation.header("set-cookie") == ""
    assert len(observation.header("server")) == 300


def test_a_port_that_nobody_listens_on_refuses() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert ask(f"http://127.0.0.1:{bound.getsockname()[1]}/x").error == "connect/refused"


@pytest.mark.parametrize("kind", ["nxdomain", "no_address", "servfail", "refused", "timeout"])
def test_a_failing_name_keeps_its_kind(kind: str) -> None:
    assert ask("http://a.example/x", names=Names(failure=NameFailure("a.example", kind))).error == f"dns/{kind}"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://10.0.0.1/x", "skipped/private_address"),
        ("http://[::1]/x", "skipped/private_address"),
        ("http://[::ffff:10.0.0.1]/x", "skipped/private_address"),
        ("http://169.254.169.254/latest/meta-data", "skipped/private_address"),
        ("http://inner.example/x", "skipped/private_address"),
        ("ftp://example.org/x", "skipped/unsupported_scheme"),
        ("file:///etc/passwd", "skipped/unsupported_scheme"),
        ("javascript:alert(1)", "skipped/unsupported_scheme"),
        ("http://", "skipped/invalid_url"),
    ],
)
def test_what_must_not_be_asked_is_not(url: str, error: str) -> None:
    assert ask(url, names=Names(["10.9.8.7"])).error == error


def test_what_is_checked_is_what_is_dialled() -> None:
    class Turncoat(Names):
        async def look_up(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            self.addresses = ["10.0.0.1"] if self.addresses == ["127.0.0.1"] else ["127.0.0.1"]
            return await super().look_up(host, port)

    with WebServer({"/x": fine}) as server:
        seen = {
            ask(f"http://a.example:{server.port}/x", names=Turncoat([first])).error
            for first in ("127.0.0.1", "10.0.0.1")
        }
    assert seen == {"", "skipped/private_address"}


def context_for(*names: str, authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.mark.conforms("certificate-of-another-host")
def test_certificates_are_checked_and_faults_told_apart() -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    names = Names()
    with WebServer({"/x": fine}, context_for("a.example", authority=authority)) as server:
        url = f"https://a.example:{server.port}/x"
        assert ask(url, names=names, tls=trust).status == 200
        assert ask(url, names=names).error in {"tls/untrusted_root", "tls/incomplete_chain"}
        assert ask(f"https://b.example:{server.port}/x", names=names, tls=trust).error == "tls/hostname"
    with BabbleServer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as babble:
        assert ask(f"https://a.example:{babble.port}/x", names=names, tls=trust).error == "tls/protocol"


def serving(leaf: trustme.LeafCert, folder: Path, *, whole: bool = True) -> ssl.SSLContext:
    """Makes a server's context from a certificate, with or without those between it and the root."""
    chain = leaf.cert_chain_pems if whole else leaf.cert_chain_pems[:1]
    (folder / "chain.pem").write_bytes(leaf.private_key_pem.bytes() + b"".join(blob.bytes() for blob in chain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "chain.pem")
    return context


@pytest.mark.conforms("certificate-expired")
def test_a_certificate_that_ended_is_told(tmp_path: Path) -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    leaf = authority.issue_cert("a.example", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    with WebServer({"/x": fine}, serving(leaf, tmp_path)) as server:
        assert ask(f"https://a.example:{server.port}/x", names=Names(), tls=trust).error == "tls/expired"


@pytest.mark.conforms("certificate-missing-intermediate")
def test_a_certificate_that_is_missing_between_is_told(tmp_path: Path) -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    leaf = authority.create_child_ca().issue_cert("a.example")
    with WebServer({"/x": fine}, serving(leaf, tmp_path)) as server:
        assert ask(f"https://a.example:{server.port}/x", names=Names(), tls=trust).status == 200
    with WebServer({"/x": fine}, serving(leaf, tmp_path, whole=False)) as server:
        error = ask(f"https://a.example:{server.port}/x", names=Names(), tls=trust).error
        assert error in {"tls/incomplete_chain", "tls/untrusted_root"}


@pytest.mark.conforms("certificate-self-signed")
def test_a_certificate_that_signs_itself_is_told(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")])
    begin, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begin, end)
    alternative = x509.SubjectAlternativeName([x509.DNSName("a.example")])
    certificate = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    (tmp_path / "own.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "own.pem")
    with WebServer({"/x": fine}, context) as server:
        assert ask(f"https://a.example:{server.port}/x", names=Names()).error == "tls/self_signed"


def test_a_bundle_of_authorities_can_be_named(tmp_path: Path) -> None:
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    settings = CheckSettings(timeout=1.0, allow_address=("127.0.0.1",), ca_bundle=str(bundle))
    with WebServer({"/x": fine}, context_for("a.example", authority=authority)) as server:
        assert ask(f"https://a.example:{server.port}/x", settings).status == 200
    with pytest.raises(UsageError, match="--ca-bundle"):
        tls_context(str(tmp_path / "nowhere.pem"))


@pytest.mark.parametrize("host", ["localhost", "printer.local", "db.internal", "10.0.0.1"])
def test_behind_a_proxy_private_names_are_refused(host: str) -> None:
    assert ask(f"http://{host}/x", proxies={"http": "http://127.0.0.1:1"}).error == "skipped/private_address"


def test_the_place_of_a_proxy_is_no_way_in() -> None:
    with WebServer({"/x": fine}) as server:
        proxies = {"https": f"http://localhost:{server.port}"}
        for url in (f"http://localhost:{server.port}/x", f"http://localhost:{server.port + 1}/x"):
            assert ask(url, CheckSettings(timeout=1.0), proxies=proxies).error == "skipped/private_address"


def test_a_proxy_is_asked_for_everything_else() -> None:
    with WebServer({"http://far.example/x": fine}) as proxy:
        observation = ask("http://far.example/x", CheckSettings(timeout=1.0), proxies={"http": proxy.root})
    assert observation.status == 200
