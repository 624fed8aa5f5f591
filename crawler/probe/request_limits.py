"""Limit a probe to the outlet's hosts and a number of requests, and count them."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.errors import UrlNotAllowedError
from crawler.network_policy import reach_of
from crawler.parsing.url import same_site
from crawler.probe.page_classifier import RobotsInfo, parse_robots
from crawler.util.console import terminal

#: What a probe asks for itself, and what it and the pages that the browser shows ask for.
MAX_REQUESTS, MAX_REQUESTS_WITH_BROWSER = 60, 100
_ROBOTS = "/robots.txt"


@dataclass
class RequestCounter:
    """The requests of a probe: all of them, those that pages in the browser made, and how many
    pages that were. ``limits`` are what the robots.txt of each host says."""

    home: str
    requests: int = 0
    by_pages: int = 0
    pages: int = 0
    limits: dict[str, RobotsInfo] = field(default_factory=dict)

    def count(self, by_page: bool = False) -> None:
        self.requests += 1
        self.by_pages += by_page
        if sys.stderr.isatty():
            counted = f"{self.requests} requests, {self.pages} browser pages"
            terminal(stderr=True).write(f"\rprobing: {counted} ")

    def ended(self) -> None:
        if sys.stderr.isatty():
            terminal(stderr=True).write("\r\x1b[K")


def counter_of(crawler: Crawler) -> RequestCounter:
    """The tally of the probe that a crawler runs."""
    tally: RequestCounter = crawler.spider.counter  # type: ignore[union-attr]
    return tally


class ProbeLimitMiddleware:
    """The downloader middleware next to the network."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProbeLimitMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        tally = counter_of(self._crawler)
        if not same_site(request.url, tally.home):
            raise UrlNotAllowedError(f"not one of the outlet's hosts: {request.url}")
        if tally.requests >= MAX_REQUESTS:
            raise IgnoreRequest(f"not asked for: a probe makes {MAX_REQUESTS} requests at most")
        if request.meta.get("playwright"):
            tally.pages += 1  # its requests are counted as they leave
        else:
            tally.count()

    async def process_response(self, request: Request, response: Response) -> Response:
        parts = urlsplit(request.url)
        if parts.path == _ROBOTS:
            tally = counter_of(self._crawler)
            if 200 <= response.status < 300:
                text = response.body.decode("utf-8", "replace")
                limits = parse_robots(text, self._agent, request.url)
                tally.limits[parts.netloc] = limits
                self._slow_down(request, limits.delay or 0)
        return response

    def _slow_down(self, request: Request, delay: float) -> None:
        """Keep to a host's Crawl-delay from now on."""
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots.get(key)
        if slot is not None and delay > slot.delay:
            slot.delay = delay
            downloader.per_slot_settings[key] = {"delay": delay}


def url_filter(crawler: Crawler) -> Callable[[str], Awaitable[bool]]:
    """RENDER_URL_FILTER: what the pages of the browser may ask for, which is counted."""
    reach = reach_of(crawler)

    async def allows(url: str) -> bool:
        tally = counter_of(crawler)
        bounded = same_site(url, tally.home) and tally.requests < MAX_REQUESTS_WITH_BROWSER
        if not bounded or not await reach.allows_url(url):
            return False
        tally.count(by_page=True)
        return True

    return allows
