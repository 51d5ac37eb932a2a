"""The real command line on real input, against servers on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from linkgraph import cli
from tests.servers import Call, DnsServer, Handler, WebServer, fine, hang, status

HOSTS = [f"{name}.example" for name in ("one", "two", "three", "four", "five", "six", "seven")]


def invoke(*arguments: str) -> int:
    return cli.invoke(list(arguments))


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "linkgraph", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def write_list(path: Path, urls: Sequence[str]) -> Path:
    """Writes a listing page with a paper for each URL."""
    sentence = (
        "We look at walks on sparse graphs and tell how cheap they are, with all figures that a reader wants to see. "
    )
    lines = ["Daily Papers", "", "Sep 4", ""]
    for number, url in enumerate(urls):
        lines += [f"Walk {number}: A Study", "", f"{sentence * 2}Code: {url}.", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def configure(folder: Path, dns: DnsServer, web: WebServer, **check: object) -> None:
    """Writes a configuration that asks nobody but servers on loopback."""
    values = {
        "nameservers": [f"127.0.0.1:{dns.port}"],
        "allow-address": ["127.0.0.1"],
        "canaries": [f"http://{host}:{web.port}/" for host in HOSTS],
        "backoff": 0.01,
        "timeout": 2.0,
        **check,
    }
    lines = ["collection = 'test'", "[check]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    (folder / "linkgraph.toml").write_text("\n".join(lines), encoding="utf-8")


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one_line(text: str) -> str:
    return " ".join(text.split())


PAGES: dict[str, Handler] = {
    "/": fine,
    "/alive": fine,
    "/old": status(301, Location="/new"),
    "/new": fine,
    "/locked": status(401, WWW_Authenticate="Basic"),
    "/wall": status(403),
    "/broken": status(500),
}
VERDICTS = {
    "alive": "ok",
    "old": "moved",
    "locked": "restricted",
    "wall": "blocked",
    "broken": "server_error",
    "gone": "gone",
}


def test_the_whole_journey(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer(PAGES) as web, DnsServer(dict.fromkeys(HOSTS, "127.0.0.1")) as dns:
        configure(workplace, dns, web)
        urls = [f"http://{HOSTS[number]}:{web.port}/{name}" for number, name in enumerate(VERDICTS)]
        page = write_list(workplace / "page.txt", urls)
        assert invoke("run", str(page)) == 0
        told = capsys.readouterr()
        assert "Read 6 papers with 6 different links: 6 new papers, 6 new links" in one_line(told.out)
        assert {row["url"].rsplit("/", 1)[1]: row["verdict"] for row in rows("outputs/links.csv")} == VERDICTS
        assert [row["url"].rsplit("/", 1)[1] for row in rows("outputs/dead_links.csv")] == ["broken", "gone"]
        assert len(rows("outputs/papers.csv")) == 6
        assert Path("outputs/graph.html").stat().st_size > 400_000

        calls = len(web.calls)
        assert invoke("report") == 0
        assert invoke("links", str(page)) == 0
        assert len(web.calls) == calls, "report and links send no request"

        capsys.readouterr()
        assert invoke("explain", urls[1]) == 0
        told = capsys.readouterr()
        assert "moved/permanent_redirect by rule 'moved'" in told.out
        assert "Walk 1: A Study" in told.out
        assert "GET" in told.out
        assert invoke("explain", "Walk 0: A Study", "--json") == 0
        assert json.loads(capsys.readouterr().out)["health"] == "alive"

        assert invoke("run", str(page), "--fail-on", "failing") == 3
        assert invoke("check", "--fail-on", "dead") == 0
        assert invoke("check", "--json", urls[5]) == 0


def test_addresses_are_checked_at_once_without_store(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer(PAGES) as web:
        root = f"http://127.0.0.1:{web.port}"
        arguments = ["check", f"{root}/gone", f"{root}/alive", "--allow-address", "127.0.0.1", "--json"]
        assert invoke(*arguments) == 0
        found = {row["url"].rpartition("/")[2]: row["verdict"] for row in json.loads(capsys.readouterr().out)}
        assert found == {"gone": "gone", "alive": "ok"}
        assert invoke(*arguments[:3], "--json") == 0
        reasons = {row["reason"] for row in json.loads(capsys.readouterr().out)}
        assert reasons == {"private_address"}
    assert not (workplace / "cache").exists()


def test_a_host_can_be_pinned_as_in_curl(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer(PAGES) as web:
        pin = f"pinned.invalid:{web.port}:127.0.0.1"
        url = f"http://pinned.invalid:{web.port}/alive"
        assert invoke("check", url, "--resolve", pin, "--allow-address", "127.0.0.0/8", "--json") == 0
    assert [row["verdict"] for row in json.loads(capsys.readouterr().out)] == ["ok"]


def test_offline_is_not_dead(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The resolver denies all but two names, as closed networks do."""
    with WebServer(PAGES) as web, DnsServer({HOSTS[0]: "127.0.0.1", HOSTS[1]: "127.0.0.1"}) as dns:
        configure(workplace, dns, web)
        page = write_list(workplace / "page.txt", [f"http://{host}:{web.port}/gone" for host in HOSTS])
        assert invoke("run", str(page), "--fail-on", "dead,failing") == 4
        told = one_line(capsys.readouterr().err)
        assert told.count("Our own network is not to be trusted") == 1
        assert "no such name" in told
        assert rows("outputs/dead_links.csv") == []
        assert {row["state"] for row in rows("outputs/links.csv")} == {"unknown"}
        assert len(rows("outputs/papers.csv")) == len(HOSTS)
        assert "not to be trusted" in Path("outputs/graph.html").read_text(encoding="utf-8")
        assert json.loads(Path("outputs/summary.json").read_text(encoding="utf-8"))["network"]["trusted"] is False

        dns.names = dict.fromkeys(HOSTS, "127.0.0.1")
        assert invoke("check", "--fail-on", "failing") == 3, "the checkpoint was kept and the run goes on"


