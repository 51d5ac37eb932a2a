"""The names of a paper's own systems.

A name belongs to a paper that says so: before the title's colon, behind "we present", "called" and
the like, as an abbreviation of the title's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkgraph.classics import known_names
from linkgraph.forges import identify
from linkgraph.model import Paper

GENERIC_NAMES = frozenset(
    """
    AI ANN ANNS API ASIC ASR AUC BLEU C4 CFD CIFAR CNN CO2 COCO CPU CT CUDA CUTLASS CV DAG DD DFT DL DNA DNN DPM
    DPMs DRAM EEG EHR EM FEM FFT FL FLOPs FLOPS FPGA GAN GCN GEC GEMM GitHub GLUE GNN GPU GPUs GSM8K HBM HPC
    HTTP HuggingFace ICL IID ImageNet IoT IR JAX JSON k-NN KD KL kNN Kubernetes KV LAION LLM LLMs LSH LSTM LVLM
    MARL MCMC MDP ML MLLM MLP MMLU MNIST MoE MPI MRI MSE MT NAS NCCL NG NLP NLU NumPy OCR ODE OOD OpenAI
    OpenMP PCA PDE PDEs PEFT PIM PINN PINNs PPO PTM PyTorch QA RAG RAM RDMA RL RLHF RNN ROC ROUGE SDE SDR
    SFT SGD SIMD SLAM SM SMs SNN SOTA SoTA SP SpGEMM SpMM SQL SSD SSL SSM SSMs SVD SVM TensorFlow TL TP TPU
    Transformer Transformers Triton UI URL VAE VLM VLP VQA Wikipedia WikiText XML
    """.split()
)
"""Names of fields, tools and famous models that many papers use: a paper's own only where they stand before its
title's colon, and even then a mention must speak of the same things."""

FAMOUS = re.compile(
    r"^(?:BERT|BLOOM|CLIP|Chat|Claude|Code[Ll]lama|DALL|DDPM|DINO|DeBERTa|DeepSeek|DeepSpeed|ELECTRA|Falcon|GPT|Gemini"
    r"|Gemma|InstructGPT|L[Ll]a[Mm][Aa]|LLaVA|LoRA|Mi[sx]tral|NeRF|OPT|PaLM|Phi|Pythia|Qwen|ResNet|RoBERTa|SDXL?|T5|U-Net"
    r"|ViT|Vicuna|Whisper|XLM|YOLO)(?:[-. ]?(?:\d|[vx]\d|[A-Z]\b|large|base|small)[\w.-]*)?$"
)
"""Families of models whose members are named in many papers that did not make them."""

_COMMON_WORDS = frozenset(
    """
    a an and are as at by can for from has have how in into is it its new not of on or our over than that the their
    this through to toward towards under using via we what when where which while with without based learning model
    why who whose does do is should
    models deep neural network networks data training efficient approach method methods large scale system systems
    """.split()
)
_WHOLE = r"[A-Za-z][A-Za-z0-9]*(?:[-.+^&/][A-Za-z0-9{}]+)*\+{0,2}"
_NAME = re.compile(rf"{_WHOLE}(?:\s(?:[A-Z][A-Za-z0-9]*|V?\d[\d.]*|\d[A-Za-z]\w*))?")
_COLON = re.compile(r"\s?:\s|\s--\s|\s[—–]\s")
_VERBS = (
    r"(?:(?:present|introduc|propos|develop|design|build|describ|releas|devis|creat|implement|contribut|announc|unveil"
    r"|offer|establish|construct|provid|tackl|address|open-sourc)(?:s|es|ed|e|ing)?|built)"
)
_WHO = r"(?:[Ww]e|[Tt]his (?:paper|work|article|report)|[Tt]he (?:paper|authors)|[Hh]ere,? we)"
_ADVERB = r"(?:\s(?:also|thus|therefore|then|further|hence|first|finally|here|are|have|now|will|next)){0,2}"
_AFTER = (
    r"(?=\s?[,.;:(\[]|\s(?:--|—|–|to|for|that|which|as|with|and|in|on|by|using|a|an|algorithm|framework|system|library"
    r"|dataset|benchmark|model|models|method|toolkit|platform|architecture)\b|$)"
)
_INTRODUCED = re.compile(
    rf"\b(?:{_WHO}|and|to){_ADVERB}\s{_VERBS}\s(?:it\s|(?:the|our)\s)?(?P<name>{_WHOLE}(?:\s[A-Z][A-Za-z0-9-]*){{0,3}}?){_AFTER}"
)
_INTRODUCED_PLAIN = re.compile(
    rf"\b{_WHO}{_ADVERB}\s{_VERBS}\s(?:(?P<name>[A-Z][a-z]{{3,}})(?=, (?:a|an|the|our|which)\s|\s\()"
    r"|the (?P<thing>[A-Z][a-z]{3,})"
    r"(?=\s(?:[a-z-]+\s){0,4}(?:library|framework|system|dataset|benchmark|toolkit|package)\b))"
)
_INTRODUCED_WITH_WORDS = re.compile(
    rf"\b{_WHO}{_ADVERB}\s(?:{_VERBS}|(?:pre-?)?train(?:s|ed)?)\s(?P<name>{_WHOLE})"
    rf"(?:,\s(?:a|an|the|our|which|two|three)\s|:\s[A-Z]|\s\([A-Z])"
)
"""So plainly introduced that even a famous name is the paper's own."""

