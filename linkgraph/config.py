"""One frozen section per stage; flags over environment over file over defaults.

The table of settings is the dataclasses themselves: a key of the file is a field, its type is the
field's, an unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from linkgraph.errors import UsageError
from linkgraph.wishes import HostWish, Ignored, parse_hosts, parse_ignore, wish_for

FILE_NAME = "linkgraph.toml"
ENVIRONMENT_PREFIX = "LINKGRAPH_"
MAX_PORT = 65_535
TOLD_BY_US = frozenset({"file", "hosts", "ignored"})
"""Fields that no user sets, or that have a table of their own in the file."""

RECHECKS = ("due", "failing", "all")
"""What ``--recheck`` takes: what is due; what is due, failing or dead; everything."""

NO_SETTINGS = frozenset({"LINKGRAPH_REQUIRE_ALL"})
"""Variables of the tests."""

DEFAULT_CANARIES = (
    "www.wikipedia.org",
    "www.iana.org",
    "archive.org",
    "www.w3.org",
    "github.com",
    "arxiv.org",
    "www.cloudflare.com",
)
"""Unrelated hosts that answer almost always; no package registry, since closed networks let those through."""


NO_WISH = HostWish()


@dataclass(frozen=True)
class CheckSettings:
    """How hosts are asked. Times in seconds; a budget of 0 is none."""

    concurrency: int = 256
    per_host: int = 8
    timeout: float = 20.0
    retries: int = 2
    backoff: float = 1.0
    longest_wait: float = 90.0
    max_redirects: int = 10
    max_body: int = 65_536
    allow_address: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()
    ca_bundle: str = ""
    contact: str = ""
    nameservers: tuple[str, ...] = ()
    canaries: tuple[str, ...] = DEFAULT_CANARIES
    canary_timeout: float = 8.0
    canary_seconds: float = 30.0
    network_patience: float = 60.0
    batch_size: int = 200
    batch_seconds: float = 1.0
    resume_hours: float = 24.0
    recheck: str = "due"
    budget_requests: int = 0
    budget_time: float = 0.0
    look_days: float = 90.0
    neighbour_days: float = 30.0
    hosts: tuple[tuple[str, HostWish], ...] = ()

    def accepted(self, host: str) -> frozenset[int]:
        """Returns the statuses that count as alive on a host."""
        wish = wish_for(self.hosts, host) if self.hosts else None
        return wish.accept if wish else frozenset()

    def wish(self, host: str) -> HostWish:
        """Returns what the user wishes of a host."""
        return (wish_for(self.hosts, host) if self.hosts else None) or NO_WISH


@dataclass(frozen=True)
class LifecycleSettings:
    """How many failures make a link dead, how far apart they must be, and when links are due. Times in hours.

    ``tolerance`` is how much nearer two failures may be: daily runs do not begin at the same minute.
    """

    authoritative_failures: int = 2
    authoritative_gap: float = 24.0
    strong_failures: int = 3
    strong_gap: float = 72.0
    weak_failures: int = 5
    weak_gap: float = 0.0
    weak_span: float = 336.0
    tolerance: float = 1.0
    interval: float = 168.0
    jitter: float = 0.1
    unknown_interval: float = 20.0
    dead_growth: float = 1.5
    longest_interval: float = 2160.0


@dataclass(frozen=True)
class GraphSettings:
    """How papers are joined by topics, and how the drawing is seeded."""

    neighbours: int = 5
    rescue_degree: int = 10
    min_similarity: float = 0.02
    seed: int = 7
    betweenness_pivots: int = 200


ROLES = ("title", "abstract", "arxiv", "doi")
"""What a table's column can be."""


@dataclass(frozen=True)
class InputSettings:
    """How inputs are read. ``columns`` names a table's columns, as ``title=Paper``."""

    columns: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """The named columns as pairs of role and head."""
        return tuple((role.strip().lower(), head.strip()) for role, _, head in (c.partition("=") for c in self.columns))


@dataclass(frozen=True)
class ForgeSettings:
    """One service. ``api`` is its address, where it is not the public one."""

    api: str = ""


@dataclass(frozen=True)
class ForgesSettings:
    """The services that are asked for lists."""

    arxiv: ForgeSettings = field(default_factory=ForgeSettings)
    huggingface: ForgeSettings = field(default_factory=ForgeSettings)


