"""``summary.json``: the run in figures, for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from linkgraph.report.cells import cell
from linkgraph.report.dead_links import is_broken
from linkgraph.report.material import Material

NAME = "summary"
FILE = "summary.json"
SCHEMA_VERSION = 1


def render(material: Material) -> str:
    """Returns the file's whole content."""
    return json.dumps(summarize(material), ensure_ascii=False, indent=2) + "\n"


def summarize(material: Material) -> dict[str, object]:
    """Returns the run's figures."""
    records = list(material.records.values())
    return {
        "schema_version": SCHEMA_VERSION,
        "collection": material.collection,
        "run_id": material.run_id,
        "checked_at": cell(material.checked_at),
        "network": {"trusted": not material.network, "sentence": material.network},
        "papers": len(material.papers),
        "links": sum(len(record.links) for record in records),
        "urls": len(records),
        "targets": len({record.target for record in records}),
        "broken": sum(is_broken(record) for record in records),
        "by_state": _counts(record.standing.state.value for record in records),
        "by_verdict": _counts(record.verdict.word.value if record.verdict else "not_checked" for record in records),
        "by_kind": _counts(record.kind for record in records),
        "graph": {
            "nodes": material.graph.number_of_nodes(),
            "edges": _counts(data["kind"] for _, _, data in material.graph.edges(data=True)),
            "communities": len(material.measures.labels),
            "betweenness": "sampled" if material.measures.sampled else "exact",
        },
    }


def _counts(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
