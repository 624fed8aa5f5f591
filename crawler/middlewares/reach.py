"""Where a request may go: the sites of its entry, and no private address unless allowed."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.reading.addresses import same_site
from crawler.source_file import Source


class OutOfReach(IgnoreRequest):
    """A request was not made because of where it leads; raised by ReachMiddleware."""


#: IPv6 networks whose last four bytes are an IPv4 address: NAT64, and the compatible ones of old.
_HOLD_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
#: Networks of a site's own that Python takes for global ones.
_OF_A_SITE = (ipaddress.IPv6Network("64:ff9b:1::/48"), ipaddress.IPv6Network("fec0::/10"))


def is_public(address: str) -> bool:
    """Whether an IP address (text) is a public unicast one; IPv4 inside IPv6 is unwrapped."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in _OF_A_SITE):
            return False
        ip = _inside(ip) or ip
    return ip.is_global and not ip.is_multicast


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one holds, if it is of a kind that does."""
    if any(ip in network for network in _HOLD_IPV4):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def is_loopback(host: str) -> bool:
    """Whether a host, by its name or address alone, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Reach:
    """What a crawl may reach, remembered for a run.

    Public hosts; with ``allow_private`` any; and an outlet on this machine (a test, the demo)
    this machine alone, whatever its pages ask for. ``typed`` are private addresses that a person
    has given to a command: each may be reached at its own host and port.
    """

    def __init__(self, source: Source | None, typed: Iterable[str] = ()) -> None:
        self._private = source is not None and source.allow_private
        home = urlsplit(source.base_url).hostname if source else None
        self.at_home = home is not None and is_loopback(home)
        self._typed = frozenset(_host_and_port(url) for url in typed)
        self._known: dict[str, bool] = {}

    def takes(self, address: str, host: str, port: int | None = None) -> bool:
        """Whether an IP address (text), at which ``host`` is, may be connected to; ``port`` None
        where only the name is resolved yet."""
        if self.at_home:
            return is_loopback(address)
        if self._private or is_public(address):
            return True
        return any(host == name and port in (None, its) for name, its in self._typed)

    async def allows(self, url: str) -> bool:
        """Whether ``url`` may be asked for; looks its host up where that decides."""
        host = urlsplit(url).hostname or ""
        if self._private:
            return not self.at_home or is_loopback(host)
        return _host_and_port(url) in self._typed or await self._public(host)

    async def _public(self, host: str) -> bool:
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
        except (OSError, UnicodeError):
            return True  # it does not resolve: let the downloader say so
        return all(is_public(str(entry[4][0])) for entry in found)


def source_of(crawler: Crawler) -> Source | None:
    """The source that a crawler crawls; None for a spider of another kind."""
    source: Source | None = getattr(crawler.spidercls, "source", None)
    return source


def reach_of(crawler: Crawler) -> Reach:
    """What a crawler may reach: what its source may, or for a person's own request (its spider has
    ``typed``) what that person has typed."""
    typed: Iterable[str] | None = getattr(crawler.spidercls, "typed", None)
    return Reach(source_of(crawler)) if typed is None else Reach(None, typed)


def _host_and_port(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return "", None
    return parts.hostname or "", port or {"http": 80, "https": 443}.get(parts.scheme)


class ReachMiddleware:
    """Runs for every request, and so at every redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self._reach = reach_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReachMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise OutOfReach(f"not a web address: {request.url}")
        home = request.meta.get("home")
        if home and not same_site(request.url, home):
            raise OutOfReach(f"led to another site: {request.url}")
        if not await self._reach.allows(request.url):
            raise OutOfReach(
                f"{parts.netloc} is out of reach: not a public address, or not on this machine "
                "(see allow_private)"
            )
