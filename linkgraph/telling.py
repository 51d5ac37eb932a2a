"""What the commands share: they ask, show, and find their exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkgraph import checking
from linkgraph.check.lifecycle import stand
from linkgraph.check.verdict import Job
from linkgraph.checking import Checked, Memory, Surroundings
from linkgraph.errors import UsageError
from linkgraph.forges import meaning_of
from linkgraph.model import CanonicalUrl, Check, LinkRecord, Look, State
from linkgraph.options import Settings
from linkgraph.pipeline import Collected
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


def open_screen(settings: Settings) -> Screen:
    """Opens the screen as loudly as the user wants."""
    return Screen(quiet=settings["quiet"], verbose=settings["verbose"], progress=not settings["no_progress"])


def open_store(settings: Settings, *, write: bool = True, ephemeral: bool = False) -> Store:
    """Opens the store; one that keeps nothing with --ephemeral."""
    return Store("sqlite://" if ephemeral else settings.config.store_url, write=write and not ephemeral)


def ask_due(store: Store, settings: Settings, surroundings: Surroundings, screen: Screen) -> Checked | None:
    """Asks the hosts, unless the user wants nobody asked."""
    if settings["dry_run"] or settings["no_network"]:
        due = checking.due_records(store, settings.config, surroundings.clock())
        if settings["dry_run"]:
            show_dry_run(screen, settings, [record.ask_url for record in due])
        else:
            screen.note(f"Nobody was asked (--no-network); {count(len(due), 'link')} would be due.")
        return None
    checked = checking.check(store, settings.config, surroundings, screen)
    screen.end()
    show_turns(screen, checked)
    if checked.resumed:
        screen.note(f"Went on with a run that was broken off: {checked.resumed} of {checked.total} had been asked.")
    if checked.interrupted:
        screen.note("Interrupted; writing what is known so far.")
    return checked


def show_turns(screen: Screen, checked: Checked) -> None:
    """Says what was not asked, and when its turn comes."""
    turn = f"; the next is due on {checked.next_due:%Y-%m-%d %H:%M} UTC" if checked.next_due else ""
    if checked.unasked:
        left = count(len(checked.unasked), "link")
        screen.note(f"The budget ended after {count(checked.requests, 'request')}: {left} come first in the next run.")
    elif not checked.total:
        screen.say(f"Nothing is due among {count(checked.known, 'link')}{turn}.")
    elif checked.trust.trusted and not checked.interrupted:
        screen.say(f"Asked {checked.total} of {count(checked.known, 'link')}{turn}.")
    if checked.ignored:
        screen.say(f"{count(checked.ignored, 'link')} not asked, by [ignore] or mute.")


def ask_addresses(urls: list[str], settings: Settings, screen: Screen) -> int:
    """Asks addresses at once, without a store; returns the exit code."""
    jobs: dict[CanonicalUrl, Job] = {}
    for url in urls:
        identity, ask_url = canonicalize_url(url), ask_form(url)
        if identity is None or ask_url is None:
            raise UsageError(f"{url}: is no web address; write one such as https://github.com/owner/name.")
        look = Look.ALWAYS if meaning_of(identity).target.forge == "web" else Look.NEVER
        jobs.setdefault(identity, Job(identity, ask_url, look=look))
    if settings["dry_run"] or settings["no_network"]:
        show_dry_run(screen, settings, [job.ask_url for job in jobs.values()])
        return EXIT_DONE
    checked = checking.run_checks(list(jobs.values()), Memory(), settings.config, Surroundings(), screen)
    screen.end()
    rows = checked_rows(checked)
    if settings["json"]:
        print_json(rows)
    else:
        columns = ("url", "verdict", "reason", "http_status", "final_url")
        screen.table("", columns, [[row[column] or "" for column in columns] for row in rows])
    found = {row["verdict"] for row in rows} | {
        stand([Check(checking.system_clock(), verdict)], settings.config.lifecycle).state.value
        for verdict in checked.verdicts.values()
    }
    return final_code(screen, checked, matched=bool(found & set(settings["fail_on"] or ())))


def no_collection(settings: Settings, what: str) -> str:
    """Says that a collection is empty, and what to do."""
    return (
        f"The collection {settings.config.collection!r} holds no {what}; "
        "read a list first with: linkgraph collect INPUT, or name another one with --collection."
    )


def show_dry_run(screen: Screen, settings: Settings, urls: Sequence[str]) -> None:
    """Shows what would be asked."""
    if settings.values.get("json"):
        print_json([{"url": url, "verdict": ""} for url in urls])
    else:
        screen.table(
            f"{count(len(urls), 'address', 'addresses')} would be asked", ("address",), [(url,) for url in urls]
        )


def checked_rows(checked: Checked | None) -> list[dict[str, Any]]:
    """Returns what was found as rows."""
    return [
        {
            "url": url,
            "verdict": verdict.word.value,
            "reason": verdict.reason,
            "http_status": verdict.http_status,
            "final_url": verdict.moved_to or verdict.final_url,
            "rule": verdict.rule,
            "evidence": verdict.evidence,
        }
        for url, verdict in (checked.verdicts.items() if checked else ())
    ]


def print_json(data: object) -> None:
    """Prints data as JSON."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def show_collected(screen: Screen, collected: Collected) -> None:
    """Says what was read."""
    changes = collected.changes
    urls = len({link.url for link in collected.links})
    new_urls, gone_urls = ({url for _, url in links} for links in (changes.new_links, changes.removed_links))
    new = f"{count(len(changes.new_papers), 'new paper')}, {count(len(new_urls), 'new link')}"
    gone = f"{count(len(changes.removed_papers), 'paper')} and {count(len(gone_urls), 'link')}"
    read = f"Read {count(len(collected.papers), 'paper')} with {count(urls, 'different link')}"
    screen.say(f"{read}: {new}, {gone} no longer named.")
    for item in collected.skipped if screen.verbose else collected.skipped[:5]:
        screen.warn(f"Skipped {item}")
    if len(collected.skipped) > 5 and not screen.verbose:
        screen.warn(f"{len(collected.skipped) - 5} more were skipped; --verbose names them.")