@dataclass(frozen=True)
class Config:
    """Everything a run is told."""

    store: str = ""
    cache: str = "cache"
    outputs: str = "outputs"
    collection: str = ""
    file: str = ""
    input: InputSettings = field(default_factory=InputSettings)
    forges: ForgesSettings = field(default_factory=ForgesSettings)
    check: CheckSettings = field(default_factory=CheckSettings)
    lifecycle: LifecycleSettings = field(default_factory=LifecycleSettings)
    graph: GraphSettings = field(default_factory=GraphSettings)
    ignored: tuple[Ignored, ...] = ()

    @property
    def store_url(self) -> str:
        """The store's database URL: as told, else SQLite in the cache folder."""
        return self.store or f"sqlite:///{(Path(self.cache) / 'linkgraph.sqlite').as_posix()}"


def load_config(
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> Config:
    """Builds the configuration of a run.

    Args:
        path: the file named with ``--config``; without it ``linkgraph.toml`` or the
            ``[tool.linkgraph]`` table of ``pyproject.toml`` in ``folder``, where there is one.
        environment: variables such as ``LINKGRAPH_STORE`` and ``LINKGRAPH_CHECK_TIMEOUT``.
        flags: values by dotted key (``check.timeout``); None values are left out.
        folder: where the file is looked for and what names the default collection.

    Raises:
        UsageError: a missing file, a broken one, an unknown key, or a value of the wrong type.
    """
    folder = folder or Path.cwd()
    values, place = _read_file(path, folder)
    own = {key: value for key, value in values.items() if key not in {"hosts", "ignore"}}
    config: Config = replace(_apply(Config(), own, place, ""), file=place)
    if "hosts" in values:
        config = replace(config, check=replace(config.check, hosts=parse_hosts(values["hosts"], place)))
    if "ignore" in values:
        config = replace(config, ignored=parse_ignore(values["ignore"], place))
    for key, value in _from_environment(environment or {}).items():
        name = ENVIRONMENT_PREFIX + key.replace(".", "_").upper()
        config = _set(config, key.split("."), value, f"the environment's {name}")
    for key, value in (flags or {}).items():
        if value is not None:
            config = _set(config, key.split("."), value, f"--{key.split('.')[-1].replace('_', '-')}")
    if not config.collection:
        config = replace(config, collection=(path.resolve().parent if path else folder.resolve()).name or "default")
    _validate(config)
    return config


def _read_file(path: Path | None, folder: Path) -> tuple[Mapping[str, Any], str]:
    if path is not None:
        return _table(path, _parse_toml(path)), str(path)
    own, project = folder / FILE_NAME, folder / "pyproject.toml"
    if own.is_file():
        return _parse_toml(own), str(own)
    if project.is_file():
        return _table(project, _parse_toml(project)), str(project)
    return {}, ""


def _table(path: Path, content: Mapping[str, Any]) -> Mapping[str, Any]:
    if path.name != "pyproject.toml":
        return content
    tool = content.get("tool", {})
    table = tool.get("linkgraph", {}) if isinstance(tool, Mapping) else tool
    if not isinstance(table, Mapping):
        raise UsageError(f"{path}: tool.linkgraph is a table; write [tool.linkgraph] and its keys below.")
    return table


def _parse_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such configuration file; check the path given with --config.") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check its permissions.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: is not valid TOML ({error}); mend that place.") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    keys = _environment_keys()
    found: dict[str, str] = {}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable in NO_SETTINGS:
            continue
        if variable not in keys:
            near = difflib.get_close_matches(variable, sorted(keys), n=1, cutoff=0.0)
            raise UsageError(f"the environment: unknown variable {variable}; the nearest known one is {near[0]}.")
        found[keys[variable]] = value
    return found


def _environment_keys() -> dict[str, str]:
    """Returns the dotted key that each variable sets."""
    return {ENVIRONMENT_PREFIX + key.replace(".", "_").upper(): key for key in _dotted_keys(Config)}


def _dotted_keys(kind: Any, prefix: str = "") -> Iterator[str]:
    hints = get_type_hints(kind)
    for item in fields(kind):
        if item.name in TOLD_BY_US:
            continue
        if is_dataclass(hints[item.name]):
            yield from _dotted_keys(hints[item.name], f"{prefix}{item.name}.")
        else:
            yield prefix + item.name


