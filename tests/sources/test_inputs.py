"""What INPUT stands for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from linkgraph.errors import UsageError
from linkgraph.sources.inputs import expand_inputs, is_lost, open_input


def fetch(url: str) -> bytes:
    raise AssertionError(f"{url} was fetched")


def test_files_folders_and_globs_are_expanded_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c.bin", "sub/d.txt", ".venv/x.txt", "sub/node_modules/README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")
    folder = str(tmp_path)
    assert [Path(name).name for name in expand_inputs([folder])] == ["a.txt", "b.md", "d.txt"]
    assert [Path(name).name for name in expand_inputs([f"{folder}/*.txt", f"{folder}/a.txt"])] == ["a.txt"]
    assert list(expand_inputs(["-", "https://example.org/list"])) == ["-", "https://example.org/list"]


def test_a_file_has_one_name_however_it_is_written(workplace: Path) -> None:
    (workplace / "a.txt").write_text("x")
    written = ["a.txt", "./a.txt", str(workplace / "a.txt"), f"../{workplace.name}/a.txt", "."]
    assert list(expand_inputs(written)) == ["a.txt"]


@pytest.mark.parametrize("argument", ["nowhere.txt", "nowhere/*.txt"])
def test_what_does_not_exist_is_wrong_usage(argument: str, workplace: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        list(expand_inputs([argument]))


def test_a_folder_without_lists_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no file"):
        list(expand_inputs([str(tmp_path)]))


def test_a_name_with_brackets_is_a_file_where_it_is_one(tmp_path: Path) -> None:
    file = tmp_path / "list [1].txt"
    file.write_text("x")
    assert list(expand_inputs([str(file)])) == [str(file)]


def test_standard_input_and_the_web_are_read() -> None:
    with open_input("-", io.BytesIO(b"hello"), fetch) as file:
        assert file.read() == b"hello"
    with open_input("https://example.org", io.BytesIO(), lambda url: url.encode()) as file:
        assert file.read() == b"https://example.org"


def test_packed_files_of_a_folder_are_read_too(tmp_path: Path) -> None:
    for name in ("a.bib.gz", "b.jsonl.gz", "c.tar.gz", "d.html"):
        (tmp_path / name).write_text("x")
    assert [Path(name).name for name in expand_inputs([str(tmp_path)])] == ["a.bib.gz", "b.jsonl.gz", "d.html"]


def test_a_live_list_is_an_input_unless_a_file_has_its_name(workplace: Path) -> None:
    assert list(expand_inputs(["HF:2026-11-19", "arxiv:sparse graphs"])) == ["hf:2026-11-19", "arxiv:sparse graphs"]
    (workplace / "arxiv:x").write_text("x")
    assert list(expand_inputs(["arxiv:x"])) == ["arxiv:x"]
    assert not is_lost("hf:2026-11-19")
