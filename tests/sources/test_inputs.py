"""What INPUT stands for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from linkgraph.errors import InputUnreadable, UsageError
from linkgraph.sources.inputs import decode, expand_inputs, read_document


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
    assert read_document("-", io.BytesIO(b"hello"), fetch).text == "hello"
    assert read_document("https://example.org", io.BytesIO(), lambda url: url.encode()).text == "https://example.org"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfhello", "hello"),
        ("hällo".encode("utf-16"), "hällo"),
        ("hällo and more to tell".encode("cp1252"), "hällo and more to tell"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"a\x07b\x1b[31mc", "ab[31mc"),
        ("cut in the middle ä".encode()[:-1], "cut in the middle "),
    ],
)
def test_text_is_decoded_and_cleaned(content: bytes, text: str) -> None:
    assert decode(content, "x") == text


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "is empty"), (b" \n\t\n", "is empty"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
     (bytes(range(1, 256)) * 20, "binary")],
)  # fmt: skip
def test_what_is_no_text_is_said_to_be_none(content: bytes, why: str) -> None:
    with pytest.raises(InputUnreadable, match=why):
        decode(content, "file.x")
