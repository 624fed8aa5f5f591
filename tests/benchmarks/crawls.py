"""The crawls that are measured: two yardsticks and ours."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from crawler.database.migrate import migrate
from crawler.database.server import start_embedded
from tests.benchmarks.measure import Job, Measure, Watch, run
from tests.crawling import ROOT, toml

_NAME = "bench"


def bare(listing: str, pages: int) -> Measure:
    """Bare Scrapy, which stores nothing."""
    return _spider("bare", listing, pages, {})


def plain_playwright(listing: str, pages: int, at_once: int) -> Measure:
    """Plain scrapy-playwright with so many pages open at once, which stores nothing."""
    return _spider("plain_playwright", listing, pages, {"pages": at_once})


def _spider(name: str, listing: str, pages: int, arguments: dict[str, Any]) -> Measure:
    file = str(Path(__file__).parent / f"{name}.py")
    command = [sys.executable, "-m", "scrapy", "runspider", file]
    for key, value in {"listing": listing, **arguments}.items():
        command += ["-a", f"{key}={value}"]
    # Away from the project, so that none of its settings apply.
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return run(Job(name, command, pages, env, Path(tempfile.gettempdir())))


class Ours:
    """Our crawl of a bulk listing, into an empty database unless it goes on."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self.base_url = base_url
        self._folder = folder
        self._server = start_embedded(folder / "postgres")
        self._dsn = psycopg.conninfo.make_conninfo(self._server, dbname=_NAME)

    def crawl(
        self,
        listing: str,
        pages: int,
        watch: Watch | None = None,
        *,
        go_on: bool = False,
        **facts: Any,
    ) -> Measure:
        """Crawl to the end; SystemExit where a row lacks. ``facts`` go into the source's file;
        with ``go_on`` the database is that of the crawl before."""
        if not go_on:
            self._empty()
        before = self.stored() if go_on else 0
        facts = {"concurrency": 8, "max_pages": pages // 100 + 2, **facts}
        (self._folder / f"{_NAME}.toml").write_text(toml(self.base_url, listing, **facts), "utf-8")
        env = os.environ | {"DATABASE_URL": self._dsn, "SOURCES_DIR": str(self._folder)}
        command = [sys.executable, "-m", "scrapy", "crawl", _NAME, "-s", "CLOSESPIDER_TIMEOUT=0"]
        label = f"ours, render {facts['render']}" if "render" in facts else "ours"
        measure = run(Job(label, command, pages, env, ROOT, self.stored, watch))
        if self.stored() != before + pages:
            raise SystemExit(f"{self.stored() - before} articles were stored, {pages} expected")
        return measure

    def stored(self, by: str = "") -> int:
        """How many articles the database holds, fetched ``by`` http, browser, or either."""
        statement = "select count(*) from articles where fetched_by = %s or %s = ''"
        with psycopg.connect(self._dsn) as connection:
            row = connection.execute(statement, (by, by)).fetchone()
        return row[0] if row else 0

    def _empty(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"drop database if exists {_NAME} with (force)")
            connection.execute(f"create database {_NAME} template template0 lc_ctype 'C.UTF-8'")
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            migrate(connection)
