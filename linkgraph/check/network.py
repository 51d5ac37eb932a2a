"""Asks the juries whether our own network is there, and waits for it when it is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from linkgraph.check.guard import Trust, judge_jury
from linkgraph.check.transport import Transport
from linkgraph.model import CanonicalUrl, Observation, Probe

FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
"""Seconds between two looks whether the network is back; doubled from the first to the longest."""


@dataclass
class Network:
    """Our own network, as the juries see it.

    Attributes:
        juries: rows of canary URLs; the first that trusts the network decides.
        timeout: seconds for a canary.
        patience: seconds for which the queue waits for a network that is away.
        on_wait: is told why the queue waits.
        trust: what the juries said last.
    """

    transport: Transport
    juries: Sequence[Sequence[str]]
    timeout: float
    patience: float
    on_wait: Callable[[str], None] = lambda sentence: None
    trust: Trust = field(default_factory=lambda: Trust(True))
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self) -> Trust:
        """Asks the juries."""
        self.trust = await ask_juries(self.transport, self.juries, self.timeout)
        return self.trust

    async def is_back(self, has_stopped: Callable[[], bool]) -> bool:
        """Waits until the juries trust the network again; False when that takes too long or the run is stopped."""
        self.on_wait(self.trust.sentence)
        ends, wait = time.monotonic() + self.patience, FIRST_WAIT
        while time.monotonic() < ends and not has_stopped():
            await asyncio.sleep(min(wait, max(0.0, ends - time.monotonic())))
            wait = min(wait * 2, LONGEST_WAIT)
            self.transport.forget()
            if (await self.ask()).trusted:
                return True
        return False


async def ask_juries(transport: Transport, juries: Sequence[Sequence[str]], timeout: float) -> Trust:
    """Asks each jury until one trusts the network; without any, there is nothing to doubt."""
    trust = Trust(True)
    for jury in juries:
        answers = await asyncio.gather(*(_canary(transport, url, timeout) for url in jury))
        trust = judge_jury(answers)
        if trust.trusted:
            break
    return trust


async def _canary(transport: Transport, url: str, timeout: float) -> Observation:
    probe = Probe(CanonicalUrl(url), url)
    try:
        async with asyncio.timeout(timeout):
            return await transport.send(probe)
    except TimeoutError:
        return replace(_SILENT, url=probe.url, asked=url)


_SILENT = Observation(CanonicalUrl(""), 0, 0, "", datetime.min.replace(tzinfo=UTC), error="timeout/total")
