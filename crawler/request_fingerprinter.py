"""When two requests are one and the same: what Scrapy compares, and what an Ask says besides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.utils.request import fingerprint

from crawler.parsing.url import is_route
from crawler.platforms.core.platform import Ask

#: Meta key: the names of the headers that the request's Ask carries.
_HEADERS = "ask_headers"


def request_of(ask: Ask, meta: dict[str, Any], **facts: Any) -> Request:
    """The request that an Ask is; ``facts`` are Scrapy's own arguments."""
    return Request(
        ask.url,
        method=ask.method,
        body=ask.body,
        headers=dict(ask.headers),
        meta={_HEADERS: sorted(ask.headers), **meta},
        **facts,
    )


class AskFingerprinter:
    """Scrapy's fingerprint, and with it the headers of an Ask and a fragment that is a route.

    Some interfaces have one address and name the operation in a header; some pages have one
    address and name the article in the fragment (``#/detail/normal/1``). Headers that every
    request is given, cookies and mere anchors tell no requests apart.
    """

    def fingerprint(self, request: Request) -> bytes:
        return fingerprint(
            request,
            include_headers=request.meta.get(_HEADERS),
            keep_fragments=is_route(urldefrag(request.url).fragment),
        )
