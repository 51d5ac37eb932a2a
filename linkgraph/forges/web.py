"""Any other page: pages sites are project pages, the rest is plain web."""

from __future__ import annotations

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "web"

PAGES_SUFFIXES = (
    ".github.io",
    ".gitlab.io",
    ".codeberg.page",
    ".pages.dev",
    ".netlify.app",
    ".readthedocs.io",
)
"""Sites published from a repository: they stay pages, the repository behind is only a guess."""

HOST_KINDS = {
    "colab.research.google.com": "application",
    "mybinder.org": "application",
    "osf.io": "record",
    "figshare.com": "record",
    "kaggle.com": "dataset",
    "openreview.net": "paper",
    "aclanthology.org": "paper",
    "dl.acm.org": "paper",
}
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


def parse(parts: Parts) -> Meaning:
    """Returns the meaning of any page; this forge refuses nothing."""
    port = f":{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/")
    target = Target(NAME, f"{parts.scheme}://{parts.host}{port}{path}{parts.query}{parts.fragment}")
    return Meaning(target, _kind(parts))


def _kind(parts: Parts) -> str:
    if parts.path.lower().endswith(IMAGE_ENDINGS):
        return "image"
    if parts.host.endswith(PAGES_SUFFIXES):
        return "project page"
    return HOST_KINDS.get(parts.host.removeprefix("www."), "web")
