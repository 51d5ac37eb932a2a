"""The whole journey on the simulated web: one run a day for five days, then the comparison."""

from __future__ import annotations

import io
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkgraph import checking, pipeline
from linkgraph.check.resolver import Names
from linkgraph.check.transport import Transport
from linkgraph.checking import Checked, Progress, Surroundings
from linkgraph.config import CheckSettings, Config, LifecycleSettings
from linkgraph.demo.scenarios import DAYS
from linkgraph.demo.server import LOOPBACK, Served, WorldNames, WorldServer
from linkgraph.demo.world import CANARY_HOSTS, World, make_world
from linkgraph.model import CanonicalUrl, LinkRecord
from linkgraph.store import Store
from linkgraph.urls import canonicalize_url

FIRST_DAY = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
COLUMNS = ("what befalls it", "verdict", "found", "state", "found", "")


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo showed: a line per day, a row per page, and whether all agree with the truth."""

    days: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    agrees: bool
    sentence: str


def demo_config(folder: Path, outputs: Path) -> Config:
    """Returns settings for a world in which a day passes in a second and a host answers at once.

    The rules of death are the real ones with shorter gaps: the usual six days do not fit into five.
    """
    return Config(
        cache=str(folder / "cache"),
        outputs=str(outputs),
        collection="demo",
        check=CheckSettings(
            timeout=1.0,
            look_days=0.5,
            neighbour_days=0.5,
            retries=1,
            backoff=0.05,
            allow_address=(f"{LOOPBACK}/32",),
            canaries=CANARY_HOSTS,
        ),
        lifecycle=LifecycleSettings(
            strong_gap=20.0, weak_span=90.0, interval=20.0, unknown_interval=10.0, dead_growth=1.0
        ),
    )


def surroundings_of(world: World, served: Served) -> Surroundings:
    """Returns surroundings in which the world is all there is, and its day is the date."""
    tls = ssl.create_default_context(cadata=served.authority.decode())
    begun = time.monotonic()

    def clock() -> datetime:
        return FIRST_DAY + timedelta(days=world.day, seconds=time.monotonic() - begun)

    def transport(config: Config, names: Names, clock: Callable[[], datetime]) -> Transport:
        return Transport(config.check, names, clock, tls=tls, proxies={})

    return Surroundings(
        clock=clock,
        names=lambda config: WorldNames(world, served),
        transport=transport,
        stdin=io.BytesIO(world.listing.encode()),
    )


def run_demo(seed: int, outputs: Path, progress: Progress) -> DemoResult:
    """Makes a world, reads its list, checks it on five days, and compares with its truth.

    Args:
        seed: what the world is made from.
        outputs: the folder that the reports are written to.
        progress: is told how far it has come.
    """
    world = make_world(seed)
    days: list[str] = []
    with tempfile.TemporaryDirectory(prefix="linkgraph-demo-") as folder, WorldServer(world) as served:
        config = demo_config(Path(folder), outputs)
        surroundings = surroundings_of(world, served)
        with Store(config.store_url) as store:
            collected = pipeline.collect(["-"], store, config, surroundings)
            days.append(
                f"A simulated web (seed {seed}): {len(collected.papers)} papers name {len(world.pages)} pages "
                f"on {len(world.hosts)} hosts. Rules of death with gaps of a day instead of three."
            )
            for day in range(DAYS):
                world.day = day
                checked = checking.check(store, config, replace(surroundings), progress)
                days.append(_day(day, checked, pipeline.records(store, config, surroundings.clock())))
            pipeline.report(store, config, surroundings.clock())
            return _compare(world, pipeline.records(store, config, surroundings.clock()), days, outputs)


def _day(day: int, checked: Checked, records: dict[CanonicalUrl, LinkRecord]) -> str:
    if not checked.trust.trusted:
        return f"Day {day + 1}: {checked.trust.sentence}"
    states = Counter(record.standing.state.value for record in records.values())
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return f"Day {day + 1}: {len(checked.verdicts)} links checked; {told}."


def _compare(world: World, records: dict[CanonicalUrl, LinkRecord], days: list[str], outputs: Path) -> DemoResult:
    rows, wrong = [], 0
    for page in world.pages.values():
        url = canonicalize_url(page.url)
        record = records.get(url) if url else None
        verdict = record.verdict.word.value if record and record.verdict else "not found in the list"
        state = record.standing.state.value if record else ""
        agrees = (verdict, state) == (page.scenario.verdict.value, page.scenario.state.value)
        wrong += not agrees
        rows.append(
            (
                page.scenario.name,
                page.scenario.verdict.value,
                verdict,
                page.scenario.state.value,
                state,
                "✓" if agrees else "✗ " + page.url,
            )
        )
    if wrong:
        sentence = f"{wrong} of {len(rows)} links were judged otherwise than the world's truth."
    else:
        sentence = f"All {len(rows)} links were judged as the world's truth has it. Open {outputs / 'graph.html'}."
    return DemoResult(tuple(days), tuple(rows), not wrong, sentence)
