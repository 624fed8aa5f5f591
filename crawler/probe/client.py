"""What a probe asks through."""

from __future__ import annotations

from typing import Any, Protocol

from crawler.errors import CrawlerError
from crawler.parsing.page import Page
from crawler.platforms.core.platform import Ask
from crawler.probe.page_classifier import Limits


class Unanswered(CrawlerError):
    """A request brought no page; the message says why."""


class Network(Protocol):
    """What an inquiry asks through. ``ask`` raises Unanswered."""

    @property
    def renders(self) -> bool: ...

    async def ask(self, ask: Ask, **meta: Any) -> Page: ...

    def limits(self, url: str) -> Limits: ...
