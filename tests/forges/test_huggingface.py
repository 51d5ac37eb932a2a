"""Hugging Face: models, datasets, spaces, papers, accounts."""

from __future__ import annotations

import pytest

from tests.forges.tables import means

VALID = [
    ("https://huggingface.co/octo/Robot-7b", "huggingface:octo/robot-7b", "model"),
    ("hf.co/octo/robot-7b", "huggingface:octo/robot-7b", "model"),
    ("https://huggingface.co/octo/robot-7b/tree/main", "huggingface:octo/robot-7b", "model"),
    ("https://huggingface.co/bert-base-uncased", "huggingface:bert-base-uncased", "model"),
    ("https://huggingface.co/datasets/octo/walks", "huggingface:datasets/octo/walks", "dataset"),
    ("https://huggingface.co/datasets/squad", "huggingface:datasets/squad", "dataset"),
    ("https://huggingface.co/spaces/octo/demo", "huggingface:spaces/octo/demo", "space"),
    ("https://huggingface.co/papers/2401.00001", "arxiv:2401.00001", "paper"),
    ("https://huggingface.co/octo/robot-7b/resolve/main/model.bin", "huggingface:octo/robot-7b", "file"),
    ("https://huggingface.co/octo/robot-7b/discussions/3", "huggingface:octo/robot-7b", "issue"),
    ("https://huggingface.co/datasets/octo/walks/blob/main/a.csv", "huggingface:datasets/octo/walks", "file"),
    ("https://huggingface.co/api/models/octo/robot-7b", "huggingface:octo/robot-7b", "model"),
    ("https://huggingface.co/api/datasets/octo/walks", "huggingface:datasets/octo/walks", "dataset"),
    ("https://huggingface.co/collections/octo/robots-0a1b", "huggingface:collections/octo/robots-0a1b", "web"),
    ("https://huggingface.co/octo", "huggingface:octo", "account"),
]


@pytest.mark.parametrize(("written", "target", "kind"), VALID)
def test_a_path_names_its_artifact(written: str, target: str, kind: str) -> None:
    assert means(written) == (target, kind)


@pytest.mark.parametrize(
    "written", ["https://huggingface.co", "https://huggingface.co/docs/hub", "https://huggingface.co/spaces"]
)
def test_a_page_of_the_site_is_no_artifact(written: str) -> None:
    assert means(written)[0].startswith("web:")
