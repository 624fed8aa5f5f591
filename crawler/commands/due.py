"""``scrapy due``: which sources are due, why, and to run them here or on scrapyd."""

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

from crawler.cli import PlainCommand, complain, say, say_table
from crawler.database.queries import query
from crawler.database.server import KEEPALIVES
from crawler.exit_codes import WORST_FIRST, ExitCode, meaning_of
from crawler.scheduling.planner import Connection, Item, claim, end_the_dead, read_agenda, release
from crawler.scheduling.process_pool import Ended, Processes
from crawler.scheduling.scrapyd_client import Scrapyd, ScrapydRefused
from crawler.source_config.loader import Catalog, check, find_source, load_sources
from crawler.util.console import console

#: How often the agenda is read anew while runs go on (s).
_TICK = 15.0
#: A run handed to scrapyd that did not begin within this time is handed out again (s).
_QUEUE_SECONDS = 3600.0
#: Ends of a run that are said in the exit status at once, and not only when they come again.
_SAID = (ExitCode.NOT_STARTED, ExitCode.DATABASE_LOST, ExitCode.FAULT)


class Command(PlainCommand):
    def syntax(self) -> str:
        return "[options] [NAME …]"

    def short_desc(self) -> str:
        return "Show which sources are due, and run them"

    def long_desc(self) -> str:
        return (
            "Without options: when each enabled source (or those named) is to be looked at next, "
            "and which need a person's look. --run crawls here what is due, each in a process of "
            "its own that logs to LOG_DIR/NAME.log, and what becomes due meanwhile. --scrapyd "
            "hands it to a scrapyd. A source that another `scrapy due` has taken, on whatever "
            "machine, is left alone. Exit status: 0; 1 where it cannot start; 10 where a source "
            "needs a look (below its floor, silent, or failing three times in a row); with --run "
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

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.jobs < 1:
            raise UsageError("-j wants a number of 1 or more")
        assert self.settings is not None
        folders = self.folders
        catalog = check(args, folders) if args else load_sources(folders)
        for fault in catalog.faults:
            complain(f"warning: {fault}")
        with psycopg.connect(
            self.database(), autocommit=True, row_factory=dict_row, **KEEPALIVES
        ) as connection:
            for key in end_the_dead(connection, self.settings.getint("MAX_TRIES")):
                complain(f"The last run of {key} died; what it had not settled is owed.")
            if opts.explain:
                self.explain(connection, opts.explain, folders)
                return
            status = self.hand_out(connection, catalog, opts)
            now, items = self.agenda(connection, catalog)
        if opts.json:
            for item in items:
                say(json.dumps(_as_json(item, now), ensure_ascii=False))
        elif not opts.run and not opts.scrapyd:
            _show(items, now)
        for item in items:
            for mark in item.marks:
                complain(f"{item.key}: {mark}")
        marked = catalog.faults or any(item.marks for item in items)
        self.exitcode = int(status or (ExitCode.ATTENTION if marked else ExitCode.OK))

    def agenda(self, connection: Connection, catalog: Catalog) -> tuple[datetime, list[Item]]:
        return read_agenda(connection, (s for s in catalog.sources.values() if s.enabled))

    def hand_out(
        self, connection: Connection, catalog: Catalog, opts: argparse.Namespace
    ) -> ExitCode | None:
        """Run what is due, or have it run; the status that this ends with, if it says one."""
        if opts.run:
            return self.run_here(connection, catalog, opts)
        if opts.scrapyd:
            return self.run_there(connection, catalog, opts.scrapyd)
        return None

    def explain(self, connection: Connection, key: str, folders: Sequence[str]) -> None:
        now, [item] = read_agenda(connection, [find_source(key, folders)])
        say(f"{key}: {_when(item, now)} ({item.decision.at.astimezone(item.source.zone):%F %T})")
        for reason in item.decision.why:
            say(f"  {reason}")

    # --- here ------------------------------------------------------------------------------------

    def run_here(
        self, connection: Connection, catalog: Catalog, opts: argparse.Namespace
    ) -> ExitCode | None:
        assert self.settings is not None
        limit = self.settings.getfloat("CLOSESPIDER_TIMEOUT")
        limit += 2 * self.settings.getfloat("RUN_GRACE")
        until = time.monotonic() + 60 * opts.minutes
        found: list[Ended] = []
        with (
            Processes(opts.jobs, Path(self.value("LOG_DIR")), limit) as processes,
            _bar(console(stderr=True)) as advance,
        ):
            while True:
                if processes.free and time.monotonic() < until:
                    self.fill(connection, catalog, processes, limit)
                if not processes.running:
                    break
                ended = processes.ended(_TICK)
                advance(len(ended), len(processes.running))
                found += ended
                for end in ended:
                    say(_ended(connection, end))
        if processes.stopped:
            return ExitCode.STOPPED
        ends = {end.status for end in found}
        return next((status for status in WORST_FIRST if status in _SAID and status in ends), None)

    def fill(
        self, connection: Connection, catalog: Catalog, processes: Processes, limit: float
    ) -> None:
        """Start what is due, as far as there is room."""
        now, items = self.agenda(connection, catalog)
        for item in items:
            if processes.free and _is_due(item, now) and claim(connection, item, limit):
                processes.start(item.key)

    # --- scrapyd ---------------------------------------------------------------------------------

    def run_there(self, connection: Connection, catalog: Catalog, url: str) -> ExitCode | None:
        scrapyd = Scrapyd(url, self.value("SCRAPYD_USERNAME"), self.value("SCRAPYD_PASSWORD"))
        now, items = self.agenda(connection, catalog)
        status = None
        for item in items:
            if not _is_due(item, now) or not claim(connection, item, _QUEUE_SECONDS):
                continue
            try:
                say(f"{item.key}: {scrapyd.schedule(item.key, f'{item.key}-{item.run + 1}')}")
            except ScrapydRefused as error:
                release(connection, item)
                complain(str(error))
                status = ExitCode.NOT_STARTED
        return status


def _is_due(item: Item, now: datetime) -> bool:
    return item.decision.at <= now and not item.running


def _ended(connection: Connection, end: Ended) -> str:
    """One line on a run that has ended."""
    rows = connection.execute(query("last_run"), {"source": end.key}).fetchall()
    meaning = meaning_of(end.status)
    books = ("stored", "failed", "owed_after", "requests")
    counted = ", ".join(f"{rows[0][name]} {name.split('_')[0]}" for name in books) if rows else ""
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


def _when(item: Item, now: datetime) -> str:
    if item.running:
        return "running"
    wait = item.decision.at - now
    if wait <= timedelta(0):
        return "due"
    minutes = wait / timedelta(minutes=1)
    return f"in {minutes:.0f} min" if minutes < 90 else f"in {minutes / 60:.1f} h"


def _show(items: Sequence[Item], now: datetime) -> None:
    table = Table("source", "next look", "last run", "ended", "needs a look", box=None)
    for item in items:
        started = item.started.astimezone(item.source.zone) if item.started else None
        table.add_row(
            item.key,
            _when(item, now),
            f"{started:%m-%d %H:%M}" if started else "never",
            meaning_of(item.status) if item.status is not None else "",
            "; ".join(item.marks),
        )
    if items:
        say_table(table)
    else:
        say("No source is enabled; `scrapy check-sources` shows them.")


def _as_json(item: Item, now: datetime) -> dict[str, object]:
    return {
        "source": item.key,
        "due": _is_due(item, now),
        "at": item.decision.at.isoformat(),
        "why": item.decision.why,
        "running": item.running,
        "last_run": item.run or None,
        "exit_status": item.status,
        "marks": item.marks,
    }
