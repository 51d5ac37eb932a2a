"""Kaggle."""

from __future__ import annotations

import pytest

from tests.forges.tables import means


@pytest.mark.parametrize(
    ("written", "target", "kind"),
    [
        ("https://www.kaggle.com/datasets/octo/Walks", "kaggle:datasets/octo/walks", "dataset"),
        ("https://www.kaggle.com/octo/walks", "kaggle:datasets/octo/walks", "dataset"),
        ("https://kaggle.com/code/octo/first-steps", "kaggle:code/octo/first-steps", "file"),
        ("https://kaggle.com/models/octo/robot/pyTorch/7b", "kaggle:models/octo/robot", "model"),
        ("https://kaggle.com/c/walk-2020/data", "kaggle:competitions/walk-2020", "web"),
        ("https://kaggle.com/competitions/walk-2020", "kaggle:competitions/walk-2020", "web"),
        ("https://kaggle.com/octo", "kaggle:octo", "account"),
    ],
)
def test_a_path_names_its_artifact(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written",
    [
        "https://kaggle.com",
        "https://kaggle.com/learn/robots",
        "https://kaggle.com/c",
        "https://kaggle.com/datasets",
        "https://kaggle.com/datasets/***/***",
    ],
)
def test_a_page_of_the_site_is_no_artifact(written: str) -> None:
    assert means(written)[0].startswith("web:")
