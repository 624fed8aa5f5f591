"""``scrapy evidence NAME [URL]``: what a source's pages needed, and how an address is fetched."""  # noqa: N999

from __future__ import annotations

import argparse
import json
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.table import Table
from scrapy.exceptions import UsageError

from crawler.cli import PlainCommand, say, say_table
from crawler.database.queries import query
from crawler.errors import CrawlerError
from crawler.extensions.render_stats import evidence_from
from crawler.fetching.learned_request_toml import as_toml
from crawler.fetching.render_stats import Book, Evidence, describe
from crawler.parsing.url_pattern import pattern_of
from crawler.source_config.loader import find_source
from crawler.source_config.schema import Source


class Command(PlainCommand):
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

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if not 1 <= len(args) <= 2:
            raise UsageError("name one source, and perhaps one address")
        source = find_source(args[0], self.folders)
        url = (args[1:] or [""])[0]
        with psycopg.connect(self.database(), row_factory=dict_row) as connection:
            if opts.forget:
                self.forget(connection, source, url)
                return
            rows = connection.execute(query("load_evidence"), {"source": source.key}).fetchall()
            noise = connection.execute(query("load_noise"), {"source": source.key}).fetchall()
        book = Book.of_rows(map(evidence_from, rows), source.taught())
        known = book.about(url) if url else sorted(book.pages.values(), key=_rank)
        if opts.toml:
            taught = "\n".join(as_toml(e) for e in known if e.trusts)
            say(taught or "# nothing was learned yet", lines=True)
        elif opts.json:
            for evidence in known:
                say(json.dumps(describe(evidence), ensure_ascii=False))
        else:
            self.show(source, book, known, url)
            for row in noise:
                since = f"{row['learned_at']:%Y-%m-%d %H:%M}"
                name = row["name"] or "A query without a name"
                say(f"{name} is no part of an address, e.g. {row['example']} (since {since})")

    def forget(self, connection: psycopg.Connection[Any], source: Source, url: str) -> None:
        pattern = pattern_of(url).text if url else None
        facts = {"source": source.key, "pattern": pattern}
        gone = connection.execute(query("forget_evidence"), facts).fetchall()
        if not gone:
            raise CrawlerError(f"Nothing was known of {url or source.key}.")
        say(f"{len(gone)} rows of evidence forgotten")

    def show(self, source: Source, book: Book, known: list[Evidence], url: str) -> None:
        if url:
            decision = book.decide(url, source.render)
            say(pattern_of(url).text)
            say(f"{decision.way}: {decision.why}")
        if not known:
            say("" if url else f"Nothing is known of {source.key} yet.")
            return
        rows = [describe(evidence) for evidence in known]
        table = Table(*rows[0], box=None)
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        say_table(table)


def _rank(evidence: Evidence) -> tuple[str, int]:
    return evidence.pattern, -evidence.articles
