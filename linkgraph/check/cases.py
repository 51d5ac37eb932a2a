"""What can be seen of a link, and what must be said of it: the table that tests and documentation share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from linkgraph.model import CanonicalUrl, Observation, Word

ASKED = "https://lab.example.org/paper"
AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that can be seen, and what must be said of it.

    Attributes:
        what: in words.
        answers: what each hop's answer is made of; hop 0 is asked at ``ASKED``.
        word, reason, rule, evidence: what must be said.
        neighbour: the hash of a made-up page beside it.
        accepted: statuses that the user accepts.
    """

    what: str
    answers: tuple[dict[str, Any], ...]
    word: Word
    reason: str
    rule: str
    evidence: str
    neighbour: str = ""
    accepted: frozenset[int] = field(default_factory=frozenset)

    def chain(self) -> list[Observation]:
        """Returns the answers as observations, hop by hop."""
        made, asked = [], ASKED
        for hop, answer in enumerate(self.answers):
            known = {"url": CanonicalUrl(ASKED), "attempt": 0, "hop": hop, "asked": asked, "at": AT, "method": "GET"}
            made.append(Observation(**{**known, **answer}))
            asked = made[-1].location or asked
        return made


def _case(
    what: str, said: str, rule: str, evidence: str, *answers: dict[str, Any], neighbour: str = "", accepted: int = 0
) -> Case:
    word, _, reason = said.partition("/")
    codes = frozenset({accepted} if accepted else ())
    return Case(what, answers, Word(word), reason, rule, evidence, neighbour, codes)


def _status(status: int, *headers: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"status": status, "headers": headers, **more}


def _failed(error: str, **more: Any) -> dict[str, Any]:
    return {"error": error, **more}


def _turn(status: int, location: str) -> dict[str, Any]:
    return {"status": status, "location": location}


def _person(verdict: str, reason: str) -> dict[str, Any]:
    return {"source": "person", "method": "", "headers": (("verdict", verdict), ("reason", reason))}


HOME = "https://lab.example.org/"
NOW = "https://lab.example.org/now"

