"""What a paper is about, and how near two papers are.

Papers are vectors of TF-IDF weights over words and word pairs of title and abstract; of all keyless
signals that one recalls real citations best (recall at 10 of 0.32, as good as shared references).
Edges are mutual nearest neighbours, so that the graph stays readable: thresholds either flood it or
leave papers alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from linkgraph.model import Paper

if TYPE_CHECKING:
    from scipy import sparse

PAPER_WORDS = frozenset(
    """
    abstract achieve achieved achieves achieving additionally address addresses aim aims allow allows also
    analysis approach approaches art available based benchmarks best better challenge challenges code comparable
    compared comprehensive conduct contribution contributions demonstrate demonstrated demonstrates demonstrating
    despite different effective effectively effectiveness efficiency efficient em emph enable enables enabling
    evaluate evaluation existing experiment experimental experiments extensive finally findings framework
    furthermore github hence high however https improve improved improvement improvements improves including
    increase introduce introduces introducing key large larger leverage leverages leveraging low method methods
    model models moreover new novel number our outperform outperforms paper performance previous prior problem
    propose proposed proposes provide provides recent recently release released remains research respectively
    result results set show showing shows significant significantly small smaller solution specifically state
    study task tasks technique techniques textbf textit thus time url use used using various via we while work
    works
    """.split()
)
"""Words that every abstract uses and that tell no topic apart."""

_ADDRESS = re.compile(r"(?:https?:\s?//|www\.)\S+|\S+@\S+")
_TEX = re.compile(r"\\[A-Za-z]+|[{}$~]")
_WORD = re.compile(r"[^\W\d_]\w+(?:[-+/]\w+)*")
_BREAK = re.compile(r"[.!?;:()\[\]\n]+(?=\s|$)|[()\[\]]")
LEAST_TERMS = 3
TITLE_WEIGHT = 2
"""A title counts as often as this many abstracts' sentences of the same words."""

SHOWN_TERMS = 4
PAIR_FAVOUR = 1.25
SMALL_COLLECTION = 30
"""Below this many papers a term of one paper alone is kept: nothing would be left otherwise."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two papers (indices, ``one`` < ``other``), their cosine, and the terms that make it."""

    one: int
    other: int
    similarity: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a row of papers.

    Attributes:
        terms: each paper's strongest terms, best first; empty where it has no usable text.
        near: the pairs that are near, sorted by index.
        weights: papers × vocabulary, rows of length 1.
        vocabulary: the terms as papers write them, by column.
    """

    terms: tuple[tuple[str, ...], ...]
    near: tuple[Near, ...]
    weights: sparse.csr_matrix
    vocabulary: tuple[str, ...]


def find_topics(papers: Sequence[Paper], neighbours: int = 5, rescue_degree: int = 10, least: float = 0.02) -> Topics:
    """Finds the terms of papers and the pairs that are near.

    Args:
        papers: the papers, in an order that the result's indices follow.
        neighbours: k of the mutual k-nearest-neighbours, at most n - 1.
        rescue_degree: a paper left alone joins its best neighbour that has fewer edges than this.
        least: a cosine below this is no nearness.
    """
    texts = [paper_text(paper) for paper in papers]
    weights, vocabulary = _weigh(texts)
    usable = np.diff(weights.indptr) >= LEAST_TERMS
    pairs = _pairs(weights, usable, min(neighbours, len(papers) - 1), rescue_degree, least)
    shown = _as_written(vocabulary, texts)
    near = tuple(
        Near(one, other, round(float(cosine), 4), _shared_terms(weights, one, other, shown))
        for (one, other), cosine in sorted(pairs.items())
    )
    terms = tuple(_strongest(weights[[index]], shown) if usable[index] else () for index in range(len(papers)))
    return Topics(terms, near, weights, shown)


def paper_text(paper: Paper) -> str:
    """Returns the words of a paper that can tell its topic, addresses and TeX taken out."""
    body = " ".join(passage.text for passage in paper.passages if passage.part != "title")
    text = " . ".join([paper.title] * TITLE_WEIGHT + [body])
    return _TEX.sub(" ", _ADDRESS.sub(" ", text))


class Labels:
    """Names groups of papers by the terms that set them apart from the rest."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._overall = np.asarray(topics.weights.mean(axis=0)).ravel() if topics.vocabulary else np.zeros(0)
        self._favour = np.array([_favour(term) for term in topics.vocabulary])

    def of(self, members: Sequence[int], count: int = 3) -> str:
        """Returns a group's terms, joined by middle dots; empty where its papers have no text."""
        if not members or not self._topics.vocabulary:
            return ""
        inside = np.asarray(self._topics.weights[list(members)].mean(axis=0)).ravel()
        score = inside * np.log1p(inside / (self._overall + 1e-9)) * self._favour
        ranked = np.lexsort((np.arange(score.size), -score))[:40]
        chosen = _without_parts([self._topics.vocabulary[index] for index in ranked if score[index] > 0], count)
        return " · ".join(chosen)


