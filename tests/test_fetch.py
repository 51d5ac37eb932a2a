"""The blocking client: bounded, patient to a point, silent about secrets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import responses

from linkgraph import fetch
from linkgraph.errors import InputUnreadable
from linkgraph.fetch import Client, retry_after_seconds, user_agent

URL = "https://example.org/list"
NOW = datetime(2026, 1, 5, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def client(**values: object) -> tuple[Client, list[float]]:
    slept: list[float] = []
    return Client(sleep=slept.append, **values), slept  # type: ignore[arg-type]


def test_an_answer_is_given_whole(web: responses.RequestsMock) -> None:
    web.get(URL, body=b"hello", headers={"X-A": "b"})
    answer = client()[0].get(URL)
    assert (answer.content, answer.status, answer.url) == (b"hello", 200, URL)
    assert web.calls[0].request.headers["User-Agent"].startswith("linkgraph/")


def test_a_passing_fault_is_tried_again(web: responses.RequestsMock) -> None:
    web.get(URL, status=503)
    web.get(URL, body=requests.ConnectionError("reset"))
    web.get(URL, body=b"at last")
    asked, slept = client()
    assert asked.get(URL).content == b"at last"
    assert slept == [1.0, 2.0]


def test_retry_after_is_obeyed_whole(web: responses.RequestsMock) -> None:
    web.get(URL, status=429, headers={"Retry-After": "7"})
    web.get(URL, body=b"ok")
    asked, slept = client()
    asked.get(URL)
    assert slept == [7.0]


def test_a_wait_longer_than_our_patience_ends_with_a_sentence(web: responses.RequestsMock) -> None:
    web.get(URL, status=429, headers={"Retry-After": "54000"})
    asked, slept = client()
    with pytest.raises(InputUnreadable, match="asks to wait 54000 s"):
        asked.get(URL)
    assert slept == []


def test_a_lasting_fault_ends_with_a_sentence(web: responses.RequestsMock) -> None:
    web.get(URL, status=500)
    with pytest.raises(InputUnreadable, match=r"example\.org/list: answered 500; try again later"):
        client()[0].get(URL)
    assert len(web.calls) == 3


def test_what_is_not_there_is_not_tried_again(web: responses.RequestsMock) -> None:
    web.get(URL, status=404)
    with pytest.raises(InputUnreadable, match="answered 404"):
        client()[0].get(URL)
    assert len(web.calls) == 1


def test_redirects_are_followed_and_bounded(web: responses.RequestsMock) -> None:
    web.get(URL, status=301, headers={"Location": "/new"})
    web.get("https://example.org/new", body=b"ok")
    assert client()[0].get(URL).url == "https://example.org/new"
    web.get("https://example.org/loop", status=302, headers={"Location": "/loop"})
    with pytest.raises(InputUnreadable, match="redirects more than 5 times"):
        client()[0].get("https://example.org/loop")


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "http://10.0.0.1/x", "http://[::1]/", "file:///etc/passwd"])
def test_a_redirect_into_a_private_place_is_refused(web: responses.RequestsMock, target: str) -> None:
    web.get(URL, status=302, headers={"Location": target})
    with pytest.raises(InputUnreadable, match="redirects"):
        client()[0].get(URL)


def test_a_redirect_to_nowhere_ends_with_a_sentence(web: responses.RequestsMock) -> None:
    web.get(URL, status=302, headers={"Location": "http://[bad"})
    with pytest.raises(InputUnreadable, match="example"):
        client()[0].get(URL)


def test_a_body_is_bounded(web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 1000)
    web.get(URL, body=b"x" * 70_000)
    with pytest.raises(InputUnreadable, match="is larger than"):
        client()[0].get(URL)


def test_a_token_goes_to_its_own_host_and_into_no_message(web: responses.RequestsMock) -> None:
    web.get(URL, status=302, headers={"Location": "https://other.example.org/"})
    web.get("https://other.example.org/", status=404)
    with pytest.raises(InputUnreadable) as raised:
        client(tokens={"example.org": "Bearer secret"})[0].get(URL)
    assert web.calls[0].request.headers["Authorization"] == "Bearer secret"
    assert "Authorization" not in web.calls[1].request.headers
    assert "secret" not in str(raised.value)


def test_credentials_and_queries_are_not_shown(web: responses.RequestsMock) -> None:
    web.get("https://me:secret@example.org/list", status=404)
    with pytest.raises(InputUnreadable) as raised:
        client()[0].get("https://me:secret@example.org/list?key=secret")
    assert "secret" not in str(raised.value)


def test_answers_are_kept_for_a_while(web: responses.RequestsMock, tmp_path: Path) -> None:
    web.get(URL, body=b"hello")
    for _ in range(2):
        asked, _slept = client(cache_folder=tmp_path / "http")
        assert asked.get(URL).content == b"hello"
        asked.close()
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Mon, 05 Jan 2026 12:01:00 GMT", 60.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        ("Mon, 05 Jan 2026 13:01:00 +0100", 60.0),
        ("soon", None),
        ("1²", None),
        ("Mon, 05 Jan 2026 12:01:00 +99999999999999999", None),
        ("-5", None),
        ("", None),
        ("9" * 40, 1e9),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


def test_the_user_agent_names_a_contact() -> None:
    assert user_agent("me@example.org").endswith("(me@example.org)")
