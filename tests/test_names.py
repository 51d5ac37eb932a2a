"""The names of a paper's own systems."""

# ruff: noqa: E501 - sentences as they are written

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.model import Document, Paper, Passage
from linkgraph.names import CONTESTED, own_names
from linkgraph.papers import normalize_title
from linkgraph.sources import listing
from tests.conftest import read_tsv


def paper(title: str, abstract: str = "", *hrefs: str) -> Paper:
    return Paper("k", title, (Passage("title", title), Passage("abstract", abstract, hrefs)))


OWN = [
    ("before the colon", paper("WalkNet: Robots on Trees"), "WalkNet"),
    ("a plain word before the colon", paper("Galloper: Robots on Trees"), "Galloper"),
    ("two words before the colon", paper("FAST Walker: Robots on Trees"), "FAST Walker"),
    ("before a comma", paper("WalkNet, a network for robots"), "WalkNet"),
    ("in brackets of the title", paper("Robots on Trees (ROT)"), "ROT"),
    ("a title's last word", paper("Efficient Training of Robots Using Walk-LM"), "Walk-LM"),
    ("we present", paper("Robots", "In this paper, we present WalkNet, a network."), "WalkNet"),
    ("we present a ..., X", paper("Robots", "We introduce a network for robots, WalkNet, which walks."), "WalkNet"),
    ("X, a new ...", paper("Robots", "On WalkEval, a new set of walks, ours is best."), "WalkEval"),
    ("X, a set that we release", paper("Robots", "On WalkEval, a large set that we release, it is best."), "WalkEval"),
    ("one of some new things", paper("Robots", "We evaluate on two new benchmarks, WBPP and StepQA."), "StepQA"),
    ("a plain word with its article", paper("The Gait: Walks of Robots"), "The Gait"),
    ("a famous name's own part", paper("DeepSpeed-Walker: Robots"), "DeepSpeed-Walker"),
    ("called", paper("Robots", "We propose a light technique called WalkNet to walk."), "WalkNet"),
    ("a plain word that is called so", paper("Robots", "We use a new method, termed Wander (a walk)."), "Wander"),
    ("dubbed", paper("Robots", "A pruning method, dubbed BDWP, is proposed."), "BDWP"),
    ("refer to ... as", paper("Robots", "We refer to the modified walk, which is better, as FastWalk."), "FastWalk"),
    ("our model X", paper("Robots", "Our final model S4D is simple."), "S4D"),
    ("a plain word that is introduced", paper("Robots", "We describe Galloper, an unsupervised robot."), "Galloper"),
    ("an abbreviation made here", paper("Robots", "We introduce the Structural Walk (S-Walk), and show it."), "S-Walk"),
    ("an abbreviation of the title", paper("Deep Walk Library", "The Deep Walk Library (DWL) is fast."), "DWL"),
    ("the repository's name", paper("Robots", "Walk-Net runs. See https://github.com/octo/walk-net."), "Walk-Net"),
    ("a famous family's member, introduced", paper("Robots", "We train GPT-7, a model."), "GPT-7"),
    ("what an abbreviation stands for", paper("Robots", "We release the Big Walk Model (BWM)."), "Big Walk Model"),
    ("a short title", paper("Walk Anything"), "Walk Anything"),
    ("a short title with a hyphen", paper("Fast W-Net"), "Fast W-Net"),
    ("a thing and its name", paper("Robots", "We develop a fast walking algorithm PinWalk, which walks."), "PinWalk"),
    ("X: what it stands for", paper("Robots", "We introduce LLaVA: Large Walks and Steps."), "LLaVA"),
    ("a released repository", paper("Robots", "We release our code at https://github.com/octo/WALKS."), "WALKS"),
    ("a single thing", paper("Robots", "We generalise this into a single AlphaWalk algorithm. Far."), "AlphaWalk"),
    ("a name with a number behind it", paper("Robots", 'Our model, which we dub "mip-Walk 360", runs.'), "mip-Walk 360"),
    ("a classic that does not say its name", paper("Deep Residual Learning for Image Recognition"), "ResNet"),
    ("the X library", paper("The Walkie library"), "Walkie"),
    ("X is an algorithm", paper("Robots", "Walkie is a fast algorithm. Walkie runs. Walkie wins."), "Walkie"),
    ("three letters before the colon", paper("Rim: Robots on Trees"), "Rim"),
    ("lower case with a digit", paper("walk2vec: Vectors of Walks"), "walk2vec"),
]  # fmt: skip
NOT_OWN = [
    ("a field's abbreviation", paper("Robots", "We use Graph Neural Networks (GNN) for walks."), "GNN"),
    ("a tool", paper("Robots using PyTorch", "We build on PyTorch."), "PyTorch"),
    ("another's system", paper("Robots", "Existing systems such as WalkNet are slow."), "WalkNet"),
    ("another's system that is called so", paper("Robots", "A variant of it called WalkNet is slow."), "WalkNet"),
    ("a matrix of others", paper("Robots", "It uses a matrix called the HiPPO matrix."), "HiPPO"),
    ("words of a field", paper("Deep Learning: A Survey"), "Deep Learning"),
    ("a famous model", paper("Robots", "We present GPT-4 with walks."), "GPT-4"),
    ("a member of a famous family", paper("Robots", "We present GPT-4o and Llama 3 with walks."), "GPT-4o"),
    (
        "a tool of others that it begins with",
        paper("Step: Robots", "Walkie is a system. Walkie runs. Walkie."),
        "Walkie",
    ),
    ("the base of a name in two words", paper("Deformable WALKNET: Robots"), "WALKNET"),
    (
        "an example in brackets",
        paper("Robots", "We present a model that adapts others (in particular, WalkNet)."),
        "WalkNet",
    ),
    ("a field's words as a title", paper("Deep Learning"), "Deep Learning"),
    ("a question", paper("Why: A Study of Robots"), "Why"),
]


@pytest.mark.parametrize(("item", "name"), [row[1:] for row in OWN], ids=[row[0] for row in OWN])
def test_a_paper_names_its_system(item: Paper, name: str) -> None:
    assert name in [own.text for own in own_names(item)]


@pytest.mark.parametrize(("item", "name"), [row[1:] for row in NOT_OWN], ids=[row[0] for row in NOT_OWN])
def test_other_names_are_not_the_papers_own(item: Paper, name: str) -> None:
    assert name not in [own.text for own in own_names(item) if own.rank < CONTESTED]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(title: str, abstract: str) -> None:
    own_names(paper(title, abstract))


def test_most_names_of_the_gold_are_found(shared: Path) -> None:
    names = {}
    for page in (shared / "pages").glob("*.txt"):
        for item in listing.read(Document(page.name, page.read_text(encoding="utf-8"))).papers:
            names[normalize_title(item.title)] = [own.text for own in own_names(item)]
    rows = [row for row in read_tsv(shared / "gold" / "papers.tsv") if row["short_name"]]
    found = [row["short_name"] in names[normalize_title(row["title"])] for row in rows]
    assert sum(found) >= 0.85 * len(rows)
