"""What all reports are written from: the collection, judged and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import networkx as nx

from linkgraph.graph.layout import Position
from linkgraph.graph.measure import Measures
from linkgraph.model import CanonicalUrl, LinkRecord, Paper, State


@dataclass(frozen=True)
class Material:
    """A collection, ready to be written about.

    Attributes:
        collection: its name.
        papers: its papers, in order of first sight.
        records: its links by URL, in order of first sight.
        graph: papers and artifacts.
        measures: of the graph's nodes.
        positions: of the graph's nodes, in pixels.
        run_id: the run that last checked it to the end; None where it never was.
        checked_at: when that was.
        network: why no verdict was given, or an empty string.
    """

    collection: str
    papers: tuple[Paper, ...]
    records: Mapping[CanonicalUrl, LinkRecord]
    graph: nx.MultiDiGraph[str]
    measures: Measures
    positions: Mapping[str, Position] = field(default_factory=dict)
    run_id: int | None = None
    checked_at: datetime | None = None
    network: str = ""

    def titles(self) -> dict[str, str]:
        """Returns the papers' titles by key."""
        return {paper.key: paper.title for paper in self.papers}

    def records_of(self, paper: str) -> list[LinkRecord]:
        """Returns the records of the links that a paper names."""
        return self._by_paper().get(paper, [])

    def _by_paper(self) -> dict[str, list[LinkRecord]]:
        cached: dict[str, list[LinkRecord]] | None = self.__dict__.get("_cached_by_paper")
        if cached is None:
            cached = {}
            for record in self.records.values():
                for key in record.papers:
                    cached.setdefault(key, []).append(record)
            self.__dict__["_cached_by_paper"] = cached
        return cached


def health(records: list[LinkRecord]) -> str:
    """Says how a paper's links fare: ``no links``, ``alive``, ``dead``, ``1 of 3 dead`` ...

    Pictures such as badges do not count.
    """
    records = [record for record in records if record.kind != "image" or record.target.forge == "image"]
    if not records:
        return "no links"
    states = [record.standing.state for record in records]
    for state in (State.DEAD, State.FAILING):
        count = states.count(state)
        if count:
            return state.value if count == len(states) else f"{count} of {len(states)} {state.value}"
    if State.UNKNOWN in states:
        return (
            "unknown" if set(states) == {State.UNKNOWN} else f"{states.count(State.UNKNOWN)} of {len(states)} unknown"
        )
    return "alive"
