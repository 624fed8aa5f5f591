"""Scrapy's download handler: plain HTTP, or the browser where a request says
``meta["playwright"]``. By plain HTTP ``meta["unbounded"]`` is written: the answer ends where its
connection ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.downloading.complete_response import check_whole
from crawler.downloading.header_limit import read_leniently

if TYPE_CHECKING:
    from crawler.rendering.browser_handler import BrowserDownloadHandler


class DownloadHandler(HTTP11DownloadHandler):
    """One for each scheme; both share the browser of their crawl."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        read_leniently(self._pool)
        self._fail_on_dataloss = False  # `check_whole` fails, for other losses too
        self._crawler = crawler
        self._browser: BrowserDownloadHandler | None = None

    async def download_request(self, request: Request) -> Response:
        if request.meta.get("playwright"):
            rendered: Response = await self._rendering().download_request(request)
            return rendered
        response = await super().download_request(request)
        check_whole(request, response, self._default_maxsize)
        return response

    async def close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        await super().close()

    def _rendering(self) -> BrowserDownloadHandler:
        if self._browser is None:
            # Not before it is needed: most crawls need no browser, and Playwright's import is a
            # quarter of a crawl's start.
            from crawler.rendering.browser_handler import BrowserDownloadHandler

            self._browser = BrowserDownloadHandler.from_crawler(self._crawler)
        return self._browser
