"""Measures of the graph, by networkx: PageRank, betweenness, communities, components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from linkgraph import topics as topics_module
from linkgraph.config import GraphSettings
from linkgraph.model import Paper
from linkgraph.topics import Topics

EXACT_BETWEENNESS = 1200
"""Up to this many nodes betweenness is exact (3 s at 1,000); above, it is sampled from pivots."""

KIND_WEIGHT = {"links": 0.15, "mentions": 0.5, "shares_artifact": 0.15, "shares_topic": 1.0}
"""Brings kinds to one scale: a typical cosine of two near papers is 0.15. Without it, to have a
repository would outweigh all topics, and a paper would form a community with its own artifacts."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures by node; ``labels`` by community, ``sampled`` where betweenness is an estimate."""

    pagerank: Mapping[str, float] = field(default_factory=dict)
    betweenness: Mapping[str, float] = field(default_factory=dict)
    degree: Mapping[str, int] = field(default_factory=dict)
    community: Mapping[str, int] = field(default_factory=dict)
    component: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    sampled: bool = False


def simple_graph(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Returns the graph with one undirected edge a pair, its weight the sum over kinds."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(graph)
    for one, other, data in graph.edges(data=True):
        weight = data["weight"] * KIND_WEIGHT.get(data["kind"], 1.0)
        known = simple.get_edge_data(one, other, {"weight": 0.0})
        simple.add_edge(one, other, weight=known["weight"] + weight)
    return simple


def measure_graph(
    graph: nx.MultiDiGraph[str], papers: Sequence[Paper], topics: Topics, settings: GraphSettings
) -> Measures:
    """Measures a graph.

    Args:
        graph: what ``build_graph`` made.
        papers: in the order that ``topics`` was found for; they give communities their labels.
        topics: what the papers are about.
        settings: seed of communities and pivots of betweenness.
    """
    if not graph:
        return Measures()
    simple = simple_graph(graph)
    communities = find_communities(simple, settings.seed)
    sampled = len(simple) > EXACT_BETWEENNESS
    pivots = min(settings.betweenness_pivots, len(simple)) if sampled else None
    return Measures(
        pagerank=nx.pagerank(simple, weight="weight"),
        betweenness=nx.betweenness_centrality(simple, k=pivots, seed=settings.seed),
        degree=dict(simple.degree()),
        community={node: number for number, group in enumerate(communities) for node in group},
        component=_components(simple),
        labels=_labels(graph, communities, papers, topics),
        sampled=sampled,
    )


def find_communities(simple: nx.Graph[str], seed: int) -> list[list[str]]:
    """Returns Louvain's communities, largest first, members sorted; nodes without edges stand alone."""
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(simple))
    ordered.add_weighted_edges_from(sorted(simple.edges(data="weight")))
    found = nx.community.louvain_communities(ordered, weight="weight", seed=seed)
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))


def _components(simple: nx.Graph[str]) -> dict[str, int]:
    parts = sorted((sorted(part) for part in nx.connected_components(simple)), key=lambda part: (-len(part), part[0]))
    return {node: number for number, part in enumerate(parts) for node in part}


def _labels(
    graph: nx.MultiDiGraph[str], communities: Sequence[Sequence[str]], papers: Sequence[Paper], topics: Topics
) -> dict[int, str]:
    """Names each community by the terms that set it apart, else by its best-linked member."""
    index = {f"paper:{paper.key}": number for number, paper in enumerate(papers)}
    labels: dict[int, str] = {}
    labelled = topics_module.Labels(topics)
    for number, group in enumerate(communities):
        members = [index[node] for node in group if node in index]
        best = max(group, key=lambda node: (graph.degree(node), node))
        labels[number] = labelled.of(members) or str(graph.nodes[best]["title"])[:60]
    return labels
