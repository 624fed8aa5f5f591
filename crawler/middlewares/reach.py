"""Where a request may go: the sites of its entry, and no private address unless allowed."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.reading.addresses import same_site


class OutOfReach(IgnoreRequest):
    """A request was not made because of where it leads; raised by ReachMiddleware."""


def is_public(address: str) -> bool:
    """Whether an IP address (text) is a public unicast one; IPv4 inside IPv6 is unwrapped."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


class Reach:
    """Tells public hosts from private ones, remembering the answer for a run."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    async def public(self, host: str) -> bool:
        if host not in self._known:
            self._known[host] = await self._look_up(host)
        return self._known[host]

    async def _look_up(self, host: str) -> bool:
        try:
            return is_public(host)
        except ValueError:
            pass  # a name, not an address
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, None, type=socket.SOCK_STREAM
            )
        except OSError:
            return True  # it does not resolve: let the downloader say so
        return all(is_public(str(entry[4][0])) for entry in found)


class ReachMiddleware:
    """Runs for every request, and so at every redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._reach = Reach()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReachMiddleware:
        return cls(crawler)

    def _spider(self) -> Spider:
        spider = self._crawler.spider
        assert spider is not None
        return spider

    async def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise OutOfReach(f"not a web address: {request.url}")
        home = request.meta.get("home")
        if home and not same_site(request.url, home):
            raise OutOfReach(f"led to another site: {request.url}")
        source = getattr(self._spider(), "source", None)
        if source is not None and source.allow_private:
            return
        if not await self._reach.public(parts.hostname or ""):
            raise OutOfReach(
                f"{parts.hostname} is not a public address "
                "(a source on its own network says allow_private = true)"
            )
