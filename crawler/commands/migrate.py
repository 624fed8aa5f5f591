"""``scrapy migrate``: bring the database to the schema of this code."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.cli import PlainCommand, say
from crawler.database.migrate import check, migrate
from crawler.database.server import connect, describe, embedded


class Command(PlainCommand):
    def short_desc(self) -> str:
        return "Bring the database to the schema of this code"

    def long_desc(self) -> str:
        return (
            "Apply the migrations that the database of DATABASE_URL (or the embedded one) lacks, "
            "each in a transaction of its own order; running it twice changes nothing."
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        dsn = self.value("DATABASE_URL") or embedded(Path(self.value("DATA_DIR")) / "postgres")
        with connect(dsn) as connection:
            done = migrate(connection)
            check(connection)
        for name in done:
            say(f"applied {name}")
        say(f"{describe(dsn)} is up to date.")
