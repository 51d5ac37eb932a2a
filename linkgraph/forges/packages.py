"""Package registries: a package's page, whatever its version, means the package."""

from __future__ import annotations

import re

from linkgraph.model import Meaning, Target
from linkgraph.urls import Parts

NAME = "package"

_NAME = r"[A-Za-z0-9][\w.-]*"
PAGES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (forge, host, re.compile(pattern))
    for forge, host, pattern in (
        ("pypi", "pypi.org", rf"^/(?:project|simple|pypi)/({_NAME})"),
        ("pypi", "pypi.python.org", rf"^/(?:pypi|simple)/({_NAME})"),
        ("npm", "npmjs.com", rf"^/package/((?:@{_NAME}/)?{_NAME})"),
        ("npm", "npmjs.org", rf"^/package/((?:@{_NAME}/)?{_NAME})"),
        ("npm", "registry.npmjs.org", rf"^/((?:@{_NAME}/)?{_NAME})"),
        ("cran", "cran.r-project.org", rf"^/(?:package=|web/packages/|src/contrib/Archive/)({_NAME})"),
        ("crates", "crates.io", rf"^/crates/({_NAME})"),
        ("conda", "anaconda.org", rf"^/({_NAME}/{_NAME})"),
        ("maven", "central.sonatype.com", rf"^/artifact/({_NAME}/{_NAME})"),
    )
)
"""Registry, host, and where the package's name stands in the path."""


def parse(parts: Parts) -> Meaning | None:
    """Returns what a URL on a package registry means."""
    host = parts.host.removeprefix("www.")
    for forge, known, pattern in PAGES:
        match = pattern.match(parts.path) if host == known else None
        if match:
            return Meaning(Target(forge, _normal_name(forge, match[1])), "package")
    return None


def _normal_name(forge: str, name: str) -> str:
    """Returns a package's one name; R's are case-sensitive, Python's know no difference of ``-_.`` (PEP 503)."""
    if forge == "cran":
        return name
    return re.sub(r"[-_.]+", "-", name).lower() if forge == "pypi" else name.lower()
