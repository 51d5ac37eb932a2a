"""Any other page."""

from __future__ import annotations

import pytest

from linkgraph.forges import identify
from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://octo.github.io/robot/", "web:https://octo.github.io/robot", "project page"),
        ("https://octo.github.io", "web:https://octo.github.io", "project page"),
        ("https://ogb.example.edu/docs/lsc", "web:https://ogb.example.edu/docs/lsc", "web"),
        ("https://example.org/figure.png", "web:https://example.org/figure.png", "image"),
        ("https://octo.github.io/robot/docs/index.html", "web:https://octo.github.io/robot", "project page"),
        ("https://octo.github.io/paper.pdf", "web:https://octo.github.io", "project page"),
        ("https://robot.readthedocs.io/en/latest", "web:https://robot.readthedocs.io/en/latest", "project page"),
        ("https://example.org/a?x=1", "web:https://example.org/a?x=1", "web"),
    ],
)
def test_a_page_means_itself(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    ("page", "repository"),
    [
        ("https://octo.github.io/robot/docs/", "https://github.com/octo/robot"),
        ("https://octo.github.io", "https://github.com/octo/octo.github.io"),
        ("https://octo.gitlab.io/robot", "https://gitlab.com/octo/robot"),
        ("https://octo.codeberg.page/robot", "https://codeberg.org/octo/robot"),
        ("https://robot.readthedocs.io", ""),
        ("https://github.io", ""),
        ("https://example.org/robot", ""),
    ],
)
def test_a_project_page_has_a_likely_repository(page: str, repository: str) -> None:
    meaning = identify(page)
    assert meaning is not None
    assert meaning.likely == repository
