"""Requests for one article, awaited one after the other."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.spidermiddlewares.referer import RefererMiddleware
from twisted.python.failure import Failure

from crawler.fetching.attempts import ArticleFetch
from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.models.listing import RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.request_fingerprinter import build_request
from crawler.source_config.schema import Source
from crawler.util.http import header_text


class FetcherHost(Protocol):
    """What a spider has that fetches articles."""

    crawler: Crawler
    settings: BaseSettings

    @property
    def source(self) -> Source: ...

    @property
    def render_coordinator(self) -> RenderCoordinator: ...


class RunEnding(Exception):
    """The run comes to its end: no further request is made. Raised by ``Downloads.download``."""


class Downloads:
    """Makes requests for articles, through the downloader and its middlewares."""

    def __init__(self, host: FetcherHost) -> None:
        self._host = host

    @cached_property
    def _referers(self) -> RefererMiddleware:
        return RefererMiddleware(self._host.settings)

    def request(self, fetch: ArticleFetch, spec: RequestSpec, site: str, **meta: Any) -> Request:
        """A request for an article whose page is on the host of ``site``."""
        return build_request(
            spec,
            {"allowed_site": site, **meta},
            cb_kwargs={"fetch": fetch},
            dont_filter=True,
        )

    async def download(
        self, fetch: ArticleFetch, spec: RequestSpec, site: str, after: Response, **meta: Any
    ) -> Response | Failure:
        """The response to a request that follows the response ``after``, or why there is none.

        A status other than 2xx is a failure. Raises RunEnding.
        """
        engine = self._host.crawler.engine
        assert engine is not None
        if engine._slot is None or engine._slot.closing is not None:
            raise RunEnding
        request = self.request(fetch, spec, site, **meta)
        self._referers.get_processed_request(request, after)
        [answer] = await asyncio.gather(engine.download_async(request), return_exceptions=True)
        if isinstance(answer, Response):
            if 200 <= answer.status < 300:
                return answer
            answer = HttpError(answer)
        failure = Failure(answer)  # type: ignore[no-untyped-call]
        failure.request = request  # type: ignore[attr-defined]
        return failure


def to_page(response: Response, timezone: str) -> FetchedPage:
    """A response as something to parse; written times without a zone are in ``timezone``."""
    return FetchedPage(
        url=response.url,
        body=response.body,
        content_type=header_text(response, "Content-Type"),
        requested_url=response.request.url if response.request else response.url,
        fetched_at=datetime.now(UTC),
        rendered=bool(response.meta.get("playwright")),
        unbounded=bool(response.meta.get("unbounded")),
        timezone=timezone,
    )


def is_network_error(failure: Failure) -> bool:
    """Whether a failure says nothing about the request: no response, or a status of 500 or more."""
    error = failure.value
    return not isinstance(error, HttpError) or error.response.status >= 500
