"""``graph.graphml``: for Gephi, yEd, igraph, Cytoscape."""

from __future__ import annotations

import io

import networkx as nx

from linkgraph.report.exchange import exchange_graph
from linkgraph.report.material import Material

NAME = "graphml"
FILE = "graph.graphml"


def render(material: Material) -> str:
    """Returns the file's whole content."""
    out = io.BytesIO()
    nx.write_graphml(exchange_graph(material), out, edge_id_from_attribute="id")
    return out.getvalue().decode("utf-8")
