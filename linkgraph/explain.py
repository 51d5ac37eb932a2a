"""All that is known of a link or a paper, as lines for a person and data for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linkgraph import pipeline
from linkgraph.check.rules import ALL_RULES, PERSON
from linkgraph.checking import records_and_history
from linkgraph.config import Config
from linkgraph.errors import UsageError
from linkgraph.graph.build import paper_node, papers_by_arxiv
from linkgraph.model import CanonicalUrl, LinkRecord, Observation, Paper
from linkgraph.papers import normalize_title
from linkgraph.report.material import Material, health
from linkgraph.store import Store
from linkgraph.urls import canonicalize_url
from linkgraph.words import count

RULE_TEXTS = {rule.name: rule.when for rule in ALL_RULES} | {"ignored": "the user wishes that it is not asked"}


@dataclass
class Known:
    """What is known, twice: as lines and as data."""

    lines: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


def explain(store: Store, config: Config, now: datetime, subject: str, other: str | None = None) -> Known:
    """Tells what is known of a subject, or what joins two.

    Args:
        store: what is remembered.
        config: how it is judged.
        now: what a person said may have ended by then.
        subject: a URL, a target, or a paper's key or title.
        other: tell what joins the subject to this.

    Raises:
        UsageError: the collection knows no such link or paper.
    """
    papers = store.papers(config.collection)
    records, history = records_and_history(store, config, now)
    found = _find(papers, records, subject, config)
    if other is not None:
        return _joined(pipeline.make_material(store, config, now), found, _find(papers, records, other, config))
    if isinstance(found, Paper):
        return _paper(pipeline.make_material(store, config, now), found)
    titles = {paper.key: paper.title for paper in papers}
    return _link(titles, found, history.get(found.url, ()))


def _find(
    papers: Sequence[Paper], records: Mapping[CanonicalUrl, LinkRecord], subject: str, config: Config
) -> LinkRecord | Paper:
    url = canonicalize_url(subject)
    if url is not None and url in records:
        return records[url]
    for record in records.values():
        if str(record.target) == subject.lower():
            return record
    wanted = normalize_title(subject)
    exact = [paper for paper in papers if subject == paper.key or normalize_title(paper.title) == wanted]
    near = exact or [paper for paper in papers if wanted and wanted in normalize_title(paper.title)]
    if len(near) == 1:
        return near[0]
    if near:
        names = "; ".join(paper.title for paper in near[:3])
        raise UsageError(f"{subject!r}: fits {len(near)} papers ({names}); write more of the title.")
    raise UsageError(
        f"{subject!r}: the collection {config.collection!r} knows no such link or paper; "
        "links.csv and papers.csv say what it knows."
    )


def _link(titles: Mapping[str, str], record: LinkRecord, history: Sequence[Sequence[Observation]]) -> Known:
    verdict = record.verdict
    known = Known()
    known.lines += [
        record.url,
        f"  means     {record.target} ({record.kind})",
        f"  state     {record.standing.words()}",
    ]
    if verdict:
        known.lines.append(
            f"  verdict   {verdict.word.value}/{verdict.reason} by rule {verdict.rule!r}: {RULE_TEXTS[verdict.rule]}"
        )
    if verdict and verdict.evidence:
        known.lines.append(f"  because   {verdict.evidence}")
    if record.due and not record.ignored:
        known.lines.append(f"  due       {record.due:%Y-%m-%d %H:%M} UTC")
    if verdict and verdict.moved_to:
        known.lines.append(f"  moved to  {verdict.moved_to}")
    known.lines.append(f"  named by  {count(len(record.papers), 'paper')}")
    for link in record.links:
        repairs = f" (repaired: {', '.join(link.repairs)})" if link.repairs else ""
        known.lines.append(f"    {titles.get(link.paper, link.paper)}")
        known.lines.append(f"      as {link.raw!r}{repairs}")
        known.lines += [f"      or perhaps {url}{_alive(url, record)}" for url in link.candidates]
    known.lines.append(f"  history   {count(len(history), 'check')}")
    for observations in history:
        known.lines += [f"    {_observed(seen)}" for seen in observations]
    known.data = {
        "url": record.url,
        "target": str(record.target),
        "kind": record.kind,
        "state": record.standing.state.value,
        "verdict": verdict.word.value if verdict else "",
        "reason": verdict.reason if verdict else "",
        "rule": verdict.rule if verdict else "",
        "evidence": verdict.evidence if verdict else "",
        "due": record.due.isoformat() if record.due else "",
        "ignored": record.ignored,
        "candidates": list(dict.fromkeys(url for link in record.links for url in link.candidates)),
        "alive_candidate": record.alive_candidate,
        "papers": [{"key": key, "title": titles.get(key, key)} for key in record.papers],
        "checks": [{"at": check.at.isoformat(), "verdict": check.verdict.word.value} for check in record.checks],
        "observations": [_observed(seen) for observations in history for seen in observations],
    }
    return known


def _alive(candidate: str, record: LinkRecord) -> str:
    return " (alive)" if candidate == record.alive_candidate else ""


def _observed(seen: Observation) -> str:
    """Says one answer in one line."""
    if seen.source == PERSON:
        return f"{seen.at:%Y-%m-%d %H:%M:%S} a person: " + ", ".join(value for _, value in seen.headers)
    answer = str(seen.status) if seen.status is not None else ""
    answer = " ".join(part for part in (answer, seen.error) if part)
    before = f" (HEAD: {seen.head})" if seen.head else ""
    turn = f" → {seen.location}" if seen.location else ""
    nth = f" attempt {seen.attempt + 1}" if seen.attempt else ""
    return f"{seen.at:%Y-%m-%d %H:%M:%S} {seen.method or 'nothing sent'} {seen.asked} → {answer}{turn}{before}{nth}"


def _paper(material: Material, paper: Paper) -> Known:
    node = paper_node(paper.key)
    data = material.graph.nodes[node]
    community = material.measures.community.get(node)
    records = material.records_of(paper.key)
    known = Known()
    known.lines += [
        paper.title,
        f"  key        {paper.key}",
        f"  read in    {'; '.join(str(place) for place in paper.places)}",
        f"  topics     {', '.join(data['topics']) or 'no text'}",
        f"  community  {material.measures.labels.get(community, '') if community is not None else ''}",
        f"  health     {health(records)}",
    ]
    known.lines += [f"  links to   {record.url} ({record.standing.words()})" for record in records]
    known.lines += [f"  promises   {words}" for words in data["promises"]]
    edges = sorted(_edges_at(material, node), key=lambda edge: (-edge["weight"], edge["other"]))
    known.lines += [f"  near       {edge['title']} [{edge['kind']}: {edge['reason']}]" for edge in edges]
    known.data = {
        "key": paper.key,
        "title": paper.title,
        "sources": [str(place) for place in paper.places],
        "topics": list(data["topics"]),
        "health": health(records),
        "promises": list(data["promises"]),
        "links": [record.url for record in records],
        "edges": edges,
    }
    return known


def _edges_at(material: Material, node: str) -> list[dict[str, Any]]:
    graph = material.graph
    edges = [*graph.out_edges(node, data=True), *graph.in_edges(node, data=True)]
    return [
        {"other": other, "title": graph.nodes[other]["title"], **data}
        for one, end, data in edges
        for other in [end if one == node else one]
        if data["kind"] != "links"
    ]


def _joined(material: Material, one: LinkRecord | Paper, other: LinkRecord | Paper) -> Known:
    names = [_node(found, material.papers) for found in (one, other)]
    graph = material.graph
    edges = [
        {"source": source, "target": target, **data}
        for source, target in (names, names[::-1])
        if graph.has_edge(source, target)
        for data in graph.get_edge_data(source, target).values()
    ]
    known = Known(data={"one": names[0], "other": names[1], "edges": edges})
    known.lines += [graph.nodes[name]["title"] for name in names if name in graph]
    known.lines += [
        f"  {edge['kind']} (weight {edge['weight']:.3g}, from {edge['origin']}): {edge['reason']}" for edge in edges
    ]
    if not edges:
        known.lines.append("  Nothing joins the two directly.")
    return known


def _node(found: LinkRecord | Paper, papers: Sequence[Paper]) -> str:
    if isinstance(found, Paper):
        return paper_node(found.key)
    known = papers_by_arxiv(papers).get(found.target.name) if found.target.forge == "arxiv" else None
    return paper_node(known) if known else str(found.target)
