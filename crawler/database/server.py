"""Find, start and check the PostgreSQL server. Synchronous."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from crawler.database.embedded import ServerNotStartedError, start_server, stop_server
from crawler.database.migrate import applied_migrations, check_schema, migrate
from crawler.errors import DatabaseUnavailableError

DATABASE = "crawler"
#: Seconds that a database has to answer before a run gives up (exit status 1).
CONNECT_TIMEOUT = 10
#: What the server is told of each of our sessions. One of a crawler of which nothing more is heard
#: ends, and with it the lock that it holds, within a minute (by default it is two hours).
OPTIONS = (
    "-c timezone=UTC -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
    " -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
    " -c tcp_user_timeout=40s -c client_connection_check_interval=10s"
)
#: The same for our side (s; the last one ms). Through a socket of this machine all are idle.
KEEPALIVES: dict[str, Any] = {
    "keepalives": 1,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
#: The parameters of each session of a run.
SESSION = {"connect_timeout": CONNECT_TIMEOUT, "options": OPTIONS, **KEEPALIVES}


def start_embedded(folder: Path) -> str:
    """Start the embedded PostgreSQL under ``folder`` and return its DSN.

    The server stops when the last process that asked for it has ended.
    """
    try:
        server = start_server(folder)
    except (ServerNotStartedError, OSError, subprocess.SubprocessError) as error:
        raise DatabaseUnavailableError(
            f"The embedded PostgreSQL under {folder} did not start ({error}); see {folder / 'log'}."
        ) from error
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute(
            "select 1 from pg_database where datname = %s", (DATABASE,)
        ).fetchone():
            connection.execute(
                sql.SQL(
                    "create database {} template template0 encoding 'UTF8'"
                    " lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
                ).format(sql.Identifier(DATABASE))
            )
    return psycopg.conninfo.make_conninfo(server, dbname=DATABASE)


def stop_embedded(folder: Path) -> None:
    """Stop the embedded PostgreSQL under ``folder``, unless another process uses it."""
    stop_server(folder)


def connect(dsn: str) -> psycopg.Connection:
    """A connection, or DatabaseUnavailableError with one sentence (never the password)."""
    try:
        return psycopg.connect(dsn, autocommit=True, **SESSION)
    except psycopg.Error as error:
        raise DatabaseUnavailableError(
            f"{describe_database(dsn)} did not answer: {_first_line(error)}."
        ) from error


def describe_database(dsn: str) -> str:
    """The database in words, without its password."""
    try:
        parts = psycopg.conninfo.conninfo_to_dict(dsn)
    except psycopg.Error:
        return "The database of DATABASE_URL (it is not a PostgreSQL address)"
    host = parts.get("host") or "the local socket"
    return f"The database {parts.get('dbname') or 'postgres'} at {host}:{parts.get('port') or 5432}"


def ensure_ready(url: str, folder: Path) -> str:
    """The DSN of a database that is up and holds the schema of this code.

    ``url`` empty means the embedded server under ``folder``, which is migrated if it is new.
    Raises DatabaseUnavailableError or SchemaOutdatedError.
    """
    dsn = url or start_embedded(folder)
    with connect(dsn) as connection:
        if not url and not applied_migrations(connection):
            migrate(connection)
        check_schema(connection)
    return dsn


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
