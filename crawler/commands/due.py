"""``scrapy due``: show which sources are due and why; run them here or on scrapyd."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from scrapy.exceptions import UsageError

from crawler.cli import BaseCommand, echo, echo_err, print_table
from crawler.database.queries import query
from crawler.database.server import KEEPALIVES
from crawler.exit_codes import SEVERITY_ORDER, ExitCode, describe_status
from crawler.scheduling.planner import (
    DictConnection,
    PlannedSource,
    claim,
    close_dead_runs,
    plan_sources,
    release,
)
from crawler.scheduling.process_pool import CrawlProcessPool, FinishedRun
from crawler.scheduling.scrapyd_client import ScrapydClient, ScrapydError
from crawler.source_config.loader import Catalog, get_source, load_sources, select_sources
from crawler.util.console import console

#: How often the agenda is read anew while runs go on (s).
_TICK = 15.0
#: A run handed to scrapyd that did not begin within this time is handed out again (s).
_QUEUE_SECONDS = 3600.0
#: Ends of a run that are said in the exit status at once, and not only when they come again.
_SAID = (ExitCode.NOT_STARTED, ExitCode.DATABASE_LOST, ExitCode.ERROR)


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] [NAME …]"

    def short_desc(self) -> str:
        return "Show which sources are due, and run them"

    def long_desc(self) -> str:
        return (
            "Without options: when each enabled source (or those named) is to be looked at next, "
            "and which need attention. --run crawls here what is due, each in a process of "
            "its own that logs to LOG_DIR/NAME.log, and what becomes due meanwhile. --scrapyd "
            "hands it to a scrapyd. A source that another `scrapy due` has taken, on whatever "
            "machine, is left alone. Exit status: 0; 1 where it cannot start; 10 where a source "
            "needs attention (few entries, silence, three failures in a row); with --run "
            "also 4 and 7 as of `scrapy crawl`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--run", action="store_true", help="crawl here what is due")
        how.add_argument("--scrapyd", metavar="URL", help="hand what is due to this scrapyd")
        how.add_argument("--explain", metavar="SOURCE", help="say why a source is due when it is")
        how.add_argument("--json", action="store_true", help="one JSON object a source")
        parser.add_argument(
            "-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
            help="runs at a time (default: one a processor)",
        )  # fmt: skip
        parser.add_argument(
            "--for", type=float, default=60, metavar="MIN", dest="minutes",
            help="go on with what becomes due for at most so many minutes (default: 60)",
        )  # fmt: skip

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.jobs < 1:
            raise UsageError("-j must be at least 1")
        assert self.settings is not None
        folders = self.folders
        catalog = select_sources(args, folders) if args else load_sources(folders)
        for fault in catalog.errors:
            echo_err(f"warning: {fault}")
        with psycopg.connect(
            self.dsn(), autocommit=True, row_factory=dict_row, **KEEPALIVES
        ) as connection:
            for key in close_dead_runs(connection, self.settings.getint("MAX_ATTEMPTS")):
                echo_err(f"The last run of {key} crashed; its unfinished entries will be retried.")
            if opts.explain:
                self.explain(connection, opts.explain, folders)
                return
            status = self.hand_out(connection, catalog, opts)
            now, items = self.agenda(connection, catalog)
        if opts.json:
            for item in items:
                echo(json.dumps(_as_json(item, now), ensure_ascii=False))
        elif not opts.run and not opts.scrapyd:
            _show(items, now)
        for item in items:
            for mark in item.warnings:
                echo_err(f"{item.key}: {mark}")
        marked = catalog.errors or any(item.warnings for item in items)
        self.exitcode = int(status or (ExitCode.ATTENTION if marked else ExitCode.OK))

    def agenda(
        self, connection: DictConnection, catalog: Catalog
    ) -> tuple[datetime, list[PlannedSource]]:
        return plan_sources(connection, (s for s in catalog.sources.values() if s.enabled))

    def hand_out(
        self, connection: DictConnection, catalog: Catalog, opts: argparse.Namespace
    ) -> ExitCode | None:
        """Run what is due, or have it run; the status that this ends with, if it says one."""
        if opts.run:
            return self.run_here(connection, catalog, opts)
        if opts.scrapyd:
            return self.run_there(connection, catalog, opts.scrapyd)
        return None

    def explain(self, connection: DictConnection, key: str, folders: Sequence[str]) -> None:
        now, [item] = plan_sources(connection, [get_source(key, folders)])
        echo(f"{key}: {_when(item, now)} ({item.decision.at.astimezone(item.source.zone):%F %T})")
        for reason in item.decision.reasons:
            echo(f"  {reason}")

    # --- here ------------------------------------------------------------------------------------

    def run_here(
        self, connection: DictConnection, catalog: Catalog, opts: argparse.Namespace
    ) -> ExitCode | None:
        assert self.settings is not None
        limit = self.settings.getfloat("CLOSESPIDER_TIMEOUT")
        limit += 2 * self.settings.getfloat("RUN_KILL_AFTER")
        until = time.monotonic() + 60 * opts.minutes
        found: list[FinishedRun] = []
        with (
            CrawlProcessPool(opts.jobs, Path(self.setting("LOG_DIR")), limit) as processes,
            _bar(console(stderr=True)) as advance,
        ):
            while True:
                if processes.free and time.monotonic() < until:
                    self.fill(connection, catalog, processes, limit)
                if not processes.running:
                    break
                ended = processes.wait_finished(_TICK)
                advance(len(ended), len(processes.running))
                found += ended
                for end in ended:
                    echo(_ended(connection, end))
        if processes.stopped:
            return ExitCode.STOPPED
        ends = {end.status for end in found}
        return next(
            (status for status in SEVERITY_ORDER if status in _SAID and status in ends), None
        )

    def fill(
        self,
        connection: DictConnection,
        catalog: Catalog,
        processes: CrawlProcessPool,
        limit: float,
    ) -> None:
        """Start what is due, as far as there is room."""
        now, items = self.agenda(connection, catalog)
        for item in items:
            if processes.free and _is_due(item, now) and claim(connection, item, limit):
                processes.start(item.key)

    # --- scrapyd ---------------------------------------------------------------------------------

    def run_there(self, connection: DictConnection, catalog: Catalog, url: str) -> ExitCode | None:
        scrapyd = ScrapydClient(
            url, self.setting("SCRAPYD_USERNAME"), self.setting("SCRAPYD_PASSWORD")
        )
        now, items = self.agenda(connection, catalog)
        status = None
        for item in items:
            if not _is_due(item, now) or not claim(connection, item, _QUEUE_SECONDS):
                continue
            try:
                job = f"{item.key}-{item.last_run_id + 1}"
                echo(f"{item.key}: {scrapyd.schedule(item.key, job)}")
            except ScrapydError as error:
                release(connection, item)
                echo_err(str(error))
                status = ExitCode.NOT_STARTED
        return status


def _is_due(item: PlannedSource, now: datetime) -> bool:
    return item.decision.at <= now and not item.running


def _ended(connection: DictConnection, end: FinishedRun) -> str:
    """One line on a run that has ended."""
    rows = connection.execute(query("last_run"), {"source": end.key}).fetchall()
    meaning = describe_status(end.status)
    counters = ("stored", "failed", "pending_after", "requests")
    counted = (
        ", ".join(f"{rows[0][name]} {name.split('_')[0]}" for name in counters) if rows else ""
    )
    return f"{end.key}: {counted}: {meaning}" if counted else f"{end.key}: {meaning}"


@contextmanager
def _bar(screen: Console) -> Iterator[Callable[[int, int], None]]:
    """A progress bar at a terminal; nothing where there is none."""
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task, done = bar.add_task("sources", total=None), 0

        def advance(ended: int, running: int) -> None:
            nonlocal done
            done += ended
            bar.update(task, completed=done, total=done + running)

        yield advance


def _when(item: PlannedSource, now: datetime) -> str:
    if item.running:
        return "running"
    wait = item.decision.at - now
    if wait <= timedelta(0):
        return "due"
    minutes = wait / timedelta(minutes=1)
    return f"in {minutes:.0f} min" if minutes < 90 else f"in {minutes / 60:.1f} h"


def _show(items: Sequence[PlannedSource], now: datetime) -> None:
    table = Table("source", "next look", "last run", "ended", "needs a look", box=None)
    for item in items:
        started = item.started.astimezone(item.source.zone) if item.started else None
        table.add_row(
            item.key,
            _when(item, now),
            f"{started:%m-%d %H:%M}" if started else "never",
            describe_status(item.status) if item.status is not None else "",
            "; ".join(item.warnings),
        )
    if items:
        print_table(table)
    else:
        echo("No source is enabled; `scrapy check-sources` shows them.")


def _as_json(item: PlannedSource, now: datetime) -> dict[str, object]:
    return {
        "source": item.key,
        "due": _is_due(item, now),
        "at": item.decision.at.isoformat(),
        "why": item.decision.reasons,
        "running": item.running,
        "last_run": item.last_run_id or None,
        "exit_status": item.status,
        "warnings": item.warnings,
    }
