"""Listing pages as plain text: title, blank line, abstract, blank line, title ...

The date line marks the beginning of the list. Which paragraph is a title and which an abstract is
decided over the whole page at once: the cheapest reading, by the costs below, wins. So a title
without abstract, an abstract in two paragraphs or a page cut in the middle shifts nothing behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from linkgraph.entries import Entry, leading_words, paper_of
from linkgraph.model import Document, Paper, Passage, Place, Reading, Skipped
from linkgraph.papers import paper_key

NAME = "listing"
SUFFIXES: tuple[str, ...] = (".txt", ".text")
SPLIT = "papers"

_MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
DATE_LINE = re.compile(rf"^(?:{_MONTH}) +\d{{1,2}}(?:, *\d{{4}})?$")
HEADER_PARAGRAPHS = 12
HEADER_LENGTH = 120

_SENTENCE_BREAK = re.compile(r"[.!?][\"')\]]* +[A-Z0-9%]")
_SENTENCE_END = re.compile(r"[.!][\"'”’)\]}]*$")
_OPENING = re.compile(
    r"^(?:We|In this|This|These|The recent|Recent|Despite|However|Although|While|Our|Here,|Existing|Current)\b"
)
_NUMBERED = re.compile(r"^(?:\[\d{1,4}\]|\d{1,4}[.)])\s+(?=\S)")
_ONLY_ADDRESS = re.compile(r"^(?:[\w ]{1,12}:\s*)?(?:https?://|www\.)\S+$", re.IGNORECASE)
_HOLDS_ADDRESS = re.compile(r"https?://|www\.|\b(?:github|gitlab|huggingface)\.com?/|\barxiv:|\bdoi:", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“]([^\"”]{12,250})[\"”]")
_BEHIND_AUTHORS = re.compile(r"^.{2,80}?\bet al\.,?\s+([^.]{8,250}?)(?:[.]|,? https?:|$)")
MAX_ITEM = 400
_LOWER_WORD = re.compile(r"\b[a-z]{2,}\b")
_WORD = re.compile(r"\b[A-Za-z]{2,}\b")

JUDGED = 4000
"""Characters that are enough to tell a title from an abstract."""

TITLE_WITHOUT_ABSTRACT = 3.0
SECOND_PARAGRAPH = 4.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of lines without a blank one: the line where it begins, as one line, and as written."""

    line: int
    text: str
    written: str


def recognizes(document: Document) -> bool:
    """Tells a listing by its date line."""
    return _list_begin(split_paragraphs(document.text[:4000])) > 0


def read(document: Document) -> Reading:
    """Reads a listing page; a text that is none becomes one paper named by its first line."""
    paragraphs = split_paragraphs(document.text, document.line)
    begin = _list_begin(paragraphs)
    items = [] if begin or document.line > 1 else _items(paragraphs)
    if items:
        return Reading(tuple(_item(document, line, text) for line, text in items))
    entries = paragraphs[begin:]
    if not entries:
        why = "holds no paper behind its date line; save the page with its list."
        return Reading(skipped=(Skipped(document.name, why),))
    roles = assign_roles([paragraph.text for paragraph in entries])
    is_list = begin > 0 or document.line > 1
    if not is_list and roles.count("abstract") * 2 < roles.count("title"):
        return Reading((_one_paper(document, entries),))
    return Reading(tuple(_papers(document, entries, roles)))


def split_paragraphs(text: str, first_line: int = 1) -> list[Paragraph]:
    """Splits a text at its blank lines."""
    paragraphs: list[Paragraph] = []
    lines: list[str] = []
    begin = 0
    for number, line in enumerate((*text.split("\n"), ""), start=first_line):
        if line.strip():
            begin = begin or number
            lines.append(line.strip())
        elif lines:
            paragraphs.append(Paragraph(begin, " ".join(lines), "\n".join(lines)))
            lines, begin = [], 0
    return paragraphs


def _list_begin(paragraphs: list[Paragraph]) -> int:
    """Returns the index of the first paragraph behind the date line, or 0 where there is none."""
    for index, paragraph in enumerate(paragraphs[:HEADER_PARAGRAPHS]):
        if DATE_LINE.match(paragraph.text):
            return index + 1
        if len(paragraph.text) > HEADER_LENGTH:
            break
    return 0


def title_cost(text: str) -> float:
    """Returns how unlike a title a paragraph is; 0 is a perfect title."""
    cost = max(0.0, (len(text) - 160) / 60)
    if len(text) > JUDGED:
        return cost
    cost += 3.0 * bool(_SENTENCE_END.search(text)) + 4.0 * bool(_SENTENCE_BREAK.search(text))
    words = _WORD.findall(text)
    if len(words) > 8 and len(_LOWER_WORD.findall(text)) > 0.8 * len(words):
        cost += 1.0
    return cost + 1.0 * bool(_OPENING.match(text))


