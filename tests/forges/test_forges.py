"""The contract that every forge keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph import forges
from linkgraph.forges import FORGES, Forge, identify
from linkgraph.model import Target
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
        "sourceforge.net",
        "robot.sourceforge.net",
        "code.google.com",
        "anonymous.4open.science",
        "osf.io",
        "figshare.com",
        "kaggle.com",
        "cran.r-project.org",
        "octo.github.io",
        "archive.ph",
    ):
        parts = split_url(f"https://{host}/{path}")
        if parts is not None:
            forge.parse(parts)


@given(st.text())
def test_identifying_never_raises(text: str) -> None:
    identify(text)


PREFIXES = {
    "anonymous": "anonymous.4open.science/r/",
    "bitbucket": "bitbucket.org/",
    "doi": "doi.org/",
    "gitea": "",
    "github": "github.com/",
    "gitlab": "gitlab.com/",
    "googlecode": "code.google.com/p/",
    "huggingface": "huggingface.co/",
    "image": "",
    "sourceforge": "sourceforge.net/projects/",
    "zenodo": "zenodo.org/records/",
}


def as_in_the_gold(target: Target) -> str:
    """Says a target as the gold does: the address of the thing without its scheme."""
    if target.forge == "web":
        return target.name.removeprefix("https://")
    if target.forge == "arxiv":
        return f"huggingface.co/papers/{target.name}"
    if target.forge == "github" and target.name.startswith("gist/"):
        return "gist.github.com/" + target.name.removeprefix("gist/")
    prefix = "" if target.name.startswith("gitlab.") else PREFIXES[target.forge]
    return (prefix + target.name).lower()


def test_what_the_gold_names_is_what_is_meant(shared: Path) -> None:
    for row in read_tsv(shared / "gold" / "repository_urls.tsv"):
        if row["expected"] != "-":
            meaning = identify(row["input"])
            assert meaning is not None, row["input"]
            assert as_in_the_gold(meaning.target) == row["expected"].lower(), row["input"]


def test_what_the_gold_leaves_alone_is_no_repository(shared: Path) -> None:
    for row in read_tsv(shared / "gold" / "repository_urls.tsv"):
        if row["expected"] == "-":
            meaning = identify(row["input"])
            assert meaning is None or meaning.target.forge == "web", row["input"]
