"""``links.csv``: every link in every paper, whatever its state."""

from __future__ import annotations

from collections.abc import Iterator

from linkgraph.report.cells import csv_text
from linkgraph.report.material import Material

NAME = "links"
FILE = "links.csv"
COLUMNS = (
    "paper_key", "paper_title", "raw", "repairs", "url", "target", "kind", "state", "verdict", "reason",
    "final_url", "checked_at", "candidates",
)  # fmt: skip


def render(material: Material) -> str:
    """Returns the file's whole content."""
    return csv_text(COLUMNS, _rows(material))


def _rows(material: Material) -> Iterator[tuple[object, ...]]:
    for paper in material.papers:
        for record in material.records_of(paper.key):
            verdict = record.verdict
            for link in record.links:
                if link.paper == paper.key:
                    yield (
                        paper.key,
                        paper.title,
                        link.raw,
                        link.repairs,
                        link.url,
                        str(link.target),
                        link.kind,
                        record.standing.state.value,
                        verdict.word.value if verdict else "",
                        verdict.reason if verdict else "",
                        verdict.final_url if verdict else "",
                        record.checks[-1].at if record.checks else None,
                        link.candidates,
                    )
