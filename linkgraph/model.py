"""The nouns of the house, as frozen values.

A *paper* has *passages*; in them stand *links*; a link means a *target*. Asking for a link sends
*probes*, each answered by one *observation* (a fact). A *verdict* is what the rules make of the
observations of one check, a *standing* what history makes of a row of verdicts (opinions).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

CanonicalUrl = NewType("CanonicalUrl", str)
"""A URL that went through ``urls.canonicalize_url``: the identity of a link."""


class Word(StrEnum):
    """What one check can say of a link."""

    OK = "ok"
    MOVED = "moved"
    ARCHIVED = "archived"
    EMPTY = "empty"
    RESTRICTED = "restricted"
    GONE = "gone"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    CONNECT_ERROR = "connect_error"
    TLS_ERROR = "tls_error"
    SKIPPED = "skipped"


class Weight(StrEnum):
    """How much a verdict says about life or death."""

    ALIVE = "alive"
    AUTHORITATIVE = "authoritative"
    STRONG = "strong"
    WEAK = "weak"
    REVIEW = "review"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What history says of a link."""

    UNKNOWN = "unknown"
    ALIVE = "alive"
    FAILING = "failing"
    DEAD = "dead"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper was read: input, line (from 1), format, and the headings it stands under."""

    input: str
    line: int
    format: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.input}:{self.line}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paper's text; ``part`` is ``title``, ``abstract`` or ``note``.

    ``hrefs`` are addresses that stand behind the text instead of in it.
    """

    part: str
    text: str
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a list. ``key`` is its identity: arXiv id, DOI, or the whole normalised title."""

    key: str
    title: str
    passages: tuple[Passage, ...] = ()
    places: tuple[Place, ...] = ()
    arxiv: str = ""
    doi: str = ""

    def text(self, part: str) -> str:
        """Joins the passages of one part, e.g. ``abstract``."""
        return "\n\n".join(passage.text for passage in self.passages if passage.part == part)


@dataclass(frozen=True, slots=True)
class Document:
    """An input, or a part of a long one, as text.

    Attributes:
        name: what the user called it.
        text: what stands in it.
        line: the line, from 1, where the text begins.
        columns: the names of a table's columns by role, where the user told them.
    """

    name: str
    text: str
    line: int = 1
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not understood: where, and why in words."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source read: papers, and what it had to skip."""

    papers: tuple[Paper, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The thing a URL means: ``forge`` names the host's kind, ``name`` the thing on it."""

    forge: str
    name: str

    def __str__(self) -> str:
        return f"{self.forge}:{self.name}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a forge reads in a URL: the thing meant and the kind of page the URL is.

    ``likely`` is the repository that a project page is probably published from; only a request tells.
    """

    target: Target
    kind: str
    likely: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a paper: ``raw`` as it stands, ``url`` as its identity, ``ask_url`` as it is asked.

    ``candidates`` are other readings of ``raw``, to be asked where the link is gone.
    """

    paper: str
    raw: str
    url: CanonicalUrl
    ask_url: str
    target: Target
    kind: str
    part: str = "abstract"
    span: tuple[int, int] = (0, 0)
    repairs: tuple[str, ...] = ()
    candidates: tuple[CanonicalUrl, ...] = ()


class Look(StrEnum):
    """Whether a page is read, beyond its status."""

    NEVER = "never"
    IF_CHANGED = "if_changed"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Known:
    """What a page was when it last answered: its address, validators and length."""

    asked: str
    etag: str = ""
    last_modified: str = ""
    length: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to one host: hop ``hop`` of attempt ``attempt`` (both from 0) for a link.

    Attributes:
        look: whether the page itself is to be read, which tells a page that answers 200 and is gone.
        known: what the page was when it was last read, for a conditional request.
    """

    url: CanonicalUrl
    ask_url: str
    attempt: int = 0
    hop: int = 0
    look: Look = Look.NEVER
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """The answer to one probe: a status, or an error code ``phase/kind`` such as ``dns/nxdomain``.

    Attributes:
        url: the link that was checked.
        attempt: which attempt of this check, from 0.
        hop: which hop of its redirects, from 0.
        asked: the URL that was asked.
        at: when the answer came, in UTC.
        method: the method whose answer this is, ``HEAD`` or ``GET``; empty where nothing was sent.
        status: the HTTP status, or None where there was none.
        error: ``phase/kind`` where no status came, or where the body broke off.
        location: the absolute address of a redirect.
        headers: the few answer headers that rules read, names in lower case.
        head: what HEAD had answered before GET was asked: a status or an error, else empty.
        address: the address that was dialled.
        seconds: how long it took.
        source: who saw it: ``http``, ``person`` or a forge's API.
        title: the page's title, where the page was read.
        body: a hash of the page's text, where it was read.
        signs: what the page shows that rules read, such as ``challenge`` or ``parked``.
    """

    url: CanonicalUrl
    attempt: int
    hop: int
    asked: str
    at: datetime
    method: str = ""
    status: int | None = None
    error: str = ""
    location: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    head: str = ""
    address: str = ""
    seconds: float = 0.0
    source: str = "http"
    title: str = ""
    body: str = ""
    signs: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """Returns the value of one kept header, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one check: the fine ``reason``, the ``rule`` that decided, and what shows it."""

    word: Word
    reason: str
    rule: str
    weight: Weight
    http_status: int | None = None
    final_url: str = ""
    moved_to: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict with its time: one item of a link's history.

    ``until`` is when a person's word ends, ``not_before`` when a host that limits us may be asked again.
    """

    at: datetime
    verdict: Verdict
    until: datetime | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a row of checks amounts to.

    ``failures`` counts the present row; ``counted`` of ``needed`` is how far the rule that is
    nearest to being met has come.
    """

    state: State
    failures: int = 0
    counted: int = 0
    needed: int = 0
    first_failed: datetime | None = None
    last_ok: datetime | None = None
    dead_since: datetime | None = None

    def words(self) -> str:
        """Says the state as a person would: ``failing (2 of 3)``, ``dead since 2026-01-05``."""
        if self.state is State.FAILING and self.needed:
            return f"failing ({min(self.counted, self.needed)} of {self.needed})"
        if self.state is State.DEAD and self.dead_since:
            return f"dead since {self.dead_since:%Y-%m-%d}"
        return self.state.value


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """All that is known of one URL: who names it, and its history, newest check last.

    ``alive_candidate`` is the first of its other readings that was found alive, ``due`` the time
    from which it may be asked again, ``ignored`` why it is not asked at all.
    """

    url: CanonicalUrl
    ask_url: str
    target: Target
    kind: str
    links: tuple[Link, ...] = ()
    checks: tuple[Check, ...] = ()
    standing: Standing = field(default_factory=lambda: Standing(State.UNKNOWN))
    alive_candidate: str = ""
    due: datetime | None = None
    ignored: str = ""
    current: Verdict | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that counts: the newest check's, unless a person said otherwise; None without any."""
        if self.ignored:
            return Verdict(Word.SKIPPED, "ignored", "ignored", Weight.UNKNOWN, evidence=self.ignored)
        return self.current or (self.checks[-1].verdict if self.checks else None)

    @property
    def papers(self) -> tuple[str, ...]:
        """The keys of the papers that name it, each once, sorted."""
        return tuple(sorted({link.paper for link in self.links}))
