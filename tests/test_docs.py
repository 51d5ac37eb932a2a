"""What the documentation promises is what the code does."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import typer

from linkgraph import cli, reference
from linkgraph.config import Config
from linkgraph.model import Meaning, Target
from linkgraph.report import REPORTS
from linkgraph.urls import split_url

ROOT = Path(__file__).resolve().parents[1]
DOCS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_written_page_is_what_the_code_makes(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == reference.PAGES[name](), f"docs/{name} is out of date: run make docs."


COMMANDS = ["run", "collect", "check", "report", "links", "explain", "mute", "verdict", "demo", "doctor"]


def test_every_command_of_the_promise_is_there() -> None:
    group = typer.main.get_command(cli.app)
    assert list(group.commands) == COMMANDS  # type: ignore[attr-defined]


PROMISED = {
    "run": "--store --cache --outputs --config --collection --quiet --verbose --no-progress --format --strict "
    "--ephemeral --concurrency --per-host --timeout --retries --no-network --dry-run --allow-address --resolve "
    "--ca-bundle --contact --fail-on",
    "check": "--json --concurrency --per-host --timeout --retries --no-network --dry-run --allow-address --resolve",
    "links": "--as --format",
    "explain": "--json",
    "doctor": "--json",
}


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_promised_option_is_in_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke([name, "--help"]) == 0
    told = capsys.readouterr().out
    for option in PROMISED[name].split():
        assert re.search(rf"{option}\b", told), option


@pytest.mark.parametrize("name", COMMANDS)
def test_help_gives_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.invoke([name, "--help"])
    assert f"linkgraph {name}" in capsys.readouterr().out.split("Example:", 1)[1]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["--version"]) == 0
    assert re.fullmatch(r"linkgraph \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_the_readme_names_the_two_commands_and_every_output() -> None:
    assert "make run" in README
    assert "make test" in README
    for report in REPORTS:
        assert report.FILE in README, report.FILE


def test_the_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_paths_that_pages_name_exist(page: Path) -> None:
    for path in re.findall(r"`(linkgraph/[\w/]+\.py|tests/[\w/]+\.py|docs/\w+\.md)`", page.read_text(encoding="utf-8")):
        assert "/my" in path or "_my" in path or (ROOT / path).exists(), path


def test_the_recipe_for_a_forge_works() -> None:
    (code,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "extending.md").read_text(encoding="utf-8"), re.DOTALL
    )
    recipe: dict[str, Any] = {}
    exec(textwrap.dedent(code), recipe)
    parts = split_url("https://myforge.example/Octo/Robot/issues/3")
    assert parts is not None
    assert recipe["parse"](parts) == Meaning(Target("myforge", "octo/robot"), "issue")


def test_defaults_that_help_tells_are_the_defaults() -> None:
    check = Config().check
    group = typer.main.get_command(cli.app)
    told = {item.name: item.help for item in group.commands["run"].params if getattr(item, "help", None)}  # type: ignore[attr-defined]
    for name in ("concurrency", "per_host", "timeout", "retries"):
        assert f"[{getattr(check, name):g}]" in told[name]
