"""What INPUT on the command line stands for: files, folders, globs, standard input, web addresses."""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from linkgraph.errors import InputUnreadable, UsageError
from linkgraph.model import Document

READ_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".mkd")
FOREIGN_FOLDERS = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv", "vendor"})
MAX_BYTES = 1 << 30

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_WEB = re.compile(r"^https?://", re.IGNORECASE)


def expand_inputs(inputs: Iterable[str]) -> Iterator[str]:
    """Yields each single input that the arguments stand for, once, folders and globs in sorted order.

    Raises:
        UsageError: a path does not exist, a glob matches nothing, a folder holds nothing readable.
    """
    seen: set[str] = set()
    for argument in inputs:
        for name in _expand(argument):
            if name not in seen:
                seen.add(name)
                yield name


def _expand(argument: str) -> Iterable[str]:
    if argument == "-" or _WEB.match(argument):
        return [argument]
    path = Path(normal_name(argument))
    if path.is_dir():
        return _folder(path)
    if path.exists():
        return [str(path)]
    if any(character in argument for character in "*?["):
        matches = sorted(match for match in glob.iglob(argument, recursive=True) if Path(match).is_file())  # noqa: PTH207 - absolute patterns too
        if matches:
            return [normal_name(match) for match in matches]
        raise UsageError(f"{argument}: no file matches; check the pattern.")
    raise UsageError(f"{argument}: no such file or folder; check the path.")


def normal_name(argument: str) -> str:
    """Returns the one name of a file, however it is written: relative within this folder, else absolute."""
    path, here = Path(argument).absolute(), Path.cwd()
    path = Path(os.path.normpath(path))
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def is_lost(name: str) -> bool:
    """Tells whether an input read earlier was a file that is there no more."""
    return name != "-" and not _WEB.match(name) and not Path(name).exists()


def _folder(path: Path) -> list[str]:
    files = []
    for folder, folders, names in os.walk(path):
        # Hidden folders and other people's packages are no lists of the user's.
        folders[:] = [name for name in folders if not name.startswith(".") and name not in FOREIGN_FOLDERS]
        files += [Path(folder) / name for name in names if Path(name).suffix.lower() in READ_SUFFIXES]
    names = sorted(normal_name(str(file)) for file in files)
    if not names:
        raise UsageError(f"{path}: holds no file with a name ending in {', '.join(READ_SUFFIXES)}; name the files.")
    return names


def read_document(name: str, stdin: BinaryIO, fetch: Callable[[str], bytes]) -> Document:
    """Reads one input as text.

    Args:
        name: a path, ``-`` or a web address.
        stdin: what ``-`` stands for.
        fetch: returns the bytes behind a web address.

    Raises:
        InputUnreadable: it cannot be read, is empty, or is no text.
    """
    if name == "-":
        return Document("-", decode(stdin.read(MAX_BYTES), "standard input"))
    if _WEB.match(name):
        return Document(name, decode(fetch(name), name))
    try:
        with Path(name).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputUnreadable(f"{name}: cannot be read ({error.strerror}); check its permissions.") from None
    if len(content) > MAX_BYTES:
        raise InputUnreadable(f"{name}: is larger than {MAX_BYTES >> 30} GiB; split it.")
    return Document(name, decode(content, name))


def decode(content: bytes, name: str) -> str:
    """Returns bytes as clean text: encoding told, line ends unified, control characters off.

    Raises:
        InputUnreadable: it is empty or no text.
    """
    text = _decoded(content, name)
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise InputUnreadable(f"{name}: is empty; give a page with papers.")
    return unicodedata.normalize("NFC", text)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:65_536]:
        raise InputUnreadable(f"{name}: is a binary file, not text; give the page saved as text or Markdown.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A page cut in the middle of a character is still UTF-8.
        if error.start >= len(content) - 4:
            return content[: error.start].decode("utf-8-sig")
    odd = sum(byte < 9 or 13 < byte < 32 for byte in content[:65_536])
    if odd > len(content[:65_536]) // 20:
        raise InputUnreadable(f"{name}: is a binary file, not text; give the page saved as text or Markdown.")
    return content.decode("cp1252", errors="replace")
