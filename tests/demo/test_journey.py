"""The demo judges the simulated web as its truth has it, whatever the seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkgraph.checking import Silence
from linkgraph.demo.journey import run_demo
from linkgraph.demo.scenarios import SCENARIOS


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_found_is_what_was_expected(seed: int, tmp_path: Path) -> None:
    result = run_demo(seed, tmp_path / "outputs", Silence())
    assert [row for row in result.rows if row[-1] != "✓"] == []
    assert result.agrees
    assert len(result.rows) == len(SCENARIOS)
    assert (tmp_path / "outputs" / "graph.html").is_file()
