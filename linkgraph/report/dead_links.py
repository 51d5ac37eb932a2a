"""``dead_links.csv``: what a reader cannot follow now, worst first, one row per URL."""

from __future__ import annotations

from linkgraph.forges import meaning_of
from linkgraph.model import LinkRecord, State, Word
from linkgraph.report.cells import csv_text
from linkgraph.report.material import Material

NAME = "dead_links"
FILE = "dead_links.csv"
COLUMNS = (
    "url", "state", "verdict", "reason", "http_status", "checks", "first_failed", "last_ok", "dead_since",
    "papers", "paper_titles", "raw", "final_url", "suggestion", "suggestion_kind", "archived_url", "impact",
    "rule", "checked_at", "evidence",
)  # fmt: skip


def render(material: Material) -> str:
    """Returns the file's whole content."""
    broken = [record for record in material.records.values() if is_broken(record)]
    broken.sort(key=lambda record: (-impact(record), record.url))
    titles = material.titles()
    return csv_text(COLUMNS, (_row(record, titles) for record in broken))


def is_broken(record: LinkRecord) -> bool:
    """Tells whether a reader cannot follow a link now."""
    if record.ignored:
        return False
    if record.standing.state in {State.DEAD, State.FAILING}:
        return True
    return record.verdict is not None and record.verdict.word in {Word.GONE, Word.SUSPECT}


def impact(record: LinkRecord) -> int:
    """Returns how much a link matters: the number of papers that name it."""
    return len(record.papers)


def _suggestion_kind(record: LinkRecord) -> str:
    """Says what is suggested: another reading of the written address, or the repository behind a page."""
    if not record.alive_candidate:
        return "none"
    return "repository" if record.alive_candidate == meaning_of(record.url).likely else "respelled"


def _row(record: LinkRecord, titles: dict[str, str]) -> tuple[object, ...]:
    verdict, standing = record.verdict, record.standing
    return (
        record.url,
        standing.state.value,
        verdict.word.value if verdict else "",
        verdict.reason if verdict else "",
        verdict.http_status if verdict else None,
        standing.failures,
        standing.first_failed,
        standing.last_ok,
        standing.dead_since,
        record.papers,
        [titles.get(key, key) for key in record.papers],
        list(dict.fromkeys(link.raw for link in record.links)),
        verdict.final_url if verdict else "",
        record.alive_candidate,
        _suggestion_kind(record),
        "",
        impact(record),
        verdict.rule if verdict else "",
        record.checks[-1].at if record.checks else None,
        verdict.evidence if verdict else "",
    )
