"""``scrapy crawl NAME``: crawl one source; the exit status says how it went."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.errors import CrawlerError
from crawler.exit_codes import DESCRIPTIONS
from crawler.fetch_command import FetchCommand


class Command(FetchCommand, ScrapyCrawl):
    def syntax(self) -> str:
        return "[options] NAME"

    def short_desc(self) -> str:
        return "Crawl the source NAME into PostgreSQL"

    def long_desc(self) -> str:
        table = "; ".join(f"{int(status)} {meaning}" for status, meaning in DESCRIPTIONS.items())
        return f"Crawl the source NAME (see `scrapy list`). Exit status: {table}."

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one source; `scrapy list` shows them")
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise CrawlerError(f"There is no source {args[0]}; `scrapy list` shows them.") from None
        except OSError as error:
            raise CrawlerError(
                f"The log {self.setting('LOG_FILE')} cannot be written: {error}"
            ) from error
        self.exitcode = self.run_status(crawler, **opts.spargs)
