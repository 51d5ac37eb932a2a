"""What papers promise: code, models, data that are said to be there or to come, with no link to them.

A sentence counts when the authors speak of a thing of their own that is released, shared or made
available, and no address stands in it. It stays open until the paper names a fitting artifact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkgraph.extract import find_urls
from linkgraph.model import Link, Paper

FUTURE, DONE, POINTER = "will be", "is said to be", "link lost"

THINGS: dict[str, re.Pattern[str]] = {
    "code": re.compile(
        r"""\b(?:(?:source\s)?codes?(?:base)?|implementations?|software|scripts?|librar(?:y|ies)|tool(?:kit|box)?s?
        |packages?|framework|infrastructure|simulator|artifacts?|kernels?|repositor(?:y|ies))\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "model": re.compile(r"\b(?:models?|weights|checkpoints?|adapters)\b", re.IGNORECASE),
    "dataset": re.compile(
        r"""\b(?:datasets?|data|corp(?:us|ora)|benchmarks?|prompts?|annotations?|knowledge[ ]graph|traces)\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "demo": re.compile(
        r"\b(?:demos?|web[ ](?:service|app(?:lication)?|site)|website|project[ ]page|API)\b", re.IGNORECASE | re.VERBOSE
    ),
}
"""What a sentence can promise, and the words that say it."""

FULFILLED_BY = {
    "code": frozenset({"repository", "file", "release", "gist", "package", "project page", "record", "application"}),
    "model": frozenset({"model", "repository", "project page", "record", "release", "space"}),
    "dataset": frozenset({"dataset", "repository", "project page", "record", "file", "release"}),
    "demo": frozenset({"space", "application", "project page", "web", "repository"}),
}
"""Kinds of links that keep a promise."""

_THING = "(?:" + "|".join(pattern.pattern for pattern in THINGS.values()) + ")"
_WE = r"\b(?:we|authors|this[ ](?:paper|work))\s"
_AVAILABLE = r"""(?:(?:publicly|freely|openly|also|now|all)\s)*
    (?:available|accessible|released|open[- ]?sourced?|public|downloadable|shared)\b"""
_WORDS = r"(?:(?!(?:had|previously|on|with|of|from|over|using|use|evaluate|compare|study)\s)\w+\s)"
RULES: tuple[tuple[str, str], ...] = (
    (
        "the authors release, share or open something",
        rf"{_WE}{_WORDS}{{0,3}}?(?:released?|open[- ]?sourced?|publish|shared?)\b(?![ ]the[ ](?:view|same|idea|goal))",
    ),
    (
        "a thing of theirs stands at a place whose address is lost",
        rf"""{_THING}[^.]{{0,60}}?(?::|\b(?:is|are|can[ ]be)\b[^.]{{0,30}}?)\s*(?:at|from|in|on|via)?\s*
        (?:this[ ](?:https?[ ]URL|link|url|page|repository|website)\b|here[.:]?$)""",
    ),
    ("they do it by the way", r"\bby[ ](?:sharing|releasing|open[- ]?sourcing)[ ](?:our|the|all)\b"),
    ("they make something available", rf"{_WE}(?:\w+\s){{0,2}}?(?:make|made|making)\b[^.]{{0,120}}?\b{_AVAILABLE}"),
    (
        "a thing of theirs is or will be available",
        rf"""(?:^|\b(?:our|the|all|its|source|and|this)\s)(?:(?!which|how|that|when|if)[\w-]+,?\s){{0,8}}?{_THING}
        [^.]{{0,60}}?\b(?:is|are|will[ ]be|to[ ]be|has[ ]been|have[ ]been|can[ ]be|being)\s(?:\w+\s){{0,2}}?
        (?:made\s)?{_AVAILABLE}""",
    ),
    (
        "it is reached by some way",
        r"\b(?:made|make|making)\s(?:publicly[ ]|freely[ ]|openly[ ])?(?:available|accessible)\svia\b",
    ),
    (
        "they have made something that is open",
        rf"""{_WE}(?:have\s|also\s)?(?:develop|developed|built|build|provide|present|introduce|offer|created?)\s
        (?:an?|the|our)\s(?:[\w-]+\s){{0,3}}?open[- ]?source[d]?\b""",
    ),
    ("a release is spoken of", r"\bthe[ ]release[ ]of[ ](?-i:[A-Z])[\w.-]*\b[^.]{0,40}\bopen[- ]?source"),
    (
        "they provide what was trained or written",
        rf"""{_WE}(?:also\s)?provide\s[^.]{{0,40}}?(?:pre-?trained[^.]{{0,30}}models|checkpoints|weights|source[ ]code
        |(?:our|the|all)\scode|implementations?|scripts)\b""",
    ),
)
"""How a sentence says that something of the authors' is there or will be."""

_SAYS = re.compile("|".join(f"(?:{pattern})" for _, pattern in RULES), re.IGNORECASE | re.VERBOSE)
_LOST = re.compile(
    r"""\bthis[ ]https?[ ]URL\b
    |\b(?:at|from|in|on|via)\s(?:this[ ](?:link|url|page|repository|website)|\[\d+\]|here\b|\(?link\)?)
    |\b(?:available|found|accessed|downloaded)[ ](?:at|here)\s?[.:]?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_WILL = re.compile(
    r"""\bwill\b|\bto[ ]be[ ](?:released|made|published|open)|\bupon[ ](?:acceptance|publication)
    |\bonce[ ](?:accepted|published)\b|\bsoon\b|\b(?:plan|intend|aim|hope)[ ]to\b|\bin[ ]the[ ](?:near[ ])?future\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FOREIGN = re.compile(
    r"""\b(?:not|never|rarely)[ ](?:\w+[ ]){0,2}?(?:available|accessible|released|shared|public)\b
    |\b(?:few|no|little)[ ]\w+[ ](?:is|are)\b
    |\b(?:released|published|provided|shared|open[- ]?sourced)[ ]by[ ](?!us\b|the[ ]authors\b)
    |\b(?:since|with|after|before)[ ]the[ ]release[ ]of\b
    |\bavailable[ ](?:memory|resources?|hardware|bandwidth|compute|GPUs?|devices?|energy)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z\"'(\[\\])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|etc|vs|Fig|Sec|Eq|resp|cf|approx|w\.r\.t|No)|\b[A-Z])\.$")
MAX_SENTENCE = 600
MAX_PROMISES = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of a paper that says what is or will be there.

    Attributes:
        things: what is promised, keys of ``THINGS``.
        when: ``FUTURE``, ``DONE`` or ``POINTER`` (a place is named, and its address is lost).
        sentence: the words.
        kept_by: the URL of an artifact that the paper names, which closes it; else empty.
    """

    things: tuple[str, ...]
    when: str
    sentence: str
    kept_by: str = ""

    def words(self) -> str:
        """Says the promise on one line."""
        what = f"{' and '.join(self.things)} {self.when}"
        return f"{what}: {self.sentence}" + (f" [kept: {self.kept_by}]" if self.kept_by else "")


def find_promises(paper: Paper, links: Sequence[Link] = ()) -> tuple[Promise, ...]:
    """Finds what a paper promises without a link.

    Args:
        paper: its abstract and notes are read.
        links: the links that it names now; a fitting one closes a promise.
    """
    promises = []
    for passage in paper.passages:
        if passage.part == "title":
            continue
        for sentence in split_sentences(passage.text):
            promise = _promise(sentence, has_addresses=bool(passage.hrefs))
            if promise:
                promises.append(_closed(promise, links))
    return tuple(dict.fromkeys(promises))[:MAX_PROMISES]


def split_sentences(text: str) -> Iterator[str]:
    """Yields a text's sentences; abbreviations and initials end none."""
    kept = ""
    for piece in _SENTENCE.split(" ".join(text.split())):
        kept = f"{kept} {piece}" if kept else piece
        if not _ABBREVIATION.search(kept):
            yield kept
            kept = ""
    if kept:
        yield kept


def _promise(sentence: str, *, has_addresses: bool) -> Promise | None:
    if len(sentence) > MAX_SENTENCE or not _SAYS.search(sentence) or _FOREIGN.search(sentence):
        return None
    if next(find_urls(sentence), None) is not None or (has_addresses and _LOST.search(sentence)):
        return None
    things = tuple(name for name, pattern in THINGS.items() if pattern.search(sentence))
    if not things and not re.search(r"\b(?:we|to) (?:\w+\s)?(?:release|open[- ]?source)\b", sentence, re.IGNORECASE):
        return None
    when = FUTURE if _WILL.search(sentence) else POINTER if _LOST.search(sentence) else DONE
    return Promise(things or ("code",), when, sentence)


def _closed(promise: Promise, links: Sequence[Link]) -> Promise:
    fitting = {kind for thing in promise.things for kind in FULFILLED_BY[thing]}
    kept_by = next((link.url for link in links if link.kind in fitting), "")
    return Promise(promise.things, promise.when, promise.sentence, kept_by)
