"""Package registries."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://pypi.org/project/Octo_Robot/1.0/", "pypi:octo-robot", "package"),
        ("https://pypi.python.org/pypi/octo.robot", "pypi:octo-robot", "package"),
        ("pkg:pypi/octo_robot@1.0", "pypi:octo-robot", "package"),
        ("https://www.npmjs.com/package/@octo/robot", "npm:@octo/robot", "package"),
        ("https://npmjs.com/package/robot/v/1.0.0", "npm:robot", "package"),
        ("pkg:npm/%40octo/robot@1.0.0", "npm:@octo/robot", "package"),
        ("https://cran.r-project.org/package=RoboT", "cran:RoboT", "package"),
        ("https://cran.r-project.org/web/packages/RoboT/index.html", "cran:RoboT", "package"),
        ("https://crates.io/crates/robot", "crates:robot", "package"),
        ("https://anaconda.org/octo/robot", "conda:octo/robot", "package"),
    ],
)
def test_a_page_of_a_package_names_it(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://pypi.org",
        "https://pypi.org/search/?q=robot",
        "https://npmjs.com",
        "https://cran.r-project.org/web/views/",
        "https://crates.io/categories",
    ],
)
def test_other_pages_are_plain_pages(written: str) -> None:
    assert means(written)[0].startswith("web:")
