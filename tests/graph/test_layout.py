"""Where nodes stand."""

from __future__ import annotations

import math
import random
from statistics import mean

import networkx as nx

from linkgraph.graph.layout import NODE_SPACE, SPRING_LIMIT, lay_out
from linkgraph.graph.measure import find_communities


def planted(groups: int, size: int, seed: int) -> nx.Graph[str]:
    """Makes a graph of planted groups, as lists of papers are: dense within, a few edges between."""
    found = nx.planted_partition_graph(groups, size, 4 / size, 0.25 / size / groups, seed=seed)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"n{node:03}" for node in found)
    graph.add_edges_from(((f"n{a:03}", f"n{b:03}") for a, b in found.edges()), weight=1.0)
    return graph


def drawn(graph: nx.Graph[str], seed: int = 7) -> dict[str, tuple[float, float]]:
    community = {node: number for number, group in enumerate(find_communities(graph, seed)) for node in group}
    return lay_out(graph, community, seed)


def test_neighbours_stand_near_each_other() -> None:
    for seed in (1, 2, 3):
        graph = planted(10, 20, seed)
        positions = drawn(graph)
        rng = random.Random(1)
        nodes = sorted(graph)
        edges = mean(math.dist(positions[a], positions[b]) for a, b in graph.edges())
        pairs = mean(math.dist(positions[a], positions[b]) for a, b in (rng.sample(nodes, 2) for _ in range(4000)))
        assert edges < 0.35 * pairs


def test_the_same_graph_is_drawn_the_same() -> None:
    graph = planted(5, 12, 1)
    turned: nx.Graph[str] = nx.Graph()
    turned.add_nodes_from(sorted(graph, reverse=True))
    turned.add_edges_from(((b, a) for a, b in reversed(list(graph.edges()))), weight=1.0)
    assert drawn(graph) == drawn(graph) == drawn(turned)


def test_nodes_do_not_cover_each_other() -> None:
    positions = list(drawn(planted(6, 20, 1)).values())
    nearest = min(math.dist(a, b) for index, a in enumerate(positions) for b in positions[:index])
    assert nearest > NODE_SPACE * 0.5


def test_a_list_of_lone_pairs_is_drawn_round() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(((f"a{number:03}", f"b{number:03}") for number in range(150)), weight=1.0)
    positions = drawn(graph)
    far = sorted(math.hypot(*place) for place in positions.values())
    assert far[-1] < 2.6 * far[len(far) // 2], "no ray sticks out"


def test_a_group_too_large_for_springs_is_drawn_too() -> None:
    star: nx.Graph[str] = nx.Graph()
    star.add_edges_from((("n0", f"n{number}") for number in range(1, SPRING_LIMIT + 10)), weight=1.0)
    positions = lay_out(star, dict.fromkeys(star, 0), 7)
    assert math.hypot(*positions["n0"]) < NODE_SPACE


def test_any_graph_can_be_drawn() -> None:
    lone: nx.Graph[str] = nx.Graph()
    assert drawn(lone) == {}
    lone.add_nodes_from(["a", "b", "c"])
    positions = drawn(lone)
    assert len(set(positions.values())) == 3
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in positions.values())
