"""Each role of `deploy/roles.sql` can do its task and no more, whether it was run before the
migrations or after them."""

from __future__ import annotations

import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from crawler.database.embedded import postgres_program
from crawler.database.migrate import migrate, migrations
from tests.conftest import fresh_database
from tests.crawling import ROOT, Crawls, once, toml
from tests.site import Site
from tests.test_quarantine import pages

_ROLES = ("owner", "writer", "reader")
_STATEMENTS = files("crawler.database.sql").joinpath("queries.sql").read_text("utf-8")


def give_roles(dsn: str) -> None:
    """Run deploy/roles.sql as its first lines say, and see to a user for each role."""
    script = str(ROOT / "deploy" / "roles.sql")
    command = [str(postgres_program("psql")), dsn, "-q", "-v", "ON_ERROR_STOP=1", "-f", script]
    subprocess.run(command, check=True, capture_output=True)
    with psycopg.connect(dsn, autocommit=True) as connection:
        there = {row[0] for row in connection.execute("select rolname from pg_roles")}
        for role in _ROLES:
            if f"a_{role}" not in there:
                connection.execute(f"create role a_{role} login in role crawler_{role}")  # type: ignore[arg-type]


def as_user(dsn: str, role: str) -> str:
    return psycopg.conninfo.make_conninfo(dsn, user=f"a_{role}")


def migrated_by(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        assert migrate(connection) == list(migrations())


#: As an earlier version of the file left a database: every table was everybody's.
_AS_BEFORE = """
grant select, insert, update on all tables in schema public to crawler_writer;
grant select on all tables in schema public to crawler_reader;
alter default privileges for role crawler_owner in schema public
    grant select, insert, update on tables to crawler_writer;
alter default privileges for role crawler_owner in schema public
    grant select on tables to crawler_reader;
"""


@pytest.fixture(scope="module", params=["before", "after", "again"])
def guarded(request: pytest.FixtureRequest, embedded_server: str) -> str:
    """A database whose roles were made before the migrations, which the owner's user applied; or
    after a superuser had applied them; or once more, after an earlier version."""
    dsn = fresh_database(embedded_server, migrated=False)
    if request.param == "before":
        give_roles(dsn)
        migrated_by(as_user(dsn, "owner"))
        return dsn
    migrated_by(dsn)
    give_roles(dsn)
    if request.param == "again":
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(_AS_BEFORE)
        give_roles(dsn)
    return dsn


def rights(dsn: str) -> dict[str, set[str]]:
    """What the writer and the reader may, table by table and column by column."""
    found: dict[str, set[str]] = {}
    with psycopg.connect(dsn) as connection:
        for role in ("writer", "reader"):
            rows = connection.execute(
                "select c.relname || ' ' || p from pg_class c, unnest(%s::text[]) p"
                " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
                " and has_table_privilege(%s, c.oid, p) union"
                " select c.relname || '.' || a.attname || ' select' from pg_class c"
                " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
                " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
                " and has_column_privilege(%s, c.oid, a.attnum, 'select')",
                (["insert", "update", "delete", "truncate", "references", "trigger"],)
                + (f"crawler_{role}",) * 2,
            )
            found[role] = {row[0] for row in rows}
    return found


def test_neither_order_gives_more_than_the_other(
    guarded: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = {role: sorted(may) for role, may in rights(guarded).items()}
    assert found == once(tmp_path_factory, "rights", lambda: found)
    assert not [may for may in found["reader"] if not may.endswith(" select")]
    hidden = ("quarantine.", "run_claims.", "entries.request ", "gaps.request ")
    assert not [may for may in found["reader"] if may.startswith(hidden)]


def test_every_table_is_in_the_list(guarded: str) -> None:
    grants = files("crawler.database.sql").joinpath("grants.sql").read_text("utf-8")
    listed = set(re.findall(r"^\s+\('(\w+)', 'select", grants, re.M))
    with psycopg.connect(guarded) as connection:
        rows = connection.execute(
            "select relname, relowner::regrole::text from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')"
        ).fetchall()
    assert {name for name, _ in rows} == listed
    assert {owner for _, owner in rows} == {"crawler_owner"}


def statements() -> list[Any]:
    parts = re.split(r"^-- name: (\w+)$", _STATEMENTS, flags=re.M)[1:]
    return [pytest.param(text, id=name) for name, text in zip(parts[::2], parts[1::2], strict=True)]


def test_the_writer_crawls(guarded: str, tmp_path: Path) -> None:
    crawls = Crawls(as_user(guarded, "writer"), tmp_path / "sources", {"DATA_DIR": str(tmp_path)})
    with Site(pages()) as site:
        crawls.add("qc", toml(site.url, render="never"))
        ended = crawls.run("qc")
        assert "InsufficientPrivilege" not in ended.stderr
        assert "permission denied" not in ended.stderr
    assert crawls.rows("select count(*) as n from articles") == [{"n": 1}]
    assert crawls.rows("select count(*) as n from quarantine") == [{"n": 2}]
    for command in (("quarantine", "list"), ("render-stats", "qc", "--forget"), ("due",)):
        assert "permission denied" not in crawls.command(*command).stderr
    reader = Crawls(as_user(guarded, "reader"), crawls.sources, crawls.env)
    for command in (("runs",), ("report", "qc"), ("hosts",), ("render-stats", "qc")):
        ended = reader.command(*command)
        assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("statement", statements())
def test_no_statement_of_ours_is_refused_to_the_writer(guarded: str, statement: str) -> None:
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
    for number, name in enumerate(names, 1):
        statement = statement.replace(f"%({name})s", f"${number}")
    planned = statement.replace("%%", "%").strip().rstrip(";")
    with psycopg.connect(as_user(guarded, "writer"), autocommit=True) as connection:
        connection.execute(f"explain (generic_plan) {planned}")  # type: ignore[arg-type]


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
        "update migrations set name = '9999_mine'",
        "create or replace function cell(value text) returns text return value",
        "alter role a_writer superuser",
    ],
)
def test_the_writer_cannot(guarded: str, statement: str) -> None:
    with (
        psycopg.connect(as_user(guarded, "writer"), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["articles", "runs", "revisions", "stories"])
def test_the_reader_reads(guarded: str, table: str) -> None:
    with psycopg.connect(as_user(guarded, "reader")) as connection:
        connection.execute(f"select * from {table}")  # type: ignore[arg-type]
        connection.execute("select id, url, state, reason from entries")


@pytest.mark.parametrize(
    "statement",
    [
        "update articles set title = 'x'",
        "insert into stories default values",
        "delete from articles",
        "select raw from quarantine",
        "select id from quarantine",
        "select request from entries",
        "select request from gaps",
        "select * from run_claims",
        "create table mine (x text)",
    ],
)
def test_the_reader_cannot(guarded: str, statement: str) -> None:
    with (
        psycopg.connect(as_user(guarded, "reader"), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[arg-type]
