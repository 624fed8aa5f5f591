"""A week of twenty outlets, crawled by the real crawler on a clock that is moved from look to look.

The crawler, PostgreSQL and the sockets are real; time is not: the database's ``now()`` is one that
the simulation sets, and everything that decides by time (what is due, what is pending, when to ask
again) asks the database.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.progress import Progress
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from crawler.database.migrate import migrate
from crawler.database.server import start_embedded, stop_embedded
from crawler.scheduling.planner import DictConnection, PlannedSource, claim, plan_sources
from crawler.settings import CONCURRENT_REQUESTS_PER_DOMAIN
from crawler.spiderloader import SourceSpiderLoader
from tests.benchmarks.newsrooms import arrivals, newsrooms
from tests.crawling import toml
from tests.media_app.weekly import Newspaper, Week, outages

DELAY = 0.01
_CLOCK = """
create schema sim;
create table sim.clock (at timestamptz not null, set_at timestamptz not null);
insert into sim.clock values ('{at}', clock_timestamp());
create function sim.now() returns timestamptz stable language sql as
    $$ select at + (clock_timestamp() - set_at) from sim.clock $$;
alter database {name} set search_path = public, sim, pg_catalog;
"""


class Clock:
    """The simulated time, which goes on by itself and can be moved forward."""

    def __init__(self, dsn: str, start: datetime) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            name = connection.info.dbname
            connection.execute(_CLOCK.format(at=start.isoformat(), name=name))
        self._connection: DictConnection = psycopg.connect(
            dsn, autocommit=True, row_factory=dict_row
        )
        with psycopg.connect(dsn, autocommit=True) as connection:
            migrate(connection)
        self.move(start)

    def __call__(self) -> datetime:
        return self._base + (datetime.now(UTC) - self._set)

    def move(self, to: datetime) -> None:
        self._base, self._set = to, datetime.now(UTC)
        self._connection.execute("update sim.clock set at = %s, set_at = clock_timestamp()", (to,))

    @property
    def connection(self) -> DictConnection:
        return self._connection

    def close(self) -> None:
        self._connection.close()


@dataclass
class Lived:
    """What came of the simulated time."""

    published: int = 0
    stored: int = 0
    pending: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    doubled: int = 0
    runs: int = 0
    requests: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    crowded: int = 0
    shortest: float = 0.0
    unbalanced: int = 0
    lags: list[float] = field(default_factory=list)


def live(
    dsn: str,
    folder: Path,
    days: int = 7,
    count: int = 20,
    end: datetime | None = None,
    step: Callable[[float], None] = lambda share: None,
) -> Lived:
    """Crawl ``count`` outlets for the ``days`` simulated days up to ``end`` (an hour ago); ``step``
    is told the share that is over."""
    last = end or datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    start = last - timedelta(days=days)
    papers = [
        Newspaper(f"127.0.1.{n}", arrivals(room, start - timedelta(days=3), days + 3))
        for n, room in enumerate(newsrooms(count), 1)
    ]
    clock = Clock(dsn, start)
    with Week(papers, clock, outages(start, days)) as week:
        sources = _sources(folder, papers, week.port)
        _in_reactor(_days(dsn, folder, clock, sources, last, step))
        week_faults = dict(week.faults)
    lived = _account(clock.connection, papers, start, last)
    lived.faults = week_faults
    clock.close()
    return lived


def _in_reactor(work: Coroutine[Any, Any, None]) -> None:
    """Do the work inside Twisted's reactor, once in a process."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    failed: list[Failure] = []
    deferred_from_coro(work).addErrback(failed.append).addBoth(lambda _: reactor.stop())
    reactor.run()
    if failed:
        failed[0].raiseException()


def _sources(folder: Path, papers: Sequence[Newspaper], port: int) -> list[str]:
    for paper in papers:
        text = toml(
            f"http://{paper.host}:{port}",
            "/list?page={page}",
            every="4h",
            delay=DELAY,
            concurrency=CONCURRENT_REQUESTS_PER_DOMAIN,
            min_entries=0,
            render="never",
        )
        (folder / f"{paper.host.replace('.', '-')}.toml").write_text(text, "utf-8")
    return [paper.host.replace(".", "-") for paper in papers]