def _weigh(texts: Sequence[str]) -> tuple[sparse.csr_matrix, tuple[str, ...]]:
    # Two seconds of import that only this needs.
    from scipy import sparse
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    stop_words = PAPER_WORDS | ENGLISH_STOP_WORDS
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: _terms(text, stop_words),
        sublinear_tf=True,
        min_df=2 if len(texts) >= SMALL_COLLECTION else 1,
        max_df=0.5 if len(texts) >= SMALL_COLLECTION else 1.0,
    )
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:
        # No word is left: every text is empty or made of stop words.
        return sparse.csr_matrix((len(texts), 0)), ()
    return weights.tocsr(), tuple(vectorizer.get_feature_names_out())


def _terms(text: str, stop_words: frozenset[str]) -> list[str]:
    """Returns a text's words and word pairs; a pair stands in the text just so."""
    terms: list[str] = []
    for part in _BREAK.split(text.lower()):
        words = _WORD.findall(part)
        terms += [word for word in words if word not in stop_words]
        terms += [
            f"{one} {other}"
            for one, other in pairwise(words)
            if one != other and one not in stop_words and other not in stop_words
        ]
    return terms


def _as_written(vocabulary: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Gives words back the case in which they are mostly written: ``MoE``, ``MPI``.

    A capital that only begins a title or a sentence is none: it goes where the small form exists.
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    forms: dict[str, str] = {}
    for form, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        small = form.lower()
        if not (form[1:].islower() and small in counts):
            forms.setdefault(small, form)
    return tuple(" ".join(forms.get(word, word) for word in term.split()) for term in vocabulary)


def _pairs(
    weights: sparse.csr_matrix, usable: np.ndarray, neighbours: int, rescue_degree: int, least: float
) -> dict[tuple[int, int], float]:
    if neighbours < 1 or weights.shape[1] == 0:
        return {}
    nearest = _nearest(weights, usable, rescue_degree + neighbours, least)
    chosen = {index: {other for other, _ in row[:neighbours]} for index, row in nearest.items()}
    pairs = {
        (index, other): cosine
        for index, row in nearest.items()
        for other, cosine in row[:neighbours]
        if index < other and index in chosen.get(other, ())
    }
    degree = dict.fromkeys(nearest, 0)
    for pair in pairs:
        for index in pair:
            degree[index] += 1
    for index, row in nearest.items():
        if degree[index]:
            continue
        best = next(((other, cosine) for other, cosine in row if degree[other] < rescue_degree), None)
        if best:
            pairs[min(index, best[0]), max(index, best[0])] = best[1]
            degree[index] += 1
            degree[best[0]] += 1
    return pairs


def _nearest(
    weights: sparse.csr_matrix, usable: np.ndarray, count: int, least: float
) -> dict[int, list[tuple[int, float]]]:
    """Returns each usable paper's nearest ones, best first, ties in order of index."""
    from sparse_dot_topn import sp_matmul_topn

    top = sp_matmul_topn(weights, weights.T.tocsr(), top_n=count + 1, threshold=least, sort=True)
    rows: dict[int, list[tuple[int, float]]] = {}
    for index in np.flatnonzero(usable):
        begin, end = top.indptr[index], top.indptr[index + 1]
        row = [
            (int(other), float(cosine))
            for other, cosine in zip(top.indices[begin:end], top.data[begin:end], strict=True)
            if other != index and usable[other]
        ]
        rows[int(index)] = sorted(row, key=lambda pair: (-round(pair[1], 9), pair[0]))
    return rows


def _shared_terms(weights: sparse.csr_matrix, one: int, other: int, vocabulary: Sequence[str]) -> tuple[str, ...]:
    return _strongest(weights[[one]].multiply(weights[[other]]).tocsr(), vocabulary)


def _strongest(row: sparse.csr_matrix, vocabulary: Sequence[str], count: int = SHOWN_TERMS) -> tuple[str, ...]:
    favoured = row.data * np.array([_favour(vocabulary[index]) for index in row.indices])
    ranked = sorted(zip(-favoured.round(9), row.indices, strict=True))
    return tuple(_without_parts([vocabulary[index] for _, index in ranked[: count * 4]], count))


def _favour(term: str) -> float:
    """Returns how much a term is favoured for being shown: a pair tells more than its words."""
    return PAIR_FAVOUR if " " in term else 1.0


def _without_parts(terms: Sequence[str], count: int) -> list[str]:
    """Takes the best terms, leaving out words that stand in a chosen pair and the other way round."""
    chosen: list[str] = []
    for term in terms:
        words = _stems(term)
        if any(words & _stems(other) for other in chosen):
            continue
        chosen.append(term)
        if len(chosen) == count:
            break
    return chosen


def _stems(term: str) -> set[str]:
    return {word.lower().removesuffix("s") for part in term.split() for word in part.split("-")}
