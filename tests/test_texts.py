"""Bytes as text, within bounds."""

from __future__ import annotations

import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.errors import InputUnreadable
from linkgraph.texts import WHOLE, open_text


def text_of(content: bytes) -> str:
    return "".join(open_text(io.BytesIO(content), "file.x").chunks())


RUSSIAN = "Мы изучаем роботов, которые ходят по графам, и считаем, сколько это стоит. " * 3
JAPANESE = '<html><head><meta charset="shift_jis"></head><body>ロボットの歩行</body></html>'
GERMAN = "Über Roboter, die über Wege gehen: ein Überblick für alle. " * 3


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfhello", "hello"),
        ("hällo".encode("utf-16"), "hällo"),
        ("hello and more".encode("utf-16-le"), "hello and more"),
        ("hello and more".encode("utf-16-be"), "hello and more"),
        (GERMAN.encode("cp1252"), GERMAN),
        (RUSSIAN.encode("koi8-r"), RUSSIAN),
        (RUSSIAN.encode("cp1251"), RUSSIAN),
        (JAPANESE.encode("shift_jis"), JAPANESE),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
            '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>',
        ),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"a\x07b\x1b[31mc", "ab[31mc"),
        ("cut in the middle ä".encode()[:-1], "cut in the middle \ufffd"),
        (gzip.compress(b"hello"), "hello"),
    ],
)
def test_text_is_decoded_and_cleaned(content: bytes, text: str) -> None:
    assert text_of(content) == text


def test_a_long_text_is_read_in_pieces_and_is_the_same() -> None:
    rng = random.Random(1)
    lines = [" ".join(rng.choice(["walk", "Über", "图", "graph"]) for _ in range(40)) for _ in range(90_000)]
    whole = "\r\n".join(lines)
    opened = open_text(io.BytesIO(gzip.compress(whole.encode(), 1)), "file.x")
    assert opened.rest is not None
    assert len(whole.encode()) > WHOLE
    assert "".join(opened.chunks()) == "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(1, 256)) * 20, "binary"),
        (gzip.compress(b"hello" * 100)[:-10], "no whole gzip file"),
        (b"\x1f\x8bhello", "no whole gzip file"),
        (gzip.compress(b"a " * (40 << 20)), "more than 250 times"),
    ],
    ids=["nothing", "blanks", "a picture", "all bytes", "half a gzip", "no gzip", "a bomb"],
)
def test_what_is_no_text_is_said_to_be_none(content: bytes, why: str) -> None:
    with pytest.raises(InputUnreadable, match=why):
        text_of(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_told_not_to_be(content: bytes) -> None:
    try:
        text = text_of(content)
    except InputUnreadable as error:
        assert str(error).startswith("file.x: ")
    else:
        assert text.strip()
