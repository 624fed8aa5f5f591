"""Each role of `deploy/roles.sql` can do its task and no more."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from crawler.database.migrate import migrate, migrations
from tests.conftest import fresh_database
from tests.crawling import ROOT, Crawls, toml
from tests.site import Site
from tests.test_due import pages

ROLES = (ROOT / "deploy" / "roles.sql").read_text("utf-8")


@pytest.fixture
def guarded(embedded_server: str) -> str:
    """A database whose tables the owner made, with a user for each role."""
    dsn = fresh_database(embedded_server, migrated=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(ROLES)  # type: ignore[arg-type]
        for role in ("owner", "writer", "reader"):
            user = f"a_{role}"
            if not connection.execute(
                "select 1 from pg_roles where rolname = %s", (user,)
            ).fetchone():
                connection.execute(f"create role {user} login in role crawler_{role}")  # type: ignore[arg-type]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set role crawler_owner")
        assert migrate(connection) == list(migrations())
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(ROLES)  # type: ignore[arg-type]  # once more, for what was made since
    return dsn


def as_user(dsn: str, role: str) -> str:
    return psycopg.conninfo.make_conninfo(dsn, user=f"a_{role}")


def test_the_writer_crawls(guarded: str, tmp_path: Path) -> None:
    crawls = Crawls(as_user(guarded, "writer"), tmp_path / "sources", {"DATA_DIR": str(tmp_path)})
    with Site(pages()) as site:
        crawls.add("qc", toml(site.url))
        assert crawls.run("qc").returncode == 0
        assert crawls.command("due", "--run").returncode == 0
        assert crawls.command("evidence", "qc", "--forget").returncode in (0, 1)
    assert crawls.rows("select count(*) as n from articles") == [{"n": 3}]


@pytest.mark.parametrize(
    "statement",
    [
        "drop table articles",
        "alter table articles add column x text",
        "truncate entries",
        "delete from articles",
        "delete from revisions",
        "delete from entries",
        "delete from runs",
        "create table mine (x text)",
        "create temporary table mine (x text)",
        "insert into migrations (name) values ('9999_mine')",
        "alter role a_writer superuser",
    ],
)
def test_the_writer_cannot(guarded: str, statement: str) -> None:
    with (
        psycopg.connect(as_user(guarded, "writer"), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["articles", "entries", "runs", "revisions", "stories"])
def test_the_reader_reads(guarded: str, table: str) -> None:
    with psycopg.connect(as_user(guarded, "reader")) as connection:
        connection.execute(f"select * from {table}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "update articles set title = 'x'",
        "insert into stories default values",
        "delete from articles",
        "select raw from quarantine",
        "create table mine (x text)",
    ],
)
def test_the_reader_cannot(guarded: str, statement: str) -> None:
    with (
        psycopg.connect(as_user(guarded, "reader"), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[arg-type]
