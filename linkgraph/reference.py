"""Writes the reference pages of ``docs/`` from the code: commands, verdicts.

``python -m linkgraph.reference`` writes them; the tests hold the pages to what this makes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from linkgraph.check.lifecycle import death_rules
from linkgraph.check.verdict import LOOP, MOVED, RULES
from linkgraph.cli import app
from linkgraph.config import LifecycleSettings

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTICE = "<!-- Written by `make docs` from the code; edit the code. -->"

COMMANDS_END = """
## Configuration

`linkgraph.toml`, or the `[tool.linkgraph]` table of `pyproject.toml`, holds the same settings: at the top
`store`, `cache`, `outputs`, `collection`; under `[check]`, `[lifecycle]` and `[graph]` the rest. Flags win over
the environment (`LINKGRAPH_STORE`, `LINKGRAPH_CHECK_TIMEOUT` ...), the environment over the file. An unknown key
is an error that names the nearest known one.

## Exit codes

| code | meaning |
|---|---|
| 0 | done; what was skipped is said and counted |
| 1 | the run failed: no input readable, store broken or locked, outputs unwritable |
| 2 | wrong usage or configuration, missing path, unknown format |
| 3 | done, and `--fail-on` matched |
| 4 | our own network was found not to be trusted: no verdict was given, the checkpoint is kept |
| 130 | interrupted after finishing what was being written |
"""


def commands_page() -> str:
    """Returns ``docs/commands.md``."""
    lines = ["# Commands", "", NOTICE, ""]
    lines += ["INPUT is a file, a folder, a glob, `-` (standard input) or an http(s) address.", ""]
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        lines += [f"## linkgraph {name}", "", *_paragraphs(command.help or ""), ""]
        arguments = [item for item in command.params if item.param_type_name == "argument"]
        options = [item for item in command.params if item.param_type_name == "option"]
        lines += [f"- `{item.metavar or item.name.upper()}`: {item.help}" for item in arguments]
        lines += [""] if arguments else []
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{_written(item)}` | {item.help} |" for item in options if item.name != "help"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n" + COMMANDS_END


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) if part.strip() else "" for part in text.strip().split("\n")]


def _written(option: Any) -> str:
    flag = max(option.opts, key=len)
    return f"{flag} {option.metavar}" if option.metavar else flag


def verdicts_page() -> str:
    """Returns ``docs/verdicts.md``."""
    lines = ["# Verdicts and states", "", NOTICE, ""]
    lines += ["A *verdict* says what one check saw. A *state* says what history makes of a row of verdicts.", ""]
    lines += ["## Rules", "", "Read from the top; the first row that fits decides.", ""]
    lines += ["| rule | when | verdict | reason | weight |", "|---|---|---|---|---|"]
    for rule in (LOOP, *RULES, MOVED):
        reason = rule.reason or "the kind of fault"
        lines.append(f"| {rule.name} | {rule.when} | `{rule.word.value}` | {reason} | {rule.weight.value} |")
    lines += ["", "Short links and DOI resolvers never make `moved`; nor does a redirect that differs only in scheme,"]
    lines += ["`www.`, case, index file or trailing slash. The words `archived`, `empty` and `suspect` are drawn and"]
    lines += ["exported where they are known.", "", "## States", ""]
    lines += ["Only an alive verdict resets a row of failures; unknown ones and those to be looked at neither add nor"]
    lines += [
        "reset. Failures nearer to each other than the gap count once. A link is dead when any one rule is met by"
    ]
    lines += [
        "failures of its weight or stronger:",
        "",
        "| weight | failures | at least apart | over at least |",
        "|---|---|---|---|",
    ]
    for death in death_rules(LifecycleSettings()):
        gap, span = _days(death.gap.days), _days(death.span.days)
        lines.append(f"| {death.weight.value} | {death.failures} | {gap} | {span} |")
    lines += ["", "Until then it is `failing` with its count (`2 of 3`); the first alive verdict after death makes it"]
    lines += ["`recovered`, the next `alive`.", ""]
    return "\n".join(lines)


def _days(days: int) -> str:
    return {0: "–", 1: "1 day"}.get(days, f"{days} days")


PAGES = {"commands.md": commands_page, "verdicts.md": verdicts_page}


def write_pages(folder: Path = DOCS) -> None:
    """Writes the pages into a folder."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
