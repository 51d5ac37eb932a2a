"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from linkgraph import __version__, pipeline
from linkgraph.check.engine import Job
from linkgraph.check.lifecycle import stand
from linkgraph.errors import LinkgraphError, UsageError
from linkgraph.files import ensure_writable
from linkgraph.model import CanonicalUrl, Check, LinkRecord, State
from linkgraph.options import AS, ASKING, COMMON, DEMO, EPHEMERAL, JSON, READING, Settings, takes
from linkgraph.pipeline import Checked, Collected, Memory, Surroundings
from linkgraph.reading import write_links
from linkgraph.screen import Screen
from linkgraph.store import Store
from linkgraph.urls import ask_form, canonicalize_url
from linkgraph.words import count

if TYPE_CHECKING:
    from linkgraph.report.material import Material

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_MATCHED = 3
EXIT_NO_NETWORK = 4
EXIT_INTERRUPTED = 130
SHOWN = 10
"""How many broken links the terminal shows."""

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
    with _screen(settings) as screen, _store(settings, ephemeral=settings["ephemeral"]) as store:
        ensure_writable(Path(settings.config.outputs))
        surroundings = Surroundings()
        collected = pipeline.collect(inputs, store, settings.config, surroundings, settings["format"] or "")
        _show_collected(screen, collected)
        checked = _check(store, settings, surroundings, screen)
        material, written = pipeline.report(store, settings.config)
        _show_material(screen, material, written)
        code = _exit_code(screen, settings, checked, material.records)
        return EXIT_FAILED if code == EXIT_DONE and settings["strict"] and collected.skipped else code


@app.command()
@takes(COMMON, READING)
def collect(inputs: Inputs, settings: Settings) -> int:
    """Read lists into the store and say what is new, changed or not understood.

    Example: linkgraph collect papers/*.txt
    """
    with _screen(settings) as screen, _store(settings) as store:
        collected = pipeline.collect(inputs, store, settings.config, Surroundings(), settings["format"] or "")
        _show_collected(screen, collected)
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
    with _screen(settings) as screen:
        if urls:
            return _check_urls(urls, settings, screen)
        with _store(settings) as store:
            if not store.links(settings.config.collection):
                raise UsageError(_no_collection(settings, "link"))
            checked = _check(store, settings, Surroundings(), screen)
            records = pipeline.records(store, settings.config)
            if settings["json"] and not settings["dry_run"]:
                _print_json(_checked_rows(checked))
            elif not settings["json"]:
                _show_states(screen, records)
            return _exit_code(screen, settings, checked, records)


@app.command()
@takes(COMMON)
def report(settings: Settings) -> int:
    """Write the outputs from the store; sends no request.

    Example: linkgraph report --outputs site/
    """
    with _screen(settings) as screen, _store(settings, write=False) as store:
        if not store.papers(settings.config.collection):
            raise UsageError(_no_collection(settings, "paper"))
        material, written = pipeline.report(store, settings.config)
        _show_material(screen, material, written)
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
    with _screen(settings) as screen:
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

    with _screen(settings) as screen, _store(settings, write=False) as store:
        known = explain.explain(store, settings.config, subject, other)
        if settings["json"]:
            _print_json(known.data)
        else:
            for line in known.lines:
                screen.say(line)
    return EXIT_DONE


@app.command()
@takes(COMMON, DEMO)
def demo(settings: Settings) -> int:
    """The whole journey on a small simulated web, over five simulated days; needs no network.

    Shows every verdict and state beside the simulated world's own truth. Example: linkgraph demo --seed 7
    """
    from linkgraph.demo import journey

    with _screen(settings) as screen:
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

    with _screen(settings) as screen:
        rows = doctor.examine(settings.config, Surroundings(), ask=not settings["no_network"])
        if settings["json"]:
            _print_json([asdict(row) for row in rows])
        else:
            screen.table(
                "",
                ("", "what", "found", "remedy"),
                [(row.mark, row.what, row.found, row.remedy) for row in rows],
            )
        return EXIT_FAILED if any(row.mark == "✗" for row in rows) else EXIT_DONE


# --- what the commands share --------------------------------------------------------------------


def _screen(settings: Settings) -> Screen:
    return Screen(quiet=settings["quiet"], verbose=settings["verbose"], progress=not settings["no_progress"])


def _store(settings: Settings, *, write: bool = True, ephemeral: bool = False) -> Store:
    return Store("sqlite://" if ephemeral else settings.config.store_url, write=write and not ephemeral)


def _check(store: Store, settings: Settings, surroundings: Surroundings, screen: Screen) -> Checked | None:
    """Asks the hosts, unless the user wants nobody asked."""
    asked = pipeline.links_to_ask(store.links(settings.config.collection))
    if settings["dry_run"]:
        _show_dry_run(screen, settings, list(asked.values()))
        return None
    if settings["no_network"]:
        screen.note(f"Nobody was asked (--no-network); {count(len(asked), 'link')} as known before.")
        return None
    checked = pipeline.check(store, settings.config, surroundings, screen)
    screen.end()
    if checked.resumed:
        screen.note(f"Went on with a run that was broken off: {checked.resumed} of {checked.total} had been asked.")
    if checked.interrupted:
        screen.note("Interrupted; writing what is known so far.")
    return checked


