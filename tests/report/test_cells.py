"""CSV that spreadsheets read and do not run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.report.cells import cell, csv_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("plain", "plain"),
        (3, "3"),
        (-3, "-3"),
        (0.123456789, "0.123457"),
        (True, "true"),
        (("a", "b"), "a; b"),
        ((), ""),
        (datetime(2026, 1, 5, 13, 0, tzinfo=timezone(timedelta(hours=1))), "2026-01-05T12:00:00Z"),
        (datetime(2026, 1, 5, 12, 0, tzinfo=UTC), "2026-01-05T12:00:00Z"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        (("=1", "b"), "'=1; b"),
    ],
)
def test_a_value_becomes_a_cell(value: object, text: str) -> None:
    assert cell(value) == text


def test_an_unknown_value_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        cell(object())


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00\r")), min_size=2, max_size=2)))
def test_what_is_written_can_be_read_again(rows: list[list[str]]) -> None:
    text = csv_text(("a", "b"), rows)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [[cell(value) for value in row] for row in rows]
    assert text.endswith("\r\n")
