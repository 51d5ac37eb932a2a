"""``papers.csv``: the papers, their place in the graph and the health of their links."""

from __future__ import annotations

from linkgraph.graph.build import paper_node
from linkgraph.model import Paper
from linkgraph.report.cells import csv_text
from linkgraph.report.material import Material, health

NAME = "papers"
FILE = "papers.csv"
COLUMNS = (
    "key", "title", "sources", "arxiv", "doi", "links", "promises", "topics", "community", "community_label",
    "pagerank", "betweenness", "degree", "component", "health", "sections",
)  # fmt: skip


def render(material: Material) -> str:
    """Returns the file's whole content."""
    return csv_text(COLUMNS, (_row(material, paper) for paper in material.papers))


def _row(material: Material, paper: Paper) -> tuple[object, ...]:
    node, measures = paper_node(paper.key), material.measures
    records = material.records_of(paper.key)
    data = material.graph.nodes[node] if node in material.graph else {}
    community = measures.community.get(node)
    return (
        paper.key,
        paper.title,
        [str(place) for place in paper.places],
        paper.arxiv,
        paper.doi,
        len(records),
        data.get("promises", ()),
        "no text" if data.get("no_text") else data.get("topics", ()),
        community,
        measures.labels.get(community, "") if community is not None else "",
        measures.pagerank.get(node),
        measures.betweenness.get(node),
        measures.degree.get(node),
        measures.component.get(node),
        health(records),
        list(dict.fromkeys(place.section for place in paper.places if place.section)),
    )
