"""Papers that name papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkgraph.mentions import find_mentions
from linkgraph.model import Document, Paper, Passage
from linkgraph.papers import normalize_title
from linkgraph.sources import listing
from tests.conftest import read_tsv

WALKNET = ("WalkNet: Robots on Trees", "We present WalkNet, a network that walks on trees.")
GALLOP = ("Galloper: A Fast Scheduler for Robots", "Galloper schedules steps of robots on clusters.")
ROT = ("ROT: Robots on Trees by Search", "We present ROT, a search over branches for robots on trees.")

MENTIONED = [
    ("such as", WALKNET, "Frameworks such as WalkNet are slow."),
    ("compared to", WALKNET, "Ours is 2x faster compared to WalkNet."),
    ("with a size", WALKNET, "It is larger than WalkNet 8B."),
    ("with a number of steps", WALKNET, "It wins on WalkNet 15-step walks."),
    ("with a ratio", WALKNET, "It is faster than WalkNet 2:4."),
    ("a possessive", WALKNET, "It reuses WalkNet's layers."),
    ("in brackets", WALKNET, "A baseline (WalkNet) is slow."),
    ("joined by a slash", WALKNET, "The WalkNet/StepNet start is weak."),
    ("with a size that is glued on", GALLOP, "Our scheduler of robots outperforms Galloper80B on clusters."),
    ("spelled out in the same words", ROT, "The search over robots on trees (ROT) is slow."),
    (
        "with its last word in lower case",
        ("OpenWalk Gym", "OpenWalk Gym is a set of walks."),
        "On OpenWalk gym tasks it runs.",
    ),
    ("in capitals", WALKNET, "It is faster than WALKNET on trees."),
    ("with a hyphen", WALKNET, "It is faster than Walk-Net on trees."),
    ("in the plural", WALKNET, "Stacked WalkNets are slow."),
    ("part of a word", GALLOP, "A Galloper-based scheduler of robots is slow."),
    ("what it is built on", GALLOP, "We build our scheduler of robots on Galloper for clusters."),
    ("a plain word that is compared with", GALLOP, "Our scheduler for robots outperforms Galloper on clusters."),
    ("an abbreviation among the same words", ROT, "For robots on trees, search over branches as in ROT is slow."),
]
NOT_MENTIONED = [
    ("part of a longer name", WALKNET, "We use Deep-WalkNet and WalkNet-2 and xWalkNet."),
    ("another version", WALKNET, "We use WalkNet V2 and WalkNet 2."),
    ("lower case", WALKNET, "We use walknet."),
    ("within an address", WALKNET, "See https://github.com/octo/WalkNet for more."),
    ("a plain word that is no name here", GALLOP, "Galloper horses are fast."),
    ("an abbreviation of other things", ROT, "Rotation (ROT) of cameras is slow, and ROT is costly."),
    ("an abbreviation in another field", ROT, "In cooking, ROT is bad."),
    ("a variant of it", WALKNET, "We run on WalkNet Verified."),
    ("with a number behind it", WALKNET, "We use WalkNet 360, which runs."),
    ("the beginning of a longer name", WALKNET, "We use WalkNet Large Set for walks."),
    ("the beginning of another name", WALKNET, "We present WalkNet Large Set (WNLS), a set."),
]


def papers(*pairs: tuple[str, str]) -> list[Paper]:
    return [
        Paper(f"k{n}", title, (Passage("title", title), Passage("abstract", text)))
        for n, (title, text) in enumerate(pairs)
    ]


@pytest.mark.parametrize(("named", "sentence"), [row[1:] for row in MENTIONED], ids=[row[0] for row in MENTIONED])
def test_a_mention_is_an_edge_with_the_words_that_show_it(named: tuple[str, str], sentence: str) -> None:
    (mention,) = find_mentions(papers(named, ("Another Paper on Robots", f"We run. {sentence} The end.")))
    assert (mention.source, mention.target, mention.words) == (1, 0, sentence)


@pytest.mark.parametrize(
    ("named", "sentence"), [row[1:] for row in NOT_MENTIONED], ids=[row[0] for row in NOT_MENTIONED]
)
def test_what_is_no_mention_draws_no_edge(named: tuple[str, str], sentence: str) -> None:
    assert find_mentions(papers(named, ("Another Paper", f"We run. {sentence} The end."))) == ()


def test_a_name_that_two_papers_bear_belongs_to_none() -> None:
    texts = papers(WALKNET, ("WalkNet: Another Thing", ""), ("Third", "We compare with WalkNet."))
    assert find_mentions(texts) == ()


def test_what_two_papers_introduce_under_one_name_belongs_to_none() -> None:
    texts = papers(
        WALKNET, ("Second", "We present a walk, called WalkNet, which runs."), ("Third", "Unlike WalkNet, we run.")
    )
    assert find_mentions(texts) == ()


def test_a_family_is_not_its_first_member() -> None:
    texts = papers(
        ("ZeRO: Memory for Large Models", ""),
        ("ZeRO-Infinity: Breaking Walls", "We present ZeRO-Infinity."),
        ("Third", "We use ZeRO-Infinity and ZeRO-Offload."),
    )
    assert [(found.source, found.target) for found in find_mentions(texts)] == [(2, 1)]


def test_no_paper_mentions_itself_and_each_pair_stands_once() -> None:
    texts = papers(WALKNET, ("Second", "We use WalkNet. WalkNet is good. Unlike WalkNet, we run."))
    assert [(found.source, found.target) for found in find_mentions(texts)] == [(1, 0)]


def test_nothing_is_found_in_nothing() -> None:
    assert find_mentions([]) == find_mentions(papers(("A", ""), ("B", ""))) == ()


def test_the_mentions_of_the_gold_are_found_and_its_traps_are_not(shared: Path) -> None:
    found: dict[str, Paper] = {}
    for page in (shared / "pages").glob("*.txt"):
        for item in listing.read(Document(page.name, page.read_text(encoding="utf-8"))).papers:
            found[normalize_title(item.title)] = item
    rows = read_tsv(shared / "gold" / "papers.tsv")
    texts = [found[normalize_title(row["title"])] for row in rows]
    keys = [row["key"] for row in rows]
    drawn = {(keys[mention.source], keys[mention.target]) for mention in find_mentions(texts)}

    def pairs(name: str) -> set[tuple[str, str]]:
        return {(row["from_key"], row["to_key"]) for row in read_tsv(shared / "gold" / name)}

    assert drawn >= pairs("mentions.tsv")
    assert not drawn & pairs("mention_traps.tsv")
