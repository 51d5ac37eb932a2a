"""What a page itself shows: its title, a hash of its text, and signs of walls and of domains for sale (pure).

A page that answers 200 may still be gone; the signs here are facts for the rules, kept with the
answer, so that a better rule can judge them again.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MAX_TITLE = 200
FEW_WORDS = 400
"""A page of more words than this is no parking page, whatever it speaks of."""

TEXTUAL = ("text/html", "application/xhtml+xml")

_TITLE = re.compile(r"<title[^>]*>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"<(script|style|noscript|svg|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_CHANGING = re.compile(r"[\d\W_]+")
CHALLENGE_MARKS = (
    "/cdn-cgi/challenge-platform/", "_cf_chl_opt", "cf-browser-verification", "captcha-delivery.com",
    "/_incapsula_resource", "awswafcookiedomainlist",
)  # fmt: skip
"""What stands in the source of a bot wall's page, in lower case."""

CHALLENGE_TITLES = (
    "just a moment...", "attention required! |", "access denied |", "ddos-guard", "human verification",
    "pardon our interruption", "checking your browser", "robot check", "security checkpoint",
    "making sure you're not a bot", "making sure you’re not a bot",
)  # fmt: skip
"""How the title of a bot wall's page begins, in lower case."""

_FOR_SALE = re.compile(
    r"(?:domain|website)(?: name)?(?: [\w.-]{3,80})? (?:is|may be|are)(?: now)? (?:for sale|available for purchase)"
    r"|buy this domain|this domain (?:has expired|is parked)|domain parking|inquire about this domain"
    r"|(?:diese|this) domain (?:steht zum verkauf|kaufen)|le nom de domaine .{0,60} est à vendre"
    r"|domain has been registered"
    r"|このドメインは|域名(?:出售|转让|已过期)",
    re.IGNORECASE,
)
SALE_WORDS = (
    "for sale", "purchase", "buy this", "expired", "parked", "parking", "inquire", "verkauf", "kaufen", "vendre",
    "registered", "ドメイン", "域名",
)  # fmt: skip
"""One of these stands wherever a page says that its domain is for sale."""

PARKING_SITES = (
    "sedoparking.com", "parkingcrew.net", "parkingcrew.com", "bodis.com", "hugedomains.com", "afternic.com",
    "above.com",
    "dan.com", "domainmarket.com", "parklogic.com", "skenzo.com", "undeveloped.com", "domainnamesales.com",
    "uniregistry.com", "d38psrni17bvxu.cloudfront.net", "godaddy.com/forsale", "godaddy.com/domainsearch",
)  # fmt: skip
_PARKING_SITE = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, PARKING_SITES))})")

_NOT_FOUND = re.compile(
    r"^(?:(?:error|http(?: error)?|oops|sorry|whoops|uh-oh)\W*)*(?:404|410)\b"
    r"|\b(?:error|http|status)\W{0,3}404\b|\b404\W{0,3}(?:error|$)"
    r"|^(?:[\w .'&|:–—-]{0,60}[|:–—-]\s*)?(?:(?:sorry|oops|whoops)\W+)?(?:the |this |that |your |requested )*"
    r"(?:page|file|document|site|resource|url|project|repository|article|content|item|record|dataset|object)s?"
    r"(?: you(?:'re| are)? (?:requested|looking for))?"
    r"(?: (?:was|were|is|are|has been|could(?: not|n't) be|can(?:not|'t|not) be|cannot be))*"
    r" (?:not (?:be )?found|(?:could(?: not|n['’]t)|can(?:not|['’]t| not)) be found"
    r"|isn['’]t available|no longer (?:available|exists?|here)|not available|unavailable|missing|does(?: not|n't) exist"
    r"|removed|deleted|not exist)\b"
    r"|^not found\b|[|–—-]\s*not found$|^object not found|\b(?:does(?: not|n't) exist|no longer exists)\W*$"
    r"|seite (?:wurde )?nicht (?:gefunden|vorhanden)|page (?:non trouvée|introuvable|inexistante)|página no encontrada"
    r"|pagina non trovata|página não encontrada|pagina niet gevonden|sidan (?:hittades inte|kunde inte hittas)"
    r"|страница не найдена|sayfa bulunamadı|strony nie znaleziono|nie znaleziono strony"
    r"|页面(?:不存在|未找到|找不到)|找不到(?:页面|網頁|网页|頁面)"
    r"|ページが見つかりません|お探しのページ|페이지를 찾을 수 없습니다",
    re.IGNORECASE,
)
_NOT_FOUND_PATH = re.compile(
    r"/(?:(?:error|errors|http|err)[-_/]?)?404(?:[-_](?:error|not[-_]?found|page))?(?:\.\w{2,5})?/?$"
    r"|/(?:page|file)?[-_]?not[-_]?found(?:\.\w{2,5})?/?$|/(?:error|errors)/(?:404|notfound|not-found)\b",
    re.IGNORECASE,
)
_SIGN_IN_PATH = re.compile(
    r"/(?:users?/|accounts?/|auth/|oauth2?/|sso/|idp/|cas/)?(?:log-?in|sign[-_]?in|servicelogin|authorize|saml2?)"
    r"(?:\.\w{2,5})?(?:/|$)",
    re.IGNORECASE,
)
SIGN_IN_HOSTS = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com", "id.atlassian.com"})


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page; all empty where it is no text."""

    title: str = ""
    body: str = ""
    signs: tuple[str, ...] = ()


def is_text(content_type: str) -> bool:
    """Tells whether a page of this Content-Type is worth reading."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in TEXTUAL or not kind


