"""A crawl of the pages that standard input names, through the handler: a JSON line for each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.rendering.launch_options import find_browser, playwright_settings
from crawler.source_config.schema import Source


def only_the_outlet(crawler: Crawler) -> Callable[[str], bool]:
    """Stands for the private-network guard: of this machine's names, one may be asked."""
    return lambda url: url.startswith("http://127.0.0.1:") or url.endswith("/hang.js")


class Visitor(Spider):
    name = "visitor"
    #: An outlet on this machine, which reaches this machine alone.
    source = Source.model_validate(
        {
            "key": "visited",
            "name": "visited",
            "base_url": "http://127.0.0.1",
            "allow_private": True,
            "channels": [{"url": "/"}],
        }
    )
    orders: list[dict[str, Any]]

    async def start(self) -> AsyncIterator[Any]:
        for order in self.orders:
            yield Request(
                order["url"],
                meta={"playwright": True, **order.get("meta", {})},
                callback=self.parse,
                errback=self.lost,
                dont_filter=True,
            )

    def parse(self, response: Response) -> None:
        request = response.request
        assert request is not None
        self.tell(
            request,
            url=response.url,
            status=response.status,
            text=response.body.decode("utf-8", "replace"),
            kind=(response.headers.get("Content-Type") or b"").decode(),
        )

    def lost(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]
        self.tell(request, error=type(failure.value).__name__, why=str(failure.value))

    def tell(self, request: Request, **facts: Any) -> None:
        keep = ("render_result", "redirect_urls", "download_latency")
        meta = {key: request.meta[key] for key in keep if key in request.meta}
        asked = request.meta.get("redirect_urls", [request.url])[0]
        write({"asked": asked, **facts, **meta})


def write(facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts, default=str) + "\n")


def main() -> None:
    given = json.load(sys.stdin)
    settings = playwright_settings(
        find_browser(), given["user_agent"], os.environ, pages=given["pages"]
    )
    options: dict[str, Any] = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "EXTENSIONS": {
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
        },
        "LOG_LEVEL": "INFO",
        "RENDER_URL_FILTER": "tests.rendering.crawl.only_the_outlet",
        "DOWNLOAD_TIMEOUT": 25,
        **settings,
        **given.get("settings", {}),
    }
    process = AsyncCrawlerProcess(options)
    crawler = process.create_crawler(Visitor)
    process.crawl(crawler, orders=given["orders"])
    process.start()
    assert crawler.stats is not None
    write({"stats": crawler.stats.get_stats()})


if __name__ == "__main__":
    main()
