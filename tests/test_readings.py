"""What only a host can decide."""

from __future__ import annotations

import pytest

from linkgraph.readings import other_readings, over_break

REPO = "https://github.com/octo/robot"

BREAKS = [
    ("https://github.com/octo/", "\nrobot.", "robot", True),
    ("https://github.com/octo/", " robot.", "robot", True),
    ("https://github.com/octo/", " robot is", None, None),
    ("https://github.com/octo/", "\nthe robot", None, None),
    ("https://github.com", "\n/octo/robot", "/octo/robot", True),
    ("https://example.org/a/", "\nb/c.html", "b/c.html", True),
    ("https://example.org/a/", "\nWord", None, None),
    ("https://example.org/a-", "\nb", "b", True),
    ("https://example.org/a_", "\nb", "b", True),
    ("https://example.org/a", "\n?x=1", "?x=1", True),
    ("https://example.org/ab", "\nout.", "out", False),
    ("https://example.org/ab", "\nand", None, None),
    ("https://example.org/ab", "\nOther", None, None),
    ("https://example.org/ab", " cd", None, None),
    ("https://example.org/a-", "\nhttps://b.org", None, None),
    ("https://example.org/a-", "\nme@b.org", None, None),
    ("https://example.org/a", "", None, None),
    ("https://example.org/a", "\n\nb/c", None, None),
]


@pytest.mark.parametrize(("url", "behind", "token", "surely"), BREAKS)
def test_a_break_is_an_end_or_none(url: str, behind: str, token: str | None, surely: bool | None) -> None:
    text = url + behind
    joined = over_break(text, len(url), url)
    if token is None:
        assert joined is None
    else:
        assert joined is not None
        assert (text[joined.at : joined.end], joined.surely) == (token, surely)


@pytest.mark.parametrize(
    ("raw", "url", "others"),
    [
        (REPO, REPO, []),
        (REPO + "2", REPO + "2", [REPO]),
        (REPO + ".12", REPO + ".12", [REPO]),
        ("https://example.org", "https://example.org", []),
        ("https://example.org/a?page=2", "https://example.org/a?page=2", []),
        ("https://example.org/Yahoo!", "https://example.org/Yahoo", ["https://example.org/Yahoo%21"]),
        ("https://arxiv.org/abs/2401.00001", "https://arxiv.org/abs/2401.00001", []),
        ("https://arxiv.org/abs/2401.00001v2", "https://arxiv.org/abs/2401.00001v2", []),
        ("https://huggingface.co/octo/robot-v0.1", "https://huggingface.co/octo/robot-v0.1", []),
    ],
)
def test_other_readings_are_few(raw: str, url: str, others: list[str]) -> None:
    assert list(other_readings(raw, url)) == others
