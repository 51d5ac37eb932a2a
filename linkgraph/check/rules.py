"""The rules: what the answers of one check say (pure).

``RULES`` is read from the top and the first match wins. Where the answer is good, ``LANDING`` looks at
where it came from and what the page shows. ``judge`` applies both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from linkgraph.check.pages import is_not_found_path, is_sign_in, says_not_found
from linkgraph.model import Observation, Verdict, Weight, Word
from linkgraph.urls import INDEX_FILE, host_of, is_same_place, is_short_link, registrable_domain

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
PERSON = "person"
PAGE_HOSTS = (
    ".github.io",
    ".gitlab.io",
    ".codeberg.page",
    ".readthedocs.io",
    ".pages.dev",
    ".netlify.app",
    ".vercel.app",
)
"""Hosts of other people's pages: who owns a page there may well send us to a domain of their own."""

SAME_OWNER: tuple[frozenset[str], ...] = (
    frozenset({"github.com", "githubusercontent.com", "github.io", "github.dev", "github.blog"}),
    frozenset({"huggingface.co", "hf.co", "hf.space"}),
    frozenset({"readthedocs.org", "readthedocs.io", "rtfd.io"}),
    frozenset({"google.com", "google.dev", "googleusercontent.com", "withgoogle.com", "goo.gl", "blog.google"}),
    frozenset({"youtube.com", "youtu.be", "youtube-nocookie.com"}),
    frozenset({"twitter.com", "x.com", "t.co"}),
    frozenset({"nips.cc", "neurips.cc"}),
    frozenset({"microsoft.com", "aka.ms", "live.com", "sharepoint.com", "1drv.ms", "visualstudio.com"}),
    frozenset({"openai.com", "chatgpt.com"}),
    frozenset({"arxiv.org", "arxiv.com"}),
    frozenset({"zenodo.org", "cern.ch"}),
    frozenset({"dropbox.com", "dropboxusercontent.com", "db.tt"}),
    frozenset({"facebook.com", "fb.com", "meta.com"}),
    frozenset({"sourceforge.net", "sf.net", "sourceforge.io"}),
    frozenset({"archive.org", "archive.ph", "archive.is", "archive.today"}),
    frozenset({"discord.com", "discord.gg"}),
    frozenset({"slack.com", "slack-files.com"}),
    frozenset({"cornell.edu", "arxiv.org"}),
    frozenset({"bitbucket.org", "bitbucket.io", "atlassian.com", "atlassian.net"}),
)
"""Registrable domains of one owner: a redirect between them is a move and no surprise."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a rule looks at.

    Attributes:
        chain: one attempt's answers, hop by hop, oldest first.
        neighbour: the hash of a made-up page beside it that answered 200, else empty.
        accepted: statuses that the user accepts of this host.
    """

    chain: Sequence[Observation]
    neighbour: str = ""
    accepted: frozenset[int] = frozenset()

    @property
    def first(self) -> Observation:
        """The answer to the address as written."""
        return self.chain[0]

    @property
    def last(self) -> Observation:
        """The answer where the redirects ended."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: when ``test`` holds, the verdict is ``word``.

    An empty ``reason`` takes the kind of the error (``nxdomain`` of ``dns/nxdomain``). ``shows`` names
    what is kept as evidence: fields of the last answer, or its headers.
    """

    name: str
    when: str
    test: Callable[[Sight], bool]
    word: Word
    reason: str
    weight: Weight
    shows: tuple[str, ...] = ("status",)


