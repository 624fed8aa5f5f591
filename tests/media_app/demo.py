"""``make demo``: crawl the bundled media app and show what came of it."""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.table import Table
from scrapy.utils.project import get_project_settings

from crawler.cli import echo_err
from crawler.database.queries import query
from crawler.database.server import describe_database, ensure_ready
from crawler.errors import CrawlerError
from crawler.exit_codes import ExitCode
from crawler.models.outcome import OUTCOMES
from crawler.util.console import console
from tests.media_app import MediaApp, source_toml

_SOURCE = "demo"
_ZONE = ZoneInfo("Asia/Shanghai")
#: The width of what is shown where no terminal says its own.
_COLUMNS = 120
#: Rich's own picture asks another server for its font; this one uses what the reader has.
_SVG = re.sub(r"@font-face \{\{[^{}]*+\}\}\s*", "", CONSOLE_SVG_FORMAT)


def main() -> int:
    """Crawl the media app into the database (the embedded one unless DATABASE_URL is set), and
    show the counts and some rows; the exit status of the crawl. A second run stores nothing new."""
    parser = argparse.ArgumentParser(prog="make demo", description=main.__doc__)
    parser.add_argument("--svg", metavar="FILE", help="draw what is shown into FILE too")
    options = parser.parse_args()
    settings = get_project_settings()
    data = Path(settings["DATA_DIR"])
    folder, embedded = data / "demo", data / "postgres"
    try:
        dsn = ensure_ready(settings["DATABASE_URL"], embedded)
        folder.mkdir(parents=True, exist_ok=True)
        status = crawl(folder)
        where = (
            describe_database(dsn) if settings["DATABASE_URL"] else "the embedded PostgreSQL under "
        )
        where += "" if settings["DATABASE_URL"] else str(_short(embedded))
        with psycopg.connect(dsn, row_factory=dict_row) as connection:
            width = None if sys.stdout.isatty() and not options.svg else _COLUMNS
            screen = console(record=bool(options.svg), width=width)
            show(connection, where, screen)
    except CrawlerError as error:
        echo_err(str(error))
        return int(ExitCode.NOT_STARTED)
    if options.svg:
        svg = screen.export_svg(title="make demo", code_format=_SVG)
        Path(options.svg).write_text(svg, "utf-8")
    return status


def crawl(folder: Path) -> int:
    """Serve the media app and crawl it; the exit status."""
    remembered = folder / "port"
    with MediaApp(port=_read_port(remembered)) as running:
        remembered.write_text(running.url.rsplit(":", 1)[1], "ascii")
        (folder / f"{_SOURCE}.toml").write_text(source_toml(running.url), "utf-8")
        command = [sys.executable, "-m", "scrapy", "crawl", _SOURCE, "-L", "WARNING"]
        return subprocess.call(
            [*command, "-s", f"SOURCES_DIRS={folder}", "-s", "PRINT_RUN_SUMMARY=0"]
        )


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
        f"{totals['articles']} articles, {totals['pending']} pending, in {where}.\n"
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


if __name__ == "__main__":
    sys.exit(main())
