"""What tests share: real PostgreSQL servers, a fresh database each, the media app, crawls."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from crawler.database.migrate import migrate
from crawler.database.server import start_embedded, stop_embedded
from tests import crawling
from tests.crawling import Crawls

# How fast examples are made says how busy the machine is, and nothing of the code.
settings.register_profile(
    "busy",
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="FUZZ_SECONDS" not in os.environ,  # one commit, one result
)
settings.load_profile("busy")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_PG15 = Path("/usr/lib/postgresql/15/bin")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that is not part of the project; tests that need it are skipped without it."""
    if not (SHARED / "corpus" / "score.py").exists():
        pytest.skip("needs the shared corpus and seed, which a clone does not hold")
    return SHARED


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder that the servers' own users may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="news-pg-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def embedded_server(server_folder: Path) -> Iterator[str]:
    yield start_embedded(server_folder / "embedded")
    stop_embedded(server_folder / "embedded")


@pytest.fixture(scope="session")
def debian_server(server_folder: Path) -> Iterator[str]:
    """A PostgreSQL 15 as Debian 12 installs it, on a socket of its own."""
    if not (_PG15 / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed (Debian 12: apt-get install postgresql-15)")
    folder = server_folder / "debian"
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    quietly = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    initdb = [*as_user, str(_PG15 / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres"]
    subprocess.run([*initdb, "--locale=C.UTF-8"], **quietly)
    control = [*as_user, str(_PG15 / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-k {folder} -h '' -c fsync=off"
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], **quietly)
    yield f"host={folder} user=postgres dbname=postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], **quietly)


def fresh_database(server: str, migrated: bool = True) -> str:
    """The DSN of a new database on a server."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            f"create database {name} template template0 encoding 'UTF8'"  # type: ignore[arg-type]
            " lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
        )
    dsn = psycopg.conninfo.make_conninfo(server, dbname=name)
    if migrated:
        with psycopg.connect(dsn, autocommit=True) as connection:
            migrate(connection)
    return dsn


@pytest.fixture
def database(embedded_server: str) -> str:
    """A fresh database with our schema, on the embedded server."""
    return fresh_database(embedded_server)


@pytest.fixture
def empty_database(embedded_server: str) -> str:
    return fresh_database(embedded_server, migrated=False)


@pytest.fixture(params=["embedded", "debian"])
def each_database(request: pytest.FixtureRequest) -> str:
    """A fresh database with our schema, on the embedded server and on PostgreSQL 15."""
    return fresh_database(request.getfixturevalue(f"{request.param}_server"))


@pytest.fixture
def crawls(database: str, tmp_path: Path) -> Crawls:
    """Runs `scrapy` as a user does, against a fresh database and a folder of source files."""
    return Crawls(database, tmp_path / "sources")


@pytest.fixture
def each_crawls(each_database: str, tmp_path: Path) -> Crawls:
    """The same, on the embedded server and on PostgreSQL 15."""
    return Crawls(each_database, tmp_path / "sources")


@pytest.fixture(scope="session")
def scrapy() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a `scrapy` command in the project, with nothing of ours in the environment."""

    def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SOURCES_DIR")}
        return crawling.scrapy(args, clean | env, 120)

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    from crawler.settings import CHROMIUM

    found = CHROMIUM or shutil.which("chromium")
    assert found, "a browser is part of the set-up: scrapy browser --install"
    return str(found)
