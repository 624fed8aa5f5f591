"""Migrations end in schema.sql, and a run refuses another schema with a sentence."""

from __future__ import annotations

import re
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest

from crawler.database.embedded import postgres_program
from crawler.database.migrate import check_schema, migrate, migrations
from crawler.database.queries import query
from crawler.database.server import start_embedded, stop_embedded
from crawler.errors import SchemaOutdatedError


def dumped(dsn: str) -> str:
    """The schema of a database as pg_dump tells it, without what is not the schema."""
    command = [
        str(postgres_program("pg_dump")),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        dsn,
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = [
        line
        for line in text.splitlines()
        if not re.match(r"(--|\\|SET |SELECT pg_catalog|\s*$)", line)
    ]
    return "\n".join(kept) + "\n"


def test_migrations_end_in_schema_sql(database: str) -> None:
    schema = files("crawler.database.sql").joinpath("schema.sql")
    assert dumped(database) == schema.read_text("utf-8"), (
        "write the new schema: .venv/bin/python -m tests.database.test_migrations"
    )


def test_migrating_twice_changes_nothing(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        assert migrate(connection) == list(migrations())
        assert migrate(connection) == []
        check_schema(connection)


def test_an_empty_an_older_and_a_newer_schema_are_refused(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        with pytest.raises(SchemaOutdatedError, match=r"is empty.*scrapy migrate"):
            check_schema(connection)
        migrate(connection)
        connection.execute("insert into migrations (name) values ('9999_future')")
        with pytest.raises(SchemaOutdatedError, match="newer than this code"):
            check_schema(connection)
        connection.execute("delete from migrations")
        connection.execute("insert into migrations (name) values ('0000_past')")
        with pytest.raises(SchemaOutdatedError):
            check_schema(connection)


def test_every_public_column_of_articles_is_explained(database: str) -> None:
    ours = {"id", "subtitle", "section", "keywords", "language"}
    with psycopg.connect(database) as connection:
        silent = {
            row[0]
            for row in connection.execute(
                "select attname from pg_attribute where attrelid = 'articles'::regclass"
                " and attnum > 0 and col_description(attrelid, attnum) is null"
            )
        }
    assert silent <= ours


def test_statements_are_found_by_name() -> None:
    assert query("begin_run").startswith("insert into runs")
    with pytest.raises(KeyError):
        query("no_such_statement")


def _write_schema() -> None:
    """Write schema.sql anew from the migrations, on an embedded server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        dsn = start_embedded(Path(folder) / "data")
        with psycopg.connect(dsn, autocommit=True) as connection:
            migrate(connection)
        target = Path(__file__).parents[2] / "crawler/database/sql/schema.sql"
        target.write_text(dumped(dsn), "utf-8")
        stop_embedded(Path(folder) / "data")


if __name__ == "__main__":
    _write_schema()
