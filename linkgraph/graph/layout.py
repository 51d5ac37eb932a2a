"""Where nodes stand: each community in a disc of its own, related discs side by side.

Positions are computed beforehand, so that a drawing opens at once and looks the same every time.
Within a disc the spring layout of networkx; the discs are packed greedily, largest first, each at
the free place nearest to the communities it is linked with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

NODE_SPACE = 46.0
"""Pixels between neighbouring nodes, at the drawing's natural scale."""

DISC_GAP = 1.35
ANGLES = 36
ITERATIONS = 80
SPRING_LIMIT = 800
PARTING_ROUNDS = 40
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Position = tuple[float, float]


def lay_out(simple: nx.Graph[str], community: Mapping[str, int], seed: int) -> dict[str, Position]:
    """Returns a position for each node, in pixels around the origin, y downwards.

    Args:
        simple: an undirected graph with ``weight`` on its edges.
        community: the community of each node.
        seed: makes the drawing repeatable.
    """
    discs = _discs(simple, community)
    shapes = [_inside(simple.subgraph(disc), seed) for disc in discs]
    radii = [NODE_SPACE * DISC_GAP * math.sqrt(len(disc)) * 0.62 + NODE_SPACE * 0.5 for disc in discs]
    centres = _pack(radii, _ties(simple, discs))
    positions: dict[str, Position] = {}
    for disc, shape, radius, (x, y) in zip(discs, shapes, radii, centres, strict=True):
        reach = radius - NODE_SPACE * 0.5
        points = _part(np.array([shape[node] for node in disc]) * reach)
        for node, (dx, dy) in zip(disc, points, strict=True):
            positions[node] = (round(float(x + dx), 1), round(float(y + dy), 1))
    return positions


def _part(points: np.ndarray) -> np.ndarray:
    """Pushes nodes apart that would cover each other."""
    points = points.copy()
    for _ in range(PARTING_ROUNDS):
        pairs = cKDTree(points).query_pairs(NODE_SPACE, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        apart = points[pairs[:, 1]] - points[pairs[:, 0]]
        distance = np.hypot(apart[:, 0], apart[:, 1])
        # Nodes at one spot are parted along a direction of their own, so that they do not stay a line.
        same = distance < 1e-6
        angles = pairs[same, 1] * GOLDEN_ANGLE
        apart[same] = np.column_stack((np.cos(angles), np.sin(angles)))
        distance[same] = 1.0
        push = apart / distance[:, None] * ((NODE_SPACE - np.where(same, 0.0, distance)) * 0.45)[:, None]
        np.add.at(points, pairs[:, 1], push)
        np.add.at(points, pairs[:, 0], -push)
    return points


def _discs(simple: nx.Graph[str], community: Mapping[str, int]) -> list[list[str]]:
    """Returns the groups that stand together: the communities, and one group of all lone nodes."""
    groups: dict[int, list[str]] = {}
    lone: list[str] = []
    for node in sorted(simple):
        if simple.degree(node):
            groups.setdefault(community[node], []).append(node)
        else:
            lone.append(node)
    discs = sorted(groups.values(), key=lambda group: (-len(group), group[0]))
    return [*discs, lone] if lone else discs


def _inside(part: nx.Graph[str], seed: int) -> dict[str, Position]:
    """Lays out one group within the unit disc."""
    nodes = sorted(part)
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    if part.number_of_edges() == 0:
        return {node: _sunflower(index, len(nodes)) for index, node in enumerate(nodes)}
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_weighted_edges_from(sorted(part.edges(data="weight")))
    if len(nodes) > SPRING_LIMIT:
        # The spring layout compares all pairs; so large a group is ordered by its links alone.
        return _by_ties(part, nodes)
    start = {node: np.array(_sunflower(index, len(nodes))) for index, node in enumerate(nodes)}
    found = nx.spring_layout(
        ordered,
        pos=start,
        weight=None,
        seed=seed,
        iterations=ITERATIONS,
        k=1.6 / math.sqrt(len(nodes)),
        method="force",
    )
    points = _spread(np.array([found[node] for node in nodes]))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points, strict=True)}


def _by_ties(part: nx.Graph[str], nodes: Sequence[str]) -> dict[str, Position]:
    """Lays out a large group: breadth first from its best-linked node, from the middle outwards."""
    root = max(nodes, key=lambda node: (part.degree(node), node))
    order = list(nx.bfs_tree(part, root, sort_neighbors=sorted))
    seen = set(order)
    order += [node for node in nodes if node not in seen]
    return {node: _sunflower(index, len(order)) for index, node in enumerate(order)}


def _spread(points: np.ndarray) -> np.ndarray:
    """Centres points and fills the unit disc evenly, keeping angles and the order of distances."""
    points = points - points.mean(axis=0)
    distance = np.hypot(points[:, 0], points[:, 1])
    ranks = np.empty(len(points))
    ranks[np.lexsort((np.arange(len(points)), distance))] = np.arange(len(points))
    even = np.sqrt((ranks + 0.5) / len(points))
    wanted = 0.5 * even + 0.5 * distance / (distance.max() or 1.0)
    scaled: np.ndarray = points * (wanted / np.where(distance == 0, 1.0, distance))[:, None]
    return scaled


def _sunflower(index: int, count: int) -> Position:
    radius = math.sqrt((index + 0.5) / count)
    return radius * math.cos(index * GOLDEN_ANGLE), radius * math.sin(index * GOLDEN_ANGLE)


def _ties(simple: nx.Graph[str], discs: Sequence[Sequence[str]]) -> np.ndarray:
    """Returns the weight of the edges between each two discs."""
    disc_of = {node: index for index, disc in enumerate(discs) for node in disc}
    ties = np.zeros((len(discs), len(discs)))
    for one, other, data in simple.edges(data=True):
        a, b = disc_of[one], disc_of[other]
        if a != b:
            ties[a, b] += data["weight"]
            ties[b, a] += data["weight"]
    return ties


def _pack(radii: Sequence[float], ties: np.ndarray) -> list[Position]:
    """Places discs without overlap, each as near as can be to those it is tied with, the others around."""
    placed = np.empty((len(radii), 2))
    reached = 0.0
    for index in range(len(radii)):
        weights = ties[index, :index]
        if weights.sum() > 0:
            anchor = (weights[:, None] * placed[:index]).sum(axis=0) / weights.sum()
            placed[index], _ = _free_place(anchor, radii, index, placed, 0.0)
        else:
            placed[index], reached = _free_place(np.zeros(2), radii, index, placed, reached)
    return [(float(x), float(y)) for x, y in placed]


def _free_place(
    anchor: np.ndarray, radii: Sequence[float], index: int, placed: np.ndarray, distance: float
) -> tuple[np.ndarray, float]:
    """Returns the free place nearest to an anchor, from ``distance`` on, and how far off it is."""
    if not index:
        return np.zeros(2), 0.0
    others = placed[:index]
    needed = np.array(radii[:index]) + radii[index] - 1e-9
    step = max(radii[index] * 0.25, NODE_SPACE * 0.5)
    middle = others.mean(axis=0)
    while True:
        # A wider ring has more places on it.
        count = max(ANGLES, int(2 * math.pi * distance / radii[index]))
        angles = np.arange(count) * (2 * math.pi / count)
        ring = anchor + distance * np.column_stack((np.cos(angles), np.sin(angles)))
        free = np.flatnonzero((cdist(ring, others) >= needed).all(axis=1))
        if free.size:
            towards = np.hypot(*(ring[free] - middle).T)
            return ring[free[int(np.argmin(towards.round(6)))]], distance
        distance += step
