"""What a person sees."""

from __future__ import annotations

import pytest

from linkgraph.screen import Screen, safe
from linkgraph.words import count


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J\x07", " [2J "),
        ("[red]no markup[/red]", "\\[red]no markup\\[/red]"),
        ("\u202eturned", " turned"),
        ("a\tb\nc", "a b c"),
        (3, "3"),
    ],
)
def test_nothing_that_is_shown_can_drive_the_terminal(text: object, shown: str) -> None:
    assert safe(text) == shown


def test_a_piped_table_is_not_folded(capsys: pytest.CaptureFixture[str]) -> None:
    long = "https://example.org/" + "x" * 300
    Screen().table("Links", ("state", "url", "n"), [("dead", long, 12)])
    out = capsys.readouterr().out
    assert f"dead   {long}  12" in out
    assert "\x1b" not in out


def test_quiet_says_only_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(quiet=True)
    screen.say("result")
    screen.note("in passing")
    screen.table("", ("a",), [("b",)])
    screen.warn("broken")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "broken\n")


def test_verbose_names_what_was_found_of_what(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(verbose=True) as screen:
        screen.start("Checking links", 2)
        screen.step("gone", "https://example.org/x")
    assert "gone  https://example.org/x" in capsys.readouterr().err


def test_no_progress_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen() as screen:
        screen.start("Checking links", 2)
        screen.step("ok", "https://example.org/x")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("number", "said"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers")])
def test_things_are_counted_as_a_person_would(number: int, said: str) -> None:
    assert count(number, "paper") == said
    assert count(2, "address", "addresses") == "2 addresses"
