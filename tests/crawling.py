"""Running whole crawls as a user does, and asking the database what came of them."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from crawler.scheduling.fork_server import ScrapyProcess

ROOT = Path(__file__).parent.parent
_SCRAPY = (sys.executable, "-m", "scrapy")
#: Variables that a process reads as it begins, which a fork has no part in.
_AT_BEGIN = re.compile(r"PYTHON|LD_|LANG|LC_")
Completed = subprocess.CompletedProcess[str]


def scrapy(args: Sequence[str], env: Mapping[str, str], timeout: float) -> Completed:
    """A `scrapy` command to its end, started as `scrapy due` starts its runs."""
    if any(_AT_BEGIN.match(name) and os.environ.get(name) != env[name] for name in env):
        return _exec([*_SCRAPY, *args], env, timeout)
    with TemporaryDirectory(prefix="scrapy-") as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        fork = ScrapyProcess(list(args), output, errors, env=env, cwd=ROOT)
        try:
            status = fork.wait(timeout)
        except subprocess.TimeoutExpired:
            fork.kill()
            fork.wait()
            raise _not_ended(timeout, errors.read_text()) from None
        return subprocess.CompletedProcess(args, status, output.read_text(), errors.read_text())


def _exec(command: list[str], env: Mapping[str, str], timeout: float) -> Completed:
    """A command to its end, started from nothing."""
    try:
        return subprocess.run(
            command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=timeout
        )
    except subprocess.TimeoutExpired as error:
        raise _not_ended(timeout, str(error.stderr)) from None


def _not_ended(timeout: float, log: str) -> AssertionError:
    return AssertionError(f"it did not end in {timeout} s:\n{log[-3000:]}")


@dataclass
class Crawls:
    """One database and one folder of source files; ``env`` is added to a crawl's environment, and
    ``within`` is the command that runs it."""

    dsn: str
    sources: Path
    env: dict[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.sources.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, toml: str) -> None:
        """Write the source file NAME.toml."""
        (self.sources / f"{name}.toml").write_text(toml, "utf-8")

    @property
    def _env(self) -> dict[str, str]:
        ours = {"DATABASE_URL": self.dsn, "SOURCES_DIR": str(self.sources)}
        return os.environ | ours | self.env

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start a `scrapy` command without waiting for it."""
        return subprocess.Popen(
            [*self.within, *_SCRAPY, *args],
            cwd=ROOT,
            env=self._env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, name: str, *options: str, timeout: float = 180) -> Completed:
        """`scrapy crawl NAME` to its end."""
        return self.command("crawl", name, *options, timeout=timeout)

    def command(self, *args: str, timeout: float = 180) -> Completed:
        """A `scrapy` command to its end."""
        if self.within:
            return _exec([*self.within, *_SCRAPY, *args], self._env, timeout)
        return scrapy(args, self._env, timeout)

    def rows(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        """The rows that a statement returns."""
        with psycopg.connect(self.dsn, row_factory=dict_row) as connection:
            return connection.execute(statement, parameters).fetchall()  # type: ignore[arg-type]

    def execute(self, statement: str) -> None:
        """Run a statement outside a transaction."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def as_admin(self, *statements: str) -> None:
        """Run statements about the database, ``{name}`` in them, which cannot be run in it."""
        name = conninfo_to_dict(self.dsn)["dbname"]
        admin = make_conninfo(self.dsn, dbname="postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.format(name=name))  # type: ignore[arg-type]

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """The database takes nobody while the block lasts; who was there is thrown out."""
        self.as_admin(
            "alter database {name} allow_connections false",
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        )
        try:
            yield
        finally:
            self.as_admin("alter database {name} allow_connections true")

    def books(self, name: str) -> dict[str, Any]:
        """The record of the last run of a source."""
        return self.rows("select * from runs where source = %s order by id desc limit 1", name)[0]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` returns, as JSON keeps it: made by one worker of a test run for all of them."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(json.dumps(make(), default=str), "utf-8")
    return json.loads(made.read_text("utf-8"))


def balanced(run: dict[str, Any]) -> bool:
    """Whether found is the sum of the outcomes."""
    outcomes = ("stored", "unchanged", "duplicate", "rejected", "gone", "failed")
    return bool(run["found"] == sum(run[o] for o in outcomes))


def toml(base_url: str, *channels: str, **facts: Any) -> str:
    """A source file for an outlet on loopback, as small as the format allows."""
    facts = {
        "name": "试验融媒",
        "base_url": base_url,
        "delay": 0,
        "concurrency": 4,
        "allow_private": True,
        **facts,
    }
    # JSON's strings, numbers and booleans are TOML's too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
    for number, url in enumerate(channels or ("/list.html",)):
        lines += ["[[channels]]", f'name = "频道{number}"', f'url = "{url}"']
    return "\n".join(lines) + "\n"
