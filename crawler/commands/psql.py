"""``scrapy psql``: open the database in PostgreSQL's terminal."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from crawler.cli import BaseCommand
from crawler.database.embedded import postgres_program
from crawler.errors import CrawlerError

#: Secrets of a database's address for which there is no environment variable.
_ON_THE_LINE_ALONE = {"sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}


def find_psql() -> str:
    """The psql on the machine, else the one that the embedded server's wheel carries."""
    ours = postgres_program("psql")
    found = shutil.which("psql") or (str(ours) if ours.exists() else None)
    if found is None:
        raise CrawlerError("No psql was found: install PostgreSQL's client (postgresql-client).")
    return found


class Command(BaseCommand):
    def syntax(self) -> str:
        return "[options] [SQL ...]"

    def short_desc(self) -> str:
        return "Open the database in psql, or run the SQL given"

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        # The embedded server lives as long as this process: psql runs as a child.
        address, password = without_password(self.dsn())
        if password is not None:
            os.putenv("PGPASSWORD", password)
        command = [find_psql(), address]
        for statement in args:
            command += ["-c", statement]
        self.exitcode = subprocess.call(command)


def without_password(dsn: str) -> tuple[str, str | None]:
    """A database's address as every user of this machine may read it among the processes, and its
    password. CrawlerError for another secret, which psql takes in no other way."""
    parts = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    for name in sorted(_ON_THE_LINE_ALONE & parts.keys()):
        raise CrawlerError(
            f"DATABASE_URL holds {name}, which psql would show to every user of this machine: put "
            "it into a service file (pg_service.conf), and service=NAME into DATABASE_URL."
        )
    return make_conninfo("", **parts), None if password is None else str(password)
