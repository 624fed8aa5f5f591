"""Where a request may go: the sites of its entry, no private address unless allowed, and no port
but those of the web and the outlet's own."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from crawler.parsing.url import host_with_port
from crawler.source_config.schema import Source
from crawler.util.ip_networks import BAD_PORTS, is_public

#: The ports of the web, which any page or link may lead to.
_WEB = (80, 443)
_DEFAULT = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def is_loopback(host: str) -> bool:
    """Whether a host, by its name or address alone, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class NetworkPolicy:
    """What a crawl may reach, remembered for a run.

    Public hosts; with ``allow_private`` any; and an outlet on this machine (a test, the demo)
    this machine alone, whatever its pages ask for. ``typed`` are private addresses that a person
    has given to a command: each may be reached at its own host and port.
    """

    def __init__(self, source: Source | None, typed: Iterable[str] = ()) -> None:
        self._source = source
        self._private = source is not None and source.allow_private
        home = urlsplit(source.base_url).hostname if source else None
        self.loopback_only = home is not None and is_loopback(home)
        self._typed = frozenset(_host_and_port(url) for url in typed)
        self._known: dict[str, bool] = {}

    def allows_address(self, address: str, host: str, port: int | None = None) -> bool:
        """Whether an IP address (text), at which ``host`` is, may be connected to; ``port`` None
        where only the name is resolved yet."""
        if self.loopback_only:
            return is_loopback(address)
        if self._private or is_public(address):
            return True
        return any(host == name and port in (None, its) for name, its in self._typed)

    def opens(self, host: str, port: int) -> bool:
        """Whether a port of a host (a name or address) may be connected to: those of the web, those
        that the source's file names, and at the outlet's own site those that browsers take too."""
        source = self._source
        if port in _WEB or self.loopback_only:
            return True
        if source is None:
            return port not in BAD_PORTS or (host, port) in self._typed
        url = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        return host_with_port(url) in source.hosts or (
            port not in BAD_PORTS and source.owns_url(url)
        )

    async def allows_url(self, url: str) -> bool:
        """Whether ``url`` may be asked for; looks its host up where that decides."""
        return not await self.refusal(url)

    async def refusal(self, url: str) -> str:
        """Why ``url`` may not be asked for; '' where it may."""
        host, port = _host_and_port(url)
        if port is None:
            return f"{url} has a port that is none"
        if not self.opens(host, port):
            return (
                f"port {port} of {host} is out of reach: it is not the outlet's own (to follow "
                "it, name an address with it in the source file)"
            )
        if (host, port) in self._typed or await self._takes_host(host):
            return ""
        return (
            f"{urlsplit(url).netloc} is out of reach: not a public address, or not on this machine "
            "(see allow_private)"
        )

    async def _takes_host(self, host: str) -> bool:
        if self._private:
            return not self.loopback_only or is_loopback(host)
        return await self._public(host)

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


def source_of_crawler(crawler: Crawler) -> Source | None:
    """The source that a crawler crawls; None for a spider of another kind."""
    source: Source | None = getattr(crawler.spidercls, "source", None)
    return source


def reach_of(crawler: Crawler) -> NetworkPolicy:
    """What a crawler may reach: what its source may, or for a person's own request (its spider has
    ``typed``) what that person has typed."""
    typed: Iterable[str] | None = getattr(crawler.spidercls, "typed", None)
    return (
        NetworkPolicy(source_of_crawler(crawler)) if typed is None else NetworkPolicy(None, typed)
    )


def _host_and_port(url: str) -> tuple[str, int | None]:
    """The host and the port of an address; the port is None where it is none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return host, parts.port or _DEFAULT.get(parts.scheme, 80)
    except ValueError:
        return host, None
