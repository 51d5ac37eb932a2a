"""What INPUT on the command line stands for: files, folders, globs, standard input, web addresses, live lists."""

from __future__ import annotations

import contextlib
import glob
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from linkgraph.errors import InputUnreadable, UsageError
from linkgraph.sources import live

READ_SUFFIXES = (
    ".txt", ".text", ".md", ".markdown", ".mkd", ".html", ".htm", ".bib", ".bibtex", ".csv", ".tsv", ".json", ".jsonl",
    ".ndjson", ".atom", ".rss",
)  # fmt: skip
FOREIGN_FOLDERS = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv", "vendor"})
MAX_BYTES = 4 << 30

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
    if live.is_live(argument):
        return [live.normal_name(argument)]
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
    return name != "-" and not _WEB.match(name) and not live.is_live(name) and not Path(name).exists()


def _folder(path: Path) -> list[str]:
    files = []
    for folder, folders, names in os.walk(path):
        # Hidden folders and other people's packages are no lists of the user's.
        folders[:] = [name for name in folders if not name.startswith(".") and name not in FOREIGN_FOLDERS]
        files += [Path(folder) / name for name in names if _is_read(name)]
    names = sorted(normal_name(str(file)) for file in files)
    if not names:
        raise UsageError(f"{path}: holds no file with a name ending in {', '.join(READ_SUFFIXES)}; name the files.")
    return names


def _is_read(name: str) -> bool:
    return Path(name.lower().removesuffix(".gz")).suffix in READ_SUFFIXES


@contextlib.contextmanager
def open_input(name: str, stdin: BinaryIO, fetch: Callable[[str], bytes]) -> Iterator[BinaryIO]:
    """Opens one input as bytes.

    Args:
        name: a path, ``-`` or a web address.
        stdin: what ``-`` stands for.
        fetch: returns the bytes behind a web address.

    Raises:
        InputUnreadable: it cannot be opened, or is too large.
    """
    if name == "-":
        yield stdin
        return
    if _WEB.match(name):
        yield io.BytesIO(fetch(name))
        return
    try:
        with Path(name).open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise InputUnreadable(f"{name}: is larger than {MAX_BYTES >> 30} GiB; split it.")
            yield file
    except OSError as error:
        raise InputUnreadable(f"{name}: cannot be read ({error.strerror}); check its permissions.") from None
