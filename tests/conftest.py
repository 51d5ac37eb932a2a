"""What all tests share: the means they may lack, the gold, small worlds to check."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from linkgraph.model import CanonicalUrl, Check, Observation, Verdict, Weight, Word

settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("repeatable")

SHARED = Path(__file__).resolve().parents[2] / "shared"
REQUIRE_ALL = os.environ.get("LINKGRAPH_REQUIRE_ALL") == "1"
DAY = timedelta(days=1)
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def need(what: str, is_there: bool) -> None:
    """Skips a test that needs what this machine lacks; under LINKGRAPH_REQUIRE_ALL it fails instead."""
    if is_there:
        return
    if REQUIRE_ALL:
        pytest.fail(f"{what} is needed and not there")
    pytest.skip(what)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names in a closing line what this machine lacks."""
    reasons = {
        str(report.longrepr[2]).removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])
    }
    if reasons:
        terminalreporter.write_line(f"Not tested, for want of: {', '.join(sorted(reasons))}.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and gold that stands beside some checkouts."""
    # Not a part of the project: its tests stand without it, even where everything else is required.
    if not SHARED.is_dir():
        pytest.skip("the shared pages and gold beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    need("chromium", bool(path))
    return path


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Reads a table whose cells hold quotes as they are."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run commands in, with no configuration of the machine's."""
    for name in list(os.environ):
        if name.startswith("LINKGRAPH_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def seen(**values: object) -> Observation:
    """Makes an observation of ``https://example.org/x``; name what matters."""
    known: dict[str, object] = {
        "url": CanonicalUrl("https://example.org/x"),
        "attempt": 0,
        "hop": 0,
        "asked": "https://example.org/x",
        "at": NOON,
        "method": "GET",
    }
    headers = values.pop("headers", {})
    assert isinstance(headers, dict)
    return Observation(**{**known, **values, "headers": tuple(headers.items())})  # type: ignore[arg-type]


WEIGHTS = {
    "ok": Weight.ALIVE,
    "moved": Weight.ALIVE,
    "gone": Weight.STRONG,
    "dns_error": Weight.STRONG,
    "server_error": Weight.WEAK,
    "timeout": Weight.WEAK,
    "blocked": Weight.UNKNOWN,
    "rate_limited": Weight.UNKNOWN,
    "suspect": Weight.REVIEW,
    "deleted": Weight.AUTHORITATIVE,
}


def check(day: float, word: str) -> Check:
    """Makes a check ``day`` days after noon; ``deleted`` is a forge's authoritative ``gone``."""
    verdict = Verdict(Word("gone" if word == "deleted" else word), "reason", "rule", WEIGHTS[word])
    return Check(NOON + DAY * day, verdict)
