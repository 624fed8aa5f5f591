"""Base class of commands that fetch: a crawl of their own, with the guards of every crawl."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from crawler.cli import OurCommand
from crawler.errors import CrawlerError
from crawler.exit_codes import ExitCode
from crawler.parsing.url import host_with_port, is_private_host


@dataclass(frozen=True)
class RequestGuard:
    """A component that bounds where requests go: the setting that names it, and its path there."""

    setting: str
    path: str


#: Without one of these nothing is fetched.
GUARDS = (
    RequestGuard("EXTENSIONS", "crawler.extensions.dns_guard.InstallPolicyResolver"),
    RequestGuard(
        "DOWNLOADER_MIDDLEWARES", "crawler.middlewares.network_policy.NetworkPolicyMiddleware"
    ),
)
#: What opens connections, for each scheme: its browser goes out through a proxy that checks.
HANDLER = "crawler.downloading.handler.DownloadHandler"


def missing_guards(settings: BaseSettings) -> list[str]:
    """The guards that settings lack."""
    lost = [g.path for g in GUARDS if settings.getdict(g.setting).get(g.path) is None]
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    return lost + [f"{HANDLER} ({s})" for s in ("http", "https") if handlers.get(s) != HANDLER]


class FetchCommand(OurCommand):
    """A command that fetches: every request passes the guards, whoever asks for it.

    ``takes_addresses``: a person gives it addresses to fetch.
    """

    takes_addresses = False

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        if self.takes_addresses:
            parser.add_argument(
                "--allow-private",
                action="store_true",
                help="the address given is on your own network, though its name does not say so",
            )

    def store_nothing(self, pipeline: str, settings: Mapping[str, object]) -> None:
        """Make ready for a crawl without a database: its items are cleaned and go to ``pipeline``,
        and of our extensions the guards alone are left. ``settings`` are set besides."""
        assert self.settings is not None
        guards = {guard.path for guard in GUARDS}
        extensions = {
            path: order
            for path, order in self.settings.getdict("EXTENSIONS").items()
            if path in guards or not path.startswith("crawler.")  # Scrapy's stay on or off
        }
        ours = {
            "EXTENSIONS": extensions,
            "ITEM_PIPELINES": {"pipelines.clean.CleanPipeline": 100, pipeline: 300},
        }
        for name, value in {**ours, **settings}.items():
            self.settings.set(name, value, priority="cmdline")

    def run_crawl(self, spider: type[Spider] | Crawler, **facts: Any) -> StatsCollector:
        """Run a spider, with its ``facts``, to its end. CrawlerError where it cannot start."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(spider)
        lost = missing_guards(crawler.settings)
        if lost:
            raise CrawlerError(f"Nothing was fetched: the settings lack {', '.join(lost)}.")
        self.crawler_process.crawl(crawler, **facts)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            raise CrawlerError("The crawl could not start; the log says why.")
        return crawler.stats

    def run_status(self, crawler: Crawler, **facts: Any) -> int:
        """Run a crawler that stores what it reads; the exit status of its run."""
        crawler.settings.set("DATABASE_DSN", self.dsn(), priority="cmdline")
        return int(
            self.run_crawl(crawler, **facts).get_value("run/exit_status", int(ExitCode.ERROR))
        )


def allowed_private_hosts(urls: Sequence[str], allow_private: bool) -> tuple[str, ...]:
    """Those of the addresses that a person has typed which may be private: such as say so
    themselves, or all where the person says so. CrawlerError where other addresses stand beside
    them, whose pages could ask for them."""
    private = tuple(url for url in urls if allow_private or is_private_host(url))
    if private and len({host_with_port(url) for url in urls}) > 1:
        raise CrawlerError(
            f"{private[0]} is a private address: give it in a call of its own, for the pages of "
            "the other hosts could ask for it too."
        )
    return private
