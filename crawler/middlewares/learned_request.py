"""The last word on the browser: what was learned while a request waited for it spares it."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetching.article_fetcher import Articles
from crawler.fetching.fetch_state import Case


class WayMiddleware:
    """Looks at every request for the browser just before it is made."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WayMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        case = request.cb_kwargs.get("case") if request.meta.get("playwright") else None
        spider: Any = self._crawler.spider
        articles = getattr(spider, "articles", None)
        if not isinstance(case, Case) or not isinstance(articles, Articles):
            return None
        known = case.evidence
        if known is None or case.direct is not None:
            return None
        await spider.experience.turn(known, case.entry_id)
        learned = articles.instead_of_browser(case)
        if learned is None:
            known.under_way.add(case.entry_id)
        return learned

    async def process_response(self, request: Request, response: Response) -> Response:
        if response.status >= 500:
            await self._failed(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        await self._failed(request)

    async def _failed(self, request: Request) -> None:
        """A render that may be tried again waits in the queue, behind those that wait for it."""
        case = request.cb_kwargs.get("case") if request.meta.get("playwright") else None
        spider: Any = self._crawler.spider
        if isinstance(case, Case) and case.evidence is not None:
            await spider.experience.ended(case.evidence, case.entry_id)
