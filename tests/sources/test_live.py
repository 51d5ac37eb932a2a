"""Lists that a service makes at the moment of asking."""

from __future__ import annotations

import pytest

from linkgraph.errors import UsageError
from linkgraph.sources.live import MAX_PAGES, is_live, normal_name, pages


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("hf:2026-11-19", "https://huggingface.co/api/daily_papers?date=2026-11-19&p=0&limit=100"),
        ("hf:2026-W47", "https://huggingface.co/api/daily_papers?week=2026-W47&p=0&limit=100"),
        ("hf:2026-11", "https://huggingface.co/api/daily_papers?month=2026-11&p=0&limit=100"),
        (
            "arxiv:cat:cs.DC",
            "https://export.arxiv.org/api/query?search_query=cat%3Acs.DC&sortBy=submittedDate&sortOrder=descending"
            "&max_results=300",
        ),
        (
            "arxiv:sparse graphs",
            "https://export.arxiv.org/api/query?search_query=all%3A%22sparse%20graphs%22&sortBy=submittedDate"
            "&sortOrder=descending&max_results=300",
        ),
    ],
)
def test_a_live_list_is_asked_by_its_service(name: str, url: str) -> None:
    assert is_live(name)
    assert next(pages(normal_name(name), {})).url == url


def test_the_configuration_may_name_another_service() -> None:
    assert next(pages("hf:2026-11-19", {"hf": "http://127.0.0.1:8000/"})).url.startswith("http://127.0.0.1:8000/api/")


def test_pages_end() -> None:
    assert len(list(pages("hf:2026-11-19", {}))) == MAX_PAGES
    assert len(list(pages("arxiv:x", {}))) == 1


@pytest.mark.parametrize("name", ["hf:yesterday", "hf:2026-47", "hf:2026-11-1x"])
def test_a_day_that_is_none_is_wrong_usage(name: str) -> None:
    if name == "hf:2026-47":
        assert normal_name(name) == name  # looks like a month; the service will say that it is none
        return
    with pytest.raises(UsageError, match="no day, week or month"):
        normal_name(name)


@pytest.mark.parametrize("name", ["hf:", "list.md", "https://arxiv.org/list", "hf", "arxiv: "])
def test_other_names_are_no_live_lists(name: str) -> None:
    assert not is_live(name)
