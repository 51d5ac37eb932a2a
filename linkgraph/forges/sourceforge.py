"""SourceForge: project pages, their sites and their code hosts."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "sourceforge"

SITES = (".sourceforge.net", ".sourceforge.io")
SERVICE_HOSTS = frozenset({"downloads", "lists", "prdownloads", "master.dl"})
CODE_HOSTS = frozenset({"git.code.sf.net", "svn.code.sf.net", "hg.code.sf.net"})
PROJECT_WORDS = frozenset({"projects", "project", "p"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on one of SourceForge's hosts means: a project, whatever its page."""
    host, segments = parts.host, parts.segments
    if host == "sourceforge.net" or host in CODE_HOSTS or host == "downloads.sourceforge.net":
        if len(segments) < 2 or segments[0] not in PROJECT_WORDS:
            return None
        files = "files" in segments[2:3] or host.startswith("downloads")
        return _project(segments[1], "release" if files else "repository")
    for site in SITES:
        name = host.removesuffix(site).removeprefix("www.")
        if host.endswith(site) and name not in SERVICE_HOSTS and "." not in name:
            return _project(name, "project page")
    return None


def _project(name: str, kind: str) -> Meaning | None:
    return Meaning(Target(NAME, name.lower()), kind) if git.is_owner(name) else None
