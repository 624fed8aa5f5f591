"""The heads of answers to plain HTTP, read as browsers read them, and bounded.

Scrapy's parser refuses a whole answer for one header that no browser minds. What is forgiven here
is what Chromium forgives (net/http/http_response_headers.cc, http_util.cc); see
docs/decisions/0017.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool
from twisted.web.http_headers import Headers, InvalidHeaderName

from crawler.downloading.chunks import LenientChunks

#: What Chromium takes too (net::HttpStreamParser::kMaxHeaderBufSize).
_MOST_BYTES = 256 * 2**10
#: A status line: up to four bytes of something else, a version or none, the code, words or none.
_STATUS_LINE = re.compile(
    rb".{0,4}?http\s*+/?\s*+(?:(\d+)(?:\.(\d+))?)?\s*+(\d{3})(?!\d)(.*)", re.I | re.S
)
#: Transfer codings that are undone as content codings are.
_COMPRESSED = (b"gzip", b"x-gzip", b"deflate")


def read_leniently(pool: HTTPConnectionPool) -> None:
    """Read the answers of a pool's connections as browsers do, and end each whose status line and
    headers have no end: neither Scrapy nor Twisted counts them, and each is kept."""
    pool._factory = _Factory


class _Parser(http11._LenientHTTPClientParser):
    MAX_LENGTH = _MOST_BYTES  # of a line; LineReceiver's is 16 KiB
    _transferDecoders = {b"chunked": LenientChunks}  # noqa: RUF012, N815 - as Twisted has it

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Leave out empty lines before the status line, and a continuation of no header."""
        if self.state == STATUS and not line.strip():
            return
        if self.state == HEADER and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            return
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:  # noqa: N802
        super().statusReceived(plain_status(status))  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Keep a header, unless its name is no name."""
        with suppress(InvalidHeaderName):
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Decide where the body ends, by headers of which Twisted takes a strict view."""
        codings = _tokens(self.connHeaders, b"Transfer-Encoding")
        self.connHeaders.removeHeader(b"Transfer-Encoding")
        if b"chunked" in codings:
            self.connHeaders.addRawHeader(b"Transfer-Encoding", b"chunked")
        for coding in codings:
            if coding in _COMPRESSED:
                self.headers.addRawHeader(b"Content-Encoding", coding)
        lengths = _tokens(self.connHeaders, b"Content-Length")
        self.connHeaders.removeHeader(b"Content-Length")
        for length in lengths:
            if length.isdigit():
                self.connHeaders.addRawHeader(b"Content-Length", length)
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


def plain_status(line: bytes) -> bytes:
    """A status line as RFC 9112 has it; as it is where no status can be found in it."""
    found = _STATUS_LINE.match(line)
    if found is None:
        return line
    major, minor, code, words = found.groups()
    old = major is None or int(major) < 1 or (int(major) == 1 and int(minor or 0) == 0)
    return b"HTTP/1.%d %s %s" % (0 if old else 1, code, words.strip())


def _tokens(headers: Headers, name: bytes) -> list[bytes]:
    """The values of a header that may be a list, or be sent more than once; in lower case."""
    values = headers.getRawHeaders(name) or ()
    return [token.strip().lower() for value in values for token in value.split(b",")]


class _Protocol(http11._LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser  # as Scrapy's own does, which names its class too
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > _MOST_BYTES:
                too_much = ValueError(f"headers of more than {_MOST_BYTES >> 10} KiB")
                self._giveUp(Failure(too_much))  # type: ignore[no-untyped-call]


class _Factory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