_THE_THING = re.compile(
    r"^The (?P<name>[A-Z][\w+-]{2,30}) (?:[a-z]+ ){0,2}"
    r"(?:library|framework|system|dataset|benchmark|toolkit|corpus|language|compiler|database)s?$"
)
_BEGINS_AS = re.compile(
    r"^(?P<name>[A-Z][\w+-]{2,30}) is (?:a|an|the) (?:[\w-]+[ ,]+){0,5}?"
    r"(?:algorithm|library|toolkit|framework|system|dataset|database|benchmark|language|compiler|protocol|platform|engine|package|tool|model)\b"
)
_THINGS = (
    r"(?:accelerator|algorithm|approach|architecture|benchmark|compiler|dataset|design|engine|framework|library|method|model"
    r"|network|optimizer|pipeline|platform|profiler|runtime|scheme|simulator|solution|solver|strategy|system|technique|tool|toolkit)"
)
_APPOSED = re.compile(
    rf"\b{_WHO}{_ADVERB}\s{_VERBS}\s(?:a|an|the|two|three|several|new|novel)\s[^.;()]{{5,140}}?,\s(?P<name>{_WHOLE})"
    rf"(?=\s?[.(:]|,\s(?!and|or|[A-Z])|\s(?:that|which|to|for|--)\s)"
)
_THING_NAMED = re.compile(
    rf"\b{_WHO}{_ADVERB}\s{_VERBS}\s(?:a|an|the|our|new|novel)\s[^.;,]{{0,100}}?\b{_THINGS}\s(?P<name>{_WHOLE})"
    rf"(?=\s?[.:(]|,\s(?:which|that|a|an|to)\b|\s(?:that|which|to|for)\s)"
)
_SINGLE_THING = re.compile(
    rf"\b[Ww]e\s[^.;]{{0,100}}?\ba (?:single|new|novel|general)\s(?P<name>{_WHOLE})\s{_THINGS}\b"
)
_RELEASED = re.compile(
    r"\b(?:[Ww]e (?:will )?(?:release|open-?source|publish|provide)|[Oo]ur (?:code|models?|data|implementation)"
    r"|[Cc]odes?\b[^.]{0,60}\b(?:is|are|be)"
    r"|[Cc]ode:|(?:available|released|found) (?:at|on|here|in))\b[^.]{0,120}$"
)
_CALLED = re.compile(
    rf"\b(?:called|named|dubbed|termed|coined|nicknamed|denoted(?:\sas|\sby)?|refer(?:red)?\sto\s(?:[^.;]{{0,80}}\s)?as"
    r"|known\sas|namely|(?:we|which\swe)\s(?:call|name|dub|term))\s(?:the\s)?(?:[\"“'`{ ]|\\em )*"
    rf"(?P<name>{_WHOLE}(?:\s(?:[A-Z][A-Za-z0-9]*|\d[\w.]*))?)"
)
_MINTED = re.compile(r"dubbed|termed|coined|nicknamed")
_CALLED_PLAIN = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|nicknamed)\s(?P<name>[A-Z][a-z]{3,})(?=[,.;:]|\s\(|\s(?:which|that|to|for|is)\b)"
)
_OWNERSHIP = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article)|novel|new)\b")
_NEW_THING = re.compile(
    rf"(?P<name>{_WHOLE}),\s(?:a|an|our)\s(?:(?:new|novel|first)\b|(?:[\w-]+\s){{1,8}}(?:we|that we)\s{_VERBS})"
)
_NEW_THINGS = re.compile(
    rf"\b(?:new|novel|[Oo]ur)\s(?:[\w-]+\s){{0,3}}?(?:benchmarks|datasets|models|systems|methods|algorithms|tools|variants"
    rf"|architectures|libraries|tasks),?\s(?:namely,?\s|called\s)?"
    rf"(?P<names>{_WHOLE}(?:,\s{_WHOLE}){{0,4}},?\sand\s{_WHOLE})"
)
_OWN = re.compile(rf"\b[Oo]ur\s(?:(?:[a-z-]+\s){{0,3}}{_THINGS},?\s)?(?P<name>{_WHOLE})(?=[\s,.;:)'’])")
_SUBJECT = re.compile(
    rf"(?:^|[.!?]\s|[:,]\s)(?P<name>{_WHOLE})\s(?:can|achieves|outperforms|leverages|uses|enables|reduces|provides|gives|improves"
    r"|consists|combines|employs|introduces|integrates|incorporates|exploits|adopts|delivers|supports|approximates|offers"
    r"|addresses|attains|exceeds|surpasses|demonstrates|features|allows|obtains|yields|utilizes|builds|learns)\b"
)
_IN_BRACKETS = re.compile(r"\(\$?(?:(?P<first>[^()]{0,30}),\s)?(?P<name>[A-Za-z][\w^{}+-]{1,14}?)s?\$?\)")
_EXAMPLE = re.compile(r"e\.?g|i\.?e|in particular|such as|like|including|namely|see|cf", re.IGNORECASE)
_WORDS_BEFORE = re.compile(r"(?:[A-Za-z][\w/-]*[\s&~]+){1,8}$")
_MADE_HERE = re.compile(rf"\b(?:{_WHO}{_ADVERB}\s{_VERBS}|by (?:proposing|developing|introducing|designing))\b")
_PREPOSITION = re.compile(r"\b(?:for|of|in|on|using|with|via|by|to|from|within|under|between|into|over|based)\b")
_BORROWED = re.compile(
    r"\b(?:existing|recent|previous|prior|well-known|popular|original|variant of|version of|such as)\b[^.]{0,20}$"
)
_SHORT_TITLE = re.compile(r"^[A-Z][\w-]*(?: [A-Z][\w-]*){1,3}$")
_TITLES_END = re.compile(rf"\b(?:[Uu]sing|[Ww]ith|[Vv]ia)\s(?P<name>{_WHOLE})$")
_WORD = re.compile(r"[A-Za-z]{3,}")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_VERSION = re.compile(r"^[Vv]?\d")
CONTESTED = 9
"""The rank of a famous name that a paper may have made or only uses."""

