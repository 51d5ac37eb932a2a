"""Writes the reference pages of ``docs/`` from the code: commands, inputs, verdicts.

``python -m linkgraph.reference`` writes them; the tests hold the pages to what this makes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from linkgraph.check.cases import CASES
from linkgraph.check.lifecycle import death_rules
from linkgraph.check.pace import UNWELL_AFTER
from linkgraph.check.rules import ALL_RULES, SAID_AS
from linkgraph.cli import app
from linkgraph.config import ROLES, CheckSettings, LifecycleSettings
from linkgraph.mend import REPAIRS
from linkgraph.promises import FULFILLED_BY
from linkgraph.promises import RULES as PROMISE_RULES
from linkgraph.sources import SOURCES
from linkgraph.sources.inputs import MAX_BYTES
from linkgraph.sources.live import MAX_PAGES, PAGE, RESULTS
from linkgraph.sources.parts import UNSPLIT
from linkgraph.texts import MAX_EXPANSION, WHOLE

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTICE = "<!-- Written by `make docs` from the code; edit the code. -->"

COMMANDS_END = """
## Configuration

`linkgraph.toml`, or the `[tool.linkgraph]` table of `pyproject.toml`, holds the same settings: at the top
`store`, `cache`, `outputs`, `collection`; under `[input]`, `[check]`, `[lifecycle]`, `[graph]`,
`[forges.huggingface]` and `[forges.arxiv]` (`api`: another address of the service) the rest. Flags win over
the environment (`LINKGRAPH_STORE`, `LINKGRAPH_CHECK_TIMEOUT` ...), the environment over the file. An unknown key
is an error that names the nearest known one.

Single hosts, with those below them, and what is not to be asked:

```toml
[hosts."example.org"]
interval = 720                          # hours between two checks of a link that is alive
accept = [403]                          # statuses that count as alive here
timeout = 5                             # seconds
per-host = 1                            # probes in flight
headers = { X-Key = "${MY_KEY}" }       # sent to this very host alone; ${NAME} is taken from the environment

[ignore]
hosts = ["linkedin.com"]
urls = [{ url = "https://example.org/x", reason = "behind our wall", until = 2027-01-31 }]
papers = ["Attention Is All You Need"]  # by title or key; their links alone
reason = "not ours"
```

What is ignored or muted is counted and shown, and never asked.

## Exit codes

| code | meaning |
|---|---|
| 0 | done; what was skipped is said and counted |
| 1 | the run failed: no input readable, store broken or locked, outputs unwritable |
| 2 | wrong usage or configuration, missing path, unknown format |
| 3 | done, and `--fail-on` matched |
| 4 | our own network was found not to be trusted: no verdict was given, the checkpoint is kept |
| 130 | interrupted after finishing what was being written |
"""


INPUTS = """# Inputs

{notice}

## Formats

The format is told by what stands in an input and by its name; `--format` overrules. Files packed with gzip (`.gz`)
are unpacked. A folder stands for all files in it whose name ends in a known way.

| format | what it reads | endings |
|---|---|---|
{formats}

Live lists: `hf:DAY`, `hf:WEEK` and `hf:MONTH` ask Hugging Face's Daily Papers page by page ({page} papers each, at
most {pages} pages); `arxiv:QUERY` asks arXiv once for the {results} newest results.

The columns of a table are told by their heads, else by what stands in them. `--columns ROLE=HEAD`, or `columns` under
`[input]`, names one by its head or number; the roles are {roles}. All other cells are searched for links.

## Bounds

Inputs of more than {whole} MB are read in parts; what cannot be cut (HTML, feeds, a single line) may have {unsplit} MB,
a file {largest} GiB. What unpacks to more than {expansion} times its size is refused. An entry that cannot be read is
named with its file and line or key, skipped and counted; the rest is read.

## When two entries are one paper

By arXiv identifier, by DOI, else by the whole title without blanks, TeX braces and case. Entries that differ in an
identifier are two papers, and short names of one or two words never join by themselves.

## Repairs of addresses

| repair | what was wrong |
|---|---|
{repairs}

What only a host can decide (a digit at the end that may be a footnote's, a name that may go on behind a line's end, a
sentence glued on, the repository behind a project page) is kept as `candidates`. They are asked when the link as
written is not there; `dead_links.csv` suggests the first one that is alive.

## Promises

A sentence without an address is a promise when

{rules}

It is closed when the paper names a fitting artifact:

| promised | kept by a link of kind |
|---|---|
{kept}
"""


VERDICTS = """# Verdicts and states

{notice}

A *verdict* says what one check saw. A *state* says what history makes of a row of verdicts.

## Rules

`redirect-loop` comes first; then the first row from the top that fits decides. Where that is `found`, the rows from
`sign-in-page` on look at where the redirects ended and what the page shows, and last `moved`.

| rule | when | verdict | reason | weight | evidence kept |
|---|---|---|---|---|---|
{rules}

Only GET says that something is not there: any HEAD answer but 2xx is asked again by GET. Short links and DOI resolvers
never make `moved`; nor does a redirect that differs only in scheme, `www.`, case, index file or trailing slash. The
words `archived` and `empty` are drawn and exported where they are known.

## Cases

| what is seen | verdict | reason | rule | evidence |
|---|---|---|---|---|
{cases}

## States

Only an alive verdict resets a row of failures; unknown ones and those to be looked at neither add nor reset. Failures
nearer to each other than the gap count once. A link is dead when any one rule is met by failures of its weight or
stronger:

| weight | failures | at least apart | over at least |
|---|---|---|---|
{deaths}

Until then it is `failing` with its count (`2 of 3`); the first alive verdict after death makes it `recovered`, the
next `alive`. What a person said (`linkgraph verdict`) stands above all this until it ends or is taken back.

