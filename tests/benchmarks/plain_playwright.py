"""The browser's yardstick: plain scrapy-playwright over the same pages, selecting title and body.

``-a pages=N`` opens N pages at once. Its browser knows no host under .example, so that the
trackers of a page fail at once here too, whatever the resolver of the machine would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.page import PageMethod

from crawler.rendering.launch_options import find_browser

_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_BODY = "div.article-content p"


class PlainPlaywright(Spider):
    name = "plain_playwright"
    custom_settings = {  # noqa: RUF012 - Scrapy's own idiom
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": find_browser(),
            "args": ["--host-resolver-rules=MAP *.example ~NOTFOUND"],
        },
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, pages: str = "2", **arguments: Any) -> Self:
        for name in ("CONCURRENT_REQUESTS_PER_DOMAIN", "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT"):
            crawler.settings.set(name, int(pages), priority="spider")
        return super().from_crawler(crawler, *args, **arguments)

    def __init__(self, listing: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = [listing]

    def parse(self, response: Response) -> Iterator[Request]:
        wait = [PageMethod("wait_for_selector", _BODY)]
        meta = {"playwright": True, "playwright_page_methods": wait}
        links = response.css("div.list li a")
        yield from response.follow_all(links, callback=self.parse_article, meta=meta)
        yield from response.follow_all(css="div.pages a")

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        title = response.css("h1.article-title::text").get()
        body = "\n".join(response.css(f"{_BODY}::text").getall())
        if title and body:
            yield {"title": title, "body": body}
