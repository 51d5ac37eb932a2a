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

NODE_SPACE = 46.0
"""Pixels between neighbouring nodes, at the drawing's natural scale."""

DISC_GAP = 1.35
ANGLES = 36
ITERATIONS = 80
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
    """Places discs without overlap, each as near as can be to those it is tied with."""
    centres: dict[int, Position] = {}
    for index in range(len(radii)):
        placed = list(centres)
        weights = ties[index, placed] if placed else np.zeros(0)
        if weights.sum() > 0:
            points = np.array([centres[other] for other in placed])
            anchor = (weights[:, None] * points).sum(axis=0) / weights.sum()
        else:
            anchor = np.zeros(2)
        centres[index] = _free_place(anchor, radii, index, centres)
    return [centres[index] for index in range(len(radii))]


def _free_place(anchor: np.ndarray, radii: Sequence[float], index: int, centres: Mapping[int, Position]) -> Position:
    if not centres:
        return 0.0, 0.0
    others = np.array(list(centres.values()))
    needed = np.array([radii[other] for other in centres]) + radii[index]
    step = max(radii[index] * 0.25, NODE_SPACE * 0.5)
    middle = others.mean(axis=0)
    distance = 0.0
    while True:
        angles = np.arange(ANGLES) * (2 * math.pi / ANGLES)
        ring = anchor + distance * np.column_stack((np.cos(angles), np.sin(angles)))
        gaps = np.hypot(ring[:, None, 0] - others[None, :, 0], ring[:, None, 1] - others[None, :, 1])
        free = np.flatnonzero((gaps >= needed - 1e-9).all(axis=1))
        if free.size:
            towards = np.hypot(*(ring[free] - middle).T)
            x, y = ring[free[int(np.argmin(towards.round(6)))]]
            return float(x), float(y)
        distance += step
