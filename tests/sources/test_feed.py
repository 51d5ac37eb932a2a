"""Atom and RSS feeds."""

from __future__ import annotations

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document
from linkgraph.sources.feed import read, recognizes

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>Query</title>
<entry><id>http://arxiv.org/abs/2401.00001v2</id>
<title>Walks
  of robots</title>
<summary>We walk, see &lt;a href="https://example.org/w"&gt;this https URL&lt;/a&gt;.</summary>
<arxiv:comment>9 pages, code at https://github.com/octo/robot</arxiv:comment><arxiv:doi>10.1145/1234</arxiv:doi>
<link href="http://arxiv.org/abs/2401.00001v2" rel="alternate"/><link href="https://x.org/self" rel="self"/></entry>
<entry><id>http://arxiv.org/abs/2401.00002v1</id><title></title></entry></feed>
"""
RSS = """<rss version="2.0"><channel><title>List</title><item><title>Walks</title>
<link>https://arxiv.org/abs/2401.00001</link><description>arXiv:2401.00001v1 We walk.</description>
</item></channel></rss>
"""


def test_an_entry_of_arxiv_is_read_with_its_comment() -> None:
    reading = read(Document("a.atom", ATOM))
    (paper,) = reading.papers
    assert (paper.title, paper.key, paper.doi, paper.places[0].line) == (
        "Walks of robots", "arxiv:2401.00001", "10.1145/1234", 4,
    )  # fmt: skip
    assert [link.url for link in find_links(paper)] == [
        "https://github.com/octo/robot",
        "https://arxiv.org/abs/2401.00001v2",
        "https://example.org/w",
    ]
    assert [str(item) for item in reading.skipped] == [
        "a.atom: entry 2 has no title; it was left out."[:15] + ": has no title; it was left out."
    ]


def test_rss_is_read_too() -> None:
    (paper,) = read(Document("a.rss", RSS)).papers
    assert (paper.title, paper.key) == ("Walks", "arxiv:2401.00001")


BOMB = '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><feed><entry><title>&b;</title></entry></feed>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed><entry><title>&a;</title></entry></feed>'


@pytest.mark.parametrize(
    ("text", "why"),
    [(BOMB, "declares entities"), (OUTSIDE, "declares entities"), ("<feed>" + "<a>" * 100_000, "no valid XML"),
     ("<feed/>", "holds no entry")],
    ids=["a bomb", "a file of the machine", "deep nesting", "nothing"],
)  # fmt: skip
def test_traps_end_in_a_sentence(text: str, why: str) -> None:
    reading = read(Document("a.xml", text))
    assert not reading.papers
    assert why in str(reading.skipped[0])


@pytest.mark.parametrize(("text", "is_feed"), [(ATOM, True), (RSS, True), ("<html><body>", False), ("feed", False)])
def test_a_feed_is_told_by_its_root(text: str, is_feed: bool) -> None:
    assert recognizes(Document("x", text)) is is_feed
