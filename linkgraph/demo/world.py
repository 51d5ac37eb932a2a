"""The simulated web: hosts, pages, their fates, and the list of papers that names them.

Everything follows from the seed. Names of forges are the real ones, so that the journey takes the
real way; the accounts on them are made up, and nothing ever leaves the machine.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from linkgraph.demo.prose import TOPICS, abstract, title
from linkgraph.demo.scenarios import SCENARIOS, Scenario

CANARY_HOSTS = ("canary.example", "canary.test", "bird.example.org", "bird.example.net", "bird.example.com")
SURNAMES = (
    "abel", "bohr", "curie", "dirac", "euler", "fermat", "gauss", "hopper", "ising", "jacobi", "kepler", "lovelace",
    "maxwell", "noether", "ohm", "pascal", "quine", "riemann", "sagan", "turing", "ulam", "volta", "weyl", "yalow",
)  # fmt: skip
THINGS = ("lab", "group", "works", "vision", "systems", "ml", "data", "soft")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the world: where it stands and what befalls it."""

    host: str
    path: str
    scenario: Scenario
    secure: bool = True

    @property
    def url(self) -> str:
        """The page's address."""
        return f"{'https' if self.secure else 'http'}://{self.host}{self.path}"


@dataclass
class World:
    """A web made from a seed. ``day`` is turned by the journey and decides how pages behave."""

    seed: int
    day: int = 0
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    listing: str = ""

    def behaviour(self, host: str, path: str) -> str:
        """Returns how a page behaves today; ``ok`` for the hosts' other pages, ``not_found`` elsewhere."""
        page = self.pages.get((host, path))
        if page is None:
            known = path == "/" or (path.startswith("/now/") and (host, path.removeprefix("/now")) in self.pages)
            return "one_page_for_all" if self._answers_all(host) else "ok" if known else "not_found"
        return page.scenario.days[self.day]

    def host_behaviour(self, host: str) -> str:
        """Returns how a host's name and port behave today."""
        for (name, _), page in self.pages.items():
            if name == host:
                today = page.scenario.days[self.day]
                return today if today in HOST_BEHAVIOURS else "ok"
        return "ok" if host in CANARY_HOSTS else "no_such_name"

    def _answers_all(self, host: str) -> bool:
        """Tells whether a host answers 200 whatever it is asked for, today."""
        return any(
            name == host and page.scenario.days[self.day] == "one_page_for_all"
            for (name, _), page in self.pages.items()
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """All host names of the world."""
        return tuple(sorted({host for host, _ in self.pages} | set(CANARY_HOSTS)))


HOST_BEHAVIOURS = frozenset({"no_such_name", "servfail", "refuses", "untrusted", "private"})


def make_world(seed: int, copies: int = 1) -> World:
    """Makes a world in which each scenario happens ``copies`` times, at places that the seed chooses."""
    rng = random.Random(seed)  # noqa: S311 - makes a world, guards nothing
    world = World(seed)
    names = rng.sample([f"{name}-{thing}" for name in SURNAMES for thing in THINGS], len(SCENARIOS) * copies)
    for scenario, name in zip([*SCENARIOS] * copies, names, strict=True):
        page = _place(scenario, name, rng)
        world.pages[page.host, page.path] = page
    world.listing = _listing(world, rng)
    return world


def _place(scenario: Scenario, name: str, rng: random.Random) -> Page:
    word = rng.choice(("alpha", "bench", "nets", "tools", "flow", "lens", "atlas", "mix"))
    thing = f"{word}{rng.randrange(10, 99)}"
    if scenario.site == "github":
        return Page("github.com", f"/{name}/{thing}", scenario)
    if scenario.site == "huggingface":
        return Page("huggingface.co", f"/{name}/{thing}", scenario)
    if scenario.site == "pages":
        return Page(f"{name}.github.io", f"/{thing}", scenario)
    return Page(f"{name}.example.{rng.choice(('org', 'net', 'com'))}", f"/{thing}", scenario, scenario.site == "secure")


def _listing(world: World, rng: random.Random) -> str:
    """Writes the list of papers: each page is named by one to three papers, some in broken spelling."""
    topics = list(TOPICS)
    lines = ["Daily Papers", "", "Jan 5", ""]
    entries: list[tuple[str, list[str]]] = []
    for index, page in enumerate(world.pages.values()):
        topic = topics[index % len(topics)]
        entries.append((topic, [page.url]))
        if rng.random() < 0.35:
            entries.append((topic, [page.url]))
    rng.shuffle(entries)
    seen: set[str] = set()
    for topic, urls in entries:
        name = title(topic, rng, seen)
        seen.add(name)
        lines += [name, "", abstract(topic, rng) + _mention(urls, rng), ""]
    return "\n".join(lines).rstrip()


def _mention(urls: list[str], rng: random.Random) -> str:
    """Names addresses as papers do: with the sentence's stop, in TeX residue, with a blank inside."""
    spellings = (
        " Code is available at {url}.",
        " The sources are at url{{{url}}}.",
        " See {broken} for code and data.",
        " Everything is released ({url}).",
        " Our code is public: {url} .",
    )
    return "".join(rng.choice(spellings).format(url=url, broken=url.replace("://", ": //", 1)) for url in urls)
