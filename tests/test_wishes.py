"""What the user wishes of single hosts, links and papers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkgraph.config import Config, load_config
from linkgraph.errors import UsageError
from linkgraph.wishes import HostWish, find_ignored, wish_for
from tests.conftest import DAY, NOON


def configured(text: str, folder: Path) -> Config:
    (folder / "linkgraph.toml").write_text(text, encoding="utf-8")
    return load_config(folder=folder)


IGNORE = """
[ignore]
urls = ["https://Example.org/a/", { url = "https://example.org/b", reason = "our wall", until = 2026-01-10 }]
hosts = ["linkedin.com"]
papers = ["Walking  Graphs", { paper = "arxiv:2401.00001" }]
reason = "not ours"
"""
FOUND = [
    ("a url", "https://example.org/a", "example.org", [("x", "x")], "ignored: not ours"),
    ("a url until a day", "https://example.org/b", "example.org", [("x", "x")], "ignored until 2026-01-10: our wall"),
    ("a host", "https://linkedin.com/x", "linkedin.com", [("x", "x")], "ignored: not ours"),
    ("a host below it", "https://www.linkedin.com/x", "www.linkedin.com", [("x", "x")], "ignored: not ours"),
    ("a host that ends so", "https://notlinkedin.com/x", "notlinkedin.com", [("x", "x")], ""),
    ("a paper by title", "https://a.org/x", "a.org", [("title:y", "walking graphs")], "ignored: not ours"),
    ("a paper by key", "https://a.org/x", "a.org", [("arxiv:2401.00001", "y")], "ignored: not ours"),
    ("a link of another paper too", "https://a.org/x", "a.org", [("k", "walking graphs"), ("x", "other")], ""),
    ("anything else", "https://a.org/x", "a.org", [("x", "y")], ""),
]


@pytest.mark.parametrize(("url", "host", "papers", "said"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_what_is_ignored_is_found_with_its_reason(
    url: str, host: str, papers: list[tuple[str, str]], said: str, tmp_path: Path
) -> None:
    found = find_ignored(configured(IGNORE, tmp_path).ignored, url, host, papers, NOON)
    assert (str(found) if found else "") == said


def test_a_wish_ends_on_its_day(tmp_path: Path) -> None:
    ignored = configured(IGNORE, tmp_path).ignored
    end = datetime(2026, 1, 10, tzinfo=UTC)
    assert find_ignored(ignored, "https://example.org/b", "example.org", [("x", "x")], end) is None
    assert find_ignored(ignored, "https://example.org/b", "example.org", [("x", "x")], end - DAY / 100) is not None


HOSTS = """
[hosts."example.org"]
interval = 24
accept = [403, 999]
timeout = 3.5
per-host = 1
headers = { Referer = "https://lists.example.org/", X-Key = "${SECRET_OF_A_TEST}" }
"""


def test_a_host_has_its_own_ways_and_those_below_it_too_but_for_the_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_A_TEST", "s3cret")
    config = configured(HOSTS, tmp_path)
    wish = config.check.wish("example.org")
    assert (wish.interval, wish.accept, wish.timeout, wish.per_host) == (24, {403, 999}, 3.5, 1)
    assert dict(wish.headers) == {"Referer": "https://lists.example.org/", "X-Key": "s3cret"}
    below = config.check.wish("www.example.org:8080")
    assert (below.accept, below.headers) == ({403, 999}, ())
    assert config.check.wish("example.com") == HostWish()
    assert config.check.accepted("www.example.org") == {403, 999}
    assert "s3cret" not in repr(config)


def test_a_host_is_known_with_its_port() -> None:
    wishes = (("a.org:8080", HostWish(timeout=1.0)), ("a.org", HostWish(timeout=2.0)))
    assert (wish_for(wishes, "a.org:8080") or HostWish()).timeout == 1.0
    assert (wish_for(wishes, "a.org:9090") or HostWish()).timeout == 2.0


WRONG = [
    ('[hosts."a.org"]\ntimout = 3', "unknown key 'timout'; the nearest known one is 'timeout'"),
    ('[hosts."a.org"]\ntimeout = "soon"', "timeout: takes a number above 0, not 'soon'"),
    ('[hosts."a.org"]\naccept = ["ok"]', "takes HTTP statuses such as [403]"),
    ('[hosts."a.org"]\nheaders = { "A B" = "x" }', "is no header that can be set"),
    ('[hosts."a.org"]\nheaders = { Host = "b.org" }', "is no header that can be set"),
    ('[hosts."a.org"]\nheaders = { X = "a\\r\\nY: b" }', "is no header that can be set"),
    ('[hosts."a.org"]\nheaders = { X = "${NO_SUCH_VARIABLE_HERE}" }', "the environment has no NO_SUCH_VARIABLE_HERE"),
    ("hosts = 3", "hosts is a table"),
    ("[ignore]\nurl = []", "unknown key 'url'; the nearest known one is 'urls'"),
    ("[ignore]\nurls = ['nonsense']", "is no web address"),
    ("[ignore]\nurls = 'https://a.org'", "takes a list"),
    ("[ignore]\nhosts = [{ name = 'a.org' }]", "takes texts, or tables such as"),
    ("[ignore]\nuntil = 'soon'", "takes a day such as 2027-01-31"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_wrong_wish_is_told_in_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        configured(text, tmp_path)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)
