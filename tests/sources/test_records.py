"""JSON and JSON lines: records of services, each by its own keys."""

from __future__ import annotations

import json

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document
from linkgraph.sources.records import read, recognizes

REPO = "https://github.com/octo/robot"

SERVICES = {
    "Papers with Code, links": (
        {"paper_title": "Walks", "paper_arxiv_id": "2401.00001", "paper_url_abs": "https://arxiv.org/abs/2401.00001v1",
         "repo_url": REPO, "is_official": True},
        "arxiv:2401.00001", ["https://arxiv.org/abs/2401.00001v1", REPO],
    ),
    "OpenAlex": (
        {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1145/1234.5678", "display_name": "Walks",
         "abstract_inverted_index": {"see": [1], "We": [0], REPO: [2]},
         "primary_location": {"landing_page_url": "https://example.org/l", "source": {"homepage_url": "https://x.org"}},
         "authorships": [{"author": {"orcid_url": "https://orcid.org/0"}}]},
        "doi:10.1145/1234.5678", [REPO, "https://doi.org/10.1145/1234.5678", "https://example.org/l"],
    ),
    "Semantic Scholar": (
        {"paperId": "a", "externalIds": {"ArXiv": "2401.00001", "DOI": "10.1145/1"}, "title": "Walks",
         "abstract": f"See {REPO}", "openAccessPdf": {"url": "https://example.org/p.pdf"}},
        "arxiv:2401.00001", [REPO, "https://example.org/p.pdf", "https://doi.org/10.1145/1"],
    ),
    "arXiv": (
        {"id": "cs/0101001", "title": "Walks", "abstract": "We walk.", "comments": f"9 pages, code at {REPO}"},
        "arxiv:cs/0101001", [REPO],
    ),
    "Daily Papers": (
        {"paper": {"id": "2401.00001", "title": "Walks", "summary": "We walk.", "githubRepo": REPO,
                   "projectPage": "https://octo.github.io/robot"}, "title": "Walks", "thumbnail": "https://x.org/t.png"},
        "arxiv:2401.00001", [REPO, "https://octo.github.io/robot"],
    ),
    "Crossref": (
        {"DOI": "10.1145/1234", "title": ["Walks"], "abstract": f"<jats:p>See {REPO}</jats:p>",
         "author": [{"ORCID": "https://orcid.org/0"}]},
        "doi:10.1145/1234", [REPO, "https://doi.org/10.1145/1234"],
    ),
    "OpenReview": (
        {"content": {"title": {"value": "Walks"}, "abstract": {"value": f"See {REPO}."}}}, None, [REPO],
    ),
    "DBLP": (
        {"info": {"title": "Walks", "ee": ["https://doi.org/10.1145/1"], "doi": "10.1145/1"}},
        "doi:10.1145/1", ["https://doi.org/10.1145/1"],
    ),
    "a reference manager": (
        {"type": "article", "title": "Walks", "URL": REPO, "note": "also https://example.org/n"},
        None, ["https://example.org/n", REPO],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_a_record_gives_title_key_and_links(name: str) -> None:
    record, key, urls = SERVICES[name]
    (paper,) = read(Document("a.json", json.dumps([record]))).papers
    assert paper.title == "Walks"
    assert paper.key == key or key is None
    assert [link.url for link in find_links(paper)] == urls


@pytest.mark.parametrize("wrapped", ["[%s]", '{"results": [%s]}', '{"message": {"items": [%s]}}', "%s", "[[%s]]"])
def test_a_list_of_records_may_stand_deeper(wrapped: str) -> None:
    assert [paper.title for paper in read(Document("a.json", wrapped % '{"title": "Walks"}')).papers] == ["Walks"]


def test_a_broken_line_is_named_and_skipped() -> None:
    reading = read(Document("a.jsonl", '{"title": "A"}\n{broken\n\n{"no": 1}\n{"title": "B"}\n'))
    assert [(paper.title, paper.places[0].line) for paper in reading.papers] == [("A", 1), ("B", 5)]
    assert [str(item).split(":")[1] for item in reading.skipped] == ["2", "4"]


def test_records_of_an_array_know_their_lines() -> None:
    reading = read(Document("a.json", '[\n {"title": "A"},\n {"title": "B"}\n]'))
    assert [paper.places[0].line for paper in reading.papers] == [2, 3]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 50_000, "[" * 50_000 + "]" * 50_000, '{"title": 1e999}', "[1" + "0" * 9000 + "]", "{}"],
    ids=range(6),
)
def test_traps_end_in_a_sentence(text: str) -> None:
    reading = read(Document("a.json", text))
    assert not reading.papers
    assert reading.skipped


@pytest.mark.parametrize(
    ("text", "is_json"), [('{"a": 1}', True), ("[{", True), ("[link](x)", False), ("{\\em x}", False), ("", False)]
)
def test_json_is_told_by_its_first_signs(text: str, is_json: bool) -> None:
    assert recognizes(Document("x", text)) is is_json


def test_counts_beside_the_hits_are_no_papers_without_a_title() -> None:
    answer = {"result": {"completions": {"c": [{"text": "x"}]}, "hits": {"hit": [{"info": {"title": "Walks"}}]}}}
    reading = read(Document("a.json", json.dumps(answer)))
    assert ([paper.title for paper in reading.papers], reading.skipped) == (["Walks"], ())
