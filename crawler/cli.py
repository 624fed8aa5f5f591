"""What our commands share: one sentence for an error, exit 1, and no crawl machinery."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.table import Table
from scrapy.commands import ScrapyCommand

from crawler.database.server import prepare
from crawler.errors import CrawlerError, SourceFault
from crawler.exit_codes import ExitCode
from crawler.util.console import console
from crawler.util.printable import one_line


def say(text: str, lines: bool = False) -> None:
    """Write a line for the person at the terminal; with ``lines`` a text of several."""
    sys.stdout.write(f"{text if lines else one_line(text)}\n")


def complain(text: str, lines: bool = False) -> None:
    """Write a line for the person at the terminal, on standard error; with ``lines`` several."""
    sys.stderr.write(f"{text if lines else one_line(text)}\n")


def say_table(table: Table, least: int = 120) -> None:
    """Write a table, ``least`` columns wide or more, whatever a terminal says of itself."""
    screen = console()
    screen.width = max(screen.width, least)
    screen.print(table)


def say_if_possible(text: str) -> None:
    """Write a line where one may be written: a full disk or a closed pipe must not change how a
    run ends. Where it could not be, nothing more is."""
    try:
        say(text, lines=True)
        sys.stdout.flush()
    except OSError:
        # Python would end with status 120 where its last flush fails.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class OurCommand(ScrapyCommand):
    """A command of ours: an error of ours ends it with a sentence, exit 1."""

    requires_project = True

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.act(args, opts)
        except CrawlerError as error:
            complain(str(error), lines=isinstance(error, SourceFault))
            self.exitcode = int(ExitCode.NOT_STARTED)

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        """The command itself; may raise CrawlerError."""
        raise NotImplementedError

    @property
    def folders(self) -> list[str]:
        """The folders of source files besides ours."""
        assert self.settings is not None
        return self.settings.getlist("SOURCES_DIRS")

    def value(self, name: str) -> str:
        """A setting as text; '' where it is not set."""
        assert self.settings is not None
        return str(self.settings.get(name) or "")

    def database(self) -> str:
        """The DSN of a database that is fit for this code; DatabaseUnavailable, SchemaOutdated."""
        return prepare(self.value("DATABASE_URL"), Path(self.value("DATA_DIR")) / "postgres")


class PlainCommand(OurCommand):
    """A command that fetches nothing; one that does is a FetchCommand."""

    requires_crawler_process = False
