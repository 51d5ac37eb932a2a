"""What papers are about, and how near they are."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from linkgraph.model import Document, Paper
from linkgraph.papers import merge_papers
from linkgraph.sources import listing
from linkgraph.topics import Labels, find_topics, paper_text
from tests.conftest import read_tsv
from tests.material import ABSTRACTS, paper

PAPERS = [paper(title, abstract) for title, abstract in ABSTRACTS.items()]


def pairs(papers: list[Paper]) -> set[frozenset[str]]:
    return {frozenset((papers[near.one].title, papers[near.other].title)) for near in find_topics(papers).near}


def test_papers_of_one_topic_are_near_and_others_are_not() -> None:
    found = pairs(PAPERS)
    assert frozenset(("Walking Graphs", "Running Graphs")) in found
    assert frozenset(("Pruning Rows", "Pruning Columns")) in found


def test_a_pair_names_the_terms_that_make_it() -> None:
    near = find_topics(PAPERS).near[0]
    assert {near.one, near.other} == {0, 1}
    assert 0 < near.similarity <= 1
    assert {"random walks", "node embeddings"} & set(near.terms)


def test_a_paper_without_usable_text_has_no_terms_and_no_neighbour() -> None:
    topics = find_topics(PAPERS)
    assert topics.terms[4] == ()
    assert all(4 not in (near.one, near.other) for near in topics.near)


@pytest.mark.parametrize(
    "papers", [[], [paper("Alone", "One paper on walks alone.")], [paper("", ""), paper("The", "of")]]
)
def test_too_little_text_is_no_fault(papers: list[Paper]) -> None:
    topics = find_topics(papers)
    assert topics.near == ()
    assert len(topics.terms) == len(papers)


def test_addresses_and_tex_are_no_words() -> None:
    text = paper_text(paper("Walks", r"See https://github.com/octo/walks, octo@a.org and {\em fast} \textbf{walks}."))
    assert "github" not in text
    assert "octo" not in text
    assert "\\" not in text


def many(count: int) -> list[Paper]:
    rng = random.Random(3)
    words = [[f"term{topic}x{number}" for number in range(12)] for topic in range(count // 10)]
    return [
        paper(
            f"Paper {index}",
            " ".join(rng.choices(words[index % len(words)], k=20) + rng.choices(rng.choice(words), k=6)),
        )
        for index in range(count)
    ]


def test_the_graph_of_topics_is_readable() -> None:
    papers = many(120)
    near = find_topics(papers).near
    degree = Counter(index for pair in near for index in (pair.one, pair.other))
    assert len(degree) == len(papers), "no paper with text is left alone"
    assert max(degree.values()) <= 10
    assert all(pair.one < pair.other for pair in near)


def test_the_same_papers_give_the_same_topics() -> None:
    papers = many(60)
    one, other = find_topics(papers), find_topics(papers)
    assert (one.terms, one.near) == (other.terms, other.near)


def test_words_keep_the_case_they_are_written_in() -> None:
    papers = [
        paper(f"MoE Routing {n}", "Routing in MoE layers of LLMs. Graphs help routing; graphs are many.")
        for n in range(3)
    ]
    shown = {term for terms in find_topics(papers).terms for term in terms}
    assert any("MoE" in term for term in shown)
    assert not any("Routing" in term for term in shown)


def test_words_of_all_languages_are_words() -> None:
    papers = [paper(f"Poincaré {n}", "Über naïve Poincaré embeddings, und Gödel; mehr davon.") for n in range(3)]
    shown = " ".join(term for terms in find_topics(papers).terms for term in terms)
    assert "Poincaré" in shown


def test_no_pair_of_words_reaches_over_a_sentence() -> None:
    papers = [paper(f"Walks {n}", "They end in graphs. Pruning begins here. Graphs (pruning) again.") for n in range(3)]
    assert not any("graphs pruning" in term.lower() for term in find_topics(papers).vocabulary)


def test_a_group_is_labelled_by_what_sets_it_apart() -> None:
    labels = Labels(find_topics(PAPERS))
    assert "pruning" in labels.of([2, 3])
    assert labels.of([]) == ""
    assert Labels(find_topics([])).of([]) == ""


def test_related_pairs_of_the_gold_are_mostly_found(shared: Path) -> None:
    papers = []
    for path in sorted((shared / "pages").glob("*.txt")):
        papers += listing.read(Document(path.name, path.read_text(encoding="utf-8"))).papers
    merged = list(merge_papers(papers))
    titles = {row["key"]: row["title"] for row in read_tsv(shared / "gold" / "papers.tsv")}
    found = pairs(merged)
    right = wrong = related = 0
    for row in read_tsv(shared / "gold" / "related.tsv"):
        pair = frozenset((titles[row["key_a"]], titles[row["key_b"]]))
        if row["related"] == "0":
            wrong += pair in found
        else:
            related += 1
            right += pair in found
    assert right >= 0.7 * related
    assert wrong <= 3