def _apply(target: Any, values: Mapping[str, Any], place: str, prefix: str) -> Any:
    known = {item.name for item in fields(target)} - TOLD_BY_US
    if isinstance(target, Config):
        known |= {"hosts", "ignore"}
    hints = get_type_hints(type(target))
    for written, value in values.items():
        name = written.replace("-", "_")
        if name not in known:
            raise UsageError(_unknown(place, prefix + written, known))
        if is_dataclass(hints[name]):
            if not isinstance(value, Mapping):
                raise UsageError(
                    f"{place}: {prefix}{written} is a table; write [{prefix}{written}] and its keys below."
                )
            target = replace(target, **{name: _apply(getattr(target, name), value, place, f"{prefix}{written}.")})
        else:
            target = replace(target, **{name: _coerce(value, hints[name], f"{place}: {prefix}{written}")})
    return target


def _unknown(place: str, key: str, known: set[str]) -> str:
    near = difflib.get_close_matches(key.split(".")[-1].replace("-", "_"), sorted(known), n=1, cutoff=0.0)
    return f"{place}: unknown key {key!r}; the nearest known one is {near[0]!r}."


def _set(target: Any, path: list[str], value: Any, place: str) -> Any:
    name, *rest = path
    if rest:
        return replace(target, **{name: _set(getattr(target, name), rest, value, place)})
    return replace(target, **{name: _coerce(value, get_type_hints(type(target))[name], place)})


def _coerce(value: Any, kind: Any, place: str) -> Any:
    """Makes a value of the field's type out of what was written, or says what is wrong."""
    if get_origin(kind) is tuple:
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
            raise UsageError(f"{place}: takes a list of texts, not {value!r}.")
        return tuple(item.strip() for item in items if item.strip())
    try:
        if kind is str and isinstance(value, str):
            return value
        if kind is float and not isinstance(value, bool):
            return float(value)
        if kind is int and not isinstance(value, bool | float):
            return int(value)
    except (TypeError, ValueError):
        pass
    name = {str: "text", int: "a whole number", float: "a number"}.get(kind, str(get_args(kind) or kind))
    raise UsageError(f"{place}: takes {name}, not {value!r}.")


_LEAST = {"concurrency": 1, "per_host": 1, "timeout": 0.001, "retries": 0, "neighbours": 1, "batch_size": 1}


def _validate(config: Config) -> None:
    for section in (config.check, config.lifecycle, config.graph):
        for item in fields(section):
            value = getattr(section, item.name)
            least = _LEAST.get(item.name, 0)
            if isinstance(value, int | float) and not least <= value <= 10**9:
                raise UsageError(f"{item.name.replace('_', '-')}: takes a number of at least {least}, not {value}.")
    if config.check.recheck not in RECHECKS:
        raise UsageError(f"--recheck: {config.check.recheck!r} is none of {', '.join(RECHECKS)}.")
    for cidr in config.check.allow_address:
        _network(cidr)
    for pin in config.check.resolve:
        parse_pin(pin)
    for role, head in config.input.roles:
        if role not in ROLES or not head:
            raise UsageError(f"--columns: {role}={head} is not ROLE=HEAD; the roles are {', '.join(ROLES)}.")


def _network(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        raise UsageError(
            f"--allow-address: {cidr!r} is no address or network; write one such as 10.0.0.0/8 or 127.0.0.1."
        ) from None


def allowed_networks(settings: CheckSettings) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Returns the networks that ``--allow-address`` names."""
    return tuple(_network(cidr) for cidr in settings.allow_address)


def parse_pin(pin: str) -> tuple[str, int, str]:
    """Parses ``HOST:PORT:ADDRESS`` as curl's ``--resolve`` does; IPv6 addresses may stand in brackets.

    Raises:
        UsageError: it is not of that form.
    """
    host, _, rest = pin.partition(":")
    port, _, address = rest.partition(":")
    try:
        number, ip = int(port), str(ipaddress.ip_address(address.strip("[]")))
        if not 0 < number <= MAX_PORT:
            raise ValueError
        return host.lower().rstrip("."), number, ip
    except ValueError:
        raise UsageError(f"--resolve: {pin!r} is not HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1.") from None