def _error(*codes: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.last.error in codes


def _phase(phase: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.last.error.partition("/")[0] == phase


def _status(*statuses: int) -> Callable[[Sight], bool]:
    return lambda sight: sight.last.status in statuses


def _between(low: int, high: int) -> Callable[[Sight], bool]:
    return lambda sight: sight.last.status is not None and low <= sight.last.status <= high


def _said(word: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.last.source == PERSON and sight.last.header("verdict") == word


def is_limited(seen: Observation) -> bool:
    """Tells whether an answer says that we ask too much."""
    if seen.status == 429:
        return True
    if seen.status == 403:
        return seen.header("x-ratelimit-remaining") == "0" or bool(seen.header("retry-after"))
    return seen.status == 503 and bool(seen.header("retry-after"))


def _is_challenge(sight: Sight) -> bool:
    seen = sight.last
    waf = seen.header("x-amzn-waf-action") in {"challenge", "captcha"}
    return seen.status == 999 or bool(seen.header("cf-mitigated")) or waf or "challenge" in seen.signs


def _asks_to_sign_in(sight: Sight) -> bool:
    seen = sight.last
    return seen.status in {402, 407} or (seen.status == 401 and bool(seen.header("www-authenticate")))


def _is_good(sight: Sight) -> bool:
    return sight.last.status == 304 or _between(200, 299)(sight)


_ERROR = ("error",)

RULES: tuple[Rule, ...] = (
    Rule("said-alive", "a person said that it is alive", _said("alive"),
         Word.OK, PERSON, Weight.ALIVE, ("reason",)),
    Rule("said-dead", "a person said that it is dead", _said("dead"),
         Word.GONE, PERSON, Weight.AUTHORITATIVE, ("reason",)),
    Rule("said-nothing", "a person took that word back", _said("none"),
         Word.SKIPPED, PERSON, Weight.UNKNOWN, ("reason",)),
    Rule("said-mute", "a person said that it is not to be asked", _said("mute"),
         Word.SKIPPED, "ignored", Weight.UNKNOWN, ("reason",)),
    Rule("said-unmute", "a person said that it is to be asked again", _said("unmute"),
         Word.SKIPPED, PERSON, Weight.UNKNOWN, ("reason",)),
    Rule("waits", "the host asked for a longer wait than this run has", _error("skipped/host_waits"),
         Word.RATE_LIMITED, "host_waits", Weight.UNKNOWN, ("error", "retry-after")),
    Rule("skipped", "nothing was asked: private address, scheme, port, an unwell host, no budget, own fault",
         _phase("skipped"), Word.SKIPPED, "", Weight.UNKNOWN, _ERROR),
    Rule("no-such-name", "the resolver says that the name does not exist", _error("dns/nxdomain"),
         Word.DNS_ERROR, "", Weight.STRONG, _ERROR),
    Rule("name-unclear", "no address, SERVFAIL, refused, or no answer from the resolver", _phase("dns"),
         Word.DNS_ERROR, "", Weight.UNKNOWN, _ERROR),
    Rule("tls", "the encrypted connection could not be trusted or made", _phase("tls"),
         Word.TLS_ERROR, "", Weight.WEAK, _ERROR),
    Rule("timeout", "no answer within the time bound", _phase("timeout"),
         Word.TIMEOUT, "", Weight.WEAK, ("error", "seconds")),
    Rule("connect", "refused, reset, unreachable, broken off, or no HTTP", _phase("connect"),
         Word.CONNECT_ERROR, "", Weight.WEAK, ("error", "status")),
    Rule("accepted", "a status that the settings accept of this host",
         lambda sight: sight.last.status in sight.accepted,
         Word.OK, "accepted", Weight.ALIVE),
    Rule("challenge", "a bot wall: cf-mitigated, status 999, or a challenge page", _is_challenge,
         Word.BLOCKED, "challenge", Weight.UNKNOWN, ("status", "cf-mitigated", "x-amzn-waf-action", "signs", "title")),
    Rule("rate-limit", "429; 403 with an exhausted limit or Retry-After; 503 with Retry-After",
         lambda sight: is_limited(sight.last),
         Word.RATE_LIMITED, "limit", Weight.UNKNOWN, ("status", "retry-after", "x-ratelimit-remaining")),
    Rule("sign-in", "401 with WWW-Authenticate, 402 or 407: it exists, not open to us", _asks_to_sign_in,
         Word.RESTRICTED, "sign_in", Weight.ALIVE, ("status", "www-authenticate")),
    Rule("not-found", "404 by GET", _status(404),
         Word.GONE, "not_found", Weight.STRONG),
    Rule("removed", "410 by GET", _status(410),
         Word.GONE, "removed", Weight.STRONG),
    Rule("legal", "451: taken down for legal reasons", _status(451),
         Word.GONE, "legal", Weight.STRONG),
    Rule("too-early", "408 or 425: the server's own haste", _status(408, 425),
         Word.SERVER_ERROR, "request_timeout", Weight.WEAK),
    Rule("refused-to-us", "any other 4xx: the host refuses us, which proves nothing", _between(400, 499),
         Word.BLOCKED, "refused_to_us", Weight.UNKNOWN, ("status", "server")),
    Rule("server", "5xx", _between(500, 599),
         Word.SERVER_ERROR, "status_5xx", Weight.WEAK, ("status", "server")),
    Rule("found", "2xx or 304", _is_good,
         Word.OK, "found", Weight.ALIVE),
    Rule("unclear", "any other answer", lambda sight: True,
         Word.BLOCKED, "unclear_status", Weight.UNKNOWN),
)  # fmt: skip


def _lands_elsewhere(sight: Sight) -> bool:
    first, last = sight.first.asked, sight.last.asked
    return not is_short_link(first) and not _one_owner(host_of(first), host_of(last))


def _one_owner(one: str, other: str) -> bool:
    domains = {registrable_domain(one), registrable_domain(other)}
    return len(domains) == 1 or one.endswith(PAGE_HOSTS) or any(domains <= group for group in SAME_OWNER)


def _lands_on_root(sight: Sight) -> bool:
    first, last = urlsplit(sight.first.asked), urlsplit(sight.last.asked)
    was_deep = len(INDEX_FILE.sub("/", first.path)) > 1
    return (
        was_deep
        and len(INDEX_FILE.sub("/", last.path)) <= 1
        and not last.query
        and not is_short_link(sight.first.asked)
    )


def _turned(test: Callable[[str], bool]) -> Callable[[Sight], bool]:
    """Makes a test of where redirects ended; what was written so says nothing."""
    return lambda sight: len(sight.chain) > 1 and test(sight.last.asked) and not test(sight.first.asked)


def _sign(*signs: str) -> Callable[[Sight], bool]:
    return lambda sight: any(sign in sight.last.signs for sign in signs)


LANDING: tuple[Rule, ...] = (
    Rule("sign-in-page", "redirected to a page where people sign in", _turned(is_sign_in),
         Word.BLOCKED, "sign_in_page", Weight.UNKNOWN, ("asked",)),
    Rule("parked", "the page says that its domain is for sale, or is one that sells domains",
         _sign("for_sale", "parking_site"),
         Word.SUSPECT, "parked", Weight.REVIEW, ("asked", "title", "signs")),
    Rule("other-domain", "redirected to a domain that somebody else may have registered", _lands_elsewhere,
         Word.SUSPECT, "other_domain", Weight.REVIEW, ("asked", "title")),
    Rule("not-found-url", "redirected to an address for what was not found", _turned(is_not_found_path),
         Word.SUSPECT, "not_found_url", Weight.REVIEW, ("asked", "title")),
    Rule("site-root", "redirected from a deep page to the site's root", _lands_on_root,
         Word.SUSPECT, "site_root", Weight.REVIEW, ("asked", "title")),
    Rule("says-not-found", "answers 2xx with a title that says not found",
         lambda sight: says_not_found(sight.last.title),
         Word.SUSPECT, "says_not_found", Weight.REVIEW, ("status", "title")),
    Rule("as-its-neighbour", "the same page as a made-up address beside it",
         lambda sight: bool(sight.neighbour) and sight.last.body == sight.neighbour,
         Word.SUSPECT, "same_as_neighbour", Weight.REVIEW, ("status", "title", "body")),
)  # fmt: skip
"""Looked at where ``found`` holds, from the top; the first match wins."""

MOVED = Rule("moved", "2xx behind permanent redirects to another place", _between(200, 299),
             Word.MOVED, "permanent_redirect", Weight.ALIVE, ("status", "asked"))  # fmt: skip
LOOP = Rule("redirect-loop", "redirects return to a place already asked, or are too many", lambda sight: True,
            Word.CONNECT_ERROR, "redirect_loop", Weight.WEAK, ("status", "location"))  # fmt: skip
ALL_RULES = (LOOP, *RULES, *LANDING, MOVED)


def judge(chain: Sequence[Observation], neighbour: str = "", accepted: frozenset[int] = frozenset()) -> Verdict:
    """Applies the table to one attempt's answers.

    Args:
        chain: the answers, hop by hop, oldest first.
        neighbour: the hash of a made-up page beside it that answered 200, else empty.
        accepted: statuses that the user accepts of the last hop's host.
    """
    sight = Sight(chain, neighbour, accepted)
    last = sight.last
    if returns(chain) or (last.status in REDIRECTS and last.location and not last.error):
        return make_verdict(LOOP, chain)
    rule = next(rule for rule in RULES if rule.test(sight))
    if rule.name != "found":
        return make_verdict(rule, chain)
    landing = next((rule for rule in LANDING if rule.test(sight)), None)
    if landing:
        return make_verdict(landing, chain)
    target = permanent_target(chain)
    if target and not is_short_link(sight.first.asked) and not is_same_place(sight.first.asked, target):
        return make_verdict(MOVED, chain, target)
    return make_verdict(rule, chain)


def is_said(verdict: Verdict) -> bool:
    """Tells whether a verdict is a person's word."""
    return verdict.rule.startswith("said-")


def permanent_target(chain: Sequence[Observation]) -> str:
    """Returns where the leading permanent redirects of a chain lead, or an empty string."""
    target = ""
    for seen in chain:
        if seen.status not in PERMANENT:
            break
        target = seen.location
    return target


def returns(chain: Sequence[Observation]) -> bool:
    """Tells whether a chain's last redirect leads to a place that it has been at."""
    last = chain[-1]
    return bool(last.location) and last.status in REDIRECTS and last.location in {seen.asked for seen in chain}


def make_verdict(rule: Rule, chain: Sequence[Observation], moved_to: str = "") -> Verdict:
    """Makes the verdict that a rule gives."""
    last = chain[-1]
    return Verdict(
        word=rule.word,
        reason=rule.reason or last.error.partition("/")[2],
        rule=rule.name,
        weight=rule.weight,
        http_status=last.status,
        final_url=last.asked if len(chain) > 1 else "",
        moved_to=moved_to,
        evidence=evidence_of(rule, last),
    )


def evidence_of(rule: Rule, last: Observation) -> str:
    """Says what shows that a rule holds: ``status 404``, ``status 403; cf-mitigated challenge``."""
    shown = ((name, _shown(last, name)) for name in rule.shows)
    return "; ".join(f"{SAID_AS.get(name, name)} {value}" for name, value in shown if value)


SAID_AS = {"asked": "ended at", "error": "failed:", "title": "title", "signs": "the page shows", "seconds": "after"}


def _shown(last: Observation, name: str) -> str:
    if name == "status":
        return f"{last.status} to {last.method or 'GET'}" if last.status is not None else ""
    if name == "title":
        return f"'{last.title}'" if last.title else ""
    if name == "signs":
        return ", ".join(last.signs)
    if name == "seconds":
        return f"{last.seconds:.1f} s"
    if name in {"asked", "error", "body", "location"}:
        return str(getattr(last, name))
    return last.header(name)
