"""``scrapy demo``: crawl the bundled media app and show what came of it."""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.table import Table

from crawler.cli import PlainCommand
from crawler.database.queries import query
from crawler.database.server import describe
from crawler.errors import CrawlerError
from crawler.models.article import OUTCOMES
from crawler.util.console import console

_SOURCE = "demo"
_ZONE = ZoneInfo("Asia/Shanghai")
#: The width of what is shown where no terminal says its own.
_COLUMNS = 120
#: Rich's own picture asks another server for its font; this one uses what the reader has.
_SVG = re.sub(r"@font-face \{\{[^{}]*+\}\}\s*", "", CONSOLE_SVG_FORMAT)


class Command(PlainCommand):
    def short_desc(self) -> str:
        return "Crawl the bundled media app and show the result"

    def long_desc(self) -> str:
        return (
            "Start the media app that the tests use on a loopback port, crawl its channels into "
            "the database (the embedded one unless DATABASE_URL is set) and show the books and "
            "some rows. Run it again: it stores nothing new."
        )

    def where(self, dsn: str) -> str:
        """Where the data is, in words."""
        if self.value("DATABASE_URL"):
            return describe(dsn)
        return f"the embedded PostgreSQL under {_short(Path(self.value('DATA_DIR')) / 'postgres')}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--svg", metavar="FILE", help="draw what is shown into FILE too")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            app = import_module("tests.media_app")
        except ImportError as error:
            raise CrawlerError(
                f"The demo needs the tests folder of a clone ({error}); run it from there."
            ) from error
        dsn = self.database()
        folder = Path(self.value("DATA_DIR")) / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        remembered = folder / "port"
        with app.MediaApp(port=_read_port(remembered)) as running:
            remembered.write_text(running.url.rsplit(":", 1)[1], "ascii")
            (folder / f"{_SOURCE}.toml").write_text(app.source_toml(running.url), "utf-8")
            crawl = [sys.executable, "-m", "scrapy", "crawl", _SOURCE, "-L", "WARNING"]
            facts = ["-s", f"SOURCES_DIRS={folder}", "-s", "PRINT_BOOKS=0"]
            status = subprocess.call([*crawl, *facts])
        with psycopg.connect(dsn, row_factory=dict_row) as connection:
            width = None if sys.stdout.isatty() and not opts.svg else _COLUMNS
            screen = console(record=bool(opts.svg), width=width)
            show(connection, self.where(dsn), screen)
        if opts.svg:
            svg = screen.export_svg(title="make demo", code_format=_SVG)
            Path(opts.svg).write_text(svg, "utf-8")
        self.exitcode = status


def _short(path: Path) -> Path:
    """A path as seen from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _read_port(file: Path) -> int:
    """The port of the last demo, so that addresses stay the same; 0 (any) when it is taken."""
    text = file.read_text("ascii") if file.exists() else ""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text) if text.isdigit() else 0))
        except OSError:
            return 0
    return int(text) if text.isdigit() else 0


def show(connection: psycopg.Connection[dict[str, Any]], where: str, screen: Console) -> None:
    """The books of the last demo run, some rows, and how to look at the rest."""
    run = connection.execute(
        "select * from runs where source = %s order by id desc limit 1", (_SOURCE,)
    ).fetchone()
    if run is None:
        raise CrawlerError("The crawl left no run record; see the log above.")
    screen.print(books_table(run))
    if not run["stored"]:
        screen.print("Nothing new: every article was stored by an earlier run.\n")
    screen.print(articles_table(connection))
    totals = connection.execute(query("totals"), {"source": _SOURCE}).fetchone()
    assert totals is not None
    screen.print(
        f"{totals['articles']} articles, {totals['owed']} owed, in {where}.\n"
        "Look at it:  .venv/bin/scrapy psql  "
        "(for example: select title, published_at, reporters from articles;)",
        highlight=False,
    )


def books_table(run: dict[str, Any]) -> Table:
    columns = ("found", *OUTCOMES, "rendered")
    table = Table(title="What the run met, by channel", title_justify="left")
    table.add_column("channel")
    for name in columns:
        table.add_column("browser" if name == "rendered" else name, justify="right")
    for channel, count in run["channels"].items():
        table.add_row(channel, *(str(count.get(name, 0)) for name in columns))
    table.add_section()
    table.add_row("total", *(str(run[name]) for name in columns))
    return table


def articles_table(connection: psycopg.Connection[dict[str, Any]]) -> Table:
    table = Table(title="The newest articles", title_justify="left", expand=True)
    for name, share in (("title", 9), ("published", None), ("credits", 8), ("first words", 9)):
        table.add_column(name, overflow="ellipsis", no_wrap=True, ratio=share, min_width=11)
    rows = connection.execute(query("last_articles"), {"source": _SOURCE, "limit": 6})
    for row in rows:
        published = row["published_at"]
        roles = (("记者", "reporters"), ("通讯员", "correspondents"), ("编辑", "editors"))
        credits_ = "  ".join(f"{role} {'、'.join(row[key])}" for role, key in roles if row[key])
        table.add_row(
            row["title"],
            f"{published.astimezone(_ZONE):%m-%d %H:%M}" if published else "–",
            credits_,
            row["body"].replace("\n", " ")[:60],
        )
    return table