def test_a_network_that_is_lost_in_mid_run_is_not_dead_either(workplace: Path) -> None:
    """The first answers come, then the resolver denies everything: the run is withdrawn, no strike is kept."""
    with WebServer(PAGES) as web, DnsServer(dict.fromkeys(HOSTS, "127.0.0.1")) as dns:
        configure(workplace, dns, web, **{"retries": 0})

        async def cut(call: Call) -> None:
            dns.names = {}
            await call.send(404)

        web.pages["/cut"] = cut
        others = [f"http://late{number}.example:{web.port}/gone" for number in range(9)]
        first = [f"http://{HOSTS[0]}:{web.port}/turn", *others]
        web.pages["/turn"] = status(302, Location="/cut")
        page = write_list(workplace / "page.txt", first)
        web_calls = len(web.calls)
        assert invoke("run", str(page), "--fail-on", "failing") == 4
        assert len(web.calls) > web_calls
        assert {row["state"] for row in rows("outputs/links.csv")} == {"unknown"}


@pytest.mark.conforms("killed-and-resumed")
def test_a_killed_run_goes_on_where_it_stopped(workplace: Path) -> None:
    count, batch, per_host = 400, 50, 8
    asked = [f"/{number}" for number in range(count)]

    async def page(call: Call) -> None:
        await asyncio.sleep(0.02)
        await call.send(200)

    with WebServer(dict.fromkeys(asked, page) | {"/": fine}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web, **{"per-host": per_host, "batch-size": batch})
        listed = write_list(workplace / "page.txt", [f"http://127.0.0.1:{web.port}{path}" for path in asked])
        first = start("run", str(listed))
        while len(web.calls) < count // 2:
            assert first.poll() is None
            time.sleep(0.005)
        first.kill()
        first.communicate()
        with contextlib.closing(sqlite3.connect("cache/linkgraph.sqlite")) as connection:
            stored = connection.execute("SELECT url FROM observations").fetchall()
        committed = {"/" + url.rpartition("/")[2] for (url,) in stored}
        before = len(web.calls)
        assert committed

        second = start("run", str(listed))
        _, err = second.communicate(timeout=60)
        assert second.returncode == 0, err
        assert "Went on with a run that was broken off" in one_line(err)
        times = Counter(call.path for call in web.calls)
        again = {call.path for call in web.calls[before:]}
    assert set(times) >= set(asked), "no link is lost"
    assert not (committed & again), "what was committed is not asked again"
    assert sum(times[path] - 1 for path in asked) <= batch + per_host
    assert {row["verdict"] for row in rows("outputs/links.csv")} == {"ok"}


