"""``scrapy runs [NAME …]``: the last runs, their counts and exit status."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row
from rich.table import Table

from crawler.cli import BaseCommand, echo, print_table
from crawler.database.queries import query
from crawler.exit_codes import describe_status

_COLUMNS = 160
#: Column of the table, and where the row has it.
_BOOKS = ("found", "stored", "unchanged", "duplicate", "rejected", "gone", "failed", "gated")
_COSTS = ("requests", "browser_pages")


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] [NAME …]"

    def short_desc(self) -> str:
        return "Show the last runs: their books, what they cost, how they ended"

    def long_desc(self) -> str:
        return (
            "One line a run, the latest first, of all sources or of those named: its entries by "
            "outcome, what was pending before and after, requests, pages in the browser, and the "
            "reason of its end. --id shows one whole: channels, listings, gates, first and last "
            "article."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-n", type=int, default=20, metavar="N", help="runs (default: 20)")
        parser.add_argument("--id", type=int, metavar="RUN", help="one run, whole")
        parser.add_argument("--json", action="store_true", help="one JSON object a run, whole")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        facts = {"sources": args or None, "id": opts.id, "limit": max(1, opts.n)}
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            rows = connection.execute(query("last_runs"), facts).fetchall()
        if opts.json or opts.id is not None:
            indent = None if opts.json else 2
            for row in rows:
                shown = json.dumps(row, ensure_ascii=False, default=_written, indent=indent)
                echo(shown, lines=True)
        elif rows:
            _show(rows)
        if not rows:
            echo("No run is on record.")


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _show(rows: Sequence[DictRow]) -> None:
    table = Table("run", "source", "began", "took", *_BOOKS, "pending", *_COSTS, "ended", box=None)
    for row in rows:
        pending = f"{row['pending_before']}→{row['pending_after']}"
        costs = (str(row[name]) for name in _COSTS)
        counters = (str(row[name]) for name in _BOOKS)
        began = f"{row['started_at'].astimezone():%m-%d %H:%M}"
        ended = _ended(row)
        table.add_row(
            str(row["id"]), row["source"], began, _took(row), *counters, pending, *costs, ended
        )
    print_table(table, _COLUMNS)


def _took(row: DictRow) -> str:
    if row["ended_at"] is None:
        return ""
    seconds = round((row["ended_at"] - row["started_at"]).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _ended(row: DictRow) -> str:
    if row["ended_at"] is None:
        return "running"
    meaning = describe_status(row["exit_status"])
    plain = row["reason"] in ("", "finished", "shutdown")
    return meaning if plain else f"{row['reason']}: {meaning}"
