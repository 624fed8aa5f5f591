"""``make bench``: speed and memory of a crawl, side by side with bare Scrapy in one run.

Both fetch the same static articles of the bundled media app from loopback, eight at a time.
Figures are ratios of the medians over alternating rounds; peak memory is the crawler process's
own (ru_maxrss), without PostgreSQL and the media app.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from crawler.database.migrate import migrate
from crawler.database.server import embedded
from tests.crawling import ROOT, toml
from tests.media_app import MediaApp


@dataclass
class Measure:
    """One crawl: its wall seconds from first request to last item, and its peak memory (MiB)."""

    pages: int
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        return self.pages / self.seconds


def run(command: list[str], pages: int, env: dict[str, str], cwd: Path = ROOT) -> Measure:
    """Run a crawl to its end and measure it; SystemExit where it failed or brought fewer items."""
    with tempfile.TemporaryFile("w+") as log:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        log.seek(0)
        text = log.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}")
    items = re.search(r"'item_scraped_count': (\d+)", text)
    if not items or int(items[1]) != pages:
        raise SystemExit(f"{' '.join(command)} brought {items and items[1]} of {pages} items")
    elapsed = re.search(r"'elapsed_time_seconds': ([\d.]+)", text)
    return Measure(pages, float(elapsed[1]) if elapsed else wall, usage.ru_maxrss / 1024)


def bare(listing: str, pages: int) -> Measure:
    spider = str(Path(__file__).parent / "bare.py")
    command = [sys.executable, "-m", "scrapy", "runspider", spider, "-a", f"listing={listing}"]
    # Away from the project, so that none of its settings apply.
    return run(command, pages, dict(os.environ), Path(tempfile.gettempdir()))


class Ours:
    """Our crawl of a bulk listing, each time into an empty database."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self._base_url = base_url
        self._folder = folder
        self._server = embedded(folder / "postgres")

    def crawl(self, listing: str, pages: int) -> Measure:
        name = "bench"
        facts = {"concurrency": 8, "max_pages": pages // 100 + 2}
        (self._folder / f"{name}.toml").write_text(toml(self._base_url, listing, **facts), "utf-8")
        env = os.environ | {"DATABASE_URL": self._database(), "SOURCES_DIR": str(self._folder)}
        measure = run([sys.executable, "-m", "scrapy", "crawl", name], pages, env)
        with psycopg.connect(env["DATABASE_URL"]) as connection:
            stored = connection.execute("select count(*) from articles").fetchone()
        if stored != (pages,):
            raise SystemExit(f"{stored} articles were stored, {pages} expected")
        return measure

    def _database(self) -> str:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute("drop database if exists bench")
            connection.execute("create database bench template template0 lc_ctype 'C.UTF-8'")
        dsn = psycopg.conninfo.make_conninfo(self._server, dbname="bench")
        with psycopg.connect(dsn, autocommit=True) as connection:
            migrate(connection)
        return dsn


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="articles a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=10_000, help="articles of the long crawl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, MediaApp() as app:
        Path(name).chmod(0o755)
        ours = Ours(app.url, Path(name))
        listing = f"/bulk/list?n={options.pages}"
        rounds = [
            (bare(app.url + listing, options.pages), ours.crawl(listing, options.pages))
            for _ in range(options.rounds)
        ]
        theirs, mine = (
            statistics.median(m.rate for m in side) for side in zip(*rounds, strict=True)
        )
        report(f"static articles into PostgreSQL: bare Scrapy {theirs:.0f}/s, ours {mine:.0f}/s")
        report(f"ratio {mine / theirs:.2f} (mark: at least 0.5)")
        short = ours.crawl("/bulk/list?n=1000", 1000).peak
        long = ours.crawl(f"/bulk/list?n={options.memory}", options.memory).peak
        report(
            f"peak memory: {short:.0f} MiB on 1,000 articles, {long:.0f} MiB on {options.memory:,}"
        )
        report(f"ratio {long / short:.2f} (mark: at most 1.2)")


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
