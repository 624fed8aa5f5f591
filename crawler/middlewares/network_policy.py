"""Refuse requests outside the network policy."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import UrlNotAllowedError
from crawler.network_policy import reach_of
from crawler.parsing.url import same_site


class NetworkPolicyMiddleware:
    """Runs for every request, and so at every redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self._reach = reach_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NetworkPolicyMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise UrlNotAllowedError(f"not a web address: {request.url}")
        home = request.meta.get("allowed_site")
        if home and not same_site(request.url, home):
            raise UrlNotAllowedError(f"led to another site: {request.url}")
        refusal = await self._reach.refusal(request.url)
        if refusal:
            raise UrlNotAllowedError(refusal)
