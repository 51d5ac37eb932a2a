"""Gitea and Forgejo, of which Codeberg is the largest; SourceHut's paths read alike."""

from __future__ import annotations

from linkgraph.forges import git
from linkgraph.model import Meaning
from linkgraph.urls import Parts

NAME = "gitea"

HOSTS = frozenset({"codeberg.org", "gitea.com", "git.sr.ht"})
SITE_PATHS = frozenset({"explore", "user", "api", "assets", "login", "org"})


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on a Gitea host means; the host is part of the name."""
    if parts.host not in HOSTS and not parts.host.startswith(("gitea.", "forgejo.")):
        return None
    segments, prefix = parts.segments, parts.host + "/"
    if not segments or segments[0].lower() in SITE_PATHS:
        return None
    if len(segments) == 1:
        return git.account(NAME, segments[0], prefix)
    return git.repository(NAME, segments[0], segments[1], segments[2:], prefix)