def read_page(body: bytes, content_type: str, asked: str) -> Page:
    """Reads the beginning of a page's body.

    Args:
        body: the bytes, possibly cut short.
        content_type: the header's value.
        asked: the page's address, whose own words are left out of the hash, since an error page
            often repeats them.
    """
    if not is_text(content_type) or not body:
        return Page()
    text = _decoded(body, content_type)
    found = _TITLE.search(text)
    title = " ".join(html.unescape(_TAG.sub(" ", found[1])).split()) if found else ""
    title = "".join(sign for sign in title if sign.isprintable())[:MAX_TITLE]
    seen = _TAG.sub(" ", _UNSEEN.sub(" ", text))
    return Page(title, _hash(seen, asked), _signs(text.lower(), title.lower(), seen))


def _signs(source: str, title: str, seen: str) -> tuple[str, ...]:
    """Returns the signs of walls and of domains for sale that a page shows."""
    signs = []
    if title.startswith(CHALLENGE_TITLES) or any(mark in source for mark in CHALLENGE_MARKS):
        signs.append("challenge")
    # A page of many words is no parking page, whatever it speaks of.
    if len(seen.split(None, FEW_WORDS + 1)) <= FEW_WORDS:
        if any(word in source for word in SALE_WORDS) and (_FOR_SALE.search(seen) or _FOR_SALE.search(title)):
            signs.append("for_sale")
        if any(site in source for site in PARKING_SITES) and _PARKING_SITE.search(source):
            signs.append("parking_site")
    return tuple(signs)


def _decoded(body: bytes, content_type: str) -> str:
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE) or re.search(
        r"<meta[^>]{0,80}charset\s*=\s*[\"']?([\w.:-]{1,40})", body[:2048].decode("latin-1"), re.IGNORECASE
    )
    try:
        return body.decode(named[1] if named else "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _hash(text: str, asked: str) -> str:
    """Returns a hash of a page's words, without figures and without the words of its own address."""
    words = html.unescape(text).casefold()
    address = urlsplit(asked)
    path = unquote(address.path).casefold()
    for part in sorted({asked.casefold(), path, *path.split("/")}, key=len, reverse=True):
        if len(part) > 2:
            words = words.replace(part, " ")
    words = _CHANGING.sub(" ", words).strip()
    return hashlib.blake2b(words.encode(), digest_size=10).hexdigest() if words else ""


def says_not_found(title: str) -> bool:
    """Tells whether a title says that there is no such page."""
    return len(title) <= MAX_TITLE and bool(_NOT_FOUND.search(title))


def is_not_found_path(url: str) -> bool:
    """Tells whether an address is that of a page for what was not found (``/404.html``)."""
    return bool(_NOT_FOUND_PATH.search(urlsplit(url).path))


def is_sign_in(url: str) -> bool:
    """Tells whether an address is one where people sign in."""
    parts = urlsplit(url)
    return (parts.hostname or "") in SIGN_IN_HOSTS or bool(_SIGN_IN_PATH.search(parts.path))


def neighbour_of(url: str) -> str:
    """Returns the address of a made-up page beside one: same host, same folder, a name nobody would use.

    Empty for a site's root, which has no neighbours.
    """
    parts = urlsplit(url)
    folders = [part for part in parts.path.split("/") if part]
    if not folders or not parts.netloc:
        return ""
    depth = len(folders) - 1
    made_up = hashlib.blake2b(f"{parts.netloc}/{depth}".encode(), digest_size=5).hexdigest()
    folder = "/".join(folders[:depth])
    return f"{parts.scheme}://{parts.netloc}/{folder}{'/' if folder else ''}no-such-page-{made_up}"
