"""The interface through which a probe fetches."""

from __future__ import annotations

from typing import Any, Protocol

from crawler.errors import CrawlerError
from crawler.models.listing import RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.probe.page_classifier import RobotsInfo


class FetchFailedError(CrawlerError):
    """A request brought no page; the message says why."""


class ProbeClient(Protocol):
    """What an inquiry asks through. ``fetch`` raises FetchFailedError."""

    @property
    def renders(self) -> bool: ...

    async def fetch(self, spec: RequestSpec, **meta: Any) -> FetchedPage: ...

    def limits(self, url: str) -> RobotsInfo: ...
