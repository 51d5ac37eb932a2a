"""Canonical URLs: spelling no longer matters, meaning does."""

from __future__ import annotations

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkgraph.urls import (
    ask_form,
    canonicalize_url,
    host_of,
    is_same_place,
    is_short_link,
    registrable_domain,
    split_url,
)

CANONICAL = [
    ("plain", "https://example.org/a/b", "https://example.org/a/b"),
    ("scheme and host in capitals", "HTTPS://Example.ORG/A", "https://example.org/A"),
    ("path case is kept", "https://github.com/NVIDIA/Megatron-LM", "https://github.com/NVIDIA/Megatron-LM"),
    ("default port", "http://example.org:80/a", "http://example.org/a"),
    ("other port", "http://example.org:8080/a", "http://example.org:8080/a"),
    ("trailing slash", "https://example.org/a/", "https://example.org/a"),
    ("root", "https://example.org/", "https://example.org"),
    ("fragment", "https://example.org/a#b", "https://example.org/a"),
    ("fragment that selects", "https://example.org/#/route", "https://example.org#/route"),
    ("query", "https://example.org/a?x=1&y=2", "https://example.org/a?x=1&y=2"),
    ("known forge over http", "http://github.com/a/b", "https://github.com/a/b"),
    ("known forge with www", "https://www.github.com/a/b", "https://github.com/a/b"),
    ("www is kept elsewhere", "https://www.example.org", "https://www.example.org"),
    ("http is kept elsewhere", "http://example.org/a", "http://example.org/a"),
    ("alias of a host", "https://hf.co/a/b", "https://huggingface.co/a/b"),
    ("git suffix", "https://github.com/a/b.git", "https://github.com/a/b"),
    ("git suffix and version", "https://github.com/a/b.git@v1", "https://github.com/a/b"),
    ("wiki of git", "https://github.com/a/b.wiki.git", "https://github.com/a/b"),
    ("credentials", "https://user:secret@github.com/a/b", "https://github.com/a/b"),
    ("coded letter", "https://example.org/%41%7e", "https://example.org/A~"),
    ("small hexadecimal", "https://example.org/%c3%a4", "https://example.org/%C3%A4"),
    ("international host", "https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ("stop of the sentence", "https://example.org/a.", "https://example.org/a"),
    ("bracket and stop", "https://example.org/a).", "https://example.org/a"),
    ("bracket of its own", "https://example.org/a_(b)", "https://example.org/a_(b)"),
    ("ends in a hyphen", "https://github.com/a/b-", "https://github.com/a/b-"),
    ("ends in a digit", "https://github.com/a/b1", "https://github.com/a/b1"),
    ("no scheme", "github.com/a/b", "https://github.com/a/b"),
    ("no scheme, with port", "example.org:8080/a", "https://example.org:8080/a"),
    ("scheme-relative", "//github.com/a/b", "https://github.com/a/b"),
    ("lost slashes", "https:github.com/a/b", "https://github.com/a/b"),
    ("blank behind the scheme", "https: //github.com/a/b", "https://github.com/a/b"),
    ("blank in the host", "https://github. com/a/b", "https://github.com/a/b"),
    ("escaped underscore", r"https://github.com/a/my\_b", "https://github.com/a/my_b"),
    ("scp-like", "git@github.com:a/b.git", "https://github.com/a/b"),
    ("ssh with port", "ssh://git@github.com:22/a/b.git", "https://github.com/a/b"),
    ("git protocol", "git://github.com/a/b.git", "https://github.com/a/b"),
    ("pip prefix", "git+https://github.com/a/b.git", "https://github.com/a/b"),
    ("shortcut", "github:octo/robot#branch", "https://github.com/octo/robot"),
    ("shortcut of GitLab", "gitlab:octo/robot", "https://gitlab.com/octo/robot"),
    ("package URL", "pkg:github/octo/robot@v1.0#src", "https://github.com/octo/robot"),
    ("npm prefix", "git+ssh://git@github.com/octo/robot.git#semver:^2.0", "https://github.com/octo/robot"),
    ("Maven prefix", "scm:git:https://github.com/octo/robot.git", "https://github.com/octo/robot"),
    ("Maven prefix, scp-like", "scm:git:git@github.com:octo/robot.git", "https://github.com/octo/robot"),
    ("pip with egg", "git+https://github.com/octo/robot.git@v1#egg=robot", "https://github.com/octo/robot"),
    ("host for bots", "https://redirect.github.com/octo/robot", "https://github.com/octo/robot"),
    ("address", "http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ("short address", "http://127.1/a", "http://127.0.0.1/a"),
    ("IPv6", "http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
]

NO_URL = ["", "https://.", "https://", "mailto:a@b.org", "javascript:alert(1)", "file:///etc/passwd", "a b", "hello",
          "https://a b|c",
          "http://" + "a" * 5000, "https://exa|mple.org", "data:text/html,x", "https://-a.org"]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), [row[1:] for row in CANONICAL], ids=[row[0] for row in CANONICAL])
def test_a_written_url_has_one_canonical_form(written: str, expected: str) -> None:
    assert canonicalize_url(written) == expected


@pytest.mark.parametrize("written", NO_URL)
def test_what_is_no_web_address_has_none(written: str) -> None:
    assert canonicalize_url(written) is None


URLISH = st.one_of(
    st.text(),
    st.text(alphabet="htps:/.@#?%&=()[]{}ab1-_~ \\git"),
    st.builds("https://example.org/{}".format, st.text()),
    st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "git+ssh", "ftp"]), st.text(), st.text()),
)


