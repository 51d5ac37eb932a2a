"""What hosts of git repositories share."""

from __future__ import annotations

import pytest

from linkgraph.forges import git


@pytest.mark.parametrize(
    ("name", "is_one"), [("octo", True), ("3octo", True), ("~octo", True), ("***", False), ("-a", False), ("", False)]
)
def test_an_owner_is_told_from_a_placeholder(name: str, is_one: bool) -> None:
    assert git.is_owner(name) is is_one


@pytest.mark.parametrize(
    ("name", "is_one"), [(".github", True), ("a.b", True), ("..", False), ("a b", False), ("***", False)]
)
def test_a_repository_name_is_told_from_a_placeholder(name: str, is_one: bool) -> None:
    assert git.is_repository_name(name) is is_one


def test_a_page_of_an_unknown_word_is_the_repository() -> None:
    assert git.page_kind(("network", "members")) == "repository"