## When a link is asked again

| state | asked again |
|---|---|
| alive, suspect or blocked | after {interval}, less up to {jitter}, so that links spread over the days |
| failing | when a further failure would count |
| dead | {growth} times as long after each check, up to {longest}, for ever |
| limited, or nothing learned | at the next daily run, never before the time that the host told |

`[lifecycle] interval` and `[hosts."example.org"] interval` (hours) change it; `--recheck failing|all` overrides it.

## Politeness

Each host begins with half of `--per-host` probes at a time, gets one more for each round of good answers, and half as
many after a limit, a 503, a timeout, or when its answers become several times slower. A host that asks to be left
alone is, for all its links, for as long as it says, in later runs too; the rest of the run does not notice. After
{unwell} failures in a row a host is left for the next run (`skipped/host_unwell`). Look-ups of names are paced and
kept. The same address is in flight once.

robots.txt is not asked: it speaks to crawlers that follow links, and linkgraph asks single addresses that a person
put on a list, as that person's browser would, mostly with one HEAD a week. Asking for it would double the requests to
small hosts. Who does not want to be asked can answer 429 or 403; neither is ever called dead.

## Pages that answer 200 and are gone

A page outside the known forges is read (its first 64 KB) on first sight, when its address, ETag or length changed, and
every {look:.0f} days. A made-up address beside it is asked once for each host and depth in {neighbour:.0f} days; a page
that is the same as that one is `suspect`. A 304 costs next to nothing and means alive.

## Our own network

Before, during and after a run some unrelated hosts are asked. When they do not answer, or one host answers for all of
them as a captive portal does, nothing is handed out, what came in since they last answered is withdrawn, and the queue
waits. When the network is back the run goes on; when it stays away the run ends with exit code 4, and the next one
goes on from its checkpoint.
"""


def commands_page() -> str:
    """Returns ``docs/commands.md``."""
    lines = ["# Commands", "", NOTICE, ""]
    lines += [
        "INPUT is a file, a folder, a glob, `-` (standard input), an http(s) address of a listing, `hf:2026-11-19`"
    ]
    lines += ["(Daily Papers of a day, a week `hf:2026-W47` or a month `hf:2026-11`), or `arxiv:QUERY`. See"]
    lines += ["[inputs](inputs.md).", ""]
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        lines += [f"## linkgraph {name}", "", *_paragraphs(command.help or ""), ""]
        arguments = [item for item in command.params if item.param_type_name == "argument"]
        options = [item for item in command.params if item.param_type_name == "option"]
        lines += [f"- `{item.metavar or item.name.upper()}`: {item.help}" for item in arguments]
        lines += [""] if arguments else []
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{_written(item)}` | {item.help} |" for item in options if item.name != "help"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n" + COMMANDS_END


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) if part.strip() else "" for part in text.strip().split("\n")]


def _written(option: Any) -> str:
    flag = max(option.opts, key=len)
    return f"{flag} {option.metavar}" if option.metavar else flag


def inputs_page() -> str:
    """Returns ``docs/inputs.md``."""
    formats = []
    for source in SOURCES:
        about = " ".join((source.__doc__ or "").split("\n\n")[0].split()).replace("``", "`").rstrip(". ")
        formats.append(f"| {source.NAME} | {about} | {' '.join(source.SUFFIXES)} |")
    return INPUTS.format(
        notice=NOTICE,
        formats="\n".join(formats),
        page=PAGE,
        pages=MAX_PAGES,
        results=RESULTS,
        roles=", ".join(f"`{role}`" for role in ROLES),
        whole=WHOLE // 10**6,
        unsplit=UNSPLIT // 10**6,
        largest=MAX_BYTES >> 30,
        expansion=MAX_EXPANSION,
        repairs="\n".join(f"| `{name}` | {what} |" for name, what in REPAIRS.items()),
        rules=";\n".join(f"- {name}" for name, _ in PROMISE_RULES) + ".",
        kept="\n".join(f"| {thing} | {', '.join(sorted(kinds))} |" for thing, kinds in FULFILLED_BY.items()),
    )


def verdicts_page() -> str:
    """Returns ``docs/verdicts.md``."""
    rows = [
        f"| {rule.name} | {rule.when} | `{rule.word.value}` | {rule.reason or 'the kind of fault'} "
        f"| {rule.weight.value} | {', '.join(SAID_AS.get(name, name) for name in rule.shows)} |"
        for rule in ALL_RULES
    ]
    cases = [f"| {case.what} | `{case.word.value}` | {case.reason} | {case.rule} | {case.evidence} |" for case in CASES]
    deaths = [
        f"| {death.weight.value} | {death.failures} | {_days(death.gap.days)} | {_days(death.span.days)} |"
        for death in death_rules(LifecycleSettings())
    ]
    settings = LifecycleSettings()
    return VERDICTS.format(
        notice=NOTICE,
        rules="\n".join(rows),
        cases="\n".join(cases),
        deaths="\n".join(deaths),
        interval=_days(int(settings.interval / 24)),
        jitter=f"{settings.jitter:.0%}",
        growth=settings.dead_growth,
        longest=_days(int(settings.longest_interval / 24)),
        unwell=UNWELL_AFTER,
        look=CheckSettings().look_days,
        neighbour=CheckSettings().neighbour_days,
    )


def _days(days: int) -> str:
    return {0: "–", 1: "1 day"}.get(days, f"{days} days")


PAGES = {"commands.md": commands_page, "inputs.md": inputs_page, "verdicts.md": verdicts_page}


def write_pages(folder: Path = DOCS) -> None:
    """Writes the pages into a folder."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
