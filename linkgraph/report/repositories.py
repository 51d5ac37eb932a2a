"""``repositories.csv``: repositories and other artifacts, one row per thing meant."""

from __future__ import annotations

from collections.abc import Sequence

from linkgraph.graph.build import artifact_records
from linkgraph.model import LinkRecord, Target, Verdict, Word
from linkgraph.report.cells import csv_text
from linkgraph.report.material import Material

NAME = "repositories"
FILE = "repositories.csv"
COLUMNS = (
    "target", "url", "forge", "state", "verdict", "papers", "impact", "stars", "forks", "licence", "language",
    "created", "pushed", "archived", "empty", "stale", "topics", "pagerank", "betweenness", "community",
)  # fmt: skip


def render(material: Material) -> str:
    """Returns the file's whole content."""
    groups = [(target, group) for target, group in artifact_records(material.records).items() if not _is_paper(group)]
    groups.sort(key=lambda item: (-len(_papers(item[1])), str(item[0])))
    return csv_text(COLUMNS, (_row(material, target, group) for target, group in groups))


def _is_paper(group: Sequence[LinkRecord]) -> bool:
    return all(record.kind == "paper" for record in group)


def _papers(group: Sequence[LinkRecord]) -> list[str]:
    return sorted({key for record in group for key in record.papers})


def _row(material: Material, target: Target, group: Sequence[LinkRecord]) -> tuple[object, ...]:
    node, measures, first = str(target), material.measures, group[0]
    verdict, papers = first.verdict, _papers(group)
    return (
        node,
        first.url,
        target.forge,
        first.standing.state.value,
        verdict.word.value if verdict else "",
        papers,
        len(papers),
        *[""] * 6,
        _known(verdict, Word.ARCHIVED),
        _known(verdict, Word.EMPTY),
        "",
        "",
        measures.pagerank.get(node),
        measures.betweenness.get(node),
        measures.community.get(node),
    )


def _known(verdict: Verdict | None, word: Word) -> str:
    """Returns ``true`` where a verdict says so; a page that merely answers does not say the contrary."""
    return "true" if verdict is not None and verdict.word is word else ""
