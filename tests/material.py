"""A small collection, judged and measured, for the tests of graph and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from linkgraph.check.records import Context, make_records
from linkgraph.config import GraphSettings
from linkgraph.extract import find_links
from linkgraph.graph.build import build_graph
from linkgraph.graph.layout import lay_out
from linkgraph.graph.measure import measure_graph, simple_graph
from linkgraph.model import CanonicalUrl, Observation, Paper, Passage, Place
from linkgraph.papers import paper_key
from linkgraph.report.material import Material
from linkgraph.topics import find_topics
from tests.conftest import NOON, seen

ABSTRACTS = {
    "Walking Graphs": "Random walks on sparse graphs give node embeddings. Code: https://github.com/octo/walks.",
    "Running Graphs": "Node embeddings of temporal graphs by random walks. See https://github.com/Octo/Walks and "
    "https://example.org/gone.",
    "Pruning Rows": "Structured pruning of language models by row sensitivity. At https://huggingface.co/octo/rows.",
    "Pruning Columns": "Structured pruning of language models by column sensitivity and sparsity masks.",
    "Untold": "",
}


def paper(title: str, abstract: str, line: int = 1, source: str = "list.txt") -> Paper:
    passages = (Passage("title", title), *([Passage("abstract", abstract)] if abstract else []))
    return Paper(paper_key(title), title, passages, (Place(source, line, "listing"),))


def history_of(days: Mapping[str, Sequence[int | str]]) -> dict[CanonicalUrl, list[list[Observation]]]:
    """Makes histories from a row of statuses or error codes, three days apart."""
    return {
        CanonicalUrl(url): [
            [
                seen(
                    url=url,
                    asked=url,
                    at=NOON + timedelta(days=3 * number),
                    **({"status": answer} if isinstance(answer, int) else {"error": answer}),
                )
            ]
            for number, answer in enumerate(row)
        ]
        for url, row in days.items()
    }


HISTORY: dict[str, Sequence[int | str]] = {
    "https://github.com/octo/walks": [200, 200, 200],
    "https://github.com/Octo/Walks": [200, 200, 200],
    "https://example.org/gone": [404, 404, 404],
    "https://huggingface.co/octo/rows": [200, 200, "timeout/connect"],
}


def make_material(
    abstracts: Mapping[str, str] = ABSTRACTS, days: Mapping[str, Sequence[int | str]] = HISTORY
) -> Material:
    papers = tuple(paper(title, abstract, line) for line, (title, abstract) in enumerate(abstracts.items(), start=1))
    links = [link for item in papers for link in find_links(item)]
    records = make_records(links, history_of(days), Context())
    topics = find_topics(papers)
    graph = build_graph(papers, records, topics)
    measures = measure_graph(graph, papers, topics, GraphSettings())
    return Material(
        collection="small",
        papers=papers,
        records=records,
        graph=graph,
        measures=measures,
        positions=lay_out(simple_graph(graph), measures.community, 7),
        checked_at=NOON,
    )
