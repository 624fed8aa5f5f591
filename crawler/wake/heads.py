"""The heads of answers to plain HTTP, bounded."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool

#: What Chromium takes too (net::HttpStreamParser::kMaxHeaderBufSize).
_MOST_BYTES = 256 * 2**10


def bound_headers(pool: HTTPConnectionPool) -> None:
    """End each answer of a pool's connections whose status line and headers have no end: neither
    Scrapy nor Twisted counts them, and each is kept."""
    pool._factory = _Factory


class _Protocol(http11._LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in ("STATUS", "HEADER"):
            self._head += len(data)
            if self._head > _MOST_BYTES:
                too_much = ValueError(f"headers of more than {_MOST_BYTES >> 10} KiB")
                self._giveUp(Failure(too_much))  # type: ignore[no-untyped-call]


class _Factory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
