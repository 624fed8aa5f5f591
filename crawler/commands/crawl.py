"""``scrapy crawl NAME``: crawl one source, and end with a status that says how it went."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.command import complain, crawled, database_of
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
        self.exitcode = int(Exit.NOT_STARTED)
        try:
            crawler = self._create_crawler(args[0])
            dsn = database_of(self.settings)
        except KeyError:
            complain(f"There is no source {args[0]}; `scrapy list` shows them.")
        except CrawlerError as error:
            complain(str(error))
        except OSError as error:
            complain(f"The log {self.settings['LOG_FILE'] or ''} cannot be written: {error}")
        else:
            self.exitcode = crawled(self.crawler_process, crawler, dsn, **opts.spargs)
