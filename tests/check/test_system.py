"""What the system gives a check."""

from __future__ import annotations

import resource

import pytest

from linkgraph.check.system import allow_many_connections, authority_of, environment_proxies


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    allow_many_connections()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == hard


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://Proxy.example:3128", "proxy.example:3128"),
        ("https://proxy.example", "proxy.example:443"),
        ("proxy.example:3128", "proxy.example:3128"),
        ("http://[::1]:80/x", "::1:80"),
    ],
)
def test_an_authority_is_host_and_port(url: str, authority: str) -> None:
    assert authority_of(url) == authority


def test_the_environment_names_the_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert environment_proxies() == {}
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert environment_proxies() == {"https": "http://proxy.example:3128"}
