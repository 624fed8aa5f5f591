"""Fingerprints of requests: Scrapy's, with the headers and fragments that a RequestSpec names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.utils.request import fingerprint

from crawler.models.listing import RequestSpec
from crawler.parsing.url import is_fragment_route

#: Meta key: the names of the headers that the request's RequestSpec carries.
_HEADERS = "ask_headers"


def build_request(spec: RequestSpec, meta: dict[str, Any], **facts: Any) -> Request:
    """The request that a RequestSpec is; ``facts`` are Scrapy's own arguments."""
    return Request(
        spec.url,
        method=spec.method,
        body=spec.body,
        headers=dict(spec.headers),
        meta={_HEADERS: sorted(spec.headers), **meta},
        **facts,
    )


class HeaderAwareFingerprinter:
    """Scrapy's fingerprint, with the headers of a RequestSpec and a fragment that is a route.

    Some interfaces have one address and name the operation in a header; some pages have one
    address and name the article in the fragment (``#/detail/normal/1``). Headers that every
    request is given, cookies and mere anchors tell no requests apart.
    """

    def fingerprint(self, request: Request) -> bytes:
        return fingerprint(
            request,
            include_headers=request.meta.get(_HEADERS),
            keep_fragments=is_fragment_route(urldefrag(request.url).fragment),
        )