def abstract_cost(text: str) -> float:
    """Returns how unlike an abstract a paragraph is; 0 is a perfect one."""
    cost = max(0.0, (260 - len(text)) / 80)
    if not _SENTENCE_END.search(text) and len(text) < 300:
        cost += 1.5
    return cost + 1.5 * (len(_WORD.findall(text[:JUDGED])) < 12)


def assign_roles(texts: list[str]) -> list[str]:
    """Returns ``title`` or ``abstract`` for each paragraph: the cheapest reading of the whole page."""
    steps = {("abstract", "title"): 0.0, ("title", "abstract"): 0.0}
    steps |= {("title", "title"): TITLE_WITHOUT_ABSTRACT, ("abstract", "abstract"): SECOND_PARAGRAPH}
    costs = {"title": title_cost, "abstract": abstract_cost}
    best = {"title": title_cost(texts[0]), "abstract": float("inf")}
    came: list[dict[str, str]] = []
    for text in texts[1:]:
        reached: dict[str, tuple[float, str]] = {
            role: min((best[before] + steps[before, role], before) for before in ("abstract", "title"))
            for role in ("title", "abstract")
        }
        came.append({role: before for role, (_, before) in reached.items()})
        best = {role: cost + costs[role](text) for role, (cost, _) in reached.items()}
    role = min(best, key=lambda name: (best[name], name))
    roles = [role]
    for before in reversed(came):
        role = before[role]
        roles.append(role)
    return roles[::-1]


def _papers(document: Document, entries: list[Paragraph], roles: list[str]) -> list[Paper]:
    starts = [index for index, role in enumerate(roles) if role == "title"]
    return [
        _paper(document, entries[begin], entries[begin + 1 : end]) for begin, end in pairwise((*starts, len(entries)))
    ]


def _paper(document: Document, title: Paragraph, abstract: list[Paragraph]) -> Paper:
    passages = [
        Passage("title", title.text),
        *(Passage("abstract", paragraph.written) for paragraph in abstract),
    ]
    place = Place(document.name, title.line, NAME)
    key = paper_key(title.text, context=abstract[0].text[:200] if abstract else document.name)
    return Paper(key, title.text, tuple(passages), (place,))


def _items(paragraphs: list[Paragraph]) -> list[tuple[int, str]]:
    """Returns the entries of a plain list, each with its line: numbered ones, addresses, or titles above addresses.

    Nothing where the text is no such list: some entry is longer, or has no address and no number.
    """
    lines = [
        (paragraph.line + number, line)
        for paragraph in paragraphs
        for number, line in enumerate(paragraph.written.split("\n"))
        if not line.startswith("#")
    ]
    if len(lines) < 2:
        return []
    numbered = sum(bool(_NUMBERED.match(line)) for _, line in lines)
    if all(_NUMBERED.match(line) or _ONLY_ADDRESS.match(line) for _, line in lines):
        return _above_addresses(lines) if numbered and numbered < len(lines) else lines
    if all(_HOLDS_ADDRESS.search(line) and len(line) < MAX_ITEM for _, line in lines):
        return lines
    blocks = [[line for line in paragraph.written.split("\n") if line.strip()] for paragraph in paragraphs]
    if all(_is_title_above(block) for block in blocks):
        return [(paragraph.line, paragraph.written) for paragraph in paragraphs]
    return []


def _above_addresses(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Joins addresses to the numbered line above them."""
    items: list[tuple[int, str]] = []
    for number, line in lines:
        if _NUMBERED.match(line) or not items:
            items.append((number, line))
        else:
            items[-1] = (items[-1][0], f"{items[-1][1]}\n{line}")
    return items


def _is_title_above(block: list[str]) -> bool:
    """Tells lines of which the first is a title and the others are addresses."""
    title, *rest = block
    return bool(rest) and not _HOLDS_ADDRESS.search(title) and all(_HOLDS_ADDRESS.search(line) for line in rest)


def _item(document: Document, line: int, text: str) -> Paper:
    first = _NUMBERED.sub("", text.split("\n")[0]).strip()
    title = _reference_title(first) or leading_words(first) or first
    paper = paper_of(Entry(title, note=text), Place(document.name, line, NAME))
    assert paper is not None, "an item has words or an address"
    return paper


def _reference_title(text: str) -> str:
    """Returns the title that a reference holds in quotes or behind its authors, or an empty string."""
    found = _QUOTED.search(text) or _BEHIND_AUTHORS.match(text)
    return found[1].strip(" ,.") if found else ""


def _one_paper(document: Document, entries: list[Paragraph]) -> Paper:
    title = " ".join(entries[0].text[:400].split())[:200]
    passages = tuple(Passage("note", paragraph.written) for paragraph in entries)
    return Paper(paper_key(title), title, passages, (Place(document.name, entries[0].line, NAME),))
