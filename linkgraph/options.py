"""The options of the command line as tables, and how they become a configuration.

A command names the groups it takes; ``takes`` adds their options to its signature and hands it one
``Settings``. So an option is written once, and the documentation's test reads the same tables.
"""

from __future__ import annotations

import functools
import inspect
import operator
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from linkgraph.config import Config, load_config
from linkgraph.errors import UsageError
from linkgraph.sources import SOURCES

FAIL_WORDS = ("dead", "failing", "suspect", "archived")


@dataclass(frozen=True, slots=True)
class Option:
    """One option. ``key`` is the configuration's dotted key it sets; without one it is a plain value."""

    name: str
    kind: Any
    default: Any
    help: str
    key: str = ""
    metavar: str | None = None

    @property
    def flag(self) -> str:
        """The option as it is written."""
        return "--" + self.name.rstrip("_").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command was told: the configuration and its plain options."""

    config: Config
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Returns a plain option's value."""
        return self.values[name]


def _text(name: str, help_text: str, key: str = "", metavar: str = "TEXT") -> Option:
    return Option(name, str | None, None, help_text, key, metavar)


def _flag(name: str, help_text: str) -> Option:
    return Option(name, bool, False, help_text)


def _number(name: str, kind: type, help_text: str, key: str, metavar: str = "N") -> Option:
    return Option(name, kind | None, None, help_text, key, metavar)


COMMON = (
    _text("store", "Database URL of the store [sqlite:///cache/linkgraph.sqlite].", "store", "URL"),
    _text("cache", "Folder of the store and of what may be fetched again [cache].", "cache", "DIR"),
    _text("outputs", "Folder that reports are written to [outputs].", "outputs", "DIR"),
    _text("config", "Configuration file [linkgraph.toml, or pyproject.toml].", metavar="FILE"),
    _text("collection", "Name of the set of inputs [the folder's name].", "collection", "NAME"),
    _flag("quiet", "Say only what went wrong."),
    _flag("verbose", "Say more: each verdict, each thing skipped."),
    _flag("no_progress", "Show no progress (none is shown anyway when stderr is no terminal)."),
)
READING = (
    _text(
        "format",
        f"Read inputs as this format: {', '.join(source.NAME for source in SOURCES)}.",
        metavar="NAME",
    ),
    Option("columns", list[str] | None, None,
           "Column of a table, by its head or number: title=Paper; repeatable.", "input.columns", "ROLE=HEAD"),
    _flag("strict", "Exit with 1 when an input was skipped."),
)  # fmt: skip
ASKING = (
    _number("concurrency", int, "Probes in flight over all hosts [256].", "check.concurrency"),
    _number("per_host", int, "Probes in flight at one host, at most [8].", "check.per_host"),
    _number("timeout", float, "Seconds for one probe, its HEAD included [20].", "check.timeout", "SECONDS"),
    _number("retries", int, "Further attempts after a passing fault [2]; a timeout gets one.", "check.retries"),
    _flag("no_network", "Ask nobody; write what needs no answer."),
    _flag("dry_run", "Show what would be asked, and ask nobody."),
    Option("allow_address", list[str] | None, None,
           "Private address or network that may be asked; repeatable.", "check.allow_address", "CIDR"),
    Option("resolve", list[str] | None, None,
           "Address of a host and port, as in curl; repeatable.", "check.resolve", "HOST:PORT:ADDRESS"),
    _text("ca_bundle", "PEM file of certificate authorities to trust.", "check.ca_bundle", "FILE"),
    _text("contact", "Mail address or URL that the User-Agent names.", "check.contact", "MAIL-OR-URL"),
    _text("recheck", "Which links to ask: due, failing (and dead) ones too, or all [due].", "check.recheck", "WHICH"),
    _number("budget_requests", int, "Requests after which the rest waits for the next run [no bound].",
            "check.budget_requests"),
    _text("budget_time", "Time after which the rest waits for the next run, such as 30m or 2h [no bound].",
          "check.budget_time", "TIME"),
    _text("fail_on", f"Exit with 3 when a link is one of: {','.join(FAIL_WORDS)}.", metavar="WORDS"),
)  # fmt: skip
EPHEMERAL = (_flag("ephemeral", "Keep no store: what was found is in the outputs alone."),)
SAYING = (
    _text("until", "Day until which this holds, such as 2027-01-31 [until it is taken back].", metavar="DATE"),
    _text("reason", "Why; shown wherever the link is shown."),
)
JSON = (_flag("json", "Print JSON instead of tables."),)
AS = (_text("as_", "tsv (with a header row) or jsonl [tsv].", metavar="FORM"),)
DEMO = (Option("seed", int, 1, "Seed of the simulated web [1].", metavar="N"),)


def takes(*groups: tuple[Option, ...]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Adds groups of options to a command, which gets them as its last argument ``settings``."""
    options = [option for group in groups for option in group]

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        own = [
            item for name, item in inspect.signature(command, eval_str=True).parameters.items() if name != "settings"
        ]

        @functools.wraps(command)
        def called(**values: Any) -> int:
            told = {option.name: values.pop(option.name) for option in options}
            return command(**values, settings=make_settings(options, told))

        added = [_parameter(option) for option in options]
        called.__signature__ = inspect.Signature([*own, *added])  # type: ignore[attr-defined]
        called.__annotations__ = {item.name: item.annotation for item in [*own, *added]}
        return called

    return decorate


def _parameter(option: Option) -> inspect.Parameter:
    declared = typer.Option(option.flag, help=option.help, metavar=option.metavar, show_default=False)
    annotation: Any = operator.getitem(Annotated, (option.kind, declared))
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=annotation)


def make_settings(options: list[Option], told: dict[str, Any]) -> Settings:
    """Makes a command's settings from the values of its options."""
    path = told.get("config")
    flags = {option.key: told[option.name] for option in options if option.key}
    flags["check.ca_bundle"] = flags.get("check.ca_bundle") or os.environ.get("SSL_CERT_FILE") or None
    if flags.get("check.budget_time"):
        flags["check.budget_time"] = parse_duration(flags["check.budget_time"])
    config = load_config(Path(path) if path else None, os.environ, flags)
    values = {option.name: told[option.name] for option in options if not option.key}
    if values.get("fail_on"):
        values["fail_on"] = _fail_words(values["fail_on"])
    return Settings(config, values)


def parse_duration(text: str) -> float:
    """Reads ``30m``, ``2h``, ``90s`` or plain seconds.

    Raises:
        UsageError: it is none of these.
    """
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    unit = units.get(text[-1:].lower(), 0)
    try:
        seconds = float(text[:-1]) * unit if unit else float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"--budget-time: {text!r} is no time; write one such as 30m, 2h or 90s.")
    return seconds


def _fail_words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    for word in words:
        if word not in FAIL_WORDS:
            raise UsageError(f"--fail-on: {word!r} is none of {', '.join(FAIL_WORDS)}.")
    return words
