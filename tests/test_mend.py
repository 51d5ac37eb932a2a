"""Written URLs repaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.mend import mend_url, trim_sentence


@given(st.text(alphabet="(){}[].,;:'\"ab/"))
def test_trimming_takes_only_from_the_end_and_only_once(text: str) -> None:
    trimmed = trim_sentence(text)
    assert text.startswith(trimmed)
    assert trim_sentence(trimmed) == trimmed


def test_trimming_a_row_of_brackets_is_linear() -> None:
    assert trim_sentence("https://example.org/" + "(" * 100_000) == "https://example.org/"
    assert trim_sentence("https://example.org/" + ")" * 100_000) == "https://example.org/"


@pytest.mark.parametrize(
    ("written", "mended", "repairs"),
    [
        ("https://example.org/a", "https://example.org/a", ()),
        ("https: //github.com/a/b.", "https://github.com/a/b", ("blank_removed", "punctuation_trimmed")),
        (r"https://example.org/a\_b", "https://example.org/a_b", ("tex_unescaped",)),
        (r"https://example.org/{\textunderscore}x", "https://example.org/_x", ("tex_unescaped",)),
        (r"https://example.org/a{\allowbreak}b\slash{}c", "https://example.org/ab/c", ("tex_unescaped",)),
        (r"https:\/\/example.org\/a", "https://example.org/a", ("tex_unescaped",)),
        ("git@github.com:a/b.git", "https://github.com/a/b.git", ("scp_form",)),
        ("git+https://github.com/a/b", "https://github.com/a/b", ("prefix_removed",)),
        ("github:a/b", "https://github.com/a/b", ("identifier",)),
        ("https:github.com/a/b", "https://github.com/a/b", ("slashes_added",)),
        ("github.com/a/b", "https://github.com/a/b", ("scheme_added",)),
    ],
)
def test_repairs_are_made_and_named(written: str, mended: str, repairs: tuple[str, ...]) -> None:
    got, named = mend_url(written)
    assert (got, set(named)) == (mended, set(repairs))
