"""What shows a thing of another host means that thing."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    "written",
    [
        "https://colab.research.google.com/github/octo/robot/blob/main/a.ipynb",
        "https://mybinder.org/v2/gh/octo/robot/HEAD",
        "https://nbviewer.org/github/octo/robot/blob/main/a.ipynb",
        "https://cdn.jsdelivr.net/gh/octo/robot@1.0/dist/a.js",
        "https://web.archive.org/web/20240101000000/https://github.com/octo/robot",
        "https://archive.softwareheritage.org/browse/origin/?origin_url=https://github.com/octo/robot",
        "https://web.archive.org/web/2024*/github.com/octo/robot",
        "https://archive.softwareheritage.org/browse/origin/https://github.com/octo/robot/directory/",
        "https://archive.softwareheritage.org/swh:1:dir:0a1b;origin=https://github.com/octo/robot;path=/src",
        "https://archive.ph/2024/https://github.com/octo/robot",
        "https://nbviewer.jupyter.org/github/octo/robot/tree/main/notebooks",
        "https://colab.research.google.com/github/Octo/Robot/blob/main/a.ipynb#scrollTo=x",
        "https://htmlpreview.github.io/?https://github.com/octo/robot/blob/main/index.html",
        "https://kaggle.com/kernels/welcome?src=https://github.com/octo/robot/blob/main/a.ipynb",
        "https://www.google.com/url?q=https://github.com/octo/robot&sa=D",
        "https://codecov.io/gh/octo/robot/branch/main/graph/badge.svg",
        "https://raw.githack.com/octo/robot/main/index.html",
        "https://github.dev/octo/robot",
        "https://web.archive.org/web/2024/https://colab.research.google.com/github/octo/robot/blob/main/a.ipynb",
    ],
)
def test_a_wrapper_means_what_it_shows(written: str) -> None:
    assert means(written)[0] == "github:octo/robot"


@pytest.mark.parametrize(
    "written", ["https://web.archive.org", "https://colab.research.google.com/drive/1AbC", "https://mybinder.org"]
)
def test_a_wrapper_around_nothing_is_a_page(written: str) -> None:
    assert means(written)[0].startswith("web:")


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("https://mybinder.org/v2/gl/octo%2Fteam%2Frobot/HEAD", "gitlab:octo/team/robot"),
        (
            "https://colab.research.google.com/gist/octo/0123456789abcdef0123456789abcdef",
            "github:gist/octo/0123456789abcdef0123456789abcdef",
        ),
        ("https://web.archive.org/web/2012/http://example.org/a", "web:http://example.org/a"),
    ],
)
def test_other_things_are_shown_too(written: str, target: str) -> None:
    assert means(written)[0] == target
