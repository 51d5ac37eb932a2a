"""Bytes as text: gzip unpacked within bounds, encoding told, line ends unified, control characters off."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from linkgraph.errors import InputUnreadable

WHOLE = 16_000_000
"""Bytes up to which an input is read at once."""

MAX_UNPACKED = 4 << 30
MAX_EXPANSION = 250
"""How many times its size a gzip file of any length may unpack to; text rarely passes 30."""

SMALL = 64 << 20
CHUNK = 1 << 20
ENCODINGS = ["cp1252", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1250", "utf_16_le",
             "utf_16_be"]  # fmt: skip
"""Encodings that lists are met in, besides UTF-8."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,100}encoding|<meta[^>]{0,200}charset|coding)\s*[=:]\s*["']?([\w-]{3,30})""", re.IGNORECASE
)
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass
class Text:
    """A text whose beginning is known and whose rest may follow.

    Attributes:
        name: what the user called it.
        head: its first characters; all of them where ``rest`` is None.
        rest: gives what follows, once.
    """

    name: str
    head: str
    rest: Iterator[str] | None = None

    def chunks(self) -> Iterator[str]:
        """Yields the whole text, piece by piece; works once."""
        yield self.head
        if self.rest is not None:
            yield from self.rest


def open_text(file: BinaryIO, name: str) -> Text:
    """Opens bytes as text: gzip unpacked, encoding told, line ends unified, control characters off.

    Raises:
        InputUnreadable: it is empty, no text, or no gzip file although it begins as one.
    """
    stream = _unpacked(file, name)
    head = _read(stream, WHOLE, name)
    more = _read(stream, 1, name) if len(head) == WHOLE else b""
    encoding = tell_encoding(head, name, whole=not more)
    if not more:
        text = _clean(head.decode(encoding, errors="replace"))
        if not text.strip():
            raise InputUnreadable(f"{name}: is empty; give a page with papers.")
        return Text(name, text)
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("replace"), translate=True)

    def rest() -> Iterator[str]:
        while chunk := _read(stream, CHUNK, name):
            yield _clean(decoder.decode(chunk))
        yield _clean(decoder.decode(b"", final=True))

    return Text(name, _clean(decoder.decode(head + more)), rest())


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text))


class _Counted(io.RawIOBase):
    """Counts the bytes that are read through it."""

    def __init__(self, file: BinaryIO, begun: bytes) -> None:
        self._file, self._begun, self.count = file, begun, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._begun[: len(buffer)] or self._file.read(len(buffer)) or b""
        self._begun = self._begun[len(content) :] if self._begun else b""
        buffer[: len(content)] = content
        self.count += len(content)
        return len(content)


class _Unpacking(io.RawIOBase):
    """Unpacks gzip within bounds."""

    def __init__(self, packed: _Counted, name: str) -> None:
        self._packed, self._name, self._count = packed, name, 0
        self._file = gzip.GzipFile(fileobj=io.BufferedReader(packed), mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            content = self._file.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputUnreadable(f"{self._name}: is no whole gzip file ({error}); fetch it again.") from None
        self._count += len(content)
        if self._count > MAX_UNPACKED or self._count > max(SMALL, MAX_EXPANSION * self._packed.count):
            raise InputUnreadable(
                f"{self._name}: unpacks to more than {MAX_EXPANSION} times its size, as no list does; give the text."
            )
        buffer[: len(content)] = content
        return len(content)


def _unpacked(file: BinaryIO, name: str) -> io.RawIOBase:
    begun = file.read(2) or b""
    packed = _Counted(file, begun)
    return _Unpacking(packed, name) if begun == b"\x1f\x8b" else packed


def _read(stream: io.RawIOBase, size: int, name: str) -> bytes:
    """Reads ``size`` bytes, or fewer at the end."""
    content = bytearray()
    try:
        while len(content) < size and (chunk := stream.read(min(CHUNK, size - len(content)))):
            content += chunk
    except OSError as error:
        raise InputUnreadable(f"{name}: cannot be read ({error.strerror or error}); check it.") from None
    return bytes(content)


def tell_encoding(content: bytes, name: str, *, whole: bool = True) -> str:
    """Returns the encoding of a text: by its mark, as UTF-8, as it declares, or by its letters.

    Args:
        content: the text's beginning.
        name: what the user called it.
        whole: nothing follows; even so a last character may be cut in the middle.

    Raises:
        InputUnreadable: it is no text.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    binary = f"{name}: is a binary file, not text; give the page saved as text, Markdown, HTML or another known format."
    if b"\x00" in content[:65_536] and not _is_wide(content):
        raise InputUnreadable(binary)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page cut in the middle of a character is still UTF-8.
        if error.start >= len(content) - 4:
            return "utf-8"
    else:
        return "utf-8"
    sample = content[:65_536]
    if sum(byte < 9 or 13 < byte < 27 for byte in sample) > len(sample) // 20 and not _is_wide(content):
        raise InputUnreadable(binary)
    declared = _DECLARED.search(content[:4096])
    if declared and (known := _known_encoding(declared[1].decode("ascii"))):
        return known
    if _is_nearly_utf8(sample):
        return "utf-8"
    best = from_bytes(sample, cp_isolation=ENCODINGS, threshold=0.3).best()
    return best.encoding if best else "cp1252"


def _is_nearly_utf8(sample: bytes) -> bool:
    """Tells UTF-8 with a few broken bytes from another encoding."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) > 10 * broken


def _is_wide(content: bytes) -> bool:
    """Tells UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = content[:4096]
    halves = sample[::2].count(0), sample[1::2].count(0)
    return len(sample) > 8 and max(halves) > len(sample) * 0.4 and min(halves) < len(sample) * 0.05


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
