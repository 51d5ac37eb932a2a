"""What the system gives a check: certificate roots, proxies, open files."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from linkgraph.errors import UsageError


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Makes a context that trusts the system's roots, or those of a file.

    Raises:
        UsageError: the file cannot be read as certificates.
    """
    context = ssl.create_default_context()
    if ca_bundle:
        try:
            context.load_verify_locations(cafile=ca_bundle)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"--ca-bundle: {ca_bundle} cannot be read as PEM certificates ({error}).") from None
    return context


def environment_proxies() -> dict[str, str]:
    """Returns the proxies that the environment names for http and https."""
    found = urllib.request.getproxies()
    return {scheme: found[scheme] for scheme in ("http", "https") if found.get(scheme)}


def allow_many_connections() -> None:
    """Raises the number of files this process may open to what the system lets it have."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def authority_of(url: str) -> str:
    """Returns ``host:port`` of a URL, the scheme's port where none is written."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return f"{(parts.hostname or '').lower()}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Returns what makes the event loop: uvloop's where it is installed, which halves the time per request."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
