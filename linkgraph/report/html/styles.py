"""How nodes and edges look: one table that the picture and its legend share."""

from __future__ import annotations

from linkgraph.graph.build import LINKS, MENTIONS, SHARES_ARTIFACT, SHARES_TOPIC

# Okabe and Ito's colours first (distinct for colour-blind readers), then lighter and darker kin.
COMMUNITY_COLOURS = (
    "#4e79a7", "#b5d0e6", "#59a89c", "#b07aa1", "#9c755f", "#86bcb6", "#d4a6c8", "#79706e", "#8cd17d", "#a0cbe8",
    "#d7b5a6", "#b6992d", "#5f7fbf", "#c98b6b", "#6b9e5b", "#a58fd0",
)  # fmt: skip
OTHER_COMMUNITY = "#c3c7cc"

HEALTH_COLOURS = {
    "alive": "#2e9e5b",
    "recovered": "#57b894",
    "archived": "#8a6d3b",
    "empty": "#c8b98f",
    "suspect": "#a43fb8",
    "failing": "#f08a24",
    "dead": "#d62f3a",
    "unknown": "#9aa1a9",
    "no links": "#d5d9de",
}
HEALTH_MEANS = {
    "alive": "answers",
    "recovered": "was dead, answers again",
    "archived": "answers, but its owner has closed it",
    "empty": "answers, but holds nothing",
    "suspect": "answers, but perhaps with something else",
    "failing": "fails, too early to call it dead",
    "dead": "dead by its history",
    "unknown": "not asked, or no clear answer",
    "no links": "a paper that names no link",
}

SHAPES = {
    "paper": "dot",
    "repository": "square",
    "file": "square",
    "issue": "square",
    "release": "square",
    "gist": "square",
    "account": "triangleDown",
    "model": "diamond",
    "dataset": "diamond",
    "space": "diamond",
    "record": "diamond",
    "project page": "triangle",
    "application": "triangle",
    "web": "triangle",
    "image": "hexagon",
}
MARKS = {"dot": "●", "square": "■", "diamond": "◆", "triangle": "▲", "triangleDown": "▼", "hexagon": "⬢"}

EDGE_COLOURS = {LINKS: "#6b7280", MENTIONS: "#1d4ed8", SHARES_ARTIFACT: "#c2410c", SHARES_TOPIC: "#c5ccd6"}
EDGE_MEANS = {
    LINKS: "a paper names the artifact",
    MENTIONS: "a paper names the other's system",
    SHARES_ARTIFACT: "two papers name the same artifact",
    SHARES_TOPIC: "two papers share topics",
}


def community_colour(number: int) -> str:
    """Returns a community's colour; the small ones behind the palette share one."""
    return COMMUNITY_COLOURS[number] if number < len(COMMUNITY_COLOURS) else OTHER_COMMUNITY
