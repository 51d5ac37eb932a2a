"""The house keeps its order: who may import whom, and who owns which library."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "linkgraph"

RANKS: tuple[tuple[str, ...], ...] = (
    ("linkgraph",),
    ("model", "errors", "words", "mend"),
    ("urls", "papers", "files", "texts"),
    ("wishes",),
    ("config",),
    ("fetch",),
    ("forges.git", "forges.wrappers"),
    ("forges.*",),
    ("forges",),
    ("beginnings", "readings", "entries", "classics"),
    ("extract", "names"),
    ("mentions", "promises"),
    ("sources.live",),
    ("store.tables", "sources.*", "topics"),
    ("store.catalog", "store.history", "store.database", "store.migrations*", "sources"),
    ("store",),
    ("check", "check.pages", "check.cases", "check.guard", "check.resolver", "check.system"),
    ("check.rules",),
    ("check.verdict", "check.lifecycle", "check.pace", "check.exchange"),
    ("check.frontier", "check.transport", "check.records"),
    ("check.network",),
    ("check.engine", "graph", "graph.*"),
    ("report.material", "report.cells", "report.html.styles"),
    ("report.exchange", "report.dead_links", "report.html.view"),
    ("report.*", "report.html"),
    ("report",),
    ("reading", "checking"),
    ("pipeline",),
    ("doctor", "explain", "demo.scenarios", "demo.prose", "demo"),
    ("demo.world",),
    ("demo.server",),
    ("demo.journey",),
    ("options", "screen"),
    ("telling",),
    ("cli",),
    ("__main__", "reference"),
)
"""From the ground up: a module imports only from ranks below its own."""

OWNERS: dict[str, tuple[str, ...]] = {
    "ada_url": ("urls",),
    "aiodns": ("check.resolver",),
    "aiohttp": ("check.transport",),
    "alembic": ("store.*",),
    "bibtexparser": ("sources.bibtex",),
    "charset_normalizer": ("texts",),
    "defusedxml": ("sources.feed",),
    "ijson": ("sources.parts",),
    "filelock": ("store.database",),
    "markdown_it": ("sources.markdown",),
    "networkx": ("graph.*", "report.*"),
    "numpy": ("topics", "graph.layout"),
    "pycares": ("check.resolver",),
    "pylatexenc": ("sources.bibtex",),
    "pyvis": ("report.html",),
    "requests": ("fetch",),
    "requests_cache": ("fetch",),
    "rich": ("screen",),
    "scipy": ("topics", "graph.layout"),
    "selectolax": ("sources.html",),
    "sklearn": ("topics",),
    "sparse_dot_topn": ("topics",),
    "sqlalchemy": ("store", "store.*"),
    "tenacity": ("fetch",),
    "tldextract": ("urls",),
    "trustme": ("demo.server",),
    "urllib3": ("fetch",),
    "uvloop": ("check.system",),
    "typer": ("options", "cli", "reference"),
}
"""The one owner of each outside library."""


def modules() -> list[str]:
    names = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        names.append(".".join(part for part in parts if part != "__init__") or "linkgraph")
    return names


def source_of(module: str) -> Path:
    path = PACKAGE if module == "linkgraph" else PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports_of(module: str) -> set[str]:
    """Returns what a module imports, whether at its top or within a function; types alone do not count."""
    tree = ast.parse(source_of(module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            children = {f"{node.module}.{alias.name}" for alias in node.names}
            submodules = {name for name in children if name.removeprefix("linkgraph.") in modules()}
            found |= submodules or {node.module}
    return found


def matches(module: str, pattern: str) -> bool:
    return module.startswith(pattern[:-1]) if pattern.endswith("*") else module == pattern


def rank_of(module: str) -> int:
    exact = [number for number, row in enumerate(RANKS) if module in row]
    fitting = exact or [number for number, row in enumerate(RANKS) if any(matches(module, item) for item in row)]
    assert fitting, f"{module} has no rank: write it into RANKS, where it belongs from the ground up."
    return fitting[0]


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_from_lower_ranks(module: str) -> None:
    for imported in imports_of(module):
        if not imported.startswith("linkgraph."):
            continue
        other = imported.removeprefix("linkgraph.")
        if other not in modules():
            other = other.rpartition(".")[0] or other
        assert rank_of(other) < rank_of(module), (
            f"{module} imports {other}, which stands no lower: a module imports only from lower ranks, "
            "and modules of equal rank never import each other."
        )


@pytest.mark.parametrize("module", modules())
def test_no_module_imports_its_own_package(module: str) -> None:
    package = f"linkgraph.{module.rpartition('.')[0]}"
    assert "." not in module or package not in imports_of(module), (
        f"{module} imports its own package's __init__, which imports it: take what you need from below."
    )


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_each_outside_library_has_its_owner(library: str) -> None:
    for module in modules():
        used = {name.partition(".")[0] for name in imports_of(module)}
        if library in used:
            assert any(matches(module, owner) for owner in OWNERS[library]), (
                f"{module} imports {library}, whose owner is {' or '.join(OWNERS[library])}: ask the owner."
            )


def test_every_outside_library_is_listed() -> None:
    import sys

    ours = {"linkgraph", "__future__"}
    used = {name.partition(".")[0] for module in modules() for name in imports_of(module)}
    unknown = used - set(OWNERS) - set(sys.stdlib_module_names) - ours - {"markupsafe", "yarl"}
    assert not unknown, f"{sorted(unknown)} came into the house without an owner: write it into OWNERS."


def test_no_module_outgrows_a_room() -> None:
    for module in modules():
        lines = source_of(module).read_text(encoding="utf-8").count("\n")
        assert lines <= 400, f"{module} has {lines} lines: there is a second room in it."


def test_failures_are_caught_by_name() -> None:
    for module in modules():
        for node in ast.walk(ast.parse(source_of(module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                name = node.type.id if isinstance(node.type, ast.Name) else ""
                reraises = any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(node))
                assert node.type is not None and (name not in {"Exception", "BaseException"} or reraises), (
                    f"{module}:{node.lineno} catches everything: catch what you can handle, by name."
                )
