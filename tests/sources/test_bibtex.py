"""BibTeX: fields that hold links, and entries that are broken."""

from __future__ import annotations

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document
from linkgraph.sources import bibtex
from linkgraph.sources.bibtex import plain_title, read

REPO = "https://github.com/octo/robot"

FIELDS = [
    ("url", f"url = {{{REPO}}}", [REPO]),
    ("url in quotes", f'url = "{REPO}"', [REPO]),
    ("url with TeX escapes", r"url = {https://github.com/octo/my\_robot}", ["https://github.com/octo/my_robot"]),
    ("howpublished", f"howpublished = {{\\url{{{REPO}}}}}", [REPO]),
    ("note", f"note = {{Code at \\url{{{REPO}}}.}}", [REPO]),
    ("abstract", f"abstract = {{We walk. Code: {REPO}.}}", [REPO]),
    ("doi", "doi = {10.1145/1234.5678}", ["https://doi.org/10.1145/1234.5678"]),
    ("doi as URL", "doi = {https://doi.org/10.1145/1234.5678}", ["https://doi.org/10.1145/1234.5678"]),
    ("eprint", "eprint = {2401.00001}, archivePrefix = {arXiv}", ["https://arxiv.org/abs/2401.00001"]),
    ("eprint of another archive", "eprint = {hal-01}, eprinttype = {hal}", []),
    ("journal", "journal = {arXiv preprint arXiv:2401.00001}", []),
    (
        "a field of any name",
        f"software = {{{REPO}}}, bdsk-url-1 = {{https://a.example.org}}",
        [REPO, "https://a.example.org"],
    ),
    (
        "a field that stands twice",
        f"note = {{One}}, note = {{{REPO}}}, url = {{https://a.example.org}}",
        [REPO, "https://a.example.org"],
    ),
    ("TeX signs in braces", r"url = {https://github.com/octo/my{\_}robot}", ["https://github.com/octo/my_robot"]),
    (
        "TeX signs in a command",
        r"howpublished = {\url{https://github.com/octo/my{\_}robot}}",
        ["https://github.com/octo/my_robot"],
    ),
    ("Mendeley's arXiv field", "arxivId = {2401.00001}", ["https://arxiv.org/abs/2401.00001"]),
    ("nothing", "year = 2024", []),
]


@pytest.mark.parametrize(("fields", "urls"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_links_stand_in_many_fields(fields: str, urls: list[str]) -> None:
    (paper,) = read(Document("a.bib", f"@article{{key,\n title = {{Walks}},\n {fields}\n}}")).papers
    assert [link.url for link in find_links(paper)] == urls


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ("eprint = {2401.00001v2}", "arxiv:2401.00001"),
        ("journal = {arXiv preprint arXiv:2401.00001}", "arxiv:2401.00001"),
        ("doi = {10.48550/arXiv.2401.00001}", "arxiv:2401.00001"),
        ("url = {https://arxiv.org/abs/2401.00001}", "arxiv:2401.00001"),
        ("doi = {10.1145/ABC}", "doi:10.1145/abc"),
    ],
)
def test_an_identifier_is_the_papers_key(fields: str, key: str) -> None:
    (paper,) = read(Document("a.bib", f"@article{{key, title = {{Walks}}, {fields}}}")).papers
    assert paper.key == key


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("{BERT}: a {S}tudy", "BERT: a Study"),
        (r"T{\"u}lu \& friends", "Tülu & friends"),
        (r"100% of {\em walks}", "100% of walks"),
        ("Two\n   lines", "Two lines"),
        ("O($n^2$) walks", "O($n^2$) walks"),
        ("", ""),
    ],
)
def test_titles_are_plain(written: str, title: str) -> None:
    assert plain_title(written) == title


def test_broken_entries_are_named_and_skipped_one_by_one() -> None:
    text = "\n".join(
        [
            "@article{good, title = {Good}}",
            "@misc{broken, title = {No end, url = {https://x.org/a}",
            "",
            "@misc{twice, title = {First}}",
            "@misc{twice, title = {Second}}",
            "@misc{bare, url = {https://x.org}}",
            "@misc{last, title = {Last}}",
        ]
    )
    reading = read(Document("a.bib", text))
    assert sorted(paper.title for paper in reading.papers) == ["First", "Good", "Last", "Second"]
    assert sorted(str(item) for item in reading.skipped) == [
        "a.bib:2: entry 'broken' is broken; check its braces, quotes and commas.",
        "a.bib:6: entry 'bare' has no title; add one.",
    ]


def test_lines_are_the_entries_own() -> None:
    text = "% comment\n\n@article{a,\n title = {A}}\n\n@article{b, title = {B}}\n"
    assert [(p.title, p.places[0].line) for p in read(Document("a.bib", text)).papers] == [("A", 3), ("B", 6)]


@pytest.mark.parametrize(
    "text", ["@a{b, title=" + "{" * 50_000, "@" * 50_000, "@x{" * 20_000, "{" * 50_000], ids=range(4)
)
def test_traps_end(text: str) -> None:
    assert not bibtex.read(Document("a.bib", text)).papers


@pytest.mark.parametrize(
    "doi",
    [r"10.1007/978-3-030-01234-2\_49", r"10.1007/978-3-030-01234-2{\_}49", r"10.1007/978-3-030-01234-2$\_$49"],
)
def test_a_doi_is_the_same_however_tex_writes_it(doi: str) -> None:
    (paper,) = read(Document("a.bib", f"@article{{key,\n title = {{Walks}},\n doi = {{{doi}}}\n}}")).papers
    assert paper.key == "doi:10.1007/978-3-030-01234-2_49"


def test_a_doi_of_old_journals_is_kept_whole() -> None:
    doi = r"10.1002/(SICI)1097-4571(199806)49:8{\textless}693::AID-ASI4{\textgreater}3.0.CO;2-O"
    (paper,) = read(Document("a.bib", f"@article{{key,\n title = {{Walks}},\n doi = {{{doi}}}\n}}")).papers
    assert paper.doi == "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"


def test_a_key_that_stands_twice_costs_no_link() -> None:
    text = (
        f"@misc{{k, title = {{One}}, url = {{https://a.example.org}}}}\n@misc{{k, title = {{Two}}, url = {{{REPO}}}}}"
    )
    reading = read(Document("a.bib", text))
    assert [[link.url for link in find_links(paper)] for paper in reading.papers] == [["https://a.example.org"], [REPO]]
