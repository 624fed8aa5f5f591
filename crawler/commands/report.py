"""``scrapy report [NAME …]``: articles by day, and possible losses."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

import psycopg
from psycopg.rows import dict_row
from rich.table import Table

from crawler.cli import BaseCommand, echo, print_table
from crawler.scheduling.daily_report import DayCounts, PossibleLoss, load_days, possible_losses
from crawler.source_config.loader import get_source, load_sources
from crawler.source_config.schema import Source


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] [NAME …]"

    def short_desc(self) -> str:
        return "Show day by day what sources published, and what may be missing"

    def long_desc(self) -> str:
        return (
            "For each enabled source, or those named: entries seen by the day on which they were "
            "published, what became of them, and how many were probably missed: what the rhythm "
            "of a channel would have brought where a look was not joined to the one before. Below "
            "it suspicions, with the odds that they are chance: channels more silent than their "
            "own rhythm, numbers left out in ascending ids, pages still pending."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--days", type=int, default=7, metavar="N", help="days (default: 7)")
        parser.add_argument("--json", action="store_true", help="one JSON object a source")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        folders = self.folders
        sources: Sequence[Source] = [get_source(name, folders) for name in args]
        if not args:
            sources = [s for s in load_sources(folders).sources.values() if s.enabled]
        with psycopg.connect(self.dsn(), row_factory=dict_row) as connection:
            for source in sources:
                days = load_days(connection, source, max(1, opts.days))
                found = list(possible_losses(connection, source))
                if opts.json:
                    echo(json.dumps(_as_json(source, days, found), ensure_ascii=False, default=str))
                else:
                    _show(source, days, found)


def _as_json(
    source: Source, days: Sequence[DayCounts], found: Sequence[PossibleLoss]
) -> dict[str, object]:
    return {
        "source": source.key,
        "days": [asdict(day) for day in days],
        "suspicions": [asdict(suspicion) for suspicion in found],
    }


def _show(source: Source, days: Sequence[DayCounts], found: Sequence[PossibleLoss]) -> None:
    names = ("day", "seen", "stored", "duplicate", "rejected", "gone", "pending")
    table = Table(*names, "probably missed", title=source.key, title_justify="left", box=None)
    most = max((day.seen for day in days), default=0)
    for day in days:
        bar = "▇" * round(24 * day.seen / most) if most else ""
        table.add_row(*(str(getattr(day, name)) for name in names), f"{day.missed:g}", bar)
    print_table(table)
    for suspicion in found:
        echo(f"  {suspicion}")
