"""``graph.json``: networkx' node-link form, for scripts and web views."""

from __future__ import annotations

import json

import networkx as nx

from linkgraph.report.exchange import exchange_graph
from linkgraph.report.material import Material

NAME = "json"
FILE = "graph.json"


def render(material: Material) -> str:
    """Returns the file's whole content."""
    data = nx.node_link_data(exchange_graph(material), edges="edges")
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
