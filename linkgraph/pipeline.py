"""The journey of a datum, stage by stage: collect, check, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linkgraph.checking import Surroundings, records_and_history
from linkgraph.config import Config
from linkgraph.files import ensure_writable
from linkgraph.model import CanonicalUrl, Link, LinkRecord, Paper, Skipped
from linkgraph.papers import merge_papers, unify_papers
from linkgraph.reading import find_all_links, read_inputs
from linkgraph.sources.inputs import is_lost
from linkgraph.store import Changes, Store

if TYPE_CHECKING:
    from linkgraph.report.material import Material


@dataclass(frozen=True)
class Collected:
    """What collecting found: papers, links, what was skipped, and what differs from last time."""

    papers: tuple[Paper, ...]
    links: tuple[Link, ...]
    skipped: tuple[Skipped, ...]
    changes: Changes = field(default_factory=Changes)


# --- collect -----------------------------------------------------------------------------------


def collect(
    inputs: Sequence[str], store: Store, config: Config, surroundings: Surroundings, format_name: str = ""
) -> Collected:
    """Reads inputs into the store.

    What other inputs had said stays, unless their files are there no more. An input that yields no
    paper takes nothing away either: a list that is suddenly empty is more likely a fault.
    """
    papers, read, skipped = read_inputs(inputs, config, surroundings.stdin, format_name)
    papers = unify_papers(papers, store.papers(config.collection))
    now = surroundings.clock()
    lost = tuple(name for name in store.inputs(config.collection) if is_lost(name))
    new_papers, removed_papers = store.save_reading(config.collection, papers, (*read, *lost), now)
    known = store.papers(config.collection)
    links = find_all_links(known)
    new_links, removed_links = store.save_links(config.collection, links, now)
    changes = Changes(new_papers, removed_papers, new_links, removed_links)
    here = {paper.key for paper in papers}
    return Collected(merge_papers(papers), tuple(link for link in links if link.paper in here), skipped, changes)


# --- report ------------------------------------------------------------------------------------


def records(store: Store, config: Config, now: datetime) -> dict[CanonicalUrl, LinkRecord]:
    """Returns all that is known of a collection's links at a time."""
    return records_and_history(store, config, now)[0]


def make_material(store: Store, config: Config, now: datetime) -> Material:
    """Judges, builds, measures and lays out a collection."""
    # The libraries behind these take a second to load, and most commands do without them.
    from linkgraph.graph.build import build_graph
    from linkgraph.graph.layout import lay_out
    from linkgraph.graph.measure import measure_graph, simple_graph
    from linkgraph.report.material import Material
    from linkgraph.topics import find_topics

    papers = store.papers(config.collection)
    known = records(store, config, now)
    settings = config.graph
    topics = find_topics(papers, settings.neighbours, settings.rescue_degree, settings.min_similarity)
    graph = build_graph(papers, known, topics)
    measures = measure_graph(graph, papers, topics, settings)
    finished = store.last_finished(config.collection)
    return Material(
        collection=config.collection,
        papers=papers,
        records=known,
        graph=graph,
        measures=measures,
        positions=lay_out(simple_graph(graph), measures.community, settings.seed),
        run_id=finished[0] if finished else None,
        checked_at=finished[1] if finished else None,
        network=store.network(config.collection),
    )


def report(store: Store, config: Config, now: datetime) -> tuple[Material, tuple[Path, ...]]:
    """Writes the outputs of a collection; sends no request."""
    from linkgraph.report import write_reports

    ensure_writable(Path(config.outputs))
    material = make_material(store, config, now)
    return material, write_reports(material, Path(config.outputs))
