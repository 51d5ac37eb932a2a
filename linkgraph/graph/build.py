"""Builds the graph: papers and artifacts as nodes, each edge with its reason and origin.

Nodes are ``paper:<key>`` and targets (``github:owner/name``). Edges are directed from paper to
artifact and from a paper to the one it mentions; what two papers share stands once, from the smaller
id to the greater.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import networkx as nx

from linkgraph.mentions import find_mentions
from linkgraph.model import CanonicalUrl, Link, LinkRecord, Paper, Target
from linkgraph.promises import find_promises
from linkgraph.topics import Topics

LINKS, MENTIONS, SHARES_ARTIFACT, SHARES_TOPIC = "links", "mentions", "shares_artifact", "shares_topic"
CROWD = 25
"""An artifact that more papers name joins them through its own node only: pairs would be a hairball."""

PARTS = frozenset({"file", "image", "issue", "release"})
"""Kinds of URL that show a part of a thing instead of the thing."""


def paper_node(key: str) -> str:
    """Returns the node of a paper."""
    return f"paper:{key}"


def artifact_records(records: Mapping[CanonicalUrl, LinkRecord]) -> dict[Target, list[LinkRecord]]:
    """Groups records by the thing meant; first comes the record that speaks for it.

    That is the page of the thing itself before a file or issue of it, then the one that most papers
    name, then the shortest.
    """
    grouped: dict[Target, list[LinkRecord]] = {}
    for record in records.values():
        grouped.setdefault(record.target, []).append(record)
    for group in grouped.values():
        group.sort(key=lambda record: (record.kind in PARTS, -len(record.papers), len(record.url)))
    return grouped


def build_graph(
    papers: Sequence[Paper], records: Mapping[CanonicalUrl, LinkRecord], topics: Topics
) -> nx.MultiDiGraph[str]:
    """Builds the graph of a collection.

    Args:
        papers: in the order that ``topics`` was found for.
        records: the links of those papers.
        topics: what the papers are about.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_papers(graph, papers, topics)
    _add_promises(graph, papers, records)
    grouped = artifact_records(records)
    known = papers_by_arxiv(papers)
    for target, group in grouped.items():
        _add_artifact(graph, target, group, known)
    _join_by_artifacts(graph)
    for mention in find_mentions(papers):
        source, named = paper_node(papers[mention.source].key), paper_node(papers[mention.target].key)
        graph.add_edge(source, named, MENTIONS, kind=MENTIONS, weight=1.0, reason=mention.words, origin=mention.name)
    for near in topics.near:
        one, other = sorted((paper_node(papers[near.one].key), paper_node(papers[near.other].key)))
        reason = ", ".join(near.terms)
        graph.add_edge(
            one, other, SHARES_TOPIC, kind=SHARES_TOPIC, weight=near.similarity, reason=reason, origin="text"
        )
    return graph


def papers_by_arxiv(papers: Sequence[Paper]) -> dict[str, str]:
    """Returns the keys of the papers whose arXiv id is known."""
    return {paper.arxiv: paper.key for paper in papers if paper.arxiv}


def _add_papers(graph: nx.MultiDiGraph[str], papers: Sequence[Paper], topics: Topics) -> None:
    for paper, terms in zip(papers, topics.terms, strict=True):
        graph.add_node(
            paper_node(paper.key),
            kind="paper",
            title=paper.title,
            url=f"https://arxiv.org/abs/{paper.arxiv}"
            if paper.arxiv
            else f"https://doi.org/{paper.doi}"
            if paper.doi
            else "",
            verdict="",
            state="",
            topics=terms,
            no_text=not terms,
            promises=(),
        )


def _add_promises(
    graph: nx.MultiDiGraph[str], papers: Sequence[Paper], records: Mapping[CanonicalUrl, LinkRecord]
) -> None:
    """Writes on each paper's node what it promises; the links that it names now close a promise."""
    links: dict[str, list[Link]] = {}
    for record in records.values():
        for link in record.links:
            links.setdefault(link.paper, []).append(link)
    for paper in papers:
        promises = find_promises(paper, links.get(paper.key, ()))
        graph.nodes[paper_node(paper.key)]["promises"] = tuple(promise.words() for promise in promises)


def _add_artifact(
    graph: nx.MultiDiGraph[str], target: Target, group: Sequence[LinkRecord], known_papers: Mapping[str, str]
) -> None:
    """Adds a target and the papers' links to it; an arXiv paper of the collection is that paper's node."""
    known = known_papers.get(target.name) if target.forge == "arxiv" else None
    node = paper_node(known) if known else str(target)
    if not known:
        first = group[0]
        graph.add_node(
            node,
            kind=first.kind,
            title=display_name(target),
            url=first.url,
            verdict=first.verdict.word.value if first.verdict else "",
            state=first.standing.state.value,
            topics=(),
            no_text=False,
            promises=(),
        )
    for record in group:
        for link in record.links:
            source = paper_node(link.paper)
            if source != node and source in graph:
                graph.add_edge(source, node, LINKS, kind=LINKS, weight=1.0, reason=record.url, origin=link.part)


def display_name(target: Target) -> str:
    """Returns what a reader calls a target: ``owner/name``, or an address without its scheme."""
    return target.name.removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _join_by_artifacts(graph: nx.MultiDiGraph[str]) -> None:
    shared: dict[tuple[str, str], list[str]] = {}
    for node in list(graph):
        data = graph.nodes[node]
        if data["kind"] in {"paper", "account"}:
            continue
        naming = sorted({source for source, _, edge in graph.in_edges(node, data=True) if edge["kind"] == LINKS})
        if 1 < len(naming) <= CROWD:
            for pair in combinations(naming, 2):
                shared.setdefault(pair, []).append(data["title"])
    for (one, other), titles in sorted(shared.items()):
        reason = "both link to " + ", ".join(titles)
        graph.add_edge(
            one,
            other,
            SHARES_ARTIFACT,
            kind=SHARES_ARTIFACT,
            weight=float(len(titles)),
            reason=reason,
            origin="links",
        )
