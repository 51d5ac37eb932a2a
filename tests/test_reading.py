"""From INPUT to papers and their links."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from linkgraph.config import Config, ForgeSettings, ForgesSettings, InputSettings
from linkgraph.errors import NoInputReadable
from linkgraph.reading import LINK_COLUMNS, read_inputs, write_links
from tests.servers import Call, Handler, WebServer

REPO = "https://github.com/octo/robot"


def serving(text: str) -> Handler:
    async def page(call: Call) -> None:
        await call.send(200, text.encode())

    return page


def daily(*titles: str) -> str:
    return json.dumps(
        [{"paper": {"id": f"2401.{n:05d}", "title": title, "githubRepo": REPO}} for n, title in enumerate(titles)]
    )


def titles(inputs: list[str], config: Config | None = None) -> list[str]:
    papers, _, _ = read_inputs(inputs, config or Config(), io.BytesIO())
    return [paper.title for paper in papers]


def test_one_command_reads_many_formats(workplace: Path) -> None:
    (workplace / "a.bib").write_text("@misc{a, title = {From BibTeX}}")
    (workplace / "b.csv").write_text("Title,Code\nFrom a table,x")
    (workplace / "c.jsonl.gz").write_bytes(gzip.compress(b'{"title": "From JSON"}\n'))
    (workplace / "d.md").write_text(f"# L\n\n- [From Markdown]({REPO})\n")
    (workplace / "e.html").write_text(f'<html><li><a href="{REPO}">From HTML</a></li>')
    assert titles(["."]) == ["From BibTeX", "From a table", "From JSON", "From Markdown", "From HTML"]


def test_a_day_of_daily_papers_is_read_page_by_page() -> None:
    first = daily(*(f"Paper {n}" for n in range(100)))
    base = "/api/daily_papers?date=2026-11-19"
    pages = {f"{base}&p=0&limit=100": serving(first), f"{base}&p=1&limit=100": serving(daily("Last"))}
    with WebServer(pages) as web:
        config = Config(forges=ForgesSettings(huggingface=ForgeSettings(web.root)))
        assert titles(["hf:2026-11-19"], config)[-2:] == ["Paper 99", "Last"]
        assert len(web.calls) == 2


def test_a_query_of_arxiv_is_read() -> None:
    feed = "<feed><entry><id>http://arxiv.org/abs/2401.00001v1</id><title>Walks</title></entry></feed>"
    path = "/api/query?search_query=all%3Awalks&sortBy=submittedDate&sortOrder=descending&max_results=300"
    with WebServer({path: serving(feed)}) as web:
        config = Config(forges=ForgesSettings(arxiv=ForgeSettings(web.root)))
        papers, read, _ = read_inputs(["arxiv:walks"], config, io.BytesIO())
    assert ([paper.key for paper in papers], read) == (["arxiv:2401.00001"], ("arxiv:walks",))


def test_a_listings_address_gives_its_relative_links_their_site() -> None:
    page = f'<!doctype html><li><a href="/paper.pdf">Walks of robots</a> <a href="{REPO}">code</a></li>'
    told: list[str] = []
    with WebServer({"/list": serving(page)}) as web:
        write_links([f"{web.root}/list"], Config(), io.BytesIO(), "", "tsv", told.append)
        assert [line.split("\t")[3] for line in told[1:]] == [f"{web.root}/paper.pdf", REPO]


def test_a_service_that_does_not_answer_is_named() -> None:
    with WebServer() as web:
        config = Config(forges=ForgesSettings(huggingface=ForgeSettings(web.root)))
        with pytest.raises(NoInputReadable, match="answered 404"):
            titles(["hf:2026-11-19"], config)


def test_links_are_written_as_they_are_read(workplace: Path) -> None:
    (workplace / "a.md").write_text(f"- [Walks\tfar]({REPO}.git)\n- [Robots](https://octo.github.io/robot)\n")
    told: list[str] = []
    assert write_links(["a.md"], Config(), io.BytesIO(), "", "tsv", told.append) == []
    assert told[0] == "\t".join(LINK_COLUMNS) + "\n"
    assert told[1] == f"a.md\tWalks far\t{REPO}.git\t{REPO}\tgithub:octo/robot\trepository\n"
    told.clear()
    write_links(["a.md"], Config(), io.BytesIO(), "", "jsonl", told.append)
    assert json.loads(told[1])["candidates"] == REPO


def test_columns_come_from_the_configuration() -> None:
    config = Config(input=InputSettings(("title=Werk",)))
    papers, _, _ = read_inputs(["-"], config, io.BytesIO(b"Werk,Ort\nEin Titel,x\n"), "table")
    assert [paper.title for paper in papers] == ["Ein Titel"]


def test_what_is_broken_is_named_and_the_rest_is_read(workplace: Path) -> None:
    (workplace / "a.json").write_text("{broken")
    (workplace / "b.txt.gz").write_bytes(b"\x1f\x8bx")
    (workplace / "c.bib").write_text("@misc{a, title = {Good}}")
    papers, read, skipped = read_inputs(["."], Config(), io.BytesIO())
    assert ([paper.title for paper in papers], read) == (["Good"], ("c.bib",))
    assert [str(item).split(":")[0] for item in skipped] == ["a.json", "b.txt.gz"]