async def _days(
    dsn: str, folder: Path, clock: Clock, keys: list[str], last: datetime, step: Any
) -> None:
    settings = get_project_settings()
    settings.setdict(
        {
            "DATABASE_DSN": dsn,
            "SOURCES_DIRS": [str(folder)],
            "LOG_ENABLED": False,
            "PRINT_RUN_SUMMARY": False,
            "DOWNLOAD_TIMEOUT": 0.4,
            "DATA_DIR": str(folder / "data"),
        },
        priority="cmdline",
    )
    loader = SourceSpiderLoader.from_settings(settings)
    sources = [loader.catalog.sources[key] for key in keys]
    runner = AsyncCrawlerRunner(settings)
    start = clock()

    async def crawl(items: Sequence[PlannedSource]) -> None:
        await asyncio.gather(*(runner.crawl(loader.load(item.key)) for item in items))

    while (now := clock()) < last:
        _, items = plan_sources(clock.connection, sources)
        due = [item for item in items if item.decision.at <= now]
        if due:
            await crawl([item for item in due if claim(clock.connection, item, 3600)])
        else:
            clock.move(min(max(items[0].decision.at, now), last))
        step((now - start) / (last - start))
    await crawl(items)  # one more look at what appeared in the last minutes


def _account(
    connection: DictConnection, papers: Sequence[Newspaper], start: datetime, last: datetime
) -> Lived:
    lived = Lived(crowded=sum(paper.crowded for paper in papers))
    lived.requests = sum(len(paper.asked) for paper in papers)
    tens = (pair for paper in papers for pair in zip(paper.asked, paper.asked[9:], strict=False))
    lived.shortest = min((end - begin) / 9 for begin, end in tens)
    rows = connection.execute(
        "select e.url, e.state, e.reason, e.first_seen, a.first_seen as stored_at"
        " from entries e left join articles a on a.id = e.article_id"
    ).fetchall()
    known = {row["url"].partition("://")[2]: row for row in rows}
    by_host = {url.partition(":")[0]: url.partition("/")[0] for url in known}
    for paper in papers:
        for number, at in enumerate(paper.times, 1):
            if not start <= at < last:
                continue
            lived.published += 1
            row = known.get(f"{by_host.get(paper.host, paper.host)}/a/{number}.html")
            _enter(lived, row, f"{paper.host}/a/{number}", at)
    figures = connection.execute(
        "select (select count(*) - count(distinct url) from articles) as doubled,"
        " count(*) as runs, count(*) filter (where found <> stored + unchanged + duplicate"
        " + rejected + gone + failed) as unbalanced from runs"
    ).fetchall()[0]
    for name, value in figures.items():
        setattr(lived, name, value)
    return lived


def _enter(lived: Lived, row: dict[str, Any] | None, name: str, at: datetime) -> None:
    if row is None:
        lived.missing.append(name)
    elif row["state"] == "stored":
        lived.stored += 1
        lived.lags.append((row["stored_at"] - at) / timedelta(minutes=1))
    else:
        reason = f"{row['state']}: {row['reason'].split(': ')[0]}"
        lived.pending[reason] = lived.pending.get(reason, 0) + 1


def told(lived: Lived) -> Iterator[str]:
    """The lines of the table."""
    yield f"published {lived.published}, stored {lived.stored}, doubled {lived.doubled}"
    yield f"not stored, with a reason: {json.dumps(lived.pending, ensure_ascii=False)}"
    yield f"missing without a trace: {len(lived.missing)} {lived.missing[:5]}"
    yield f"runs {lived.runs}, books that do not balance {lived.unbalanced}"
    yield f"requests {lived.requests}, faults {lived.faults}"
    yield (
        f"requests of one host at the same time: {lived.crowded}; of any ten to one host, the mean"
        f" time between two: {1000 * lived.shortest:.1f} ms or more (delay {1000 * DELAY:.0f} ms)"
    )
    lags = sorted(lived.lags)
    yield (
        f"publication to stored: median {lags[len(lags) // 2]:.1f} min, 95 % within"
        f" {lags[int(0.95 * len(lags))]:.0f} min, the outages included"
    )


def measure(days: int, count: int) -> list[str]:
    """Live the simulated time on a database of its own; the lines of the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, shown(days) as step:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "sources").mkdir()
        dsn = start_embedded(folder / "postgres")
        lived = live(dsn, folder / "sources", days, count, step=step)
        stop_embedded(folder / "postgres")
    return [f"{days} days of {count} outlets", *(f"  {line}" for line in told(lived))]


@contextmanager
def shown(days: int) -> Iterator[Callable[[float], None]]:
    """A progress bar at a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"{days} simulated days", total=1.0)
        yield lambda share: bar.update(task, completed=share)
