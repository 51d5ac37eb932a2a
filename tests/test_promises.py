"""What papers promise without a link."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkgraph.extract import find_links
from linkgraph.model import Document, Paper, Passage
from linkgraph.promises import DONE, FUTURE, POINTER, find_promises, split_sentences
from linkgraph.sources import listing
from tests.conftest import read_tsv

REPO = "https://github.com/octo/robot"

PROMISED = [
    ("Our code will be released.", ("code",), FUTURE),
    ("Code and models will be made publicly available upon acceptance.", ("code", "model"), FUTURE),
    ("We will open-source our framework soon.", ("code",), FUTURE),
    ("The source code is publicly available.", ("code",), DONE),
    ("We release all data and checkpoints.", ("model", "dataset"), DONE),
    ("Our dataset has been released to the public.", ("dataset",), DONE),
    ("The code is available at this https URL.", ("code",), POINTER),
    ("All scripts are available at [12].", ("code",), POINTER),
    ("The code can be accessible from this link.", ("code",), POINTER),
    ("The code will be available at Walker V2.", ("code",), FUTURE),
    ("Source code can be found here.", ("code",), POINTER),
    ("Code: this https URL.", ("code",), POINTER),
    ("We have built an open-source simulator for robots.", ("code",), DONE),
    ("We make our benchmark freely available to all.", ("dataset",), DONE),
    ("By releasing our prompts, we want to help others.", ("dataset",), DONE),
    ("We also provide pre-trained walking models for all robots.", ("model",), DONE),
]
NOT_PROMISED = [
    f"Our code is available at {REPO}.",
    "We evaluate on publicly available datasets.",
    "With the release of GPT-4, models became better.",
    "The weights were released by the makers of the first robot.",
    "We use all available memory for the model.",
    "We provide a bound on the walking time of a robot.",
    "Open-source models such as the first one are slow.",
    "The way in which data are shared matters.",
    "Few datasets are available for this language.",
    "Public data is not available for this task.",
    "We build on open-source software.",
    "We share the view that models are slow.",
]


def paper(text: str) -> Paper:
    return Paper("k", "Walks of Robots", (Passage("title", "Walks of Robots"), Passage("abstract", text)))


@pytest.mark.parametrize(("sentence", "things", "when"), PROMISED)
def test_a_promise_says_what_and_when(sentence: str, things: tuple[str, ...], when: str) -> None:
    (promise,) = find_promises(paper(f"We walk. {sentence} Robots do so too."))
    assert (promise.things, promise.when, promise.sentence) == (things, when, sentence)


@pytest.mark.parametrize("sentence", NOT_PROMISED)
def test_other_sentences_promise_nothing(sentence: str) -> None:
    assert find_promises(paper(f"We walk. {sentence} Robots do so too.")) == ()


def test_a_promise_is_closed_by_a_fitting_artifact() -> None:
    item = paper(f"Our code will be released. The paper is at https://example.org/p.pdf and {REPO} holds it.")
    (promise,) = find_promises(item, find_links(item))
    assert promise.kept_by == REPO
    assert promise.words() == f"code will be: Our code will be released. [kept: {REPO}]"
    (still_open,) = find_promises(item, ())
    assert still_open.words() == "code will be: Our code will be released."


def test_words_behind_which_an_address_stands_are_no_promise() -> None:
    item = Paper("k", "T", (Passage("abstract", "Code is available at this https URL.", (REPO,)),))
    assert find_promises(item) == ()


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = 'We walk, e.g. on trees. Smith et al. ran. "So do we." (Fig. 3 shows it.) The end'
    assert list(split_sentences(text)) == [
        "We walk, e.g. on trees.", "Smith et al. ran.", '"So do we.', "(Fig. 3 shows it.", "The end",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["we release ", "code ", "the data are ", "We made our code "])
def test_long_texts_end(unit: str) -> None:
    find_promises(paper(unit * 50_000))


def test_the_promises_of_the_gold_are_found(shared: Path) -> None:
    found = set()
    for page in sorted((shared / "pages").glob("*.txt")):
        for item in listing.read(Document(page.name, page.read_text(encoding="utf-8"))).papers:
            found |= {(page.name, item.title, promise.sentence) for promise in find_promises(item)}
    wanted = {(row["page"], row["title"], row["sentence"]) for row in read_tsv(shared / "gold" / "promises.tsv")}
    assert wanted <= found
    assert len(found) <= 1.5 * len(wanted)
