"""Hugging Face: models, datasets, spaces, papers, collections, accounts."""

from __future__ import annotations

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "huggingface"

SITE_PATHS = frozenset(
    {
        "blog", "brand", "chat", "collections", "contact", "course", "docs", "enterprise", "hardware", "inference",
        "join", "learn", "login", "models", "new", "organizations", "posts", "pricing", "settings",
        "spaces", "storage", "support", "tasks", "terms-of-service", "welcome",
    }
)  # fmt: skip

OWNERLESS_MODELS = frozenset({"bert", "distilbert", "gpt2", "roberta", "t5", "xlnet", "albert", "openai-gpt", "xlm"})
"""Families of the first models, which have no owner: ``bert-base-uncased`` is no account."""

FILE_WORDS = frozenset({"blob", "raw", "resolve"})
SECTION_KINDS = {"datasets": "dataset", "spaces": "space"}


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on huggingface.co means."""
    segments = parts.segments
    if parts.host != "huggingface.co" or not segments:
        return None
    first = segments[0].lower()
    if first == "api" and len(segments) > 2:
        segments = segments[2:] if segments[1] == "models" else segments[1:]
        first = segments[0].lower()
    if first == "papers" and len(segments) > 1:
        return Meaning(Target("arxiv", segments[1].lower()), "paper")
    if first == "collections" and len(segments) > 2:
        return Meaning(Target(NAME, "/".join(segments[:3]).lower()), "web")
    if first in SECTION_KINDS:
        return _sectioned(first, segments)
    if first in SITE_PATHS or first in {"papers", "api"}:
        return None
    if len(segments) == 1:
        kind = "model" if first.split("-")[0] in OWNERLESS_MODELS or first in OWNERLESS_MODELS else "account"
        return Meaning(Target(NAME, first), kind)
    return Meaning(Target(NAME, f"{segments[0]}/{segments[1]}".lower()), _page_kind(segments[2:], "model"))


def _sectioned(section: str, segments: tuple[str, ...]) -> Meaning | None:
    if len(segments) < 2:
        return None
    owned = len(segments) > 2 and segments[2] not in {"tree", *FILE_WORDS}
    name, rest = (segments[:3], segments[3:]) if owned else (segments[:2], segments[2:])
    return Meaning(Target(NAME, "/".join(name).lower()), _page_kind(rest, SECTION_KINDS[section]))


def _page_kind(rest: tuple[str, ...], kind: str) -> str:
    """Returns the kind of a page from the path behind the name of what it belongs to."""
    if rest[:1] == ("discussions",):
        return "issue"
    return "file" if rest and rest[0] in FILE_WORDS else kind
