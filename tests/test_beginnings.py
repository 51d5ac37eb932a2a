"""Where a link begins, and with what of its scheme."""

from __future__ import annotations

import pytest

from linkgraph.beginnings import BARE_HOSTS, find_beginnings
from linkgraph.urls import canonicalize_url

WRITTEN = [
    ("https://ab.org/x", "https://", ()),
    ("HTTP://ab.org/x", "http://", ()),
    ("https : //ab.org/x", "https://", ("blank_removed",)),
    ("https:/ab.org/x", "https://", ("slashes_added",)),
    ("http:ab.org/x", "http://", ("slashes_added",)),
    (r"https:\/\/ab.org/x", "https://", ("scheme_mended",)),
    ("https//ab.org/x", "https://", ("scheme_mended",)),
    ("ttp://ab.org/x", "http://", ("scheme_mended",)),
    ("https：//ab.org/x", "https://", ("scheme_mended",)),
    ("//ab.org/x", "https://", ("scheme_added",)),
    ("ab.org/x", "https://", ("scheme_added",)),
    ("www.ab.org", "https://", ("scheme_added",)),
    ("ftp://ab.org/x", "ftp://", ()),
    ("ssh://git@ab.org/x/y", "ssh://", ()),
    ("git@ab.org:x/y", "", ()),
    ("doi:10.1234/x", "", ("identifier",)),
    ("arXiv: 2401.00001", "", ("identifier",)),
]


@pytest.mark.parametrize(("text", "scheme", "repairs"), WRITTEN)
@pytest.mark.parametrize("before", ["", "see ", "(", "\n"])
def test_a_beginning_says_its_scheme_and_what_was_mended(
    before: str, text: str, scheme: str, repairs: tuple[str, ...]
) -> None:
    beginning = next(find_beginnings(before + text))
    assert (beginning.start, beginning.scheme, beginning.repairs) == (len(before), scheme, repairs)


@pytest.mark.parametrize(
    "text", ["xftp://ab.org", "hxxp://ab.org", "sssh://ab.org", "a.b", "e.g.", "1.5", "a::b", "git@a"]
)
def test_no_link_begins_here(text: str) -> None:
    assert list(find_beginnings(text)) == []


def test_every_bare_host_is_canonical_enough_to_be_asked() -> None:
    for host in BARE_HOSTS:
        (beginning,) = find_beginnings(f"{host.upper()}/x")
        assert beginning.start == 0
        assert canonicalize_url(f"{host}/x")


def test_searching_begins_where_it_is_told_and_looks_no_further_back() -> None:
    text = "https://ab.org/x"
    assert [found.start for found in find_beginnings(text, 8)] == [8]
