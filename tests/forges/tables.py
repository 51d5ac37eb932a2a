"""How a forge's table is tested: each written form names a target and kind, or is not the forge's."""

from __future__ import annotations

from linkgraph.forges import identify


def means(written: str) -> tuple[str, str]:
    """Returns target and kind of a written URL."""
    meaning = identify(written)
    assert meaning is not None, f"{written} is said to be no URL"
    return str(meaning.target), meaning.kind
