"""Obey robots.txt, also with concurrent requests and where it cannot be fetched."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.errors import HostPausedError, RobotsUnreachableError
from crawler.middlewares.host_rate_limit import HostRateLimitMiddleware
from crawler.parsing.robots import matching_groups

#: So much of a robots.txt is read, as RFC 9309, 2.5 asks for: each rule costs each request.
_MOST_BYTES = 500 * 2**10


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with five differences.

    Requests that wait for one robots.txt all get its answer (Scrapy 2.19 lets all but the first
    through unasked). A site whose robots.txt fails with 5xx or not at all is left alone for the
    run, where Scrapy would take that for leave. An error page with 4xx is no robots.txt. The
    groups that count are those whose product token is ours, whatever version they name. A
    Crawl-delay is kept, and what was forbidden is counted.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answers: dict[str, RobotParser | RobotsUnreachableError | None] = {}

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        try:
            await super().process_request(request)
        except IgnoreRequest:
            budget = self.crawler.get_downloader_middleware(HostRateLimitMiddleware)
            if budget is not None:
                budget.count_robots_denied(request)
            raise

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Scrapy's own, which decides; and the site's Crawl-delay goes with the request."""
        super().process_request_2(rp, request)
        if rp is not None:
            request.meta["crawl_delay"] = rp.crawl_delay(self._robotstxt_useragent or "*")

    async def is_allowed(self, url: str) -> bool:
        """Whether an address may be asked for, as far as its site's rules can be had."""
        try:
            rules = await self.robot_parser(Request(url))
        except RobotsUnreachableError:
            return False
        return rules is None or rules.allowed(url, self._robotstxt_useragent or "*")

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's site; None where it has none."""
        url = urlparse_cached(request)
        async with self._turns[url.netloc]:
            if url.netloc not in self._answers:
                address = f"{url.scheme}://{url.netloc}/robots.txt"
                self._answers[url.netloc] = await self._ask(address)
        answer = self._answers[url.netloc]
        if isinstance(answer, RobotsUnreachableError):
            raise answer
        return answer

    async def _ask(self, address: str) -> RobotParser | RobotsUnreachableError | None:
        request = Request(
            address,
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except HostPausedError as error:
            return RobotsUnreachableError(str(error))
        except IgnoreRequest:
            return None  # out of reach: the request itself will be refused, with a better reason
        except Exception as error:  # noqa: BLE001 - whatever it is, the site did not answer
            return RobotsUnreachableError(f"{address}: {type(error).__name__}")
        if response.status >= 500:
            return RobotsUnreachableError(f"{address}: HTTP {response.status}")
        if response.status >= 400:
            return None
        text = _bounded(response.body).decode("utf-8-sig", "ignore")
        rules = matching_groups(text, self._robotstxt_useragent or "*")
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules.encode())
        return parser


def _bounded(body: bytes) -> bytes:
    """The whole lines of the first ``_MOST_BYTES``: half a rule may forbid everything."""
    return body if len(body) <= _MOST_BYTES else body[:_MOST_BYTES].rpartition(b"\n")[0]
