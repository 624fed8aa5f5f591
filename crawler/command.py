"""What our commands share: one sentence for an error, exit 1, and no crawl machinery."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand

from crawler.database.server import prepare
from crawler.errors import CrawlerError


def say(text: str) -> None:
    """Write a line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write a line for the person at the terminal, on standard error."""
    sys.stderr.write(f"{text}\n")


def say_table(table: Table, least: int = 120) -> None:
    """Write a table, ``least`` columns wide or more, whatever a terminal says of itself."""
    console = Console()
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
        return prepare(self.value("DATABASE_URL"), Path(self.value("DATA_DIR")) / "postgres")
