"""``scrapy crawl NAME``: crawl one source, and end with a status that says how it went."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.command import complain
from crawler.database.server import prepare
from crawler.errors import CrawlerError
from crawler.exits import MEANING, Exit


class Command(ScrapyCrawl):
    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Crawl the source NAME into PostgreSQL"

    def long_desc(self) -> str:
        table = "; ".join(f"{int(status)} {meaning}" for status, meaning in MEANING.items())
        return f"Crawl the source NAME (see `scrapy list`). Exit status: {table}."

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one source; `scrapy list` shows them")
        assert self.settings is not None
        assert self.crawler_process is not None
        try:
            crawler = self._create_crawler(args[0])
            folder = Path(self.settings["DATA_DIR"]) / "postgres"
            dsn = prepare(self.settings["DATABASE_URL"], folder)
        except KeyError:
            complain(f"There is no source {args[0]}; `scrapy list` shows them.")
            self.exitcode = int(Exit.NOT_STARTED)
            return
        except CrawlerError as error:
            complain(str(error))
            self.exitcode = int(Exit.NOT_STARTED)
            return
        crawler.settings.set("DATABASE_DSN", dsn, priority="cmdline")
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = int(Exit.NOT_STARTED)
        if not self.crawler_process.bootstrap_failed and crawler.stats is not None:
            self.exitcode = crawler.stats.get_value("run/exit_status", int(Exit.FAULT))
