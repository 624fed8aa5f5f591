"""The yardstick: a bare Scrapy spider over the same pages, selecting title and body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Spider
from scrapy.http import Response


class Bare(Spider):
    name = "bare"
    custom_settings = {  # noqa: RUF012 - Scrapy's own idiom
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }

    def __init__(self, listing: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = [listing]

    def parse(self, response: Response) -> Iterator[Any]:
        yield from response.follow_all(css="div.list li a", callback=self.parse_article)
        yield from response.follow_all(css="div.pages a")

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        yield {
            "title": response.css("h1.article-title::text").get(),
            "body": "\n".join(response.css("div.article-content p::text").getall()),
        }
