"""Names are resolved once, and what they resolve to is what is connected to, if it may be.

A check before the request alone can be fooled by a name that resolves to something else a moment
later (DNS rebinding): this one decides on the very address that the connection is made to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.network_policy import NetworkPolicy, reach_of


class PolicyResolver(CachingThreadedResolver):
    """Scrapy's, which gives no address that the source of a crawl may not reach."""

    def __init__(self, reactor: Any, cache_size: int, timeout: float, reach: NetworkPolicy) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._reach = reach

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if not self._reach.allows_address(address, name):
            raise DNSLookupError(f"{name} is at {address}, which is out of reach")
        return address


class InstallPolicyResolver:
    """Puts it in the place of Scrapy's, which is the process's and knows no source, when a crawl
    begins: an extension."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        guard = cls(crawler)
        crawler.signals.connect(guard.begin, signals.spider_opened)
        return guard

    def begin(self) -> None:
        from twisted.internet import reactor

        settings = self._crawler.settings
        size, timeout = settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT")
        reach = reach_of(self._crawler)
        PolicyResolver(reactor, size, timeout, reach).install_on_reactor()