def show_states(screen: Screen, records: Mapping[CanonicalUrl, LinkRecord]) -> None:
    """Shows how many links are in each state."""
    rows = []
    for state in State:
        group = [record for record in records.values() if record.standing.state is state]
        words = sorted({record.verdict.word.value for record in group if record.verdict})
        if group:
            rows.append((state.value, len(group), ", ".join(words)))
    screen.table("Links by state", ("state", "links", "verdicts seen"), rows)


def show_material(screen: Screen, material: Material, written: tuple[Path, ...]) -> None:
    """Shows what is broken and what was written."""
    from linkgraph.report.dead_links import impact, is_broken

    show_states(screen, material.records)
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


def exit_code(
    screen: Screen,
    settings: Settings,
    checked: Checked | None,
    records: Mapping[CanonicalUrl, LinkRecord],
) -> int:
    """Returns the exit code of a run."""
    found = {record.standing.state.value for record in records.values()}
    found |= {record.verdict.word.value for record in records.values() if record.verdict}
    return final_code(screen, checked, matched=bool(found & set(settings["fail_on"] or ())))


def final_code(screen: Screen, checked: Checked | None, *, matched: bool) -> int:
    """Returns the exit code of a check."""
    if checked is not None and not checked.trust.trusted:
        screen.warn(checked.trust.sentence)
        return EXIT_NO_NETWORK
    if checked is not None and checked.interrupted:
        screen.warn("Interrupted; what was answered is kept, and the next run goes on from there.")
        return EXIT_INTERRUPTED
    return EXIT_MATCHED if matched else EXIT_DONE
