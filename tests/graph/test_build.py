"""Papers and artifacts as one graph, each edge with its reason."""

from __future__ import annotations

from linkgraph.graph.build import CROWD, artifact_records, display_name, paper_node
from linkgraph.model import Target
from linkgraph.papers import paper_key
from tests.material import make_material

MATERIAL = make_material()
GRAPH = MATERIAL.graph
WALKING, RUNNING = paper_node(paper_key("Walking Graphs")), paper_node(paper_key("Running Graphs"))


def kinds_between(one: str, other: str) -> set[str]:
    return {key for a, b in ((one, other), (other, one)) if GRAPH.has_edge(a, b) for key in GRAPH[a][b]}


def test_differently_written_urls_meet_in_one_node() -> None:
    assert GRAPH.nodes["github:octo/walks"]["kind"] == "repository"
    assert set(GRAPH.predecessors("github:octo/walks")) == {WALKING, RUNNING}


def test_papers_that_share_an_artifact_or_a_topic_are_joined() -> None:
    assert kinds_between(WALKING, RUNNING) == {"shares_artifact", "shares_topic"}
    one, other = sorted((WALKING, RUNNING))
    assert GRAPH[one][other]["shares_artifact"]["reason"] == "both link to octo/walks"
    assert "random walks" in GRAPH[one][other]["shares_topic"]["reason"]


def test_every_edge_says_kind_weight_reason_and_origin() -> None:
    for _, _, data in GRAPH.edges(data=True):
        assert set(data) == {"kind", "weight", "reason", "origin"}
        assert data["reason"]
        assert data["weight"] > 0


def test_nodes_say_how_the_artifact_fares() -> None:
    assert GRAPH.nodes["web:https://example.org/gone"]["state"] == "dead"
    assert GRAPH.nodes["huggingface:octo/rows"]["state"] == "failing"
    assert GRAPH.nodes["github:octo/walks"]["verdict"] == "ok"


def test_a_paper_without_text_is_marked() -> None:
    assert GRAPH.nodes[paper_node(paper_key("Untold"))]["no_text"]
    assert not GRAPH.nodes[WALKING]["no_text"]


def test_an_artifact_that_a_crowd_names_makes_no_pairs() -> None:
    abstracts = {f"Paper {number}": "see https://example.org/shared" for number in range(CROWD + 1)}
    graph = make_material(abstracts, {}).graph
    assert not [key for _, _, key in graph.edges(keys=True) if key == "shares_artifact"]
    assert graph.in_degree("web:https://example.org/shared") == CROWD + 1


def test_a_link_to_a_paper_of_the_collection_leads_to_that_paper() -> None:
    from dataclasses import replace

    from linkgraph.check.records import Context, make_records
    from linkgraph.extract import find_links
    from linkgraph.graph.build import build_graph
    from linkgraph.topics import find_topics
    from tests.material import paper

    known = replace(
        paper("Known", "It links to itself: https://arxiv.org/abs/2401.00001"),
        key="arxiv:2401.00001",
        arxiv="2401.00001",
    )
    naming = paper("Naming", "as in https://arxiv.org/pdf/2401.00001v2")
    papers = (known, naming)
    records = make_records([link for item in papers for link in find_links(item)], {}, Context())
    graph = build_graph(papers, records, find_topics(papers))
    assert "arxiv:2401.00001" not in graph
    assert [edge for edge in graph.edges(keys=True) if edge[2] == "links"] == [
        (paper_node(naming.key), paper_node("arxiv:2401.00001"), "links")
    ]


def test_the_page_of_a_thing_speaks_for_it_before_its_files() -> None:
    material = make_material(
        {"A": "https://github.com/o/r/issues/3 and https://github.com/o/r and https://github.com/o/r/blob/m/a"}, {}
    )
    (group,) = artifact_records(material.records).values()
    assert [record.kind for record in group] == ["repository", "file", "issue"] or group[0].kind == "repository"


def test_names_are_short() -> None:
    assert display_name(Target("web", "https://www.example.org/a")) == "example.org/a"


ABSTRACTS = {
    "WalkNet: Robots on Trees": "We present WalkNet, which walks on trees. Our code will be released.",
    "Steps of Robots": "Frameworks such as WalkNet are slow. Our code is at https://github.com/octo/steps.",
}


def test_a_mention_leads_to_the_paper_whose_system_it_is() -> None:
    graph = make_material(ABSTRACTS, {}).graph
    named, naming = (paper_node(paper_key(title)) for title in ABSTRACTS)
    assert graph[naming][named]["mentions"]["reason"] == "Frameworks such as WalkNet are slow."
    assert not graph.has_edge(named, naming, "mentions")


def test_a_paper_keeps_its_promises_until_they_are_kept() -> None:
    graph = make_material(ABSTRACTS, {}).graph
    named, naming = (paper_node(paper_key(title)) for title in ABSTRACTS)
    assert graph.nodes[named]["promises"] == ("code will be: Our code will be released.",)
    assert graph.nodes[naming]["promises"] == ()
