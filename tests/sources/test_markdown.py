"""Markdown lists."""

from __future__ import annotations

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document
from linkgraph.sources import markdown


def read(text: str) -> list[tuple[str, list[str]]]:
    reading = markdown.read(Document("list.md", text))
    return [(paper.title, [link.url for link in find_links(paper)]) for paper in reading.papers]


CASES = [
    ("a linked title", "- [Walking](https://a.example.org/p) - how to. [[Code](https://github.com/o/w)]",
     [("Walking", ["https://a.example.org/p", "https://github.com/o/w"])]),
    ("a bold title and labels", "- **Walking Far**, 2024. [paper](https://a.example.org/p) [code](https://github.com/o/w)",
     [("Walking Far", ["https://a.example.org/p", "https://github.com/o/w"])]),
    ("labels in a nested list", "- Walking Far\n  - Code: https://github.com/o/w\n  - [Project](https://o.github.io)",
     [("Walking Far", ["https://github.com/o/w", "https://o.github.io"])]),
    ("entries in a nested list", "- Graphs\n  - [Walking](https://a.example.org)\n  - [Running](https://b.example.org)",
     [("Walking", ["https://a.example.org"]), ("Running", ["https://b.example.org"])]),
    ("a table", "| Title | Paper | Code |\n|---|---|---|\n| **Walking** | [2401.1](https://arxiv.org/abs/2401.00001) | "
     "[link](https://github.com/o/w) |",
     [("Walking", ["https://arxiv.org/abs/2401.00001", "https://github.com/o/w"])]),
    ("a paragraph", "See [Walking](https://a.example.org) for more.", [("Walking", ["https://a.example.org"])]),
    ("a badge", "- [Walking](https://a.example.org) ![s](https://img.shields.io/github/stars/o/w)",
     [("Walking", ["https://a.example.org", "https://img.shields.io/github/stars/o/w"])]),
    ("a heading", "### [Walking](https://a.example.org)\n\nIt walks.", [("Walking", ["https://a.example.org"])]),
    ("a quotation before a list", "> [Other list](https://o.example.org)\n\n- [Walking](https://a.example.org)\n\nSee [more](https://m.example.org).",
     [("Other list", ["https://o.example.org"]), ("Walking", ["https://a.example.org"]), ("See", ["https://m.example.org"])]),
    ("a block of HTML", '<table><tr><td><a href="https://a.example.org">Walking</a></td></tr></table>\n',
     [("Walking", ["https://a.example.org"])]),
    ("an address as its own text", "- Walking Far with <https://a.example.org>", [("Walking Far with", ["https://a.example.org"])]),
    ("a date in front", "- 2023-05 | Walking Far | [link](https://a.example.org)", [("Walking Far", ["https://a.example.org"])]),
    ("paths of its own site", "- [Walking](https://a.example.org) [how](CONTRIBUTING.md) ![l](logo.png) [g](d.v2/g.md)",
     [("Walking", ["https://a.example.org"])]),
    ("a host that everybody writes so", "- [Walking](github.com/octo/walks)", [("Walking", ["https://github.com/octo/walks"])]),
    ("a heading above labels", "### Walking: Far\n\n*A. Walker et al.*\n\n- Paper: [arXiv:2401.00001](https://arxiv.org/abs/2401.00001)\n"
     "- Code: [o/w](https://github.com/o/w)",
     [("Walking: Far", ["https://arxiv.org/abs/2401.00001", "https://github.com/o/w"])]),
    ("a dated heading above badges", "### **[2024.01]** Walking of Many Steps\n\n[![p](https://img.shields.io/b.svg)](https://a.example.org)",
     [("Walking of Many Steps", ["https://a.example.org", "https://img.shields.io/b.svg"])]),
    ("a section above entries", "## Walks\n\n- [Walking](https://a.example.org)", [("Walking", ["https://a.example.org"])]),
    ("a task with labels below", "- [x] Walking\n  - Paper: https://a.example.org\n  - Data (mirror): [here](https://b.example.org)",
     [("Walking", ["https://a.example.org", "https://b.example.org"])]),
    ("a venue in brackets", "- (ICML 2021) Walking Far [[pdf](https://a.example.org)]", [("Walking Far", ["https://a.example.org"])]),
    ("items of HTML", '<ul>\n<li>Walking <a href="https://a.example.org">paper</a></li>\n'
     '<li><a href="https://b.example.org">Running Far</a></li>\n</ul>\n',
     [("Walking paper", ["https://a.example.org"]), ("Running Far", ["https://b.example.org"])]),
    ("rows of HTML", '<table><tr><td>Walking</td><td><a href="https://a.example.org">code</a></td></tr>\n'
     '<tr><td><b>Running Far</b></td><td><a href="https://b.example.org">code</a></td></tr></table>\n',
     [("Walking code", ["https://a.example.org"]), ("Running Far", ["https://b.example.org"])]),
    ("HTML inside", '- Walking Far <a href="https://a.example.org">here</a>', [("Walking Far", ["https://a.example.org"])]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "papers"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_an_entry_has_the_title_a_reader_takes_for_it(text: str, papers: list[tuple[str, list[str]]]) -> None:
    assert read(text) == papers


def test_an_arxiv_link_gives_the_paper_its_identity() -> None:
    (paper,) = markdown.read(Document("list.md", "- [Walking](https://arxiv.org/abs/2401.00001v2)")).papers
    assert (paper.key, paper.arxiv, paper.places[0].line) == ("arxiv:2401.00001", "2401.00001", 1)


def test_a_text_without_links_is_said_to_hold_none() -> None:
    reading = markdown.read(Document("list.md", "# Nothing\n\n- here\n"))
    assert reading.papers == ()
    assert "no entry with a link" in str(reading.skipped[0])


def test_markdown_is_told_by_its_marks() -> None:
    assert markdown.recognizes(Document("x", "# List\n\n- [A](https://a.example.org)\n- [B](https://b.example.org)\n"))
    assert not markdown.recognizes(Document("x", "Sep 4\n\nA Title\n\nAn abstract.\n"))


def test_deep_nesting_ends() -> None:
    text = "\n".join("  " * depth + f"- [W{depth}](https://a.example.org/{depth})" for depth in range(300))
    assert len(read(text)) >= 1
