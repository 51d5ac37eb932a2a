"""Google Code's archive."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://code.google.com/p/robot/", "googlecode:robot", "repository"),
        ("https://code.google.com/archive/p/Robot/downloads", "googlecode:robot", "release"),
        ("http://robot.googlecode.com/files/a.zip", "googlecode:robot", "release"),
        ("https://code.google.com/p/robot/wiki/Install", "googlecode:robot", "file"),
    ],
)
def test_a_project_of_the_closed_host_is_still_named(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://code.google.com",
        "https://code.google.com/apis/maps",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
