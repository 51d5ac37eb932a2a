"""What a person sees: progress and notes on stderr, tables on stdout."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f‎‏‪-‮⁦-⁩]")

STYLES = {
    "ok": "green", "alive": "green", "moved": "cyan", "archived": "yellow", "recovered": "green",
    "gone": "red", "dead": "red", "failing": "yellow", "suspect": "magenta",
}  # fmt: skip


PIPED_WIDTH = 4000
"""Columns where no terminal reads: nothing is folded, so that addresses can be found by grep."""


def _console(file: TextIO) -> Console:
    if file.isatty():
        return Console(file=file, highlight=False)
    return Console(file=file, highlight=False, soft_wrap=True, width=PIPED_WIDTH)


def safe(text: object) -> str:
    """Returns text fit for a terminal: no control or direction characters, no markup."""
    return escape(_CONTROL.sub(" ", str(text)))


class Screen:
    """Shows progress, notes and tables, as loudly as the user wants."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, progress: bool = True) -> None:
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)
        self.quiet = quiet
        self.verbose = verbose
        self._shows_progress = progress and not quiet and self.err.is_terminal
        self._bar: Progress | None = None
        self._task: object = None
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self, stage: str, total: int) -> None:
        """Begins a stage of ``total`` steps."""
        self.end()
        self._counts.clear()
        if not self._shows_progress:
            return
        # The counts give way where the terminal is narrow; the figures before them never do.
        self._bar = Progress(
            TextColumn("{task.description}", table_column=Column(no_wrap=True)),
            BarColumn(bar_width=12),
            TextColumn("{task.completed:.0f}/{task.fields[of]}", table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[rate]}", table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True, min_width=7)),
            TextColumn("{task.fields[counts]}", table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
            console=self.err,
            transient=True,
            expand=True,
        )
        self._bar.start()
        self._task = self._bar.add_task(safe(stage), total=total or None, of=total or "?", rate="", counts="")

    def step(self, what: str = "", about: str = "") -> None:
        """One step is done; asked to say more, names what was found of what."""
        self._counts[what] += 1
        if self.verbose:
            self.err.print(f"{safe(what):>14}  {safe(about)}")
        if self._bar is None:
            return
        task = self._bar.tasks[0]
        rate = f"{task.speed:.0f}/s" if task.speed else ""
        counts = " ".join(f"{word} {count}" for word, count in self._counts.most_common(4) if word)
        self._bar.update(task.id, advance=1, rate=rate, counts=safe(counts))

    def end(self) -> None:
        """Takes the progress off the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def note(self, sentence: str) -> None:
        """Says something in passing, unless asked to be quiet."""
        if not self.quiet:
            self.err.print(safe(sentence))

    def warn(self, sentence: str) -> None:
        """Says something that must be heard."""
        self.err.print(safe(sentence), style="bold")

    def say(self, sentence: str = "") -> None:
        """Prints a line of the result."""
        if not self.quiet:
            self.out.print(safe(sentence))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Prints a table of the result; figures stand to the right."""
        if self.quiet:
            return
        texts = [[str(value) for value in row] for row in rows]
        table = Table(title=safe(title) if title else None, title_justify="left", box=None, pad_edge=False)
        for index, column in enumerate(columns):
            figures = bool(texts) and all(row[index].replace(".", "").isdigit() for row in texts)
            table.add_column(column, justify="right" if figures else "left", overflow="fold")
        for row in texts:
            table.add_row(*[_styled(value) for value in row])
        self.out.print(table)


def _styled(value: str) -> str:
    style = STYLES.get(value.split(" ")[0])
    return f"[{style}]{safe(value)}[/]" if style else safe(value)
