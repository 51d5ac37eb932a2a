"""Registries of container images."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("https://quay.io/repository/octo/robot", "image:quay.io/octo/robot"),
        ("https://hub.docker.com/r/octo/robot", "image:hub.docker.com/octo/robot"),
        ("https://hub.docker.com/_/python", "image:hub.docker.com/python"),
        ("https://ghcr.io/octo/robot", "image:ghcr.io/octo/robot"),
    ],
)
def test_a_path_names_its_image(written: str, target: str) -> None:
    assert means(written) == (target, "image")


def test_the_host_alone_is_a_plain_page() -> None:
    assert means("https://quay.io")[0].startswith("web:")
