"""Papers that name papers: who mentions whose system.

A mention is the whole name, in its own case. Names that could be other things (short abbreviations,
plain words) count only where the mentioning paper speaks of what the named paper is about. Precision
goes before recall: a wrong edge misleads, a missing one leaves the other edges.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkgraph.model import Paper
from linkgraph.names import (
    ADDRESS,
    CONTESTED,
    FAMOUS,
    GENERIC_NAMES,
    Name,
    content_words,
    expansion_of,
    is_distinct,
    own_names,
    short_forms,
    stems_of,
)

_THING = re.compile(
    r"^[^.;]{0,20}\b(?:model|architecture|framework|system|dataset|benchmark|library|baseline|algorithm"
    r"|programs?|code|kernels?|compiler|language|runtime|tasks?|score|et al)\b"
    r"|^,? and\b|^, "
)
_COMPARED = re.compile(
    r"\b(?:such as|like|including|e\.g\.,?|compared? (?:to|with)|comparison (?:to|with)|outperform\w*|over|than"
    r"|baselines?|unlike|beyond|beats?|exceeds?|surpass\w*|extend\w*|based on|built on|build on"
    r"|(?:build|built|implement\w*|run\w*|layered|deployed|develop\w*)\b[^.;]{0,40}\b(?:on|in|atop)(?: top of)?"
    r"|improv\w+ (?:on|upon|over)|state-of-the-art|and|versus|vs\.?|against|from)\b[^.;]{0,60}$"
)
"""What stands around a name of a system that a paper compares itself with."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"(])")
EXCERPT = 160
TITLE_WEIGHT = 1.5
NEEDED = 4.0
NEEDED_WHERE_COMPARED = 1.5
NEEDED_OF_GENERIC = 5.0
"""How much two texts must share for a name that could be another's: by itself, where it is compared with, and
where it is a field's word or tool too."""

COMMON_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Mention:
    """One paper names another's system: indices of both, the name, and the words that show it."""

    source: int
    target: int
    name: str
    words: str


def find_mentions(papers: Sequence[Paper]) -> tuple[Mention, ...]:
    """Finds which papers mention whose systems, each pair once.

    Args:
        papers: of one collection; names are looked for in titles and abstracts.

    Returns:
        mentions sorted by source and target.
    """
    texts = [_prose(paper) for paper in papers]
    names = [own_names(paper) for paper in papers]
    owners = _owners(names, texts)
    if not owners:
        return ()
    counts = Counter(word for text in texts for word in set(content_words(text)))
    borne = [{name.text.casefold() for name in own} for own in names]
    found: dict[tuple[int, int], Mention] = {}
    pattern, spelled = _any_of(owners), _spelled(owners)
    for source, text in enumerate(texts):
        for match, name in (
            *((match, match[0]) for match in pattern.finditer(text)),
            *_respelled(text, owners, spelled),
        ):
            target = owners[name]
            if target == source or (source, target) in found:
                continue
            if name.casefold() in borne[source] or not _means(match, name, text, texts[target], counts, len(papers)):
                continue
            found[source, target] = Mention(source, target, name, _excerpt(text, match))
    return tuple(found[pair] for pair in sorted(found))


_TOKEN = re.compile(r"(?<![\w\-+./^])[A-Za-z][\w.+]*(?:-[\w+]+)*(?![\w^])")
_COMPOUND = re.compile(
    r"-(?:based|style|like|compatible|powered|enabled|inspired|aware|driven|optimi[sz]ed|trained|type)$"
)
_SIZE = re.compile(r"(?<=[a-z])-?\d+(?:\.\d+)?[BM]$")
_NEXT_WORDS = re.compile(r"(?: [A-Za-z0-9][\w-]*){1,2}")
LEAST_RESPELLED = 5
"""Letters and digits that a name must have to be known in another spelling."""


def _spelled(owners: Mapping[str, int]) -> dict[str, str]:
    """Returns each name by its letters and digits alone, where no other name has the same."""
    spelled: dict[str, list[str]] = {}
    for name in owners:
        key = _letters(name)
        if len(key) >= LEAST_RESPELLED:
            spelled.setdefault(key, []).append(name)
    return {key: names[0] for key, names in spelled.items() if len({owners[name] for name in names}) == 1}


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _respelled(text: str, owners: Mapping[str, int], spelled: Mapping[str, str]) -> Iterator[tuple[re.Match[str], str]]:
    """Yields names in another spelling: ``FAISS`` for Faiss, ``Map-Reduce``, ``LSM-trees``, ``Raft-based``."""
    for match in _TOKEN.finditer(text):
        token = match[0].rstrip(".")
        bare = _SIZE.sub("", _COMPOUND.sub("", token))
        if bare != token and bare in owners:
            yield match, bare
        elif bare not in owners:
            following = _NEXT_WORDS.match(text, match.end())
            more = following[0].split() if following else []
            for written in (bare, *(" ".join([bare, *more[:count]]) for count in range(1, len(more) + 1))):
                key = _letters(written)
                name = spelled.get(key) or (spelled.get(key[:-1]) if key.endswith("s") else None)
                if name and name != written and any(is_distinct(word) for word in written.split()):
                    yield match, name


