"""Apply migrations: append-only files in the order of their names, one transaction each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import psycopg

from crawler.errors import SchemaOutdatedError

#: What the roles of deploy/roles.sql may do with each table; nothing where there are none.
_GRANTS = files("crawler.database.sql").joinpath("grants.sql").read_text("utf-8")
#: What is made is the owner's, whichever user of that role makes it.
_AS_OWNER = (
    "select set_config('role', rolname, true) from pg_roles where rolname = 'crawler_owner'"
    " and pg_has_role(oid, 'member') and has_schema_privilege(oid, 'public', 'create')"
)
_LOCK = 0x6372_6177_6C  # any constant: serialises two `scrapy migrate` at once


@cache
def migrations() -> dict[str, str]:
    """Name -> SQL of every migration, in order."""
    folder = files("crawler.database.sql.migrations")
    found = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    return {name[:-4]: folder.joinpath(name).read_text("utf-8") for name in found}


def applied_migrations(connection: psycopg.Connection) -> list[str]:
    """Names of the migrations that this database holds; [] for an empty database."""
    exists = connection.execute("select to_regclass('migrations') is not null").fetchone()
    if not exists or not exists[0]:
        return []
    return [row[0] for row in connection.execute("select name from migrations order by name")]


def migrate(connection: psycopg.Connection) -> list[str]:
    """Apply what is missing; returns the names applied now."""
    done: list[str] = []
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_AS_OWNER)
        connection.execute(
            "create table if not exists migrations"
            " (name text primary key, applied_at timestamptz not null default now())"
        )
        have = set(applied_migrations(connection))
        for name, sql in migrations().items():
            if name not in have:
                connection.execute(sql)
                connection.execute("insert into migrations (name) values (%s)", (name,))
                done.append(name)
        connection.execute(_GRANTS)
    return done


def check_schema(connection: psycopg.Connection) -> None:
    """Raise SchemaOutdatedError unless the database holds exactly the migrations of this code."""
    have, want = applied_migrations(connection), list(migrations())
    if have == want:
        return
    if set(have) - set(want):
        raise SchemaOutdatedError(
            f"The database is newer than this code (it holds {have[-1]}): "
            "install the current version of the crawler."
        )
    state = f"stops at {have[-1]}" if have else "is empty"
    raise SchemaOutdatedError(
        f"The database schema {state}, {want[-1]} is needed: run `scrapy migrate`."
    )
