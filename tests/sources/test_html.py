"""Listing pages as HTML."""

# ruff: noqa: E501 - pages as they are written

from __future__ import annotations

import html
import json

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document, Paper
from linkgraph.sources.html import read, recognizes

REPO = "https://github.com/octo/robot"


def links(paper: Paper) -> list[str]:
    return [link.url for link in find_links(paper)]


def papers(body: str, name: str = "a.html") -> tuple[Paper, ...]:
    return read(Document(name, f"<!DOCTYPE html><html><body>{body}</body></html>")).papers


def test_daily_papers_are_read_from_the_data_that_the_page_carries() -> None:
    data = {
        "dailyPapers": [
            {"paper": {"id": "2401.00001", "title": "Walks & steps", "summary": "See https://example.org/w.", "githubRepo": REPO,
                       "authors": [{"name": "A"}]}, "title": "Walks & steps"},
            {"paper": {"id": "2401.00002", "title": "Runs", "summary": "We run."}, "title": "Runs"},
        ]
    }  # fmt: skip
    props = html.escape(json.dumps(data), quote=True)
    found = papers(
        f'<div class="x" data-target="DailyPapers" data-props="{props}"><a href="/papers/2401.00001">x</a></div>'
    )
    assert [(paper.title, paper.key) for paper in found] == [
        ("Walks & steps", "arxiv:2401.00001"),
        ("Runs", "arxiv:2401.00002"),
    ]
    assert links(found[0]) == ["https://example.org/w", REPO]


ARXIV_LIST = f"""<dl id="articles">
<dt><a name="item1">[1]</a> <a href ="/abs/2401.00001" title="Abstract">arXiv:2401.00001</a> [<a href="/pdf/2401.00001">pdf</a>]</dt>
<dd><div class="list-title mathjax"><span class="descriptor">Title:</span> Walks</div>
<div class="list-authors"><a href="https://arxiv.org/a/octo">Octo</a></div>
<div class="list-comments"><span class="descriptor">Comments:</span> 3 pages, <a href="{REPO}">this https URL</a></div>
<p class="mathjax">We walk, see <a href="https://octo.github.io/robot">this https URL</a></p></dd>
<dt><a href="/abs/2401.00002">arXiv:2401.00002</a></dt><dd><div class="list-title">Title: Runs</div></dd></dl>"""


def test_a_list_of_arxiv_is_read_with_what_stands_behind_this_https_url() -> None:
    found = papers(ARXIV_LIST)
    assert [(paper.title, paper.key, paper.places[0].line) for paper in found] == [
        ("Walks", "arxiv:2401.00001", 2),
        ("Runs", "arxiv:2401.00002", 7),
    ]
    assert links(found[0]) == ["https://octo.github.io/robot", REPO]


def test_a_search_of_arxiv_is_read() -> None:
    (paper,) = papers(
        '<ol><li class="arxiv-result"><p class="list-title is-inline-block"><a href="https://arxiv.org/abs/2401.00001">'
        'arXiv:2401.00001</a></p><p class="title is-5">Walks</p><p class="abstract"><span class="abstract-short">We</span>'
        f'<span class="abstract-full">We walk at <a href="{REPO}">this https URL</a>. <a>△ Less</a></span></p>'
        '<p class="comments">Comments: at <a href="https://example.org/c">this https URL</a></p></li></ol>'
    )
    assert (paper.key, paper.text("abstract")) == ("arxiv:2401.00001", "We walk at this https URL .")
    assert links(paper) == [REPO, "https://example.org/c"]


def test_a_papers_own_page_on_arxiv_is_read() -> None:
    (paper,) = read(
        Document(
            "a.html",
            '<html><head><meta name="citation_arxiv_id" content="2401.00001"/></head><body><h1 class="title">'
            f'<span>Title:</span>Walks</h1><blockquote class="abstract"><span>Abstract:</span>We walk: <a href="{REPO}">'
            "this https URL</a></blockquote></body></html>",
        )
    ).papers
    assert (paper.title, links(paper)) == ("Walks", [REPO])


