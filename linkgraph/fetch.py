"""The one blocking HTTP client, for services and listings.

Bounded in time, size and redirects; obeys Retry-After up to a patience and says when it is longer;
sends a secret to its own host only and never shows one; a redirect may not lead from the public
network into a private one.
"""

from __future__ import annotations

import email.utils
import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests
import requests_cache
import tenacity
import urllib3

from linkgraph import __version__
from linkgraph.errors import InputUnreadable
from linkgraph.urls import join_url, split_url

MAX_BYTES = 64 * 2**20
MAX_REDIRECTS = 5
BODY_TIMEOUTS = 6
"""How many times the time-out a whole body may take."""

CACHE_SECONDS = 3600
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class _TryAgain(Exception):
    def __init__(self, wait: float | None, why: str) -> None:
        super().__init__(why)
        self.wait = wait


def user_agent(contact: str = "") -> str:
    """Says who asks, and where to complain."""
    return f"linkgraph/{__version__} ({contact})" if contact else f"linkgraph/{__version__}"


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """Reads a Retry-After value (seconds or an HTTP date, RFC 9110 10.2.3); None where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), 10**9))
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


@dataclass
class Client:
    """A polite, bounded client.

    Attributes:
        cache_folder: where answers are kept for an hour; None keeps nothing.
        tokens: header values by host; each is sent to its own host alone.
        patience: the longest wait in seconds that a Retry-After may impose.
    """

    cache_folder: Path | None = None
    contact: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 20.0
    tries: int = 3
    patience: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Opens the session, with a cache on disk where a folder is given."""
        if self.cache_folder is None:
            self._session: requests.Session = requests.Session()
        else:
            self.cache_folder.mkdir(parents=True, exist_ok=True)
            self._session = requests_cache.CachedSession(
                str(self.cache_folder / "answers"), backend="sqlite", expire_after=CACHE_SECONDS
            )
        self._session.headers["User-Agent"] = user_agent(self.contact)

    def close(self) -> None:
        """Closes connections and the cache."""
        self._session.close()

    def get(self, url: str) -> Answer:
        """Fetches a URL.

        Raises:
            InputUnreadable: no answer of use came; the sentence says why and what to do.
        """
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.tries),
            wait=self._wait,
            sleep=self.sleep,
            retry=tenacity.retry_if_exception_type(_TryAgain),
            reraise=True,
        )
        try:
            return retrying(self._get_once, url)
        except _TryAgain as error:
            raise InputUnreadable(f"{_shown(url)}: {error}; try again later.") from None

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        told = error.wait if isinstance(error, _TryAgain) else None
        return told if told is not None else float(2 ** (state.attempt_number - 1))

    def _get_once(self, url: str) -> Answer:
        asked = url
        if split_url(url) is None:
            raise InputUnreadable(f"{url}: is no web address; check it.")
        for _ in range(MAX_REDIRECTS + 1):
            response = self._send(asked)
            with response:
                if response.is_redirect:
                    target = join_url(asked, response.headers["location"])
                    _refuse_private_turn(asked, target)
                    asked = target
                    continue
                return self._answer(asked, response)
        raise InputUnreadable(f"{_shown(url)}: redirects more than {MAX_REDIRECTS} times; give the final address.")

    def _send(self, url: str) -> requests.Response:
        token = self.tokens.get(urlsplit(url).hostname or "")
        try:
            return self._session.get(
                url,
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
                headers={"Authorization": token} if token else {},
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _TryAgain(None, f"did not answer ({_cause(error)})") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise InputUnreadable(f"{_shown(url)}: cannot be asked ({_cause(error)}); check the address.") from None

    def _answer(self, url: str, response: requests.Response) -> Answer:
        if response.status_code in RETRIED_STATUSES:
            wait = retry_after_seconds(response.headers.get("retry-after", ""), datetime.now(UTC))
            if wait is not None and wait > self.patience:
                raise InputUnreadable(f"{_shown(url)}: asks to wait {wait:.0f} s; run again after that.")
            raise _TryAgain(wait, f"answered {response.status_code}")
        if response.status_code >= 400:
            raise InputUnreadable(f"{_shown(url)}: answered {response.status_code}; check the address.")
        content, deadline = bytearray(), time.monotonic() + self.timeout * BODY_TIMEOUTS
        try:
            for chunk in response.iter_content(65_536):
                content += chunk
                if time.monotonic() > deadline:
                    raise InputUnreadable(f"{_shown(url)}: sends too slowly; save it and give the file.")
                if len(content) > MAX_BYTES:
                    raise InputUnreadable(f"{_shown(url)}: is larger than {MAX_BYTES // 2**20} MiB; save a part of it.")
        except requests.RequestException as error:
            raise _TryAgain(None, f"broke off ({_cause(error)})") from None
        return Answer(url, response.status_code, dict(response.headers), bytes(content))


def _shown(url: str) -> str:
    """Returns a URL without credentials and query, fit for a message."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _cause(error: Exception) -> str:
    return type(error).__name__


def _refuse_private_turn(asked: str, target: str) -> None:
    """Refuses a redirect that leaves http(s) or leads from elsewhere into a private network."""
    if urlsplit(target).scheme not in {"http", "https"}:
        raise InputUnreadable(f"{_shown(asked)}: redirects to something that is no web page; give another address.")
    host, from_host = urlsplit(target).hostname or "", urlsplit(asked).hostname or ""
    if host != from_host and not _is_public(host):
        raise InputUnreadable(f"{_shown(asked)}: redirects into a private network ({host}); give another address.")


def _is_public(host: str) -> bool:
    try:
        found = {str(item[4][0]) for item in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return True
    return all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)
