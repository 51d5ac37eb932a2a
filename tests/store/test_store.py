"""What is remembered, and that nothing stored is lost."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy

from linkgraph.errors import StoreLocked, StoreUnusable
from linkgraph.extract import find_links
from linkgraph.model import CanonicalUrl, Paper, Passage, Place
from linkgraph.store import ObservationLog, Store
from tests.conftest import DAY, NOON, seen

LONG_AGO = NOON - 400 * DAY


def paper(key: str, source: str = "a.txt", text: str = "https://example.org/x") -> Paper:
    return Paper(key, key.title(), (Passage("abstract", text),), (Place(source, 1, "listing"),))


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/cache/linkgraph.sqlite"
    with Store(url) as opened:
        yield opened


def save(store: Store, papers: list[Paper], inputs: list[str], collection: str = "c", now: datetime = NOON) -> object:
    return store.save_reading(collection, papers, inputs, now)


def test_papers_come_back_as_they_were_read(store: Store) -> None:
    written = replace(paper("one"), arxiv="2401.00001", passages=(Passage("abstract", "a\nä", ("https://h.org",)),))
    assert save(store, [written, paper("two")], ["a.txt"]) == (("one", "two"), ())
    assert store.papers("c") == (written, paper("two"))


def test_reading_again_changes_nothing(store: Store) -> None:
    save(store, [paper("one")], ["a.txt"])
    assert save(store, [paper("one")], ["a.txt"]) == ((), ())
    assert len(store.papers("c")) == 1


def test_what_left_an_input_is_removed_and_may_return(store: Store) -> None:
    save(store, [paper("one"), paper("two")], ["a.txt"])
    assert save(store, [paper("one")], ["a.txt"]) == ((), ("two",))
    assert [item.key for item in store.papers("c")] == ["one"]
    assert save(store, [paper("one"), paper("two")], ["a.txt"]) == (("two",), ())


def test_what_another_input_says_stays(store: Store) -> None:
    save(store, [paper("one"), paper("one", "b.txt", "other text")], ["a.txt", "b.txt"])
    assert save(store, [], ["a.txt"]) == ((), ())
    (kept,) = store.papers("c")
    assert [passage.text for passage in kept.passages] == ["other text"]


def test_an_input_that_was_not_read_removes_nothing(store: Store) -> None:
    save(store, [paper("one")], ["a.txt"])
    assert save(store, [paper("two", "b.txt")], ["b.txt"]) == (("two",), ())
    assert [item.key for item in store.papers("c")] == ["one", "two"]


def test_collections_do_not_see_each_other(store: Store) -> None:
    save(store, [paper("one")], ["a.txt"], "c")
    save(store, [paper("one")], ["a.txt"], "d")
    assert save(store, [], ["a.txt"], "c") == ((), ("one",))
    assert [item.key for item in store.papers("d")] == ["one"]


def test_links_come_back_and_their_changes_are_told(store: Store) -> None:
    save(store, [paper("one"), paper("two")], ["a.txt"])
    links = [link for item in store.papers("c") for link in find_links(item)]
    pairs = (("one", "https://example.org/x"), ("two", "https://example.org/x"))
    assert store.save_links("c", links, NOON) == (pairs, ())
    assert store.links("c") == tuple(links)
    assert store.save_links("c", links, NOON) == ((), ())
    assert store.save_links("c", links[:1], NOON) == ((), pairs[1:])
    assert store.links("c") == tuple(links[:1])
    assert store.save_links("c", links, NOON) == (pairs[1:], ())
    assert [row[1] for row in store.naming("https://example.org/x")] == ["one", "two"]


def test_a_changed_link_replaces_the_old_one(store: Store) -> None:
    save(store, [paper("one")], ["a.txt"])
    (link,) = find_links(store.papers("c")[0])
    store.save_links("c", [link], NOON)
    changed = replace(link, raw="https://example.org/x).", repairs=("punctuation_trimmed",))
    assert store.save_links("c", [changed], NOON) == ((), ())
    assert store.links("c") == (changed,)


def test_observations_come_back_as_they_were_made(store: Store) -> None:
    zone = timezone(timedelta(hours=2))
    first = seen(status=200, headers={"etag": '"ä"'}, at=NOON.astimezone(zone), seconds=0.25, address="1.1.1.1")
    second = seen(error="dns/nxdomain", attempt=1)
    run, resumed = store.resume_or_start("c", NOON, LONG_AGO)
    log = ObservationLog(store, run)
    log.add(first)
    log.add(second)
    assert store.observations_of_run(run) == {}
    log.flush()
    log.flush()
    assert not resumed
    assert store.observations_of_run(run) == {first.url: [first, second]}


def test_a_broken_off_run_is_resumed_until_it_is_finished(store: Store) -> None:
    run, _ = store.resume_or_start("c", NOON, LONG_AGO)
    assert store.resume_or_start("c", NOON + DAY, NOON) == (run, True)
    store.finish_run(run, NOON + DAY)
    assert store.last_finished("c") == (run, NOON + DAY)
    assert store.resume_or_start("c", NOON + DAY, NOON)[1] is False


def test_a_run_broken_off_long_ago_is_given_up_and_its_facts_stay(store: Store) -> None:
    run, _ = store.resume_or_start("c", NOON, LONG_AGO)
    store.add_observations(run, [seen(status=200)])
    later, resumed = store.resume_or_start("c", NOON + 2 * DAY, NOON + DAY)
    assert (later != run, resumed) == (True, False)
    assert len(store.history(["https://example.org/x"])) == 1


def test_history_is_ordered_and_shared_by_collections(store: Store) -> None:
    for number, (collection, status) in enumerate([("c", 200), ("d", 404), ("c", 410)]):
        run, _ = store.resume_or_start(collection, NOON + number * DAY, LONG_AGO)
        store.add_observations(run, [seen(status=status)])
        store.finish_run(run, NOON + number * DAY)
    history = store.history([f"https://example.org/{n}" for n in range(1200)] + ["https://example.org/x"])
    assert [[item.status for item in check] for check in history[CanonicalUrl("https://example.org/x")]] == [
        [200],
        [404],
        [410],
    ]


def test_history_is_in_order_of_time_whatever_the_order_of_runs(store: Store) -> None:
    first, _ = store.resume_or_start("c", NOON, LONG_AGO)
    second, _ = store.resume_or_start("d", NOON, LONG_AGO)
    store.add_observations(second, [seen(status=200, at=NOON)])
    store.add_observations(first, [seen(status=404, at=NOON + DAY)])
    (history,) = store.history(["https://example.org/x"]).values()
    assert [check[0].status for check in history] == [200, 404]


def test_a_batch_that_could_not_be_written_is_kept(store: Store) -> None:
    run, _ = store.resume_or_start("c", NOON, LONG_AGO)
    log = ObservationLog(store, run)
    log.add(seen(status=200))
    log.add(replace(seen(status=200), asked="\ud800"))
    with pytest.raises(UnicodeEncodeError):
        log.flush()
    assert len(log._batch) == 2


def test_a_file_is_in_wal_mode_and_survives(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    with Store(url) as store:
        save(store, [paper("one")], ["a.txt"])
    with contextlib.closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with Store(url, write=False) as store:
        assert len(store.papers("c")) == 1


def hold(url: str, held: object, free: object) -> None:
    with Store(url):
        held.set()  # type: ignore[attr-defined]
        free.wait(30)  # type: ignore[attr-defined]


def test_one_writer_at_a_time_and_its_name_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    context = multiprocessing.get_context("spawn")
    held, free = context.Event(), context.Event()
    other = context.Process(target=hold, args=(url, held, free))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(StoreLocked, match=rf"process {other.pid} .* holds it"):
            Store(url)
        with Store(url, write=False) as reader:
            assert reader.papers("c") == ()
    finally:
        free.set()
        other.join()
    Store(url).close()


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    context = multiprocessing.get_context("spawn")
    held, free = context.Event(), context.Event()
    other = context.Process(target=hold, args=(url, held, free))
    other.start()
    assert held.wait(30)
    other.kill()
    other.join()
    Store(url).close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "is no database URL"),
        ("oracle+nothing://x", "no driver"),
        ("sqlite:////proc/nowhere/a.sqlite", "cannot be made"),
    ],
)
def test_a_wrong_store_is_told_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(StoreUnusable, match=sentence):
        Store(url)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    file.write_text("precious notes, no database at all " * 50)
    with pytest.raises(StoreUnusable, match="is no linkgraph database"):
        Store(f"sqlite:///{file}")
    assert file.read_text().startswith("precious notes")


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE papers (id INTEGER)")
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(StoreUnusable, match="another program"):
        Store(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_store_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    Store(url).close()
    connection = sqlite3.connect(tmp_path / "a.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnusable, match="newer release"):
        Store(url)


def test_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from linkgraph.store import tables

    Store(f"sqlite:///{tmp_path}/a.sqlite").close()
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/a.sqlite")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()


def test_the_tables_serve_postgresql_too() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    from linkgraph.store import tables

    for table in tables.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def test_a_store_of_an_older_release_is_brought_up_and_loses_nothing(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config as AlembicConfig

    from linkgraph.store.database import MIGRATIONS

    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/a.sqlite")
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in (
            "INSERT INTO collections VALUES (1, 'old')",
            "INSERT INTO papers VALUES (1, 1, 'title:a', 'A', '', '', '2026-01-05', NULL)",
            "INSERT INTO entries VALUES (1, 1, 'a.md', 3, 'markdown', '[[\"title\", \"A\", []]]')",
        ):
            connection.exec_driver_sql(row)
    engine.dispose()
    with Store(f"sqlite:///{tmp_path}/a.sqlite") as opened:
        (paper,) = opened.papers("old")
    assert (paper.title, paper.places[0].line, paper.places[0].section) == ("A", 3, "")
