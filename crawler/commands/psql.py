"""``scrapy psql``: look at the database with PostgreSQL's own terminal."""

from __future__ import annotations

import argparse
import shutil
import subprocess

from crawler.command import PlainCommand
from crawler.database.embedded import program
from crawler.errors import CrawlerError


def find_psql() -> str:
    """The psql on the machine, else the one that the embedded server's wheel carries."""
    ours = program("psql")
    found = shutil.which("psql") or (str(ours) if ours.exists() else None)
    if found is None:
        raise CrawlerError("No psql was found: install PostgreSQL's client (postgresql-client).")
    return found


class Command(PlainCommand):
    def syntax(self) -> str:
        return "[options] [SQL ...]"

    def short_desc(self) -> str:
        return "Open the database in psql, or run the SQL given"

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        # The embedded server lives as long as this process: psql runs as a child.
        command = [find_psql(), self.database()]
        for statement in args:
            command += ["-c", statement]
        self.exitcode = subprocess.call(command)
