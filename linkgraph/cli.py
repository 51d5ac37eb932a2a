"""The command line: parse, call, print."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from linkgraph import __version__, pipeline
from linkgraph.check.rules import PERSON
from linkgraph.checking import Surroundings
from linkgraph.errors import LinkgraphError, UsageError
from linkgraph.files import ensure_writable
from linkgraph.model import Observation
from linkgraph.options import AS, ASKING, COMMON, DEMO, EPHEMERAL, JSON, READING, SAYING, Settings, takes
from linkgraph.reading import write_links
from linkgraph.screen import Screen
from linkgraph.telling import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    ask_addresses,
    ask_due,
    checked_rows,
    exit_code,
    no_collection,
    open_screen,
    open_store,
    print_json,
    show_collected,
    show_material,
    show_states,
)
from linkgraph.urls import canonicalize_url
from linkgraph.wishes import parse_day

app = typer.Typer(
    help="Keeps lists of papers alive: finds their links, checks them, draws papers and repositories as one graph.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...", help="Files, folders, globs, '-' (standard input), addresses, hf:DAY, arxiv:QUERY."
    ),
]


@app.command()
@takes(COMMON, READING, ASKING, EPHEMERAL)
def run(inputs: Inputs, settings: Settings) -> int:
    """The whole journey: read the lists, ask the hosts, write the reports.

    Example: linkgraph run my-list.md
    """
    with open_screen(settings) as screen, open_store(settings, ephemeral=settings["ephemeral"]) as store:
        ensure_writable(Path(settings.config.outputs))
        surroundings = Surroundings()
        collected = pipeline.collect(inputs, store, settings.config, surroundings, settings["format"] or "")
        show_collected(screen, collected)
        checked = ask_due(store, settings, surroundings, screen)
        material, written = pipeline.report(store, settings.config, Surroundings().clock())
        show_material(screen, material, written)
        code = exit_code(screen, settings, checked, material.records)
        return EXIT_FAILED if code == EXIT_DONE and settings["strict"] and collected.skipped else code


@app.command()
@takes(COMMON, READING)
def collect(inputs: Inputs, settings: Settings) -> int:
    """Read lists into the store and say what is new, changed or not understood.

    Example: linkgraph collect papers/*.txt
    """
    with open_screen(settings) as screen, open_store(settings) as store:
        collected = pipeline.collect(inputs, store, settings.config, Surroundings(), settings["format"] or "")
        show_collected(screen, collected)
        return EXIT_FAILED if settings["strict"] and collected.skipped else EXIT_DONE


@app.command()
@takes(COMMON, ASKING, JSON)
def check(
    settings: Settings,
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="[URL...]", help="Ask these at once, without store.")
    ] = None,
) -> int:
    """Ask the hosts about the collection's links, or about the addresses given.

    A run that was broken off goes on where it stopped. Example: linkgraph check https://github.com/owner/name
    """
    with open_screen(settings) as screen:
        if urls:
            return ask_addresses(urls, settings, screen)
        with open_store(settings) as store:
            if not store.links(settings.config.collection):
                raise UsageError(no_collection(settings, "link"))
            checked = ask_due(store, settings, Surroundings(), screen)
            records = pipeline.records(store, settings.config, Surroundings().clock())
            if settings["json"] and not settings["dry_run"]:
                print_json(checked_rows(checked))
            elif not settings["json"]:
                show_states(screen, records)
            return exit_code(screen, settings, checked, records)


@app.command()
@takes(COMMON)
def report(settings: Settings) -> int:
    """Write the outputs from the store; sends no request.

    Example: linkgraph report --outputs site/
    """
    with open_screen(settings) as screen, open_store(settings, write=False) as store:
        if not store.papers(settings.config.collection):
            raise UsageError(no_collection(settings, "paper"))
        material, written = pipeline.report(store, settings.config, Surroundings().clock())
        show_material(screen, material, written)
    return EXIT_DONE


@app.command()
@takes(COMMON, READING, AS)
def links(inputs: Inputs, settings: Settings) -> int:
    """Print the links that lists hold; no store, no network.

    Example: linkgraph links my-list.md --as jsonl
    """
    form = settings["as_"] or "tsv"
    if form not in {"tsv", "jsonl"}:
        raise UsageError(f"--as: {form!r} is neither tsv nor jsonl.")
    with open_screen(settings) as screen:
        skipped = write_links(
            inputs, settings.config, Surroundings().stdin, settings["format"] or "", form, sys.stdout.write
        )
        for item in skipped:
            screen.warn(f"Skipped {item}")
        return EXIT_FAILED if settings["strict"] and skipped else EXIT_DONE


@app.command(name="explain")
@takes(COMMON, JSON)
def explain_command(
    subject: Annotated[str, typer.Argument(metavar="URL-OR-PAPER", help="An address, a paper's key or title.")],
    settings: Settings,
    other: Annotated[str | None, typer.Argument(metavar="[OTHER]", help="Tell what joins the two.")] = None,
) -> int:
    """Tell all that is known of a link or paper: who names it, each answer, the rule that decided.

    Example: linkgraph explain https://github.com/owner/name
    """
    from linkgraph import explain

    with open_screen(settings) as screen, open_store(settings, write=False) as store:
        known = explain.explain(store, settings.config, Surroundings().clock(), subject, other)
        if settings["json"]:
            print_json(known.data)
        else:
            for line in known.lines:
                screen.say(line)
    return EXIT_DONE


@app.command()
@takes(COMMON, SAYING)
def mute(
    url: Annotated[str, typer.Argument(metavar="URL", help="A link of the collection.")],
    settings: Settings,
    lift: Annotated[bool, typer.Option("--lift", help="Ask it again.")] = False,
) -> int:
    """Do not ask a link, and leave it out of the dead ones; it is still counted and shown.

    Example: linkgraph mute https://example.org/x --until 2027-01-31 --reason "behind our wall"
    """
    return _say(url, "unmute" if lift else "mute", settings)


@app.command()
@takes(COMMON, SAYING)
def verdict(
    url: Annotated[str, typer.Argument(metavar="URL", help="A link of the collection.")],
    word: Annotated[str, typer.Argument(metavar="alive|dead|none", help="What you know; none takes it back.")],
    settings: Settings,
) -> int:
    """Say what you know of a link; it stands above what the hosts say until it ends or is taken back.

    Example: linkgraph verdict https://example.org/x alive --reason "opened it myself"
    """
    if word not in {"alive", "dead", "none"}:
        raise UsageError(f"{word!r} is none of alive, dead, none.")
    return _say(url, word, settings)


def _say(subject: str, word: str, settings: Settings) -> int:
    """Writes down a person's word, and says what the link stands at now."""
    url, now = canonicalize_url(subject), Surroundings().clock()
    until: datetime | None = parse_day(settings["until"], "--until") if settings["until"] else None
    if until is not None and until <= now:
        raise UsageError(f"--until: {settings['until']} is over; name a day to come.")
    with open_screen(settings) as screen, open_store(settings) as store:
        known = pipeline.records(store, settings.config, now)
        if url is None or url not in known:
            collection = settings.config.collection
            raise UsageError(
                f"{subject}: the collection {collection!r} knows no such link; links.csv says what it knows."
            )
        told = {"verdict": word, "reason": settings["reason"] or "", "until": until.isoformat() if until else ""}
        headers = tuple((name, value) for name, value in told.items() if value)
        store.say(settings.config.collection, Observation(url, 0, 0, url, now, headers=headers, source=PERSON))
        record = pipeline.records(store, settings.config, now)[url]
        screen.say(f"{url}: {record.ignored or record.standing.words()}")
    return EXIT_DONE


@app.command()
@takes(COMMON, DEMO)
def demo(settings: Settings) -> int:
    """The whole journey on a small simulated web, over five simulated days; needs no network.

    Shows every verdict and state beside the simulated world's own truth. Example: linkgraph demo --seed 7
    """
    from linkgraph.demo import journey

    with open_screen(settings) as screen:
        result = journey.run_demo(settings["seed"], Path(settings.config.outputs) / "demo", screen)
        screen.end()
        for day in result.days:
            screen.say(day)
        screen.table("True and found, on the last day", journey.COLUMNS, result.rows)
        screen.say("")
        screen.say(result.sentence)
        return EXIT_DONE if result.agrees else EXIT_FAILED


@app.command(name="doctor")
@takes(COMMON, JSON, (ASKING[4], ASKING[6], ASKING[7], ASKING[8]))
def doctor_command(settings: Settings) -> int:
    """Look at configuration, store, network, tokens and optional parts.

    Example: linkgraph doctor
    """
    from linkgraph import doctor

    with open_screen(settings) as screen:
        rows = doctor.examine(settings.config, Surroundings(), ask=not settings["no_network"])
        if settings["json"]:
            print_json([asdict(row) for row in rows])
        else:
            screen.table(
                "",
                ("", "what", "found", "remedy"),
                [(row.mark, row.what, row.found, row.remedy) for row in rows],
            )
        return EXIT_FAILED if any(row.mark == "✗" for row in rows) else EXIT_DONE


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"linkgraph {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


def invoke(arguments: list[str]) -> int:
    """Runs a command and returns its exit code; a failure is one sentence on stderr."""
    if not arguments:
        invoke(["--help"])
        return EXIT_USAGE
    try:
        code = app(arguments, prog_name="linkgraph", standalone_mode=False)
    except TyperException as error:
        sentence = error.format_message().rstrip(".")
        sys.stderr.write(f"linkgraph: {sentence}. See linkgraph --help.\n")
        return EXIT_USAGE
    except LinkgraphError as error:
        Screen().warn(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("Interrupted.\n")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough; stdout is given up so that its flush cannot fail again.
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115, PTH123
        return EXIT_DONE
    return code if isinstance(code, int) else EXIT_DONE
