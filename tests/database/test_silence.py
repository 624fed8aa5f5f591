"""A database that falls silent, and a lock that another has taken, end a run at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from crawler.database.migrate import migrate
from crawler.database.server import start_embedded, stop_embedded
from crawler.models.article import Article
from crawler.state.spool import Spool
from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site
from tests.test_due import pages, until

_HELD = (
    "select pid from pg_locks where locktype = 'advisory' and database ="
    " (select oid from pg_database where datname = current_database())"
)
_KEY = "hashtextextended('run:qc', 0)"


@pytest.fixture
def alone(server_folder: Path, tmp_path: Path) -> Iterator[Crawls]:
    """Crawls with a server that nobody else uses."""
    folder = server_folder / f"alone-{tmp_path.name}"
    dsn = start_embedded(folder)
    with psycopg.connect(dsn, autocommit=True) as connection:
        migrate(connection)
    yield Crawls(dsn, tmp_path / "sources", {"DATA_DIR": str(tmp_path)})
    stop_embedded(folder)


@contextmanager
def stopped(crawls: Crawls) -> Iterator[None]:
    """All processes of the server stand still while the block lasts; the kernel answers on."""
    [row] = crawls.rows("select current_setting('data_directory') as folder")
    pid = int(Path(row["folder"], "postmaster.pid").read_text("utf-8").splitlines()[0])
    postmaster = psutil.Process(pid)
    parts = [postmaster, *postmaster.children()]
    for part in parts:
        part.suspend()
    try:
        yield
    finally:
        for part in parts:
            if part.is_running():
                part.resume()


def test_a_database_that_falls_silent_ends_the_run_after_its_patience(
    alone: Crawls, tmp_path: Path
) -> None:
    with Site(pages(30)) as site:
        alone.add("qc", toml(site.url, delay=0.2, concurrency=1))
        process = alone.start("crawl", "qc", "-s", "DATABASE_RETRY_SECONDS=4")
        until(lambda: alone.rows("select 1 from articles"))
        with stopped(alone):
            hits = site.hits.total()
            _, err = process.communicate(timeout=45)
        assert process.returncode == 4, err[-3000:]
        kept = [item for batch in Spool(tmp_path / "spool", 0).load("qc") for item in batch.items]
        fetched = [x.url.removeprefix(site.url) for x in kept if isinstance(x, Article)]
        assert len(fetched) >= 2
        assert site.hits.total() > hits
        assert alone.run("qc").returncode == 0
        assert {site.hits[path] for path in fetched} == {1}
    assert alone.rows("select count(*) as n from articles") == [{"n": 30}]
    first = alone.rows("select * from runs order by id")[0]
    assert (first["reason"], first["exit_status"]) == ("database_lost", 4)
    assert balanced(first)


def test_a_short_silence_costs_nothing(alone: Crawls) -> None:
    with Site(pages(20)) as site:
        alone.add("qc", toml(site.url, delay=0.1, concurrency=1))
        process = alone.start("crawl", "qc")
        until(lambda: alone.rows("select 1 from articles"))
        with stopped(alone):
            hits = site.hits.total()
            until(lambda: site.hits.total() >= hits + 2)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err[-3000:]
    assert alone.rows("select count(*) as n from articles") == [{"n": 20}]


@pytest.mark.parametrize("hangs", [False, True])
def test_a_run_whose_lock_another_has_taken_ends_at_once(crawls: Crawls, hangs: bool) -> None:
    with Site(pages(200)) as site:
        crawls.add("qc", toml(site.url, delay=0.1, concurrency=2))
        process = crawls.start("crawl", "qc")
        until(lambda: crawls.rows("select 1 from articles"))
        if hangs:
            left = [path for path in site.pages if path not in site.hits]
            site.pages |= dict.fromkeys(left, Answer("<h1>", stalls=True))
            until(lambda: any(site.hits[path] for path in left))
        [before] = crawls.rows(_HELD)
        with psycopg.connect(crawls.dsn, autocommit=True) as other:
            # As it is where a server is restarted and the other is faster: in one step.
            other.execute(
                f"do $$ begin perform pg_terminate_backend({before['pid']});"
                f" perform pg_advisory_lock({_KEY}); end $$"
            )
            hits = site.hits.total()
            written = other.execute("select id, state, tries from entries order by id").fetchall()
            _, err = process.communicate(timeout=30)
            after = other.execute("select id, state, tries from entries order by id").fetchall()
        assert process.returncode == 75, err[-3000:]
        assert after == written
        assert site.hits.total() < hits + 15
    run = crawls.books("qc")
    assert (run["reason"], run["exit_status"]) == ("already_running", 75)
    assert run["ended_at"] is not None
    assert balanced(run)


def test_a_run_that_is_told_to_end_while_its_lock_is_taken_writes_nothing(crawls: Crawls) -> None:
    with Site(pages(200)) as site:
        crawls.add("qc", toml(site.url, delay=0.1, concurrency=2))
        process = crawls.start("crawl", "qc", "-s", "LOCK_CHECK_SECONDS=3600")
        until(lambda: crawls.rows("select 1 from articles"))
        [before] = crawls.rows(_HELD)
        with psycopg.connect(crawls.dsn, autocommit=True) as other:
            other.execute(
                f"do $$ begin perform pg_terminate_backend({before['pid']});"
                f" perform pg_advisory_lock({_KEY}); end $$"
            )
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        assert process.returncode == 75
    assert crawls.books("qc")["reason"] == "already_running"
