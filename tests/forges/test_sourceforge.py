"""SourceForge's projects."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://sourceforge.net/projects/Robot/", "sourceforge:robot", "repository"),
        ("http://sourceforge.net/projects/robot/files/latest/download", "sourceforge:robot", "release"),
        ("https://sourceforge.net/p/robot/code/ci/master/tree/", "sourceforge:robot", "repository"),
        ("http://robot.sourceforge.net/docs", "sourceforge:robot", "project page"),
        ("http://www.robot.sourceforge.net", "sourceforge:robot", "project page"),
        ("https://robot.sourceforge.io", "sourceforge:robot", "project page"),
        ("https://git.code.sf.net/p/robot/code", "sourceforge:robot", "repository"),
        ("https://sf.net/projects/robot", "sourceforge:robot", "repository"),
        ("https://downloads.sourceforge.net/project/robot/a.zip", "sourceforge:robot", "release"),
    ],
)
def test_a_project_is_meant_whatever_its_page(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://sourceforge.net",
        "https://sourceforge.net/software/robots/",
        "https://lists.sourceforge.net/lists/listinfo/robot",
        "https://sourceforge.net.evil.example/projects/robot",
        "https://sourceforge.net/projects/***",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
