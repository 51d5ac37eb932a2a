"""Files written whole or not at all: a temporary file beside the place, then a rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from linkgraph.errors import OutputsUnwritable


def ensure_writable(folder: Path) -> None:
    """Makes a folder and proves that it can be written.

    Raises:
        OutputsUnwritable: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".write-test-"):
            pass
    except OSError as error:
        raise OutputsUnwritable(
            f"{folder}: cannot be written ({error.strerror}); make it writable or choose another --outputs."
        ) from None


def write_whole(path: Path, content: str) -> None:
    """Writes a text file so that a reader sees the old content or the new, never a part.

    Raises:
        OutputsUnwritable: it cannot be written; what was there before is still there.
    """
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}-", encoding="utf-8", newline="", delete=False
        ) as file:
            temporary = file.name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is private; an output is as readable as the user's umask says.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise OutputsUnwritable(
            f"{path}: cannot be written ({error.strerror}); free the place or choose another --outputs."
        ) from None