def _check_urls(urls: list[str], settings: Settings, screen: Screen) -> int:
    jobs: dict[CanonicalUrl, Job] = {}
    for url in urls:
        identity, ask_url = canonicalize_url(url), ask_form(url)
        if identity is None or ask_url is None:
            raise UsageError(f"{url}: is no web address; write one such as https://github.com/owner/name.")
        jobs.setdefault(identity, Job(identity, ask_url))
    if settings["dry_run"] or settings["no_network"]:
        _show_dry_run(screen, settings, [job.ask_url for job in jobs.values()])
        return EXIT_DONE
    checked = pipeline.run_checks(list(jobs.values()), Memory(), settings.config, Surroundings(), screen)
    screen.end()
    rows = _checked_rows(checked)
    if settings["json"]:
        _print_json(rows)
    else:
        columns = ("url", "verdict", "reason", "http_status", "final_url")
        screen.table("", columns, [[row[column] or "" for column in columns] for row in rows])
    found = {row["verdict"] for row in rows} | {
        stand([Check(pipeline.system_clock(), verdict)], settings.config.lifecycle).state.value
        for verdict in checked.verdicts.values()
    }
    return _final_code(screen, checked, matched=bool(found & set(settings["fail_on"] or ())))


def _no_collection(settings: Settings, what: str) -> str:
    return (
        f"The collection {settings.config.collection!r} holds no {what}; "
        "read a list first with: linkgraph collect INPUT, or name another one with --collection."
    )


def _show_dry_run(screen: Screen, settings: Settings, urls: Sequence[str]) -> None:
    if settings.values.get("json"):
        _print_json([{"url": url, "verdict": ""} for url in urls])
    else:
        screen.table(
            f"{count(len(urls), 'address', 'addresses')} would be asked", ("address",), [(url,) for url in urls]
        )


def _checked_rows(checked: Checked | None) -> list[dict[str, Any]]:
    return [
        {
            "url": url,
            "verdict": verdict.word.value,
            "reason": verdict.reason,
            "http_status": verdict.http_status,
            "final_url": verdict.moved_to or verdict.final_url,
            "rule": verdict.rule,
        }
        for url, verdict in (checked.verdicts.items() if checked else ())
    ]


def _print_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def _show_collected(screen: Screen, collected: Collected) -> None:
    changes = collected.changes
    urls = len({link.url for link in collected.links})
    new = f"{count(len(changes.new_papers), 'new paper')}, {count(len(changes.new_links), 'new link')}"
    gone = f"{count(len(changes.removed_papers), 'paper')} and {count(len(changes.removed_links), 'link')}"
    read = f"Read {count(len(collected.papers), 'paper')} with {count(urls, 'different link')}"
    screen.say(f"{read}: {new}, {gone} no longer named.")
    for item in collected.skipped if screen.verbose else collected.skipped[:5]:
        screen.warn(f"Skipped {item}")
    if len(collected.skipped) > 5 and not screen.verbose:
        screen.warn(f"{len(collected.skipped) - 5} more were skipped; --verbose names them.")


def _show_states(screen: Screen, records: Mapping[CanonicalUrl, LinkRecord]) -> None:
    rows = []
    for state in State:
        group = [record for record in records.values() if record.standing.state is state]
        words = sorted({record.verdict.word.value for record in group if record.verdict})
        if group:
            rows.append((state.value, len(group), ", ".join(words)))
    screen.table("Links by state", ("state", "links", "verdicts seen"), rows)


def _show_material(screen: Screen, material: Material, written: tuple[Path, ...]) -> None:
    from linkgraph.report.dead_links import impact, is_broken

    _show_states(screen, material.records)
    broken = sorted(filter(is_broken, material.records.values()), key=lambda record: (-impact(record), record.url))
    if broken:
        rows = [
            (record.standing.words(), record.verdict.reason if record.verdict else "", record.url)
            for record in broken[:SHOWN]
        ]
        rest = f"; the first {SHOWN}, dead_links.csv has all" if len(broken) > SHOWN else ""
        title = f"{count(len(broken), 'link')} that a reader cannot follow now{rest}"
        screen.table(title, ("state", "reason", "url"), rows)
    screen.say("")
    screen.say(f"Written to {written[0].parent if written else '.'}: " + ", ".join(path.name for path in written))


def _exit_code(
    screen: Screen,
    settings: Settings,
    checked: Checked | None,
    records: Mapping[CanonicalUrl, LinkRecord],
) -> int:
    found = {record.standing.state.value for record in records.values()}
    found |= {record.verdict.word.value for record in records.values() if record.verdict}
    return _final_code(screen, checked, matched=bool(found & set(settings["fail_on"] or ())))


def _final_code(screen: Screen, checked: Checked | None, *, matched: bool) -> int:
    if checked is not None and not checked.trust.trusted:
        screen.warn(checked.trust.sentence)
        return EXIT_NO_NETWORK
    if checked is not None and checked.interrupted:
        screen.warn("Interrupted; what was answered is kept, and the next run goes on from there.")
        return EXIT_INTERRUPTED
    return EXIT_MATCHED if matched else EXIT_DONE


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