CASES: tuple[Case, ...] = (
    _case("a page", "ok/found", "found", "status 200 to GET", _status(200)),
    _case("a page, by HEAD", "ok/found", "found", "status 200 to HEAD", _status(200, method="HEAD")),
    _case("nothing to show", "ok/found", "found", "status 204 to GET", _status(204)),
    _case("not changed", "ok/found", "found", "status 304 to HEAD", _status(304, method="HEAD")),
    _case("no such page", "gone/not_found", "not-found", "status 404 to GET", _status(404)),
    _case("taken away for good", "gone/removed", "removed", "status 410 to GET", _status(410)),
    _case("taken down", "gone/legal", "legal", "status 451 to GET", _status(451)),
    _case("a sign-in asked for", "restricted/sign_in", "sign-in", "status 401 to GET; www-authenticate Bearer",
          _status(401, ("www-authenticate", "Bearer"))),
    _case("to be paid for", "restricted/sign_in", "sign-in", "status 402 to GET", _status(402)),
    _case("a proxy's sign-in", "restricted/sign_in", "sign-in", "status 407 to GET", _status(407)),
    _case("401 without a way to sign in", "blocked/refused_to_us", "refused-to-us", "status 401 to GET", _status(401)),
    _case("forbidden", "blocked/refused_to_us", "refused-to-us", "status 403 to GET; server nginx",
          _status(403, ("server", "nginx"))),
    _case("forbidden, and accepted by the settings", "ok/accepted", "accepted", "status 403 to GET",
          _status(403), accepted=403),
    _case("method not allowed", "blocked/refused_to_us", "refused-to-us", "status 405 to GET", _status(405)),
    _case("not acceptable", "blocked/refused_to_us", "refused-to-us", "status 406 to GET", _status(406)),
    _case("a teapot", "blocked/refused_to_us", "refused-to-us", "status 418 to GET", _status(418)),
    _case("Cloudflare's wall", "blocked/challenge", "challenge", "status 403 to GET; cf-mitigated challenge",
          _status(403, ("cf-mitigated", "challenge"))),
    _case("LinkedIn's 999", "blocked/challenge", "challenge", "status 999 to GET", _status(999)),
    _case("a challenge page", "blocked/challenge", "challenge",
          "status 403 to GET; the page shows challenge; title 'Just a moment...'",
          _status(403, signs=("challenge",), title="Just a moment...")),
    _case("a challenge page that answers 200", "blocked/challenge", "challenge",
          "status 200 to GET; the page shows challenge", _status(200, signs=("challenge",))),
    _case("Amazon's wall", "blocked/challenge", "challenge", "status 202 to GET; x-amzn-waf-action challenge",
          _status(202, ("x-amzn-waf-action", "challenge"))),
    _case("too many requests", "rate_limited/limit", "rate-limit", "status 429 to GET", _status(429)),
    _case("too many requests, with a time", "rate_limited/limit", "rate-limit", "status 429 to GET; retry-after 30",
          _status(429, ("retry-after", "30"))),
    _case("GitHub's limit", "rate_limited/limit", "rate-limit", "status 403 to GET; x-ratelimit-remaining 0",
          _status(403, ("x-ratelimit-remaining", "0"))),
    _case("GitHub's secondary limit", "rate_limited/limit", "rate-limit", "status 403 to GET; retry-after 60",
          _status(403, ("retry-after", "60"))),
    _case("403 with requests left", "blocked/refused_to_us", "refused-to-us", "status 403 to GET",
          _status(403, ("x-ratelimit-remaining", "7"))),
    _case("unavailable, with a time", "rate_limited/limit", "rate-limit", "status 503 to GET; retry-after 10",
          _status(503, ("retry-after", "10"))),
    _case("the host asked for a longer wait than the run has", "rate_limited/host_waits", "waits",
          "failed: skipped/host_waits", _failed("skipped/host_waits")),
    _case("unavailable", "server_error/status_5xx", "server", "status 503 to GET", _status(503)),
    _case("broken", "server_error/status_5xx", "server", "status 500 to GET", _status(500)),
    _case("Cloudflare finds no origin", "server_error/status_5xx", "server", "status 530 to GET; server cloudflare",
          _status(530, ("server", "cloudflare"))),
    _case("request timeout", "server_error/request_timeout", "too-early", "status 408 to GET", _status(408)),
    _case("too early", "server_error/request_timeout", "too-early", "status 425 to GET", _status(425)),
    _case("several choices", "blocked/unclear_status", "unclear", "status 300 to GET", _status(300)),
    _case("a redirect to nowhere", "blocked/unclear_status", "unclear", "status 301 to GET", _status(301)),
    _case("no such name", "dns_error/nxdomain", "no-such-name", "failed: dns/nxdomain", _failed("dns/nxdomain")),
    _case("a name without an address", "dns_error/no_address", "name-unclear", "failed: dns/no_address",
          _failed("dns/no_address")),
    _case("the resolver fails", "dns_error/servfail", "name-unclear", "failed: dns/servfail", _failed("dns/servfail")),
    _case("the resolver refuses", "dns_error/refused", "name-unclear", "failed: dns/refused", _failed("dns/refused")),
    _case("the resolver is silent", "dns_error/timeout", "name-unclear", "failed: dns/timeout", _failed("dns/timeout")),
    _case("a certificate that ended", "tls_error/expired", "tls", "failed: tls/expired", _failed("tls/expired")),
    _case("another host's certificate", "tls_error/hostname", "tls", "failed: tls/hostname", _failed("tls/hostname")),
    _case("a self-signed certificate", "tls_error/self_signed", "tls", "failed: tls/self_signed",
          _failed("tls/self_signed")),
    _case("a certificate is missing between", "tls_error/incomplete_chain", "tls", "failed: tls/incomplete_chain",
          _failed("tls/incomplete_chain")),
    _case("no connection in time", "timeout/connect", "timeout", "failed: timeout/connect; after 20.0 s",
          _failed("timeout/connect", seconds=20.0)),
    _case("no answer in time", "timeout/first_byte", "timeout", "failed: timeout/first_byte; after 20.0 s",
          _failed("timeout/first_byte", seconds=20.0)),
    _case("a body that drips", "timeout/read", "timeout", "failed: timeout/read; after 20.0 s",
          _failed("timeout/read", seconds=20.0)),
    _case("refused", "connect_error/refused", "connect", "failed: connect/refused", _failed("connect/refused")),
    _case("reset", "connect_error/reset", "connect", "failed: connect/reset", _failed("connect/reset")),
    _case("no way there", "connect_error/unreachable", "connect", "failed: connect/unreachable",
          _failed("connect/unreachable")),
    _case("hung up", "connect_error/disconnected", "connect", "failed: connect/disconnected",
          _failed("connect/disconnected")),
    _case("no HTTP", "connect_error/bad_http", "connect", "failed: connect/bad_http", _failed("connect/bad_http")),
    _case("a body cut short", "connect_error/truncated", "connect", "failed: connect/truncated; status 200 to GET",
          _failed("connect/truncated", status=200)),
    _case("a private address", "skipped/private_address", "skipped", "failed: skipped/private_address",
          _failed("skipped/private_address")),
    _case("a port where no web stands", "skipped/odd_port", "skipped", "failed: skipped/odd_port",
          _failed("skipped/odd_port")),
    _case("a host that failed ten times in a row", "skipped/host_unwell", "skipped", "failed: skipped/host_unwell",
          _failed("skipped/host_unwell")),
    _case("a redirect to a file", "skipped/unsupported_scheme", "skipped", "failed: skipped/unsupported_scheme",
          _turn(302, "file:///etc/passwd"), _failed("skipped/unsupported_scheme")),
    _case("moved for good", "moved/permanent_redirect", "moved", f"status 200 to GET; ended at {NOW}",
          _turn(301, NOW), _status(200)),
    _case("elsewhere for now", "ok/found", "found", "status 200 to GET", _turn(302, NOW), _status(200)),
    _case("another scheme alone", "ok/found", "found", "status 200 to GET",
          _turn(301, "https://www.lab.example.org/paper/"), _status(200)),
    _case("moved into nothing", "gone/not_found", "not-found", "status 404 to GET", _turn(301, NOW), _status(404)),
    _case("redirected in a circle", "connect_error/redirect_loop", "redirect-loop",
          f"status 302 to GET; location {ASKED}", _turn(302, NOW), _turn(302, ASKED)),
    _case("redirected to another domain", "suspect/other_domain", "other-domain",
          "ended at https://casino.example.com/paper; title 'Play'",
          _turn(301, "https://casino.example.com/paper"), _status(200, title="Play")),
    _case("redirected to the site's root", "suspect/site_root", "site-root", f"ended at {HOME}; title 'Our lab'",
          _turn(302, HOME), _status(200, title="Our lab")),
    _case("redirected to a page for what was not found", "suspect/not_found_url", "not-found-url",
          f"ended at {HOME}404.html", _turn(302, f"{HOME}404.html"), _status(200)),
    _case("redirected to a sign-in page", "blocked/sign_in_page", "sign-in-page", f"ended at {HOME}users/sign_in",
          _turn(302, f"{HOME}users/sign_in"), _status(200)),
    _case("200 with a title that says not found", "suspect/says_not_found", "says-not-found",
          "status 200 to GET; title '404 - Page not found'", _status(200, title="404 - Page not found")),
    _case("a domain for sale", "suspect/parked", "parked",
          f"ended at {ASKED}; title 'lab.example.org'; the page shows for_sale",
          _status(200, title="lab.example.org", signs=("for_sale",))),
    _case("a site that sells domains", "suspect/parked", "parked", f"ended at {ASKED}; the page shows parking_site",
          _status(200, signs=("parking_site",))),
    _case("the same as a made-up address beside it", "suspect/same_as_neighbour", "as-its-neighbour",
          "status 200 to GET; title 'App'; body 77aa", _status(200, title="App", body="77aa"), neighbour="77aa"),
    _case("another page than the made-up one beside it", "ok/found", "found", "status 200 to GET",
          _status(200, title="App", body="12bc"), neighbour="77aa"),
    _case("a person says that it is alive", "ok/person", "said-alive", "reason opened it myself",
          _person("alive", "opened it myself")),
    _case("a person says that it is dead", "gone/person", "said-dead", "reason sold", _person("dead", "sold")),
    _case("a person takes that back", "skipped/person", "said-nothing", "reason wrong", _person("none", "wrong")),
    _case("a person mutes it", "skipped/ignored", "said-mute", "reason our wall", _person("mute", "our wall")),
    _case("a person lets it be asked again", "skipped/person", "said-unmute", "reason again",
          _person("unmute", "again")),
)  # fmt: skip
