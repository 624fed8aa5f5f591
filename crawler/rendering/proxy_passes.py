"""Requests that the interceptor let through; the proxy passes each once, and nothing else."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from crawler.parsing.url import host_with_port

#: Tunnels that one TLS request may open: Chromium tries again with another version of TLS or HTTP.
_TUNNELS = 3


class ProxyPasses:
    """Passes of one visit: for plain HTTP a request's method and address, for TLS a host and port.

    ``asked`` counts requests by host and port: plain ones when they use their pass, those inside a
    tunnel, which nobody can see there, when they are let go.
    """

    def __init__(self) -> None:
        self._plain: Counter[tuple[str, str]] = Counter()
        self._tunnels: Counter[tuple[str, int]] = Counter()
        self.asked: Counter[str] = Counter()

    def allow(self, method: str, url: str) -> None:
        """Give a request its pass."""
        parts = urlsplit(url)
        if parts.scheme == "https":
            self._tunnels[parts.hostname or "", parts.port or 443] += _TUNNELS
            self.asked[host_with_port(url)] += 1
        else:
            self._plain[method, _bare(url)] += 1

    def take(self, method: str, url: str) -> bool:
        """Whether a plain request has a pass, which is used up."""
        key = method, _bare(url)
        if self._plain[key] < 1:
            return False
        self._plain[key] -= 1
        self.asked[host_with_port(url)] += 1
        return True

    def take_tunnel(self, host: str, port: int) -> bool:
        """Whether a tunnel has a pass, which is used up."""
        if self._tunnels[host, port] < 1:
            return False
        self._tunnels[host, port] -= 1
        return True


def _bare(url: str) -> str:
    """An address as a request line has it: no fragment, no name and password."""
    parts = urlsplit(url)
    path = url.partition("#")[0].partition("://")[2].partition("/")[2]
    return f"{parts.scheme}://{_netloc(url)}/{path}"


def _netloc(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()
