"""``scrapy hosts [HOST …]``: show host usage by day, and which hosts are paused."""

from __future__ import annotations

import argparse
import json

import psycopg
from psycopg.rows import dict_row
from rich.table import Table

from crawler.cli import BaseCommand, echo, print_table
from crawler.database.queries import query

_COUNTS = ("requests", "browser_requests", "bytes", "throttled", "robots_denied", "skipped")


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] [HOST …]"

    def short_desc(self) -> str:
        return "Show what was asked of each host, day by day, and which are left alone"

    def long_desc(self) -> str:
        return (
            "One line a host and day (UTC): requests, those that pages made in the browser among "
            "them; bytes; answers of 429 and 503 (throttled); requests that robots.txt denies and "
            "that were not made; requests that were not made because the host had asked to be left "
            "alone (skipped); seconds that requests waited for their turn. Below it the hosts that "
            "are left alone now, and why."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--days", type=int, default=7, metavar="N", help="days (default: 7)")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        facts = {"hosts": args or None, "days": max(1, opts.days)}
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            usage = connection.execute(query("last_host_usage"), facts).fetchall()
            paused = connection.execute(query("paused_hosts"), facts).fetchall()
        if opts.json:
            for row in [*usage, *paused]:
                echo(json.dumps(row, ensure_ascii=False, default=str))
            return
        if not usage:
            echo("No host was asked for anything.")
            return
        table = Table("day", "host", *_COUNTS, "waited", box=None)
        for row in usage:
            counts = (str(row[name]) for name in _COUNTS)
            table.add_row(str(row["day"]), row["host"], *counts, f"{row['waited']:.0f} s")
        print_table(table)
        for row in paused:
            who = f" by {row['source']}" if row["source"] else ""
            until = f"{row['until'].astimezone():%c}"
            echo(f"{row['host']} is left alone{who} until {until}: {row['why']}")
