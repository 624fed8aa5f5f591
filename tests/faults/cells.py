"""A bad moment of an outlet: crawled while it lasts and after, and what came of the articles."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced, toml
from tests.faults.moments import Asked, Moment
from tests.faults.paper import Story, front, sitemap, stories
from tests.site import Site

#: So many runs an outlet that is well again is given to bring what is pending.
_MENDED_RUNS = 3
#: Of whom a run has to say that something was wrong (its status is not 0).
SAID_OF = ("all", "half", "one")
#: What time does between two runs: pauses end, and pending entries are due.
_LATER = """
update entries set next_try_at = now() where state = 'pending';
update hosts set next_at = now(), not_before = null;
update channels set not_before = null;
"""
_numbers = itertools.count()


@dataclass(frozen=True)
class Variant:
    """``hit`` says which articles have the moment; ``bare`` that the listing shows addresses
    alone; ``kept`` that the articles were stored before and are asked for again."""

    name: str
    render: str
    hit: str = "all"
    bare: bool = False
    kept: bool = False

    def fits(self, moment: Moment) -> bool:
        return moment.same or not self.bare

    def chosen(self, shown: Sequence[Story]) -> list[Story]:
        return {"all": list(shown), "half": list(shown[::2]), "one": [shown[3]]}[self.hit]


VARIANTS = (
    *(Variant(f"{r}, {h}", r, h) for r in ("never", "auto") for h in ("all", "half", "one")),
    Variant("no titles", "never", bare=True),
    Variant("stored before", "never", kept=True),
)


@dataclass
class Cell:
    """What came of the articles of one outlet with one moment.

    ``right`` have their title and their exact text in the end; ``wrong`` counts the rows that
    were another text at any time, ``silent`` the bad runs with status 0, ``unbalanced`` the runs
    whose books do not balance, ``changed`` the stored articles that were overwritten.
    """

    shown: int = 0
    right: int = 0
    silent: int = 0
    unbalanced: int = 0
    changed: int = 0
    statuses: list[int] = field(default_factory=list)
    rows: set[tuple[int, str, str]] = field(default_factory=set)
    #: A run that did not end.
    hung: str = ""
    #: What became of the entries, and why, when the moment was over.
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        return len(self.rows)

    @property
    def is_bad(self) -> bool:
        amiss = self.wrong or self.silent or self.unbalanced or self.changed or self.hung
        return bool(self.right != self.shown or amiss)

    def __str__(self) -> str:
        amiss = {"w": self.wrong, "s": self.silent, "b": self.unbalanced, "o": self.changed}
        marks = [f"{letter}{count}" for letter, count in amiss.items() if count]
        return " ".join([f"{self.right}/{self.shown}", *marks, *(["hung"] if self.hung else [])])


@dataclass
class Outlet:
    """An outlet with one moment, and the crawls of it."""

    moment: Moment
    variant: Variant
    crawls: Crawls
    site: Site
    stories: list[Story]
    cell: Cell

    def well(self) -> None:
        """Every article is at its address."""
        pages = {story.path: story.page() for story in self.stories}
        if self.variant.bare:
            self.site.pages = {**pages, "/list.html": sitemap(self.site.url, self.stories)}
        else:
            self.site.pages = {**pages, "/list.html": front(self.stories)}

    def ill(self) -> None:
        hit = self.variant.chosen(self.stories)
        asked = [Asked(story, tuple(self.stories), self.site.url) for story in hit]
        if self.moment.answer:
            self.site.pages |= {a.story.path: self.moment.answer(a) for a in asked}
        if self.moment.others:
            self.site.pages |= self.moment.others(asked[0])
        if self.moment.robots:
            self.site.pages["/robots.txt"] = self.moment.robots([story.path for story in hit])

    def crawl(self) -> None:
        """A run, and what it left."""
        options = ("-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5")
        ended = self.crawls.run("moment", *options)
        self.cell.statuses.append(ended.returncode)
        right = {story.path: story.body for story in self.stories}
        seen: Counter[str] = Counter()
        for row in self.stored():
            path = urlsplit(row["url"]).path
            seen[path] += 1
            if row["body"] != right.get(path) or seen[path] > 1:
                self.cell.rows.add((row["id"], row["title"], row["body"]))

    def stored(self) -> list[dict[str, Any]]:
        return self.crawls.rows("select id, url, title, body from articles order by id")

    def pending(self) -> bool:
        return bool(self.crawls.rows("select 1 from entries where state = 'pending' limit 1"))

    def suffer(self) -> None:
        """The runs before, during and after the moment."""
        self.well()
        if self.variant.kept:
            self.crawl()
            self.crawls.execute("update entries set state = 'pending'")
        before = {row["id"]: row["body"] for row in self.stored()}
        self.ill()
        for _ in range(self.moment.runs):
            self.crawls.execute(_LATER)
            self.crawl()
            if self.variant.hit in SAID_OF:
                self.cell.silent += self.cell.statuses[-1] == 0
        self.reasons()
        self.well()
        for _ in range(_MENDED_RUNS):
            self.crawls.execute(_LATER)
            self.crawl()
            if not self.pending():
                break
        self.account(before)

    def reasons(self) -> None:
        for row in self.crawls.rows("select state, reason from entries"):
            self.cell.reasons[f"{row['state']}: {row['reason'][:60]}".rstrip(": ")] += 1

    def account(self, before: dict[int, str]) -> None:
        rows = self.stored()
        found = {(urlsplit(row["url"]).path, row["title"], row["body"]) for row in rows}
        bodies = {row["id"]: row["body"] for row in rows}
        self.cell.shown = len(self.stories)
        self.cell.right = sum((s.path, s.title, s.body) in found for s in self.stories)
        self.cell.changed = len(self.crawls.rows("select 1 from revisions")) + sum(
            bodies.get(number) != body for number, body in before.items()
        )
        runs = self.crawls.rows("select * from runs where reason <> 'died'")
        self.cell.unbalanced = sum(not balanced(run) for run in runs)


class Databases:
    """Fresh databases on one server, copies of one that has our schema."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._template = psycopg.conninfo.conninfo_to_dict(fresh_database(server))["dbname"]

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The DSN of one; it is dropped when the block ends."""
        name = f"moment_{next(_numbers)}"
        self._do(f"create database {name} template {self._template}")
        try:
            yield psycopg.conninfo.make_conninfo(self._server, dbname=name)
        finally:
            self._do(f"drop database {name} with (force)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


def suffered(dsn: str, folder: Path, moment: Moment, variant: Variant) -> Cell:
    """A moment and the time after it, crawled into an empty database."""
    for name in ("data", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    env = {"DATA_DIR": str(folder / "data"), "TMPDIR": str(folder / "tmp")}
    crawls = Crawls(dsn, folder / "sources", env)
    with Site({}) as site:
        crawls.add("moment", toml(site.url, render=variant.render))
        outlet = Outlet(moment, variant, crawls, site, stories(), Cell())
        try:
            outlet.suffer()
        except AssertionError as hung:  # a table goes on behind a run that does not
            outlet.cell.hung = str(hung)
    return outlet.cell


Wanted = tuple[Moment, Variant]


def suffer_moments(
    servers: Sequence[str], folder: Path, cells: Sequence[Wanted], tick: Callable[[], None]
) -> dict[Wanted, Cell]:
    """The cells that are wanted, as many at a time as there are servers."""
    free: Queue[Databases] = Queue()
    for server in servers:
        free.put(Databases(server))

    def one(number: int, wanted: Wanted) -> Cell:
        databases = free.get()
        try:
            with databases.fresh() as dsn:
                return suffered(dsn, folder / f"moment-{number}", *wanted)
        finally:
            free.put(databases)
            tick()

    with ThreadPoolExecutor(len(servers)) as pool:
        return dict(zip(cells, pool.map(one, range(len(cells)), cells), strict=True))


def wanted(moments: Sequence[Moment], only: str) -> list[Wanted]:
    """All the cells of the moments whose name has ``only``."""
    return [(m, v) for m in moments if only in m.name for v in VARIANTS if v.fits(m)]


def sample(moments: Sequence[Moment], only: str) -> list[Wanted]:
    """A few cells: every eighth kind for all articles or for one, every fourth of those by a
    browser too."""
    few = [m for m in moments if only in m.name][::8]
    never_all, _, never_one, auto_all = VARIANTS[:4]
    plain = [(m, (never_all, never_one)[n % 2]) for n, m in enumerate(few)]
    return plain + [(m, auto_all) for m in few[3::4]]
