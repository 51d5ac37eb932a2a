"""The contract that every report keeps, and the columns that are promised."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import networkx as nx
import pytest

from linkgraph import report
from linkgraph.errors import OutputsUnwritable
from linkgraph.model import Paper
from linkgraph.report import REPORTS, Report, write_reports
from linkgraph.report.material import Material
from tests.material import ABSTRACTS, make_material

HELPERS = {"cells", "exchange", "material"}
HOSTILE = {
    "</script><script>alert(1)</script>": "=cmd|' /C calc'!A0 \x1b[31m https://example.org/<b>",
    '"><img src=x onerror=alert(1)>': "{{7*7}} {% raw %} ${1} https://example.org/a",
    "\u202egnihtyna": "control \x0b and \ud800"[:-1] + " https://example.org/a",
}

PROMISED = {
    "dead_links.csv": "url, state, verdict, reason, http_status, checks, first_failed, last_ok, dead_since, papers, "
    "paper_titles, raw, final_url, suggestion, suggestion_kind, archived_url, impact, rule, checked_at, "
    "evidence",
    "links.csv": "paper_key, paper_title, raw, repairs, url, target, kind, state, verdict, reason, final_url, "
    "checked_at, candidates",
    "papers.csv": "key, title, sources, arxiv, doi, links, promises, topics, community, community_label, pagerank, "
    "betweenness, degree, component, health, sections",
    "repositories.csv": "target, url, forge, state, verdict, papers, impact, stars, forks, licence, language, created, "
    "pushed, archived, empty, stale, topics, pagerank, betweenness, community",
}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def rendered(name: str, material: Material | None = None) -> str:
    (found,) = [item for item in REPORTS if item.FILE == name]
    return found.render(material or make_material())


def test_every_member_of_the_folder_stands_in_the_table_once() -> None:
    folder = Path(report.__file__).parent
    members = {path.stem for path in folder.glob("*.py")} - {"__init__"} - HELPERS | {"html"}
    assert sorted(item.__name__.rpartition(".")[2] for item in REPORTS) == sorted(members)  # type: ignore[attr-defined]


def test_names_and_files_are_different() -> None:
    assert len({item.NAME for item in REPORTS}) == len({item.FILE for item in REPORTS}) == len(REPORTS)


@pytest.mark.parametrize("item", REPORTS, ids=lambda item: item.FILE)
@pytest.mark.parametrize("abstracts", [{}, {"Alone": ""}, HOSTILE], ids=["empty", "one", "hostile"])
def test_any_material_can_be_written_and_gives_the_same_bytes(item: Report, abstracts: dict[str, str]) -> None:
    material = make_material(abstracts, {"https://example.org/a": [404]})
    first = item.render(material)
    assert first.encode("utf-8")
    assert first == item.render(make_material(abstracts, {"https://example.org/a": [404]}))


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_columns_are_as_promised(name: str) -> None:
    header = rendered(name).split("\r\n", 1)[0]
    assert header.replace(",", ", ") == PROMISED[name]


def test_all_files_are_written(tmp_path: Path) -> None:
    written = write_reports(make_material(), tmp_path / "outputs")
    assert sorted(path.name for path in written) == sorted(path.name for path in (tmp_path / "outputs").iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file")
    with pytest.raises(OutputsUnwritable):
        write_reports(make_material(), tmp_path / "outputs")


def test_links_have_a_row_for_each_paper_that_names_them() -> None:
    rows = table(rendered("links.csv"))
    assert [(row["paper_title"], row["url"], row["state"]) for row in rows] == [
        ("Walking Graphs", "https://github.com/octo/walks", "alive"),
        ("Running Graphs", "https://github.com/Octo/Walks", "alive"),
        ("Running Graphs", "https://example.org/gone", "dead"),
        ("Pruning Rows", "https://huggingface.co/octo/rows", "failing"),
    ]
    assert rows[0]["repairs"] == "punctuation_trimmed"


def test_papers_tell_how_their_links_fare() -> None:
    health = {row["title"]: row["health"] for row in table(rendered("papers.csv"))}
    assert health == {
        "Walking Graphs": "alive",
        "Running Graphs": "1 of 2 dead",
        "Pruning Rows": "failing",
        "Pruning Columns": "no links",
        "Untold": "no links",
    }
    rows = {row["title"]: row for row in table(rendered("papers.csv"))}
    assert rows["Untold"]["topics"] == "no text"
    assert rows["Walking Graphs"]["sources"] == "list.txt:1"
    assert float(rows["Walking Graphs"]["pagerank"]) > 0


def test_repositories_have_a_row_for_each_thing_meant() -> None:
    rows = {row["target"]: row for row in table(rendered("repositories.csv"))}
    assert set(rows) == {"github:octo/walks", "web:https://example.org/gone", "huggingface:octo/rows"}
    assert rows["github:octo/walks"]["impact"] == "2"
    assert rows["github:octo/walks"]["forge"] == "github"


def test_the_summary_counts() -> None:
    summary = json.loads(rendered("summary.json"))
    assert summary["schema_version"] == 1
    assert (summary["papers"], summary["urls"], summary["targets"], summary["broken"]) == (5, 4, 3, 2)
    assert summary["by_state"] == {"alive": 2, "dead": 1, "failing": 1}
    assert summary["network"] == {"trusted": True, "sentence": ""}


def test_the_graph_can_be_read_by_other_programs(tmp_path: Path) -> None:
    material = make_material(HOSTILE | dict(ABSTRACTS), {})
    path = tmp_path / "graph.graphml"
    path.write_text(rendered("graph.graphml", material), encoding="utf-8")
    graph = nx.read_graphml(path)
    assert graph.number_of_nodes() == material.graph.number_of_nodes()
    ids = re.findall(r'<edge [^>]*id="([^"]+)"', path.read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) == material.graph.number_of_edges()
    node = next(data for _, data in graph.nodes(data=True) if data["kind"] == "paper")
    assert {"id", "kind", "title", "url", "verdict", "state", "community", "pagerank"} <= set(node)
    data = json.loads(rendered("graph.json", material))
    again = nx.node_link_graph(data, edges="edges")
    assert set(again) == set(graph)
    assert {"source", "target", "kind", "weight", "reason", "origin"} <= set(data["edges"][0])


def test_a_paper_is_never_lost(tmp_path: Path) -> None:
    papers: tuple[Paper, ...] = make_material(HOSTILE, {}).papers
    assert len(table(rendered("papers.csv", make_material(HOSTILE, {})))) == len(papers)
