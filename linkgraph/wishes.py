"""What the user wishes of single hosts, links and papers: ``[hosts."example.org"]`` and ``[ignore]``."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from typing import Any

from linkgraph.errors import UsageError
from linkgraph.urls import canonicalize_url

_TOKEN = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_KINDS = {"urls": "url", "hosts": "host", "papers": "paper"}
NEVER_SENT = frozenset({"host", "content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class HostWish:
    """How one host is asked.

    Attributes:
        headers: sent to this very host alone, not to those below it; never shown.
        interval: hours between two checks of a link that is alive.
        accept: statuses that count as alive here.
        timeout: seconds for one probe.
        per_host: probes in flight at most.
    """

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    interval: float = 0.0
    accept: frozenset[int] = frozenset()
    timeout: float = 0.0
    per_host: int = 0


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that is not asked: a ``url``, a ``host`` with those below it, or a ``paper`` by key or title."""

    kind: str
    what: str
    reason: str = ""
    until: datetime | None = None

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        until = f" until {self.until:%Y-%m-%d}" if self.until else ""
        return f"ignored{until}{reason}"


def wish_for(wishes: Sequence[tuple[str, HostWish]], host: str) -> HostWish | None:
    """Returns the wish for a host, else for the nearest host above it, without that one's headers."""
    name = host.rpartition(":")[0] or host
    known = dict(wishes)
    if found := known.get(host) or known.get(name):
        return found
    while "." in name:
        name = name.partition(".")[2]
        if name in known:
            above = known[name]
            return HostWish((), above.interval, above.accept, above.timeout, above.per_host)
    return None


def find_ignored(
    ignored: Sequence[Ignored], url: str, host: str, papers: Sequence[tuple[str, str]], now: datetime
) -> Ignored | None:
    """Returns the wish by which a link is not asked, or None.

    Args:
        ignored: the wishes.
        url: the link's canonical URL.
        host: its host, without a port.
        papers: key and title, in lower case, of the papers that name it; all must be ignored.
        now: wishes that have ended do not count.
    """
    standing = [item for item in ignored if item.until is None or now < item.until]
    hidden = {item.what: item for item in standing if item.kind == "paper"}
    for item in standing:
        if item.kind == "url" and item.what == url:
            return item
        if item.kind == "host" and (host == item.what or host.endswith(f".{item.what}")):
            return item
    by_paper = [hidden.get(key) or hidden.get(title) for key, title in papers]
    return by_paper[0] if by_paper and all(by_paper) else None


def parse_hosts(table: Any, place: str) -> tuple[tuple[str, HostWish], ...]:
    """Reads ``[hosts."example.org"]`` tables.

    Raises:
        UsageError: a key is unknown or a value of the wrong type.
    """
    if not isinstance(table, Mapping):
        raise UsageError(f'{place}: hosts is a table; write [hosts."example.org"] and its keys below.')
    return tuple((host.lower(), _host_wish(wish, f"{place}: hosts.{host}")) for host, wish in table.items())


def _host_wish(wish: Any, place: str) -> HostWish:
    if not isinstance(wish, Mapping):
        raise UsageError(f"{place}: is a table; write its keys below it.")
    _refuse_unknown(wish, [item.name for item in fields(HostWish)], place)
    values: dict[str, Any] = {}
    for written, value in wish.items():
        name = written.replace("-", "_")
        if name == "headers":
            values[name] = _headers(value, place)
        elif name == "accept":
            values[name] = _statuses(value, place)
        else:
            values[name] = _positive(value, f"{place}.{written}", whole=name == "per_host")
    return HostWish(**values)


def _positive(value: Any, place: str, *, whole: bool) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0 or (whole and value != int(value)):
        raise UsageError(f"{place}: takes a {'whole ' if whole else ''}number above 0, not {value!r}.")
    return int(value) if whole else float(value)


def _statuses(value: Any, place: str) -> frozenset[int]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, int) and 100 <= item <= 999 for item in items):
        raise UsageError(f"{place}.accept: takes HTTP statuses such as [403], not {value!r}.")
    return frozenset(items)


def _headers(value: Any, place: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise UsageError(f'{place}.headers: is a table such as {{ Referer = "https://example.org/" }}.')
    headers = []
    for name, text in value.items():
        if (
            not _TOKEN.match(name)
            or name.lower() in NEVER_SENT
            or not isinstance(text, str)
            or re.search(r"[\r\n\0]", text)
        ):
            raise UsageError(f'{place}.headers: {name} is no header that can be set; write NAME = "text" on one line.')
        headers.append((name, _filled(text, f"{place}.headers.{name}")))
    return tuple(headers)


def _filled(text: str, place: str) -> str:
    """Puts the environment's values in place of ``${NAME}``."""
    return _VARIABLE.sub(lambda found: _secret(found[1], place), text)


def _secret(variable: str, place: str) -> str:
    value = os.environ.get(variable)
    if value is None:
        raise UsageError(f"{place}: the environment has no {variable}; set it, or take the header out.")
    return value


def parse_ignore(table: Any, place: str) -> tuple[Ignored, ...]:
    """Reads the ``[ignore]`` table.

    Raises:
        UsageError: a key is unknown, a value of the wrong type, or a URL none.
    """
    if not isinstance(table, Mapping):
        raise UsageError(f"{place}: ignore is a table; write [ignore] and its keys below.")
    _refuse_unknown(table, [*_KINDS, "reason", "until"], f"{place}: ignore")
    reason, until = table.get("reason", ""), _until(table.get("until"), f"{place}: ignore.until")
    found = []
    for key, kind in _KINDS.items():
        items = table.get(key, [])
        if not isinstance(items, list):
            raise UsageError(f"{place}: ignore.{key}: takes a list, not {items!r}.")
        found += [_ignored(item, kind, str(reason), until, f"{place}: ignore.{key}") for item in items]
    return tuple(found)


def _ignored(item: Any, kind: str, reason: str, until: datetime | None, place: str) -> Ignored:
    if isinstance(item, str):
        return Ignored(kind, _what(kind, item, place), reason, until)
    if not isinstance(item, Mapping) or not isinstance(item.get(kind), str):
        raise UsageError(f'{place}: takes texts, or tables such as {{ {kind} = "...", reason = "..." }}; not {item!r}.')
    _refuse_unknown(item, [kind, "reason", "until"], place)
    ends = _until(item["until"], f"{place}.until") if "until" in item else until
    return Ignored(kind, _what(kind, item[kind], place), str(item.get("reason", reason)), ends)


def _what(kind: str, text: str, place: str) -> str:
    if kind == "url":
        url = canonicalize_url(text)
        if url is None:
            raise UsageError(f"{place}: {text!r} is no web address; write one such as https://example.org/page.")
        return url
    return " ".join(text.split()).casefold() if kind == "paper" else text.lower().strip(". ")


def _until(value: Any, place: str) -> datetime | None:
    if value is None:
        return None
    return parse_day(value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else "?", place)


def parse_day(text: str, place: str) -> datetime:
    """Reads a day or a time, in UTC where it names no zone.

    Raises:
        UsageError: it is neither.
    """
    try:
        if len(text) == len("2027-01-01"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        when = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{place}: takes a day such as 2027-01-31, not {text!r}.") from None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _refuse_unknown(table: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    for key in table:
        if key.replace("-", "_") not in known:
            near = difflib.get_close_matches(key.replace("-", "_"), known, n=1, cutoff=0.0)
            raise UsageError(f"{place}: unknown key {key!r}; the nearest known one is {near[0]!r}.")
