"""``scrapy quarantine``: list, show and replay responses that became no article."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.table import Table
from scrapy.exceptions import UsageError

from crawler.cli import echo, echo_err, print_table
from crawler.database.queries import query
from crawler.errors import CrawlerError
from crawler.fetch_command import FetchCommand
from crawler.parsing.page import FetchedPage
from crawler.source_config.loader import get_source
from crawler.spiders.replay import ReplaySpider

_COLUMNS = 140
_USAGE = "say list [NAME …], show ID, or replay NAME"


class Command(FetchCommand):
    def syntax(self) -> str:
        return "[options] list [NAME …] | show ID | replay NAME"

    def short_desc(self) -> str:
        return "Show what could not be read or stored, and read it again without a fetch"

    def long_desc(self) -> str:
        return (
            "Every answer that became no article is kept with its reason and its bytes. list shows "
            "them, the latest first; show ID prints one as text, and with --raw its bytes as they "
            "came, for a file; replay NAME reads those of the source NAME again by the rules as "
            "they are now, asks nobody for anything, and stores what has become an article. Exit "
            "status of replay: as of `scrapy crawl`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", metavar="TEXT", help="only those whose reason holds TEXT")
        parser.add_argument("--all", action="store_true", help="list what was replayed too")
        parser.add_argument("-n", type=int, default=50, metavar="N", help="rows (default: 50)")
        parser.add_argument("--json", action="store_true", help="one JSON object a row")
        parser.add_argument("--raw", action="store_true", help="show the bytes, for a file")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        what, names = (args or ["list"])[0], args[1:]
        if what == "list":
            self.show_all(names, opts)
        elif what == "show" and len(names) == 1 and names[0].isdigit():
            self.show_one(int(names[0]), opts.raw)
        elif what == "replay" and len(names) == 1:
            self.replay(names[0], opts.reason)
        else:
            raise UsageError(_USAGE)

    def show_all(self, names: list[str], opts: argparse.Namespace) -> None:
        facts = {"sources": names or None, "reason": opts.reason, "all": opts.all, "limit": opts.n}
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            rows = connection.execute(query("quarantined"), facts).fetchall()
        if opts.json:
            for row in rows:
                echo(json.dumps(row, ensure_ascii=False, default=str))
            return
        table = Table("id", "at", "source", "bytes", "reason", "url", box=None)
        for row in rows:
            at, size = f"{row['at'].astimezone():%m-%d %H:%M}", str(row["bytes"] or "none kept")
            table.add_row(str(row["id"]), at, row["source"], size, row["reason"], row["url"])
        if rows:
            print_table(table, _COLUMNS)
        else:
            echo("Nothing is in quarantine.")

    def show_one(self, number: int, raw: bool) -> None:
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            rows = connection.execute(query("quarantined_bytes"), {"id": number}).fetchall()
        if not rows:
            raise CrawlerError(f"Nothing in quarantine has the id {number}.")
        row: dict[str, Any] = rows[0]
        echo_err(f"{row['url']}: {row['reason']}")
        body = gzip.decompress(row["raw"] or b"")
        if raw:
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
        else:
            sys.stdout.write(FetchedPage(row["url"], body, row["content_type"]).text)

    def replay(self, name: str, reason: str | None) -> None:
        assert self.crawler_process is not None
        source = get_source(name, self.folders)
        body = {
            "name": source.key,
            "source": source.model_copy(update={"min_entries": 0}),  # of what a listing shows
            "reason": reason,
        }
        crawler = self.crawler_process.create_crawler(type(name, (ReplaySpider,), body))
        self.exitcode = self.run_status(crawler)
