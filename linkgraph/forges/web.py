"""Any other page: pages sites are project pages, the rest is plain web."""

from __future__ import annotations

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "web"

REPOSITORY_HOSTS = {".github.io": "github.com", ".gitlab.io": "gitlab.com", ".codeberg.page": "codeberg.org"}
"""Pages sites that are published from a repository of the account they are named after."""

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
    "openreview.net": "paper",
    "aclanthology.org": "paper",
    "dl.acm.org": "paper",
}
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


def parse(parts: Parts) -> Meaning:
    """Returns the meaning of any page; this forge refuses nothing."""
    pages = _pages(parts)
    if pages:
        return pages
    port = f":{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/")
    target = Target(NAME, f"{parts.scheme}://{parts.host}{port}{path}{parts.query}{parts.fragment}")
    return Meaning(target, _kind(parts))


def _pages(parts: Parts) -> Meaning | None:
    """Reads a page that an account publishes: it stands for its site, whose repository is only likely."""
    suffix = next((suffix for suffix in REPOSITORY_HOSTS if parts.host.endswith(suffix)), None)
    owner = parts.host.removesuffix(suffix) if suffix else ""
    if suffix is None or not owner or "." in owner or parts.path.lower().endswith(IMAGE_ENDINGS):
        return None
    first = parts.segments[0] if parts.segments and "." not in parts.segments[0] else ""
    site = parts.path.split("/")[1] if first else ""
    target = Target(NAME, f"https://{parts.host}" + (f"/{site}" if site else ""))
    return Meaning(target, "project page", f"https://{REPOSITORY_HOSTS[suffix]}/{owner}/{first or parts.host}")


def _kind(parts: Parts) -> str:
    if parts.path.lower().endswith(IMAGE_ENDINGS):
        return "image"
    if parts.host.endswith(PAGES_SUFFIXES):
        return "project page"
    return HOST_KINDS.get(parts.host.removeprefix("www."), "web")
