"""What all hosts of git repositories share: which path is a repository, which words are the site's."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target

_NAME = re.compile(r"^[A-Za-z0-9_.][A-Za-z0-9_.-]*$")
_OWNER = re.compile(r"^~?[A-Za-z0-9][A-Za-z0-9_.-]*$")

PAGE_KINDS = {
    "actions": "file",
    "archive": "release",
    "blame": "file",
    "blob": "file",
    "branches": "repository",
    "commit": "file",
    "commits": "file",
    "compare": "file",
    "discussions": "issue",
    "downloads": "release",
    "edit": "file",
    "file": "file",
    "issues": "issue",
    "merge_requests": "issue",
    "milestone": "issue",
    "pull": "issue",
    "pull-requests": "issue",
    "pulls": "issue",
    "raw": "file",
    "releases": "release",
    "src": "file",
    "tag": "release",
    "tags": "release",
    "tree": "file",
    "wiki": "file",
    "zip": "release",
    "zipball": "release",
    "tarball": "release",
    "tar.gz": "release",
}
"""What the path part behind a repository's name says of the page; anything else is the repository."""


def is_owner(name: str) -> bool:
    """Tells whether a path part can be an account: no placeholder, no punctuation in front."""
    return bool(_OWNER.match(name))


def is_repository_name(name: str) -> bool:
    """Tells whether a path part can be a repository's name (``.github`` is one, ``***`` is none)."""
    return bool(_NAME.match(name)) and name not in {".", ".."}


def page_kind(rest: tuple[str, ...]) -> str:
    """Returns the kind of a page from the path behind the repository's name."""
    if not rest:
        return "repository"
    if rest[-1].endswith("badge.svg"):
        return "image"
    return PAGE_KINDS.get(rest[0], "repository")


def repository(forge: str, owner: str, name: str, rest: tuple[str, ...] = (), prefix: str = "") -> Meaning | None:
    """Returns the meaning of ``owner/name`` with the path behind it, or None where it is no repository."""
    name = name.removesuffix(".git").removesuffix(".wiki")
    if not (is_owner(owner) and is_repository_name(name)):
        return None
    return Meaning(Target(forge, f"{prefix}{owner}/{name}".lower()), page_kind(rest))


def account(forge: str, owner: str, prefix: str = "") -> Meaning | None:
    """Returns the meaning of an account's page, or None where the name cannot be one."""
    return Meaning(Target(forge, f"{prefix}{owner}".lower()), "account") if is_owner(owner) else None
