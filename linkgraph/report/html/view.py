"""The graph as the page's script takes it: plain data, a node's look decided here."""

from __future__ import annotations

import math
import re
from typing import Any

from linkgraph.graph.build import LINKS, MENTIONS, SHARES_ARTIFACT
from linkgraph.model import State, Word
from linkgraph.report.html.styles import EDGE_COLOURS, HEALTH_COLOURS, SHAPES, community_colour
from linkgraph.report.material import Material

LABEL_LENGTH = 26
EDGE_WIDTHS = {LINKS: 1.4, MENTIONS: 1.8, SHARES_ARTIFACT: 2.0}
HEALTH_ORDER = ("dead", "failing", "suspect", "unknown", "empty", "archived", "recovered", "alive")
TOLD_BY_VERDICT = {Word.ARCHIVED: "archived", Word.EMPTY: "empty", Word.SUSPECT: "suspect"}
"""Verdicts that say more of a thing that is not failing than its state does."""
_SUBTITLE = re.compile(r"\s*(?::\s|\s[-–—]{1,3}\s|\?\s)")


def view_nodes(material: Material) -> list[dict[str, Any]]:
    """Returns the nodes, those that are drawn on top last."""
    nodes = [_node(material, node, data) for node, data in material.graph.nodes(data=True)]
    return sorted(nodes, key=lambda node: (node["kind"] != "paper", node["size"], node["id"]))


def _node(material: Material, node: str, data: dict[str, Any]) -> dict[str, Any]:
    measures = material.measures
    community = measures.community.get(node, 0)
    degree = measures.degree.get(node, 0)
    x, y = material.positions.get(node, (0.0, 0.0))
    paper = data["kind"] == "paper"
    health = paper_health(material, node) if paper else health_of(State(data["state"]), data["verdict"])
    fill = community_colour(community) if paper else HEALTH_COLOURS[health]
    border = HEALTH_COLOURS[health] if paper and health in {"dead", "failing"} else "#ffffff"
    return {
        "id": node,
        "kind": data["kind"],
        "health": health,
        "name": data["title"],
        "label": short_name(data["title"]) if paper else short_target(data["title"]),
        "url": data["url"],
        "verdict": data["verdict"],
        "community": community,
        "topics": list(data["topics"]),
        "promises": list(data["promises"]),
        "degree": degree,
        "rank": round(measures.pagerank.get(node, 0.0), 6),
        "x": x,
        "y": y,
        "size": round(6 + 2.4 * math.sqrt(degree), 1),
        "shape": SHAPES.get(data["kind"], "triangle"),
        "color": {"background": fill, "border": border, "highlight": {"background": fill, "border": "#111827"}},
        "borderWidth": 4 if border != "#ffffff" else 1,
        "shapeProperties": {"borderDashes": [5, 4] if paper and health == "failing" else False},
    }


def paper_health(material: Material, node: str) -> str:
    """Returns the worst health among a paper's links, or ``no links``."""
    found = {
        health_of(record.standing.state, record.verdict.word if record.verdict else "")
        for record in material.records_of(node.removeprefix("paper:"))
    }
    return next((health for health in HEALTH_ORDER if health in found), "no links")


def health_of(state: State, verdict: str) -> str:
    """Returns how an artifact is drawn: its state, or what the verdict adds to it."""
    if state in {State.DEAD, State.FAILING}:
        return state.value
    return TOLD_BY_VERDICT.get(Word(verdict), state.value) if verdict else state.value


def view_edges(material: Material) -> list[dict[str, Any]]:
    """Returns the edges, the faint ones first."""
    edges = []
    for one, other, data in material.graph.edges(data=True):
        kind = data["kind"]
        edges.append(
            {
                "from": one,
                "to": other,
                "kind": kind,
                "reason": data["reason"],
                "weight": round(data["weight"], 3),
                "width": EDGE_WIDTHS.get(kind, round(0.6 + 3 * data["weight"], 2)),
                "arrows": "to" if kind == MENTIONS else "",
                "color": EDGE_COLOURS.get(kind, EDGE_COLOURS[LINKS]),
            }
        )
    order = list(reversed(EDGE_COLOURS))
    edges.sort(key=lambda edge: (order.index(edge["kind"]) if edge["kind"] in order else 0, edge["from"], edge["to"]))
    return [{"id": number, **edge} for number, edge in enumerate(edges)]


def view_communities(material: Material) -> list[dict[str, Any]]:
    """Returns the communities that have a node with edges, largest first."""
    measures = material.measures
    members: dict[int, int] = {}
    for node, community in measures.community.items():
        if measures.degree.get(node, 0):
            members[community] = members.get(community, 0) + 1
    return [
        {"number": number, "label": measures.labels.get(number, ""), "size": size, "color": community_colour(number)}
        for number, size in sorted(members.items(), key=lambda item: (-item[1], item[0]))
    ]


def short_name(title: str) -> str:
    """Returns the name a paper goes by: what stands before its subtitle, cut where it is long."""
    name = _SUBTITLE.split(title, maxsplit=1)[0].strip() or title
    return name if len(name) <= LABEL_LENGTH else name[: LABEL_LENGTH - 1].rstrip() + "…"


def short_target(title: str) -> str:
    """Returns the last part of an artifact's name, cut where it is long."""
    name = title.rstrip("/").rsplit("/", 1)[-1] or title
    return name if len(name) <= LABEL_LENGTH else name[: LABEL_LENGTH - 1].rstrip() + "…"