LISTS = [
    ("an item", f'<li><a href="https://arxiv.org/abs/2401.00001">Walks</a> <a href="{REPO}">[code]</a></li>',
     [("Walks", ["https://arxiv.org/abs/2401.00001", REPO])]),
    ("an item within an item", f'<li><a href="https://example.org/p">Walks</a><ul><li><a href="{REPO}">code</a></li></ul></li>',
     [("Walks", ["https://example.org/p", REPO])]),
    ("a row", f'<table><tr><td>Walks of robots</td><td><a href="{REPO}">code</a></td></tr></table>',
     [("Walks of robots", [REPO])]),
    ("an article", f'<article><h3><a href="https://example.org/p">Walks</a></h3><a href="{REPO}">Code</a></article>',
     [("Walks", ["https://example.org/p", REPO])]),
    ("a paragraph", f'<p><b>Walks</b>: <a href="{REPO}">here</a></p>', [("Walks", [REPO])]),
    ("furniture", f'<nav><a href="https://x.org">Home</a></nav><p>Walks <a href="{REPO}">here</a></p>', [("Walks here", [REPO])]),
    ("the site's own pages", '<p><a href="/about">About us</a></p>', []),
    ("no scheme", '<p>Walks far <a href="//github.com/octo/robot">here</a></p>', [("Walks far here", [REPO])]),
    ("no address", '<p>Walks <a href="javascript:alert(1)">x</a> <a href="mailto:a@b.org">y</a></p>', []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_any_list_is_read_by_its_blocks(body: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [(paper.title, links(paper)) for paper in papers(body)] == expected


@pytest.mark.parametrize(
    ("name", "head"),
    [("https://list.example.org/a/", ""), ("a.html", '<base href="https://list.example.org/a/">'),
     ("a.html", '<link rel="canonical" href="https://list.example.org/a/">')],
)  # fmt: skip
def test_relative_addresses_are_the_pages_own(name: str, head: str) -> None:
    text = (
        f'<html><head>{head}</head><body><p>Walks <a href="b.pdf">pdf</a> <a href="{REPO}">code</a></p></body></html>'
    )
    (paper,) = read(Document(name, text)).papers
    assert links(paper) == ["https://list.example.org/a/b.pdf", REPO]


@pytest.mark.parametrize(
    "unit", ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<a href='https://a.org'>", "<p>", "<!--", "<"]
)
def test_deep_nesting_ends(unit: str) -> None:
    read(Document("a.html", "<html>" + unit * 20_000))


@pytest.mark.parametrize(
    ("text", "is_html"),
    [("<!doctype html>", True), ("<HTML>", True), ("<div><ul><li>x", True), ("# Title\n<div>", False), ("<b>", False)],
)
def test_html_is_told_by_its_root_or_its_blocks(text: str, is_html: bool) -> None:
    assert recognizes(Document("x", text)) is is_html


def test_a_volume_of_the_anthology_has_the_abstract_below_each_title() -> None:
    found = papers(
        '<p class="d-sm-flex"><span><a class="badge" href="https://aclanthology.org/1.pdf">pdf</a></span><span><strong>'
        '<a class="align-middle" href="https://aclanthology.org/1/">Walking Far</a></strong><br><a href="https://aclanthology.org/people/w/">W</a></span></p>'
        f'<div class="card abstract-collapse">We walk. <a href="{REPO}">{REPO}</a></div>'
    )
    assert [(paper.title, links(paper)) for paper in found] == [
        ("Walking Far", [REPO, "https://aclanthology.org/1.pdf", "https://aclanthology.org/1"])
    ]


def test_definitions_belong_to_their_term() -> None:
    found = papers(
        f'<dl><dt>Walking Far</dt><dd>W</dd><dd><a href="{REPO}">code</a></dd><dt>Running</dt><dd><a href="https://a.example.org">pdf</a></dd></dl>'
    )
    assert [(paper.title, links(paper)) for paper in found] == [
        ("Walking Far", [REPO]),
        ("Running", ["https://a.example.org"]),
    ]


def test_links_belong_to_the_title_in_the_box_around_them() -> None:
    box = '<div class="paper"><p class="title">{}</p><p class="links">[<a href="{}">OpenReview</a>]</p></div>'
    found = papers(box.format("Walking Far", REPO) + box.format("Running", "https://a.example.org"))
    assert [(paper.title, links(paper)) for paper in found] == [
        ("Walking Far", [REPO]),
        ("Running", ["https://a.example.org"]),
    ]


def test_a_doi_in_arxivs_comments_is_not_the_papers_own() -> None:
    found = papers(
        '<dl><dt><a href="/abs/2401.00001">arXiv:2401.00001</a></dt><dd><div class="list-title"><span>Title:</span> Walks</div>'
        '<div class="list-comments">Extended version of <a href="https://doi.org/10.1145/1.2">10.1145/1.2</a></div></dd></dl>'
    )
    assert [(paper.key, paper.doi) for paper in found] == [("arxiv:2401.00001", "")]


def test_a_marked_word_does_not_break_an_address_of_a_search() -> None:
    found = papers(
        '<ol><li class="arxiv-result"><p class="list-title"><a href="https://arxiv.org/abs/2401.00001">arXiv:2401.00001</a></p>'
        '<div class="tags"><a href="https://doi.org/10.1145/1.2">doi</a></div><p class="title">Walks</p>'
        '<span class="abstract-full">See https://github.com/octo/<span class="search-hit">robot</span>.</span></li></ol>'
    )
    assert [(links(paper), paper.doi) for paper in found] == [([REPO, "https://doi.org/10.1145/1.2"], "10.1145/1.2")]
