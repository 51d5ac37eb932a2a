"""``graph.html``: placeholder."""

NAME = "html"
FILE = "graph.html"


def render(material):
    return ""
