"""``scrapy migrate``: apply the missing migrations."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.cli import BaseCommand, echo
from crawler.database.migrate import check_schema, migrate
from crawler.database.server import connect, describe_database, start_embedded


class Command(BaseCommand):
    def short_desc(self) -> str:
        return "Bring the database to the schema of this code"

    def long_desc(self) -> str:
        return (
            "Apply the migrations that the database of DATABASE_URL (or the embedded one) lacks, "
            "each in a transaction of its own order; running it twice changes nothing."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        dsn = self.setting("DATABASE_URL") or start_embedded(
            Path(self.setting("DATA_DIR")) / "postgres"
        )
        with connect(dsn) as connection:
            done = migrate(connection)
            check_schema(connection)
        for name in done:
            echo(f"applied {name}")
        echo(f"{describe_database(dsn)} is up to date.")
