"""``graph.html``: the interactive graph, by pyvis through this project's own template.

One file that asks nobody for anything: the drawing library from pyvis' wheel, script, style and data
are all in it, and a Content-Security-Policy names their hashes and forbids every request. Data stands
as JSON in a script element that no browser runs; everything shown is set as text, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import Any

from pyvis.network import Network

from linkgraph.report.cells import cell
from linkgraph.report.html.styles import EDGE_COLOURS, EDGE_MEANS, HEALTH_COLOURS, HEALTH_MEANS, MARKS, SHAPES
from linkgraph.report.html.view import view_communities, view_edges, view_nodes
from linkgraph.report.material import Material

NAME = "html"
FILE = "graph.html"

ASSETS = resources.files("linkgraph.report.html") / "assets"
VIS_NETWORK = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "hideEdgesOnDrag": True, "hideEdgesOnZoom": True, "multiselect": False},
    "nodes": {
        "font": {"size": 13, "face": "system-ui, sans-serif", "color": "#1f2937", "strokeWidth": 3},
        "scaling": {"label": {"drawThreshold": 11, "maxVisible": 14}},
    },
    "edges": {"smooth": False, "selectionWidth": 1.5, "hoverWidth": 0.5},
}


def render(material: Material) -> str:
    """Returns the file's whole content."""
    net = Network(directed=False)
    net.nodes = view_nodes(material)
    net.edges = view_edges(material)
    net.options = OPTIONS
    net.set_template_dir(str(ASSETS), "graph.html.j2")
    net.templateEnv.autoescape = True
    net.templateEnv.filters["json"] = script_json
    net.templateEnv.globals.update(_page(material))
    return str(net.generate_html())


def _page(material: Material) -> dict[str, Any]:
    """Returns what the template shows beside the graph."""
    library, script, style = (_text(VIS_NETWORK), _text(ASSETS / "graph.js"), _text(ASSETS / "graph.css"))
    return {
        "title": f"{material.collection}: papers and repositories",
        "collection": material.collection,
        "checked_at": cell(material.checked_at),
        "network": material.network,
        "communities": view_communities(material),
        "legend": {
            "shapes": SHAPES,
            "marks": MARKS,
            "health": [
                {"name": name, "color": HEALTH_COLOURS[name], "means": HEALTH_MEANS[name]} for name in HEALTH_COLOURS
            ],
            "edges": [{"name": name, "color": EDGE_COLOURS[name], "means": EDGE_MEANS[name]} for name in EDGE_COLOURS],
        },
        "library": library,
        "script": script,
        "style": style,
        "settings": OPTIONS,
        "policy": _policy([library, script], [style]),
    }


def _text(resource: Any) -> str:
    text = str(resource.read_text(encoding="utf-8"))
    if "</script" in text.lower():
        raise ValueError(f"{resource}: would end its own script element")
    return text


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Returns a Content-Security-Policy that runs just these texts and forbids every request."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(_hash(text) for text in scripts),
            "style-src " + " ".join(_hash(text) for text in styles),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def script_json(value: object) -> str:
    """Returns JSON that can stand in a script element: no character in it can end the element."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - made safe above