@given(URLISH)
@example("https://github.com/a/b.git.git")
@example("https://github.com/a/b.git/).git")
@example("https://example.org/%2e%2E/a")
@example("http://example.org/a%2")
def test_canonicalizing_never_raises_and_is_idempotent(text: str) -> None:
    once = canonicalize_url(text)
    if once is not None:
        assert canonicalize_url(once) == once


@given(URLISH)
def test_parsing_agrees_with_the_whatwg_parser(text: str) -> None:
    parts = split_url(text)
    if parts is not None:
        parsed = ada_url.URL(text)
        assert (parts.path, parts.query, parts.port) == (parsed.pathname, parsed.search, parsed.port)
        assert parts.host == parsed.hostname.rstrip(".")


@given(URLISH)
def test_what_is_canonical_can_be_asked(text: str) -> None:
    assert (canonicalize_url(text) is None) or ask_form(text) is not None


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://example.org/a/#top", "http://example.org/a/"),
        ("http://github.com/a/b/", "https://github.com/a/b/"),
        ("https://hf.co/a/b", "https://hf.co/a/b"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
    ],
)
def test_what_is_asked_is_the_url_as_written_after_repair(written: str, asked: str) -> None:
    assert ask_form(written) == asked


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://example.org/a", "https://example.org/a", True),
        ("https://example.org/a", "https://www.example.org/a/", True),
        ("https://example.org/a/", "https://example.org/a/index.html", True),
        ("https://example.org/Alpha", "https://example.org/alpha", True),
        ("https://example.org/a", "https://example.org/b", False),
        ("https://example.org/a", "https://example.com/a", False),
        ("https://example.org/a?x=1", "https://example.org/a?x=2", False),
        ("https://example.org:8080/a", "https://example.org/a", False),
    ],
)
def test_a_difference_in_spelling_is_no_move(one: str, other: str, same: bool) -> None:
    assert is_same_place(one, other) is same


@pytest.mark.parametrize(
    ("host", "domain"),
    [("a.b.example.co.uk", "example.co.uk"), ("example.org:8080", "example.org"), ("127.0.0.1", "127.0.0.1"),
     ("localhost", "localhost")],
)  # fmt: skip
def test_a_registrable_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_the_name_of_a_queue_is_host_and_port() -> None:
    assert host_of("https://example.org/a") == "example.org"
    assert host_of("http://example.org:8080/a") == "example.org:8080"


def test_short_links_are_known() -> None:
    assert is_short_link("https://doi.org/10.1/x")
    assert not is_short_link("https://github.com/a/b")
