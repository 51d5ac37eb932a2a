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
