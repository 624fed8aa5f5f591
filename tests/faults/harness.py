"""An outlet, a crawl with something wrong, and the account of what became of its articles."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import psutil
import psycopg

from crawler.database.migrate import migrate
from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

ARTICLES = 18
_LINES = ("西岸泵站今天开机。", "三台机组全部并网。", "水位预计夜间回落。")
#: The database's clock is one that can be moved.
_CLOCK = """
create schema clock;
create table clock.off (by interval not null);
insert into clock.off values ('0');
create function clock.now() returns timestamptz stable language sql as
    $$ select pg_catalog.now() + by from clock.off $$;
alter database {name} set search_path = public, clock, pg_catalog;
"""
Pages = dict[str, Answer | str | bytes]


def title(number: int) -> str:
    return f"西岸泵站第{number}台机组并网"


def text(number: int) -> str:
    return article(title(number), *(f"{line[:-1]}，这是第{number}台。" for line in _LINES))


def outlet(count: int = ARTICLES) -> Pages:
    """A listing of so many articles, and the articles."""
    links = [(f"/p/{n}.html", title(n)) for n in range(count)]
    return {"/list.html": listing(*links)} | {url: text(n) for n, (url, _) in enumerate(links)}


@dataclass
class Account:
    """Of the articles that were shown in all rounds: what became of them."""

    shown: int = 0
    stored: int = 0
    pending: int = 0
    lost: int = 0
    doubled: int = 0
    unbalanced: int = 0
    rounds: int = 0
    seconds: float = 0
    #: Why this machine cannot have the fault.
    not_here: str = ""
    #: The most memory (MiB) and open files that a crawl had at a time.
    memory: int = 0
    files: int = 0
    #: What the harness expected and did not see: a fault that was not injected proves nothing.
    amiss: list[str] = field(default_factory=list)

    def add(self, crawls: Crawls, shown: int) -> None:
        """Enter what one round left in its database."""
        states = {
            row["state"]: row["n"]
            for row in crawls.rows("select state, count(*) as n from entries group by state")
        }
        [found] = crawls.rows(
            "select count(distinct url) as stored, count(*) - count(distinct url) as doubled"
            " from articles"
        )
        self.rounds += 1
        self.shown += shown
        self.stored += found["stored"]
        self.doubled += found["doubled"]
        self.pending += states.get("pending", 0)
        # What is rejected or gone has its reason on record, but none of these articles may be.
        self.lost += shown - found["stored"] - states.get("pending", 0)
        self.unbalanced += sum(
            not balanced(run) for run in crawls.rows("select * from runs where reason <> 'died'")
        )

    @property
    def is_bad(self) -> bool:
        return bool(self.lost or self.doubled or self.unbalanced or self.amiss)

    def cells(self) -> list[str]:
        """Its row in the table, behind the name of the fault."""
        if self.not_here:
            return ["0", *[""] * 8, f"not here: {self.not_here}"]
        articles = (self.rounds, self.shown, self.stored, self.pending, self.lost, self.doubled)
        each = self.seconds / max(1, self.rounds)
        unbalanced = [f"{self.unbalanced} runs do not balance"] if self.unbalanced else []
        amiss = "; ".join([*self.amiss, *unbalanced])
        return [*map(str, (*articles, self.memory, self.files)), f"{each:.0f}", amiss]

    def watch(self, pid: int) -> None:
        """Note what a crawl takes, until it has ended."""
        with suppress(psutil.NoSuchProcess):
            crawl = psutil.Process(pid)
            while crawl.status() != psutil.STATUS_ZOMBIE:
                self.memory = max(self.memory, crawl.memory_info().rss >> 20)
                self.files = max(self.files, crawl.num_fds())
                time.sleep(0.05)


@dataclass
class Round:
    """One crawl with a fault: its outlet, its database, its folder. What is entered into ``stack``
    is left when its articles have been counted."""

    crawls: Crawls
    site: Site
    folder: Path
    rng: random.Random
    account: Account
    stack: ExitStack

    def source(self, **facts: object) -> None:
        self.crawls.add("west", toml(self.site.url, **facts))

    def start(self, *options: str) -> Popen[str]:
        process = self.crawls.start("crawl", "west", "-s", "STORE_BATCH_ITEMS=4", *options)
        threading.Thread(target=self.account.watch, args=(process.pid,), daemon=True).start()
        return process

    def until(self, met: Callable[[], object], process: Popen[str], seconds: float = 60) -> bool:
        """Wait for a condition; False where the crawl ended first."""
        deadline = time.monotonic() + seconds
        while not met():
            if process.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def stored(self, least: int = 1) -> Callable[[], bool]:
        """Whether so many articles are in the database."""
        sql = f"select 1 from articles offset {least - 1} limit 1"
        return lambda: bool(self.crawls.rows(sql))

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.account.amiss.append(what)

    def again(self, expected: int = 0) -> None:
        """The next run, with nothing wrong any more; pending entries are due at once."""
        self.crawls.execute("update entries set next_try_at = now() where state = 'pending'")
        self.source()
        process = self.start()
        process.communicate(timeout=180)
        self.expect(process.returncode == expected, f"the next run: {process.returncode}")

    def left(self) -> list[str]:
        """The processes of its crawls that have not ended."""
        left = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("DATA_DIR") == self.crawls.env["DATA_DIR"]:
                    left.append(process.name())
        return left


@contextmanager
def begun(
    server: str, folder: Path, number: int, account: Account, pages: Pages | None = None
) -> Iterator[Round]:
    """A round with a fresh database; the site is up until the block ends."""
    here = folder / str(number)
    (here / "tmp").mkdir(parents=True)
    env = {"DATA_DIR": str(here / "data"), "TMPDIR": str(here / "tmp")}
    crawls = Crawls(with_clock(server), here / "sources", env)
    with Site(pages or outlet()) as site, ExitStack() as stack:
        yield Round(crawls, site, here, random.Random(number), account, stack)


def with_clock(server: str) -> str:
    """The DSN of a fresh database whose clock can be moved."""
    dsn = fresh_database(server, migrated=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_CLOCK.format(name=connection.info.dbname))  # type: ignore[arg-type]
    with psycopg.connect(dsn, autocommit=True) as connection:
        migrate(connection)
    return dsn