def _owners(names: Sequence[Sequence[Name]], texts: Sequence[str]) -> dict[str, int]:
    """Returns the one paper that each name belongs to; a name that two claim alike belongs to none."""
    claims: dict[str, list[tuple[int, int]]] = {}
    for number, own in enumerate(names):
        for name in own:
            claims.setdefault(name.text, []).append((name.rank, number))
    lowered = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{4,}\b", text)))
    owners = {}
    for text, claim in claims.items():
        claim.sort()
        if claim[0][0] == CONTESTED or (len(claim) > 1 and _is_contested(claim)):
            continue
        if lowered[text.lower()]:
            continue
        owners[text] = claim[0][1]
    return owners


def _is_contested(claim: Sequence[tuple[int, int]]) -> bool:
    """Tells whether two papers claim a name alike: at the same rank, or both plainly, or one by fame."""
    (first, _), (second, _) = claim[:2]
    return first == second or second <= 1 or claim[-1][0] == CONTESTED


def _any_of(owners: Mapping[str, int]) -> re.Pattern[str]:
    """Makes the pattern of all names: whole ones, not parts of longer names or other versions."""
    names = "|".join(re.escape(name) for name in sorted(owners, key=lambda name: (-len(name), name)))
    return re.compile(
        rf"(?<![\w\-+./^]|[{{}}])(?:{names})(?![\w+^]|-\w|\.\d|\s?[Vv]\d|\s\d+(?:\.\d+)?(?![\w%:-]|\.\d))"
    )


def _means(match: re.Match[str], name: str, text: str, target: str, counts: Mapping[str, int], total: int) -> bool:
    """Tells whether a name in a text means the paper that bears it, and not another thing of that name."""
    defined = _defined_alike(name, text, target)
    if defined is False or _is_in_longer_name(match, text):
        return False
    if defined:
        return True
    if name in GENERIC_NAMES:
        return _shared(text, target, name, counts, total) >= NEEDED_OF_GENERIC
    before, behind = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 30]
    if not _could_be_another(name):
        return True
    if _COMPARED.search(before) or _THING.search(behind) or _COMPOUND.search(match[0]):
        return _shared(text, target, name, counts, total) >= NEEDED_WHERE_COMPARED
    return _has_inner_sign(name) and _shared(text, target, name, counts, total) >= NEEDED


def _has_inner_sign(name: str) -> bool:
    return any(letter.isdigit() or letter.isupper() for letter in name[1:])


def _shared(text: str, target: str, name: str, counts: Mapping[str, int], total: int) -> float:
    """Returns how much two texts speak of the same: shared words, those of the title counting more."""

    def weight(words: set[str]) -> float:
        return sum(0.5 if counts[word] > max(COMMON_SHARE * total, 3) else 1.0 for word in words)

    words = set(content_words(text)) - {name.lower()}
    of_title, of_all = set(content_words(target.partition("\n")[0])), set(content_words(target))
    return weight(words & of_all) + TITLE_WEIGHT * weight(words & of_title)


def _could_be_another(name: str) -> bool:
    """Tells a short abbreviation or a plain word from a name that nothing else bears."""
    if not is_distinct(name) or name in GENERIC_NAMES:
        return True
    return len(name) <= 4 and name.upper() == name and not FAMOUS.match(name)


def _defined_alike(name: str, text: str, target: str) -> bool | None:
    """Tells whether a text spells an abbreviation out in words that the named paper uses; None where it does not."""
    known = set(stems_of(target))
    for match, before in short_forms(text):
        if match["name"] == name:
            stems = list(stems_of(" ".join(expansion_of(before, name))))
            shared = sum(stem in known for stem in stems)
            if stems and shared < 0.6 * len(stems):
                return False
            if len(stems) > 1 and shared == len(stems):
                return True
    return None


_VARIANTS = re.compile(r" (?:Verified|Lite|Pro|Plus|Live|Multimodal|Multilingual|Hard|XL|Turbo|Ultra|Max|Next|Nano)\b")
"""Words behind a name that make another thing of it: ``SWE-bench Verified``."""


def _is_in_longer_name(match: re.Match[str], text: str) -> bool:
    """Tells whether a name only begins a longer one: ``OGB`` in ``OGB Large-Scale Challenge``."""
    behind = re.match(r"((?: [A-Z][\w-]*){1,5})(?: ?\(([\w-]+)\))?", text[match.end() : match.end() + 80])
    if behind is None:
        return False
    if _VARIANTS.match(behind[1]):
        return True
    in_title = match.start() < text.index("\n")
    return behind[2] != match[0] if behind[2] else len(behind[1].split()) > 1 and not in_title


def _prose(paper: Paper) -> str:
    abstract = " ".join(ADDRESS.sub(" ", paper.text("abstract")).split())
    return f"{' '.join(paper.title.split())}\n{abstract}"


def _excerpt(text: str, match: re.Match[str]) -> str:
    """Returns the sentence that holds the name, cut to what shows it."""
    begin = max([found.end() for found in _SENTENCE_END.finditer(text, 0, match.start())][-1:] or [0])
    begin = max(begin, text.rfind("\n", 0, match.start()) + 1)
    ending = _SENTENCE_END.search(text, match.end())
    end = ending.start() if ending else len(text)
    if end - begin <= EXCERPT:
        return " ".join(text[begin:end].split())
    first = max(begin, match.start() - EXCERPT // 2)
    last = min(end, match.end() + EXCERPT // 2)
    if first > begin:
        first = text.find(" ", first, match.start()) + 1 or match.start()
    if last < end:
        last = max(text.rfind(" ", match.end(), last), match.end())
    words = " ".join(text[first:last].split())
    return f"{'… ' if first > begin else ''}{words}{' …' if last < end else ''}"