def test_an_interrupted_run_writes_what_came_and_ends_with_130(workplace: Path) -> None:
    with WebServer({"/alive": fine, "/hangs": hang}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web, timeout=30.0)
        root = f"http://127.0.0.1:{web.port}"
        page = write_list(workplace / "page.txt", [f"{root}/alive", f"{root}/hangs"])
        process = start("run", str(page))
        while len(web.calls) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Interrupted" in err
    assert "Traceback" not in err
    assert {row["url"].rpartition("/")[2]: row["state"] for row in rows("outputs/links.csv")} == {
        "alive": "alive",
        "hangs": "unknown",
    }


@pytest.mark.conforms("two-processes-on-one-store")
def test_a_second_run_on_the_store_says_who_holds_it(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer({"/hangs": hang}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web, timeout=30.0)
        page = write_list(workplace / "page.txt", [f"http://127.0.0.1:{web.port}/hangs"])
        process = start("run", str(page))
        while not web.calls:
            assert process.poll() is None
            time.sleep(0.01)
        assert invoke("run", str(page)) == 1
        assert f"process {process.pid} (linkgraph run" in one_line(capsys.readouterr().err)
        process.kill()
        process.communicate()


def test_another_reading_that_is_alive_is_suggested(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer({"/": fine, "/robot": fine}) as web, DnsServer(dict.fromkeys(HOSTS, "127.0.0.1")) as dns:
        configure(workplace, dns, web)
        base = f"http://{HOSTS[0]}:{web.port}"
        page = write_list(workplace / "page.txt", [f"{base}/robot1", f"{base}/lost2", f"{base}/robot"])
        assert invoke("run", str(page)) == 0
        told = {row["url"]: (row["suggestion"], row["suggestion_kind"]) for row in rows("outputs/dead_links.csv")}
        assert told == {f"{base}/robot1": (f"{base}/robot", "respelled"), f"{base}/lost2": ("", "none")}
        assert invoke("explain", f"{base}/robot1") == 0
        assert f"or perhaps {base}/robot (alive)" in capsys.readouterr().out
        assert {row["url"] for row in rows("outputs/links.csv")} == {
            f"{base}/{name}" for name in ("robot1", "lost2", "robot")
        }


def test_links_are_printed_as_promised(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "list.md").write_text("- [A\tTab](https://github.com/Octo/Robot/)\n", encoding="utf-8")
    assert invoke("links", "list.md") == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split("\t") == ["input", "paper", "raw", "url", "target", "kind"]
    assert row.split("\t") == [
        "list.md", "A Tab", "https://github.com/Octo/Robot/", "https://github.com/Octo/Robot", "github:octo/robot",
        "repository",
    ]  # fmt: skip
    assert invoke("links", "list.md", "--as", "jsonl") == 0
    assert json.loads(capsys.readouterr().out)["target"] == "github:octo/robot"


def test_standard_input_is_read(workplace: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "linkgraph", "links", "-"],
        input="see https://github.com/octo/robot.",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "github:octo/robot" in process.stdout


def test_an_ephemeral_run_keeps_no_store(workplace: Path) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    assert invoke("run", str(page), "--ephemeral", "--no-network") == 0
    assert not list((workplace / "cache").glob("*.sqlite*"))
    assert len(rows("outputs/links.csv")) == 1


def test_a_dry_run_shows_what_would_be_asked(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    assert invoke("run", str(page), "--dry-run") == 0
    assert "https://github.com/octo/robot" in capsys.readouterr().out


def test_quiet_is_quiet(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    assert invoke("run", str(page), "--no-network", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_the_doctor_looks_at_everything(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.environ["GITHUB_TOKEN"] = "secret-of-mine"
    try:
        assert invoke("doctor", "--no-network") == 0
    finally:
        del os.environ["GITHUB_TOKEN"]
    told = capsys.readouterr().out
    assert "secret-of-mine" not in told
    assert "linkgraph run INPUT makes it" in one_line(told)
    (workplace / "cache").mkdir(exist_ok=True)
    (workplace / "cache" / "linkgraph.sqlite").write_text("no database " * 100)
    assert invoke("doctor", "--no-network", "--json") == 1
    assert "✗" in {row["mark"] for row in json.loads(capsys.readouterr().out)}


def test_titles_cannot_drive_the_terminal(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "list.md").write_text("- [[red]A \u202e\x1bcB](https://example.org/[x]\x07)\n", encoding="utf-8")
    assert invoke("run", "list.md", "--no-network") == 0
    assert invoke("explain", "https://example.org/[x]") == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]A" in told


BAD: list[tuple[str, list[str], int, str]] = [
    ("a missing file", ["run", "nowhere.txt"], 2, "nowhere.txt: no such file or folder"),
    ("a binary file", ["run", "binary.txt"], 1, "is a binary file"),
    ("an empty page", ["run", "empty.txt"], 1, "is empty"),
    ("a header alone", ["run", "header.txt"], 1, "holds no paper"),
    ("an unknown option", ["run", "page.txt", "--fsat"], 2, "--fsat"),
    ("an unknown command", ["rnu"], 2, "rnu"),
    ("a wrong value", ["run", "page.txt", "--retries", "many"], 2, "--retries"),
    ("a value out of bounds", ["run", "page.txt", "--per-host", "0"], 2, "per-host: takes a number of at least 1"),
    ("an unknown format", ["run", "page.txt", "--format", "docx"], 2, "known ones are listing, html"),
    ("an unknown form", ["links", "page.txt", "--as", "xml"], 2, "neither tsv nor jsonl"),
    ("an unknown word", ["run", "page.txt", "--fail-on", "old"], 2, "--fail-on: 'old'"),
    ("a missing configuration", ["run", "page.txt", "--config", "no.toml"], 2, "no.toml: no such configuration file"),
    ("an unknown key", ["run", "page.txt", "--config", "key.toml"], 2, "nearest known one is 'timeout'"),
    (
        "a store that is no database",
        ["run", "page.txt", "--store", "sqlite:///page.txt"],
        1,
        "is no linkgraph database",
    ),
    ("a store that is no URL", ["run", "page.txt", "--store", "page"], 1, "is no database URL"),
    ("unwritable outputs", ["run", "page.txt", "--outputs", "page.txt/out"], 1, "choose another --outputs"),
    ("no address", ["check", "hello", "--no-network"], 2, "hello: is no web address"),
    ("an empty collection", ["check", "--no-network"], 2, "read a list first"),
    ("an unknown subject", ["explain", "Nobody"], 2, "knows no such link or paper"),
    ("a malformed pin", ["check", "https://a.b", "--resolve", "a.b"], 2, "HOST:PORT:ADDRESS"),
    ("a malformed network", ["check", "https://a.b", "--allow-address", "10.x"], 2, "no address or network"),
]


@pytest.mark.parametrize(("arguments", "code", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_ends_in_one_sentence(
    workplace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    before = page.read_bytes()
    (workplace / "binary.txt").write_bytes(b"\x00\x01PNG" * 100)
    (workplace / "empty.txt").write_text("\n \n")
    (workplace / "header.txt").write_text("Daily Papers\n\nSep 4\n")
    (workplace / "key.toml").write_text("[check]\ntimeuot = 3\n")
    assert invoke(*arguments) == code
    told = capsys.readouterr()
    assert sentence in one_line(told.err)
    assert "Traceback" not in told.err
    assert told.out == ""
    assert page.read_bytes() == before


def test_a_skipped_input_is_told_and_the_rest_is_read(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    (workplace / "empty.txt").write_text("")
    arguments = ["run", "page.txt", "empty.txt", "--no-network"]
    assert invoke(*arguments) == 0
    assert "Skipped empty.txt: is empty" in one_line(capsys.readouterr().err)
    assert invoke(*arguments, "--strict") == 1


def test_what_left_the_list_is_no_longer_asked(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/one", "https://github.com/octo/two"])
    assert invoke("collect", "./page.txt") == 0
    page.rename(workplace / "renamed.txt")
    write_list(workplace / "renamed.txt", ["https://github.com/octo/one"])
    capsys.readouterr()
    assert invoke("run", str(workplace / "renamed.txt"), "--no-network") == 0
    assert "0 new papers, 0 new links, 1 paper and 1 link no longer named" in one_line(capsys.readouterr().out)
    assert [row["sources"] for row in rows("outputs/papers.csv")] == ["renamed.txt:5"]


def test_an_empty_collection_overwrites_nothing(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    assert invoke("run", "page.txt", "--no-network") == 0
    before = Path("outputs/graph.html").read_bytes()
    assert invoke("report", "--collection", "mistyped") == 2
    assert "holds no paper" in one_line(capsys.readouterr().err)
    assert Path("outputs/graph.html").read_bytes() == before


def test_fail_on_knows_what_was_seen_and_what_is_known(workplace: Path) -> None:
    with WebServer({"/": fine}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        root = f"http://127.0.0.1:{web.port}"
        assert invoke("check", f"{root}/gone", "--fail-on", "dead,failing") == 3
        assert invoke("check", f"{root}/", "--fail-on", "dead,failing") == 0
        page = write_list(workplace / "page.txt", [f"{root}/gone"])
        assert invoke("run", str(page)) == 0
        assert invoke("run", str(page), "--no-network", "--fail-on", "failing") == 3


def test_a_report_says_why_there_are_no_verdicts(workplace: Path) -> None:
    with DnsServer({}) as dns, WebServer({}) as web:
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
        assert invoke("run", "page.txt") == 4
        assert invoke("report") == 0
    assert json.loads(Path("outputs/summary.json").read_text(encoding="utf-8"))["network"]["trusted"] is False


def test_piped_tables_are_not_folded(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://example.org/" + "a-long-path/" * 30
    assert invoke("check", url, "--dry-run") == 0
    assert url.rstrip("/") in capsys.readouterr().out
    assert invoke("check", url, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["url"] == url


def test_a_failed_run_loses_nothing_that_was_stored(workplace: Path) -> None:
    page = write_list(workplace / "page.txt", ["https://github.com/octo/robot"])
    assert invoke("run", str(page), "--no-network") == 0
    before = Path("outputs/papers.csv").read_bytes()
    page.write_bytes(b"\x00binary now")
    assert invoke("run", str(page), "--no-network") == 1
    assert Path("outputs/papers.csv").read_bytes() == before
    assert invoke("report") == 0
    assert Path("outputs/papers.csv").read_bytes() == before


def test_a_broken_pipe_is_no_failure(workplace: Path) -> None:
    page = write_list(workplace / "page.txt", [f"https://github.com/octo/robot{number}" for number in range(2000)])
    process = subprocess.run(
        f"{sys.executable} -m linkgraph links {page} | head -1", shell=True, capture_output=True, text=True, check=True
    )
    assert process.stdout.startswith("input\t")
    assert process.stderr == ""


def test_the_real_pages_end_without_a_dead_link_where_there_is_no_network(shared: Path, workplace: Path) -> None:
    with DnsServer({}) as dns, WebServer({}) as web:
        configure(workplace, dns, web)
        pages = sorted(str(path) for path in (shared / "pages").glob("*.txt"))
        assert invoke("run", *pages) == 4
    assert len(rows("outputs/papers.csv")) == 158
    assert rows("outputs/dead_links.csv") == []


PAGE = b"<title>Walks on graphs</title><p>All that we know of walks on graphs.</p>"


def page_with(etag: str) -> Handler:
    async def page(call: Call) -> None:
        if call.headers.get("if-none-match") == etag:
            await call.send(304, ETag=etag)
        else:
            await call.send(200, PAGE + call.path.encode(), ETag=etag, Content_Type="text/html")

    return page


def test_a_second_run_asks_only_what_is_due(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer({"/a": page_with('"1"'), "/b": status(404)}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", [f"{web.root}/a", f"{web.root}/b"])
        assert invoke("run", "page.txt") == 0
        first = len(web.calls)
        assert invoke("check") == 0
        told = capsys.readouterr().out
        assert len(web.calls) == first
        assert "Nothing is due among 2 links; the next is due on" in told
        assert invoke("check", "--recheck", "failing") == 0
        assert {call.path for call in web.calls[first:]} == {"/b"}
        assert invoke("check", "--recheck", "all") == 0
        assert [call.headers.get("if-none-match") for call in web.calls if call.path == "/a"] == [None, '"1"']
        assert invoke("explain", f"{web.root}/a") == 0
    told = capsys.readouterr().out
    assert "HEAD" in told
    assert "304" in told
    assert "due       20" in told


def test_the_same_page_wherever_one_asks_is_suspect(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def application(call: Call) -> None:
        await call.send(
            200, b"<title>App</title><p>Our application needs a newer browser.</p>", Content_Type="text/html"
        )

    class Everything(dict[str, Handler]):
        def get(self, key: str, default: object = None) -> Handler:  # type: ignore[override]
            return application

    with WebServer() as web, DnsServer({}) as dns:
        web.pages = Everything()
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", [f"{web.root}/lab/a", f"{web.root}/lab/b"])
        assert invoke("run", "page.txt") == 0
        assert sum("no-such-page" in call.path for call in web.calls) == 1
        asked = len(web.calls)
        assert invoke("check", "--recheck", "all") == 0
        assert sum("no-such-page" in call.path for call in web.calls[asked:]) == 0
    found = rows("outputs/dead_links.csv")
    assert {(row["verdict"], row["reason"], row["state"]) for row in found} == {
        ("suspect", "same_as_neighbour", "unknown")
    }
    assert "'App'" in found[0]["evidence"]


def test_a_persons_word_stands_until_it_is_taken_back(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer({"/a": fine, "/b": status(404)}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", [f"{web.root}/a", f"{web.root}/b"])
        assert invoke("run", "page.txt") == 0
        assert invoke("verdict", f"{web.root}/a", "dead", "--reason", "sold to a casino") == 0
        assert invoke("verdict", f"{web.root}/b", "alive") == 0
        assert invoke("report") == 0
        (row,) = rows("outputs/dead_links.csv")
        assert (row["url"], row["state"], row["reason"], row["rule"]) == (
            f"{web.root}/a",
            "dead",
            "person",
            "said-dead",
        )
        assert row["evidence"] == "reason sold to a casino"
        assert invoke("verdict", f"{web.root}/a", "none") == 0
        assert invoke("verdict", f"{web.root}/b", "none") == 0
        assert invoke("report") == 0
        assert [row["url"] for row in rows("outputs/dead_links.csv")] == [f"{web.root}/b"]
        capsys.readouterr()
        assert invoke("explain", f"{web.root}/a") == 0
    assert "a person: dead, sold to a casino" in capsys.readouterr().out


def test_a_muted_link_is_shown_and_neither_asked_nor_dead(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WebServer({"/b": status(404)}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", [f"{web.root}/b"])
        assert invoke("collect", "page.txt") == 0
        assert invoke("mute", f"{web.root}/b", "--until", "2099-01-01", "--reason", "our wall") == 0
        assert "muted until 2099-01-01: our wall" in capsys.readouterr().out
        assert invoke("run", "page.txt", "--recheck", "all") == 0
        assert web.calls == []
        assert rows("outputs/dead_links.csv") == []
        (row,) = rows("outputs/links.csv")
        assert (row["verdict"], row["reason"], row["state"]) == ("skipped", "ignored", "unknown")
        assert "1 link not asked" in capsys.readouterr().out
        assert invoke("mute", f"{web.root}/b", "--lift") == 0
        assert invoke("check") == 0
        assert web.asked("/b") != []


def test_what_is_ignored_by_the_settings_is_not_asked(workplace: Path) -> None:
    with WebServer({"/a": fine}) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        with (workplace / "linkgraph.toml").open("a") as file:
            file.write("\n[ignore]\npapers = ['Walk 0: A Study']\nreason = 'not ours'\n")
        write_list(workplace / "page.txt", [f"{web.root}/b", f"{web.root}/a"])
        assert invoke("run", "page.txt") == 0
        assert {call.path for call in web.calls} & {"/a", "/b"} == {"/a"}


def test_a_host_is_asked_as_the_settings_say_and_nobody_else_gets_its_headers(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def page(call: Call) -> None:
        key = call.headers.get("x-key")
        await (call.send(302, Location=f"http://localhost.example:{web.port}/away") if key else call.send(401))

    names = dict.fromkeys([*HOSTS, "localhost.example"], "127.0.0.1")
    with WebServer({"/x": page, "/away": status(403)}) as web, DnsServer(names) as dns:
        configure(workplace, dns, web)
        with (workplace / "linkgraph.toml").open("a") as file:
            file.write(f"\n[hosts.'one.example:{web.port}']\nheaders = {{ X-Key = 's3cret' }}\n")
            file.write(f"[hosts.'localhost.example:{web.port}']\naccept = [403]\n")
        write_list(workplace / "page.txt", [f"http://one.example:{web.port}/x"])
        assert invoke("run", "page.txt", "--verbose") == 0
        assert [call.headers.get("x-key") for call in web.calls if call.path == "/away"] == [None]
        assert [call.headers.get("x-key") for call in web.calls if call.path == "/x"] == ["s3cret"]
    (row,) = rows("outputs/links.csv")
    assert (row["verdict"], row["reason"]) == ("ok", "accepted")
    everything = "".join(path.read_text(errors="replace") for path in Path("outputs").iterdir() if path.is_file())
    assert "s3cret" not in everything + capsys.readouterr().err
    assert b"s3cret" not in Path("cache/linkgraph.sqlite").read_bytes()


def test_a_limited_host_is_left_alone_in_later_runs_too(workplace: Path) -> None:
    pages = {f"/{n}": status(429, Retry_After="7200") for n in range(6)}
    with WebServer(pages) as web, DnsServer({}) as dns:
        configure(workplace, dns, web, **{"per-host": 1})
        write_list(workplace / "page.txt", [f"{web.root}{path}" for path in pages])
        assert invoke("run", "page.txt") == 0
        assert len([call for call in web.calls if call.path in pages]) == 1
        asked = len(web.calls)
        assert invoke("check", "--recheck", "all") == 0
        assert [call.path for call in web.calls[asked:] if call.path in pages] == []
    assert {row["verdict"] for row in rows("outputs/links.csv")} == {"rate_limited"}


def test_a_budget_says_what_waits_and_asks_it_first_next_time(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {f"/{n}": fine for n in range(20)}
    with WebServer(pages) as web, DnsServer({}) as dns:
        configure(workplace, dns, web)
        write_list(workplace / "page.txt", [f"{web.root}{path}" for path in pages])
        assert invoke("run", "page.txt", "--budget-requests", "8") == 0
        first = {call.path for call in web.calls} & set(pages)
        assert len(first) == 8
        assert "12 links come first in the next run" in one_line(capsys.readouterr().err)
        assert invoke("check", "--budget-requests", "30") == 0
        assert len({call.path for call in web.calls} & set(pages)) == 20
        assert invoke("check", "--budget-time", "soon") == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verdict", "https://a.org/x", "perhaps"], "none of alive, dead, none"),
        (["verdict", "https://a.org/x", "alive"], "knows no such link"),
        (["mute", "nonsense"], "knows no such link"),
        (["mute", "https://a.org/x", "--until", "2001-01-01"], "is over; name a day to come"),
        (["mute", "https://a.org/x", "--until", "soon"], "takes a day such as"),
        (["check", "--recheck", "some"], "none of due, failing, all"),
    ],
)
def test_a_wrong_word_is_told_in_one_sentence(
    arguments: list[str], sentence: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(*arguments) == 2
    told = capsys.readouterr().err
    assert sentence in one_line(told)
    assert "Traceback" not in told
