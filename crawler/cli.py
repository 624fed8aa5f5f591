"""Base classes of our commands: one sentence for an error, exit 1."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.table import Table
from scrapy.commands import ScrapyCommand

from crawler.database.server import ensure_ready
from crawler.errors import CrawlerError, SourceConfigError
from crawler.exit_codes import ExitCode
from crawler.util.console import console
from crawler.util.printable import one_line


def echo(text: str, lines: bool = False) -> None:
    """Write a line for the person at the terminal; with ``lines`` a text of several."""
    sys.stdout.write(f"{text if lines else one_line(text)}\n")


def echo_err(text: str, lines: bool = False) -> None:
    """Write a line for the person at the terminal, on standard error; with ``lines`` several."""
    sys.stderr.write(f"{text if lines else one_line(text)}\n")


def print_table(table: Table, least: int = 120) -> None:
    """Write a table, ``least`` columns wide or more, whatever a terminal says of itself."""
    screen = console()
    screen.width = max(screen.width, least)
    screen.print(table)


def echo_if_possible(text: str) -> None:
    """Write a line where one may be written: a full disk or a closed pipe must not change how a
    run ends. Where it could not be, nothing more is."""
    try:
        echo(text, lines=True)
        sys.stdout.flush()
    except OSError:
        # Python would end with status 120 where its last flush fails.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class OurCommand(ScrapyCommand):
    """A command of ours: an error of ours ends it with a sentence, exit 1."""

    requires_project = True

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.execute(args, opts)
        except CrawlerError as error:
            echo_err(str(error), lines=isinstance(error, SourceConfigError))
            self.exitcode = int(ExitCode.NOT_STARTED)

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        """The command itself; may raise CrawlerError."""
        raise NotImplementedError

    @property
    def folders(self) -> list[str]:
        """The folders of source files besides ours."""
        assert self.settings is not None
        return self.settings.getlist("SOURCES_DIRS")

    def setting(self, name: str) -> str:
        """A setting as text; '' where it is not set."""
        assert self.settings is not None
        return str(self.settings.get(name) or "")

    def dsn(self) -> str:
        """The DSN of a database that is fit for this code; DatabaseUnavailableError,
        SchemaOutdatedError."""
        return ensure_ready(
            self.setting("DATABASE_URL"), Path(self.setting("DATA_DIR")) / "postgres"
        )


class BaseCommand(OurCommand):
    """A command that fetches nothing; one that does is a FetchCommand."""

    requires_crawler_process = False
