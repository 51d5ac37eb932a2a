"""Files are written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from linkgraph.errors import OutputsUnwritable
from linkgraph.files import ensure_writable, write_whole


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    write_whole(path, "new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert [item.name for item in tmp_path.iterdir()] == ["a.csv"]
    assert path.stat().st_mode & stat.S_IRUSR


def test_what_cannot_be_written_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputsUnwritable, match=r"a\.csv: cannot be written"):
        write_whole(tmp_path / "a.csv", "new")
    assert [item.name for item in tmp_path.iterdir()] == ["a.csv"]


def test_an_unwritable_folder_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputsUnwritable, match="choose another --outputs"):
        ensure_writable(tmp_path / "file" / "outputs")
    ensure_writable(tmp_path / "new" / "outputs")
    assert (tmp_path / "new" / "outputs").is_dir()
