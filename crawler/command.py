"""What our commands share: one sentence for an error, exit 1, and no crawl machinery."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.settings import BaseSettings

from crawler.database.server import prepare
from crawler.errors import CrawlerError
from crawler.exits import Exit


def say(text: str) -> None:
    """Write a line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write a line for the person at the terminal, on standard error."""
    sys.stderr.write(f"{text}\n")


def say_table(table: Table, least: int = 120) -> None:
    """Write a table, ``least`` columns wide or more, whatever a terminal says of itself. Its cells
    are text: what outlets say may look like the mark-up of a table."""
    console = Console(markup=False, emoji=False)
    console.width = max(console.width, least)
    console.print(table)


def say_if_possible(text: str) -> None:
    """Write a line where one may be written: a full disk or a closed pipe must not change how a
    run ends. Where it could not be, nothing more is."""
    try:
        say(text)
        sys.stdout.flush()
    except OSError:
        # Python would end with status 120 where its last flush fails.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def database_of(settings: BaseSettings) -> str:
    """The DSN of a database that is fit for this code. DatabaseUnavailable or SchemaOutdated."""
    return prepare(settings["DATABASE_URL"], Path(settings["DATA_DIR"]) / "postgres")


def crawled(process: CrawlerProcessBase, crawler: Crawler, dsn: str, **facts: Any) -> int:
    """Run a crawler to its end, with the spider's ``facts``; the exit status of its run."""
    crawler.settings.set("DATABASE_DSN", dsn, priority="cmdline")
    process.crawl(crawler, **facts)
    process.start()
    if process.bootstrap_failed or crawler.stats is None:
        return int(Exit.NOT_STARTED)
    return int(crawler.stats.get_value("run/exit_status", int(Exit.FAULT)))


class PlainCommand(ScrapyCommand):
    """A command that crawls nothing itself; an error of ours ends it with a sentence, exit 1."""

    requires_project = True
    requires_crawler_process = False

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.act(args, opts)
        except CrawlerError as error:
            complain(str(error))
            self.exitcode = 1

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        """The command itself; may raise CrawlerError."""
        raise NotImplementedError

    def value(self, name: str) -> str:
        """A setting as text; '' where it is not set."""
        assert self.settings is not None
        return str(self.settings.get(name) or "")

    def database(self) -> str:
        """The DSN of a database that is fit for this code."""
        assert self.settings is not None
        return database_of(self.settings)
