"""Flags over environment over file over defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkgraph.config import DEFAULT_CANARIES, Config, allowed_networks, load_config, parse_pin
from linkgraph.errors import UsageError


def write(folder: Path, text: str, name: str = "linkgraph.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_stand_without_a_file(tmp_path: Path) -> None:
    config = load_config(folder=tmp_path)
    assert (config.check.timeout, config.check.per_host, config.check.concurrency, config.check.retries) == (
        20,
        8,
        256,
        2,
    )
    assert config.store_url == "sqlite:///cache/linkgraph.sqlite"
    assert config.collection == tmp_path.name


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    path = write(tmp_path, "outputs = 'file'\n[check]\ntimeout = 1\nretries = 1\nper-host = 1\n")
    environment = {"LINKGRAPH_CHECK_TIMEOUT": "2", "LINKGRAPH_CHECK_RETRIES": "2"}
    config = load_config(path, environment, {"check.timeout": 3.0, "check.retries": None})
    assert (config.check.timeout, config.check.retries, config.check.per_host, config.outputs) == (3, 2, 1, "file")


def test_the_project_file_is_read_where_there_is_no_own_one(tmp_path: Path) -> None:
    write(tmp_path, "[tool.linkgraph]\ncollection = 'mine'\n", "pyproject.toml")
    assert load_config(folder=tmp_path).collection == "mine"


BAD = [
    ("[check]\ntimeuot = 3\n", "unknown key 'check.timeuot'; the nearest known one is 'timeout'"),
    ("stoer = 'x'\n", "unknown key 'stoer'; the nearest known one is 'store'"),
    ("check = 3\n", r"check is a table"),
    ("[check]\ntimeout = 'soon'\n", "takes a number, not 'soon'"),
    ("[check]\ncanaries = 3\n", "takes a list of texts"),
    ("[check]\ntimeout = 0\n", "at least"),
    ("[check]\nallow_address = ['10.x']\n", "no address or network"),
    ("[check\n", "not valid TOML"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_a_fault_is_named_with_its_remedy(tmp_path: Path, text: str, sentence: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError, match=sentence):
        load_config(path)


def test_a_misspelt_variable_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="LINKGRAPH_STROE; the nearest known one is LINKGRAPH_STORE"):
        load_config(environment={"LINKGRAPH_STROE": "x", "LINKGRAPH_REQUIRE_ALL": "1"})
    with pytest.raises(UsageError, match="LINKGRAPH_CHECK_TIMEOUT: takes a number"):
        load_config(environment={"LINKGRAPH_CHECK_TIMEOUT": "soon"})


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\nlinkgraph = 3\n"])
def test_a_project_file_without_our_table_is_told(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text, "pyproject.toml")
    with pytest.raises(UsageError, match=r"tool\.linkgraph is a table"):
        load_config(path)


def test_a_missing_or_unreadable_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such configuration file"):
        load_config(tmp_path / "nowhere.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes("collection = 'ä'".encode("latin-1"))
    with pytest.raises(UsageError, match="UTF-8"):
        load_config(path)


@pytest.mark.parametrize(
    ("pin", "expected"),
    [("Example.org:443:127.0.0.1", ("example.org", 443, "127.0.0.1")), ("a.b:80:[::1]", ("a.b", 80, "::1"))],
)
def test_a_pin_reads_as_curls_does(pin: str, expected: tuple[str, int, str]) -> None:
    assert parse_pin(pin) == expected


@pytest.mark.parametrize(
    "pin",
    ["example.org", "example.org:443", "example.org:x:127.0.0.1", "example.org:443:localhost", "a.b:99999:127.0.0.1"],
)
def test_a_malformed_pin_is_wrong_usage(pin: str) -> None:
    with pytest.raises(UsageError, match="HOST:PORT:ADDRESS"):
        parse_pin(pin)


def test_single_addresses_are_networks_of_one() -> None:
    config = load_config(flags={"check.allow_address": ["127.0.0.1", "10.0.0.0/8"]})
    assert [str(network) for network in allowed_networks(config.check)] == ["127.0.0.1/32", "10.0.0.0/8"]


def test_no_canary_is_a_package_registry() -> None:
    assert len(DEFAULT_CANARIES) >= 5
    assert not [
        host for host in Config().check.canaries if any(word in host for word in ("pypi", "npm", "crates", "debian"))
    ]