MAX_NAMES = 8
MAX_ABSTRACT = 20_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a paper's system; ``rank`` says how surely it is the paper's own, 0 best."""

    text: str
    rank: int


def own_names(paper: Paper) -> tuple[Name, ...]:
    """Returns the names of a paper's own systems, surest first."""
    names: dict[str, int] = dict.fromkeys(known_names(paper.title), 0)
    abstract = " ".join(ADDRESS.sub(" ", paper.text("abstract")[:MAX_ABSTRACT]).split())
    title = " ".join(paper.title.split())
    for name, rank in (*_of_title(title), *_of_abstract(abstract, title), *_of_repositories(paper, title, abstract)):
        tidy = name.strip(".,;:-/ ")
        if _is_name(tidy, rank):
            # A famous name is claimed by many who use it; such a claim only keeps others from owning it.
            claimed = CONTESTED if is_famous(tidy) and rank > 0 else rank
            if rank <= 1 or claimed != CONTESTED:
                names[tidy] = min(claimed, names.get(tidy, claimed))
    ranked = sorted(names.items(), key=lambda item: (item[1], -len(item[0]), item[0]))
    return tuple(Name(text, rank) for text, rank in ranked[:MAX_NAMES])


def _of_title(title: str) -> Iterator[tuple[str, int]]:
    head, *rest = _COLON.split(title, maxsplit=1)
    if rest:
        parts = head.split(" & ")
        for part in parts if all(is_distinct(part.split()[-1]) for part in parts if part) else [head]:
            if re.fullmatch(r"The [A-Z][a-z]+", part):
                yield part, 0
                continue
            bare = re.sub(r"^(?:The|A|An|Introducing|NeurIPS \d{4})\s", "", part)
            if len(bare.split()) <= 3:
                yield bare, 0
    elif _SHORT_TITLE.match(title) and not {word.lower() for word in title.split()} <= _COMMON_WORDS:
        yield title, 0
    thing = _THE_THING.match(title)
    if thing:
        yield thing["name"], 0
    comma = re.match(rf"(?P<name>{_WHOLE}), (?:a|an|the)\s", title)
    if comma:
        yield comma["name"], 0
    for match in re.finditer(r"\(([A-Z][\w-]{1,14})\)", title):
        yield match[1], 0
    final = _TITLES_END.search(title)
    if final and is_distinct(final["name"]) and final["name"] not in GENERIC_NAMES:
        yield final["name"], 3


