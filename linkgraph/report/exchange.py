"""The graph as other programs take it: plain values only, no character that breaks XML."""

from __future__ import annotations

import re

import networkx as nx

from linkgraph.report.material import Material

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEASURES = ("pagerank", "betweenness", "degree", "community", "component")


def exchange_graph(material: Material) -> nx.MultiDiGraph[str]:
    """Returns a copy whose attributes are texts and numbers, with measures and positions on the nodes."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(collection=clean(material.collection))
    labels = material.measures.labels
    for node, data in material.graph.nodes(data=True):
        values = {name: clean(value) for name, value in data.items()}
        for name in MEASURES:
            value = getattr(material.measures, name).get(node)
            if value is not None:
                values[name] = value
        x, y = material.positions.get(node, (0.0, 0.0))
        label = clean(labels.get(material.measures.community.get(node, -1), ""))
        graph.add_node(text(node), id=text(node), label=values["title"], **values, community_label=label, x=x, y=y)
    # Programs take a key for an edge's id, and keep one edge of an id.
    for number, (one, other, data) in enumerate(material.graph.edges(data=True)):
        graph.add_edge(
            text(one),
            text(other),
            key=f"e{number}",
            id=f"e{number}",
            **{name: clean(value) for name, value in data.items()},
        )
    return graph


def text(value: object) -> str:
    """Returns a text that every format can hold."""
    return str(clean(value))


def clean(value: object) -> str | int | float | bool:
    """Returns a value that every format can hold: lists joined, control characters off."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return clean("; ".join(str(item) for item in value))
    return _NOT_XML.sub("", "" if value is None else str(value))
