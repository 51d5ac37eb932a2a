"""Any other page."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://octo.github.io/robot/", "web:https://octo.github.io/robot", "project page"),
        ("https://octo.github.io", "web:https://octo.github.io", "project page"),
        ("https://ogb.example.edu/docs/lsc", "web:https://ogb.example.edu/docs/lsc", "web"),
        ("https://example.org/figure.png", "web:https://example.org/figure.png", "image"),
        ("https://osf.io/abcde/", "web:https://osf.io/abcde", "record"),
        ("https://example.org/a?x=1", "web:https://example.org/a?x=1", "web"),
    ],
)
def test_a_page_means_itself(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)