def _of_abstract(abstract: str, title: str) -> Iterator[tuple[str, int]]:
    for pattern, rank in ((_INTRODUCED, 1), (_THING_NAMED, 1), (_APPOSED, 1), (_CALLED, 1), (_OWN, 2)):
        for match in pattern.finditer(abstract):
            before = abstract[max(0, match.start() - 120) : match.start()].rpartition(". ")[2]
            if pattern is _CALLED and not _OWNERSHIP.search(before + match[0]) and not _MINTED.match(match[0]):
                continue
            if is_distinct(match["name"].split()[0]) and not _BORROWED.search(before):
                yield match["name"] if is_distinct(match["name"]) else match["name"].split()[0], rank
    yield from _introduced(abstract)
    yield from _spoken_of(abstract, title)
    yield from _short_forms(abstract, title)


def _spoken_of(abstract: str, title: str) -> Iterator[tuple[str, int]]:
    """Yields what the abstract is about from its first word on, or does again and again."""
    for match in _INTRODUCED_WITH_WORDS.finditer(abstract):
        before = abstract[max(0, match.start() - 120) : match.start()].rpartition(". ")[2]
        if not _BORROWED.search(before) and (is_distinct(match["name"]) or match["name"][0].isupper()):
            yield match["name"], 0
    begins = _BEGINS_AS.match(abstract)
    if begins and begins["name"] not in GENERIC_NAMES and not _COLON.search(title) and abstract.count(begins[1]) > 2:
        yield begins["name"], 0
    for match in _SINGLE_THING.finditer(abstract):
        if is_distinct(match["name"]):
            yield match["name"], 2
    begun = _OWNERSHIP.search(abstract)
    for match in _SUBJECT.finditer(abstract, begun.start() if begun else len(abstract)):
        if is_distinct(match["name"]) and abstract.count(match["name"]) > 1:
            yield match["name"], 2


def _introduced(abstract: str) -> Iterator[tuple[str, int]]:
    """Yields plain words and members of lists that the paper introduces as its own."""
    for match in _CALLED_PLAIN.finditer(abstract):
        before = abstract[max(0, match.start() - 160) : match.start()].rpartition(". ")[2]
        if _OWNERSHIP.search(before) and not _BORROWED.search(before):
            yield match["name"], 0
    for match in _NEW_THING.finditer(abstract):
        yield match["name"], 1
    for match in _NEW_THINGS.finditer(abstract):
        yield from ((name, 1) for name in re.split(r",?\sand\s|,\s", match["names"]) if is_distinct(name))
    for match in _INTRODUCED_PLAIN.finditer(abstract):
        yield match["name"] or match["thing"], 0


def _short_forms(abstract: str, title: str) -> Iterator[tuple[str, int]]:
    """Yields abbreviations that the paper makes for what it presents, and what they stand for; not its field's."""
    head = set(stems_of(_COLON.split(title, maxsplit=1)[0]))
    for match, before in short_forms(abstract):
        words = expansion_of(before, match["name"])
        if not (_is_of_title(words, head) or _is_made_here(match, words, abstract)):
            continue
        yield match["name"], 1
        if len(words) > 1 and all(word[0].isupper() for word in words) and match["name"] not in GENERIC_NAMES:
            yield " ".join(words), 0


def _is_of_title(words: Sequence[str], head: set[str]) -> bool:
    """Tells whether an abbreviation stands for a title's own words."""
    stems = set(stems_of(" ".join(words)))
    return bool(stems) and stems == head & stems and len(head - stems) <= 1


def _is_made_here(match: re.Match[str], words: Sequence[str], abstract: str) -> bool:
    """Tells whether the sentence in which an abbreviation stands presents what it stands for."""
    sentence = abstract[abstract.rfind(". ", 0, match.start()) + 1 : match.end()]
    made = _MADE_HERE.search(sentence)
    if not made or not is_distinct(match["name"]) or _EXAMPLE.match(match["first"] or ""):
        return False
    if not (words or match["first"]) and abstract.count(match["name"]) < 2:
        return False
    between = sentence[made.end() :].rpartition("(")[0].rpartition(",")[2]
    between = between[: between.find(words[0])] if words and words[0] in between else between
    if words and re.search(r"\b(?:that|which|who|whose)\b", between):
        return False
    return bool(match["first"]) or not _PREPOSITION.search(between)


