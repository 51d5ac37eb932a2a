"""Looks at what a run depends on: configuration, store, network, tokens, optional parts."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from linkgraph.check.guard import Trust, choose_juries
from linkgraph.check.network import ask_juries
from linkgraph.checking import Surroundings
from linkgraph.config import Config
from linkgraph.errors import LinkgraphError
from linkgraph.files import ensure_writable
from linkgraph.store import Store

TOKENS = ("GITHUB_TOKEN", "GITLAB_TOKEN", "HF_TOKEN", "OPENALEX_API_KEY", "S2_API_KEY", "SWH_TOKEN")
PARTS = {"psycopg": "PostgreSQL as store", "uvloop": "a faster event loop"}

GOOD, BAD, NOTE = "✓", "✗", "·"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing looked at: a mark, what it is, what was found, and what to do about it."""

    mark: str
    what: str
    found: str
    remedy: str = ""


def examine(config: Config, surroundings: Surroundings, *, ask: bool = True) -> list[Row]:
    """Looks at everything; asks the canaries unless told not to."""
    rows = [_configuration(config), _store(config, surroundings.clock()), _outputs(config)]
    if ask:
        rows.append(_network(config, surroundings))
    rows += [_token(name) for name in TOKENS]
    rows += [_part(name, use) for name, use in PARTS.items()]
    return rows


def _configuration(config: Config) -> Row:
    return Row(GOOD, "configuration", f"{config.file or 'defaults'}; collection {config.collection!r}")


def _store(config: Config, now: datetime) -> Row:
    file = Path(config.store_url.removeprefix("sqlite:///"))
    try:
        if config.store_url.startswith("sqlite:///") and not file.exists():
            return Row(NOTE, "store", f"{file} is not there yet", "linkgraph run INPUT makes it")
        with Store(config.store_url, write=False) as store:
            finished = store.last_finished(config.collection)
            links = len(store.links(config.collection))
    except LinkgraphError as error:
        return Row(BAD, "store", str(error))
    except OSError as error:
        return Row(BAD, "store", f"{file}: {error.strerror}", "check its folder and permissions")
    size = f"{file.stat().st_size / 2**20:.1f} MiB" if file.is_file() else "remote"
    age = f"checked {(now - finished[1]).days} days ago" if finished else "never checked to the end"
    return Row(GOOD, "store", f"{file}, {size}, {links} links, {age}")


def _outputs(config: Config) -> Row:
    if not Path(config.outputs).exists():
        return Row(NOTE, "outputs", f"{config.outputs} is not there yet", "linkgraph run INPUT makes it")
    try:
        ensure_writable(Path(config.outputs))
    except LinkgraphError as error:
        return Row(BAD, "outputs", str(error))
    return Row(GOOD, "outputs", f"{config.outputs} can be written")


def _network(config: Config, surroundings: Surroundings) -> Row:
    trust = asyncio.run(_ask(config, surroundings))
    if trust.trusted:
        return Row(GOOD, "network", "a majority of the canaries answers")
    return Row(BAD, "network", trust.sentence, "mend the connection; without it no verdict is given")


async def _ask(config: Config, surroundings: Surroundings) -> Trust:
    names = surroundings.names(config)
    transport = surroundings.transport(config, names, surroundings.clock)
    try:
        return await ask_juries(transport, choose_juries((), config.check.canaries), config.check.canary_timeout)
    finally:
        await transport.close()
        await names.close()


def _token(name: str) -> Row:
    return Row(GOOD, name, "set") if os.environ.get(name) else Row(NOTE, name, "not set")


def _part(name: str, use: str) -> Row:
    there = importlib.util.find_spec(name) is not None
    return Row(GOOD if there else NOTE, name, f"{'installed' if there else 'not installed'} ({use})")
