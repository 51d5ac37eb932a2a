"""The contract that every forge keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph import forges
from linkgraph.forges import FORGES, Forge, identify
from linkgraph.urls import split_url
from tests.conftest import read_tsv

HELPERS = {"git", "wrappers"}


def test_every_member_of_the_folder_stands_in_the_table_once() -> None:
    folder = Path(forges.__file__).parent
    members = {path.stem for path in folder.glob("*.py")} - {"__init__"} - HELPERS
    assert sorted(forge.__name__.rpartition(".")[2] for forge in FORGES) == sorted(members)  # type: ignore[attr-defined]


def test_names_are_different() -> None:
    assert len({forge.NAME for forge in FORGES}) == len(FORGES)


def test_the_last_forge_refuses_nothing() -> None:
    parts = split_url("https://anything.example/at/all")
    assert parts is not None
    assert FORGES[-1].parse(parts) is not None


@pytest.mark.parametrize("forge", FORGES, ids=lambda forge: forge.NAME)
@given(path=st.text(alphabet="ab1/.-_~%@*:", max_size=40))
def test_parsing_never_raises(forge: Forge, path: str) -> None:
    for host in (
        "github.com",
        "gitlab.com",
        "codeberg.org",
        "huggingface.co",
        "zenodo.org",
        "doi.org",
        "arxiv.org",
        "quay.io",
    ):
        parts = split_url(f"https://{host}/{path}")
        if parts is not None:
            forge.parse(parts)


@given(st.text())
def test_identifying_never_raises(text: str) -> None:
    identify(text)


def test_github_repositories_of_the_gold_are_all_found(shared: Path) -> None:
    rows = read_tsv(shared / "gold" / "repository_urls.tsv")
    wanted = [row for row in rows if row["expected"].startswith("github.com/") and row["expected"].count("/") == 2]
    missed = []
    for row in wanted:
        meaning = identify(row["input"])
        if meaning is None or str(meaning.target) != "github:" + row["expected"].removeprefix("github.com/"):
            missed.append(row["input"])
    # The shortcut of package files, ``github:octo/robot``, is no address of the web.
    assert missed == ["github:octo/robot#branch"]


def test_what_the_gold_leaves_alone_is_no_repository(shared: Path) -> None:
    for row in read_tsv(shared / "gold" / "repository_urls.tsv"):
        if row["expected"] == "-":
            meaning = identify(row["input"])
            assert meaning is None or meaning.kind != "repository", row["input"]