def _of_repositories(paper: Paper, title: str, abstract: str) -> Iterator[tuple[str, int]]:
    """Yields distinct names that a repository of the paper bears too (``github.com/nvidia/megatron-lm``)."""
    named = {}
    for address, released in _addresses(paper):
        meaning = identify(address)
        if meaning is not None and meaning.kind in {"repository", "model", "dataset", "project page"}:
            # The address is written as its owner writes the name; the target is not.
            name = address.rstrip("/.").rpartition("/")[2]
            named[re.sub(r"[^a-z0-9]", "", meaning.target.name.rpartition("/")[2].lower())] = (name, released)
    for match in re.finditer(_WHOLE, f"{title} {abstract}"):
        if re.sub(r"[^a-z0-9]", "", match[0].lower()) in named and is_distinct(match[0]):
            yield match[0], 2
    for name, released in named.values():
        if released and is_distinct(name) and re.fullmatch(_WHOLE, name):
            yield name, 0 if is_famous(name) else 1


def _addresses(paper: Paper) -> Iterator[tuple[str, bool]]:
    """Yields a paper's first addresses, and whether the words in front of each release something."""
    found: list[tuple[str, bool]] = []
    for passage in paper.passages:
        for match in ADDRESS.finditer(passage.text):
            before = passage.text[max(0, match.start() - 160) : match.start()]
            found.append((match[0].rstrip(".,;:)"), bool(_RELEASED.search(before))))
        found += [(href, False) for href in passage.hrefs]
    yield from found[:20]


def short_forms(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yields what stands alone in brackets (groups ``name``, ``first``), with the words in front of it."""
    for match in _IN_BRACKETS.finditer(text):
        before = text[max(0, match.start() - 120) : match.start()]
        words = _WORDS_BEFORE.search(before.rpartition(". ")[2])
        if words:
            yield match, words[0]


def expansion_of(words: str, name: str) -> list[str]:
    """Returns the words whose initials an abbreviation takes, or nothing where it is none of them."""
    letters = [letter.lower() for letter in name if letter.isupper() or letter.isdigit()]
    parts = re.findall(r"[A-Za-z]+", words)
    for length in range(min(len(parts), len(letters) + 3), 0, -1):
        tail = parts[-length:]
        if letters and tail[0][0].lower() == letters[0] and _initials_fit([part[0].lower() for part in tail], letters):
            return tail
    return []


def _initials_fit(initials: Sequence[str], letters: Sequence[str]) -> bool:
    """Tells whether most letters stand among the initials in order."""
    at = fitting = 0
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            fitting += 1
    return fitting >= max(2, len(letters) - 1)


def is_distinct(name: str) -> bool:
    """Tells a name by its shape: capitals within, or letters with digits, hyphens with capitals."""
    first = name.split()[0] if name else ""
    if len(first) < 2:
        return False
    inner = sum(letter.isupper() for letter in first[1:])
    if re.fullmatch(r"[a-z]+\d[a-z]+\d*", first):
        return True
    return inner > 0 or (any(letter.isdigit() for letter in first) and first[0].isupper())


def _is_name(name: str, rank: int) -> bool:
    if not 2 <= len(name) <= 40 or not _NAME.match(name) or "/" in name or _VERSION.match(name):
        return False
    if (name in GENERIC_NAMES or name.removesuffix("s") in GENERIC_NAMES) and rank > 0:
        return False
    words = name.split()
    if len(words) > 1:
        if rank == 0 and words[0] == "The" and words[1][0].isupper():
            return True
        if rank == 0 and all(word[0].isupper() for word in words) and not set(name.lower().split()) <= _COMMON_WORDS:
            return True
        if rank == 0 and words[0][0].isupper() and _VERSION.match(words[-1]) and len(words) == 2:
            return True
        return is_distinct(words[0]) or (is_distinct(words[-1]) and not _VERSION.match(words[-1]))
    return is_distinct(name) or (
        rank == 0 and name[0].isupper() and len(name) > 2 and name.lower() not in _COMMON_WORDS
    )


def is_famous(name: str) -> bool:
    """Tells a name that many papers use without meaning one paper of it."""
    return name in GENERIC_NAMES or name.removesuffix("s") in GENERIC_NAMES or bool(FAMOUS.match(name))


def content_words(text: str) -> Iterator[str]:
    """Yields the stems of a text that say what it is about."""
    return (stem for stem in stems_of(text) if stem not in _COMMON_WORDS)


def stems_of(text: str) -> Iterator[str]:
    """Yields words without the endings that make no other thing of them."""
    for word in _WORD.findall(text):
        lower = word.lower()
        yield (
            re.sub(r"(?:ization|izing|ations?|ings?|ies|es|s|al|ed)$", "", lower)
            if len(lower) > 5
            else lower.rstrip("s")
        )
