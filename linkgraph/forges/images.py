"""Registries of container images: Docker Hub, Quay, GitHub's."""

from __future__ import annotations

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "image"

_PREFIXES = {"quay.io": ("repository",), "hub.docker.com": ("r", "_"), "ghcr.io": ("",)}


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on an image registry means."""
    words = _PREFIXES.get(parts.host)
    if words is None:
        return None
    segments = parts.segments
    if segments and segments[0] in words:
        segments = segments[1:]
    if not segments:
        return None
    return Meaning(Target(NAME, "/".join((parts.host, *segments[:2])).lower()), "image")
