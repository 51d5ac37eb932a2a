"""Measures of the graph."""

from __future__ import annotations

import math

import networkx as nx
import pytest

from linkgraph.config import GraphSettings
from linkgraph.graph import measure
from linkgraph.graph.measure import find_communities, measure_graph, simple_graph
from linkgraph.topics import find_topics
from tests.material import make_material

MATERIAL = make_material()


def test_every_node_has_every_measure() -> None:
    measures = MATERIAL.measures
    for name in ("pagerank", "betweenness", "degree", "community", "component"):
        assert set(getattr(measures, name)) == set(MATERIAL.graph), name
    assert math.isclose(sum(measures.pagerank.values()), 1.0, rel_tol=1e-6)
    assert set(measures.labels) == set(measures.community.values())


def test_parallel_edges_become_one_with_the_sum_of_weights_on_one_scale() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edge("a", "b", weight=1.0, kind="links")
    graph.add_edge("b", "a", weight=0.5, kind="shares_topic")
    assert list(simple_graph(graph).edges(data="weight")) == [("a", "b", pytest.approx(0.65))]


def test_communities_are_the_same_whatever_the_order_of_nodes() -> None:
    simple = simple_graph(MATERIAL.graph)
    turned: nx.Graph[str] = nx.Graph()
    turned.add_nodes_from(reversed(list(simple)))
    turned.add_weighted_edges_from(reversed(list(simple.edges(data="weight"))))
    assert find_communities(simple, 7) == find_communities(turned, 7)


def test_communities_are_labelled_for_a_reader() -> None:
    labels = " ".join(MATERIAL.measures.labels.values())
    assert "pruning" in labels
    assert "Untold" in labels


def test_an_empty_collection_has_no_measures() -> None:
    measures = measure_graph(nx.MultiDiGraph(), [], find_topics([]), GraphSettings())
    assert measures.pagerank == {}


def test_a_large_graph_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "EXACT_BETWEENNESS", 3)
    topics = find_topics(MATERIAL.papers)
    measures = measure_graph(MATERIAL.graph, MATERIAL.papers, topics, GraphSettings(betweenness_pivots=4))
    assert measures.sampled
    assert set(measures.betweenness) == set(MATERIAL.graph)
