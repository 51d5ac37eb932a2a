"""What is written.

A report is one plain module with ``NAME``, ``FILE`` and ``render``; it joins by one line in
``REPORTS``. ``render`` turns the material into text; writing it whole or not at all is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from linkgraph.files import ensure_writable, write_whole
from linkgraph.report import dead_links, graphml, html, jsongraph, links, papers, repositories, summary
from linkgraph.report.material import Material


class Report(Protocol):
    """What a report module offers."""

    NAME: str
    FILE: str

    def render(self, material: Material) -> str:
        """Returns the file's whole content."""
        ...


REPORTS: tuple[Report, ...] = (dead_links, links, papers, repositories, summary, graphml, jsongraph, html)


def write_reports(material: Material, folder: Path, reports: Sequence[Report] = REPORTS) -> tuple[Path, ...]:
    """Writes reports into a folder and returns their paths.

    Raises:
        OutputsUnwritable: the folder or a file cannot be written.
    """
    ensure_writable(folder)
    written = []
    for report in reports:
        path = folder / report.FILE
        write_whole(path, report.render(material))
        written.append(path)
    return tuple(written)
