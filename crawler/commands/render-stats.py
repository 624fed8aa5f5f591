"""``scrapy render-stats NAME [URL]``: what a source's pages needed, by address pattern."""  # noqa: N999

from __future__ import annotations

import argparse
import json
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.table import Table
from scrapy.exceptions import UsageError

from crawler.cli import BaseCommand, echo, print_table
from crawler.database.queries import query
from crawler.errors import CrawlerError
from crawler.fetching.learned_request_toml import learned_request_to_toml
from crawler.fetching.render_stats import (
    RenderStats,
    RenderStatsTable,
    as_row,
    stats_from_row,
    stats_of_source,
)
from crawler.parsing.url_pattern import url_pattern
from crawler.source_config.loader import get_source
from crawler.source_config.schema import Source


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] NAME [URL]"

    def short_desc(self) -> str:
        return "Show what the pages of the source NAME needed: plain HTTP, or the browser"

    def long_desc(self) -> str:
        return (
            "For each pattern of addresses: how many articles were whole by plain HTTP, by a "
            "request that a render taught, and only in the browser, and what the browser added. "
            "With URL: how that address would be fetched, and why. --toml prints the learned "
            "requests as they can be put into the source file; --forget makes the source new."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--toml", action="store_true", help="learned requests, as TOML")
        parser.add_argument("--json", action="store_true", help="one JSON object a row")
        parser.add_argument(
            "--forget", action="store_true", help="forget all of it, or what concerns URL"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if not 1 <= len(args) <= 2:
            raise UsageError("name one source, and perhaps one address")
        source = get_source(args[0], self.folders)
        url = (args[1:] or [""])[0]
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            if opts.forget:
                self.forget(connection, source, url)
                return
            rows = connection.execute(query("load_render_stats"), {"source": source.key}).fetchall()
            noise = connection.execute(
                query("load_volatile_parameters"), {"source": source.key}
            ).fetchall()
        book = RenderStatsTable.of_rows(map(stats_from_row, rows), stats_of_source(source))
        known = book.for_url(url) if url else sorted(book.pages.values(), key=_rank)
        if opts.toml:
            taught = "\n".join(learned_request_to_toml(e) for e in known if e.is_trusted)
            echo(taught or "# nothing was learned yet", lines=True)
        elif opts.json:
            for stats in known:
                echo(json.dumps(as_row(stats), ensure_ascii=False))
        else:
            self.show(source, book, known, url)
            for row in noise:
                since = f"{row['learned_at']:%Y-%m-%d %H:%M}"
                name = row["name"] or "A query without a name"
                echo(f"{name} is no part of an address, e.g. {row['example']} (since {since})")

    def forget(self, connection: psycopg.Connection[Any], source: Source, url: str) -> None:
        pattern = url_pattern(url).text if url else None
        facts = {"source": source.key, "pattern": pattern}
        gone = connection.execute(query("delete_render_stats"), facts).fetchall()
        if not gone:
            raise CrawlerError(f"Nothing was known of {url or source.key}.")
        echo(f"{len(gone)} rows of evidence forgotten")

    def show(
        self, source: Source, book: RenderStatsTable, known: list[RenderStats], url: str
    ) -> None:
        if url:
            decision = book.choose_method(url, source.render)
            echo(url_pattern(url).text)
            echo(f"{decision.method}: {decision.reason}")
        if not known:
            echo("" if url else f"Nothing is known of {source.key} yet.")
            return
        rows = [as_row(stats) for stats in known]
        table = Table(*rows[0], box=None)
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        print_table(table)


def _rank(stats: RenderStats) -> tuple[str, int]:
    return stats.pattern, -stats.articles
