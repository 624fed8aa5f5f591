"""Tabs of the browser, each apart from the others: opened once and used for article after article,
while it is sound."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Page

from crawler.rendering.network_activity import NetworkActivity
from crawler.rendering.request_interceptor import RequestInterceptor

#: Articles that one tab shows before it is closed.
_MOST_VISITS = 50


@dataclass
class Tab:
    """A page, and its wire and traffic. ``reusable`` is False when it may not be used again."""

    page: Page
    wire: RequestInterceptor
    traffic: NetworkActivity
    visits: int = 0
    reusable: bool = True
    #: The address that it shows, without fragment.
    shown_url: str = ""


class TabPool:
    """The open tabs. ``open`` and ``close`` are given the work itself, bounded in time."""

    def __init__(
        self, open_: Callable[[], Awaitable[Tab]], close: Callable[[Tab], Awaitable[None]]
    ) -> None:
        self._open, self._close = open_, close
        self._idle: list[Tab] = []

    @asynccontextmanager
    async def acquire(self, url: str) -> AsyncIterator[Tab]:
        """A tab for a visit to ``url``, closed afterwards unless it can serve again."""
        tab = await self._take(url)
        tab.visits += 1
        done = False
        try:
            yield tab
            done = True
        finally:
            if done and tab.reusable and tab.visits < _MOST_VISITS and not tab.page.is_closed():
                self._idle.append(tab)
            else:
                await self._close(tab)

    async def _take(self, url: str) -> Tab:
        while self._idle:
            tab = self._idle.pop()
            # The same document under another fragment would not be loaded again.
            if not tab.page.is_closed() and tab.shown_url != url.partition("#")[0]:
                return tab
            await self._close(tab)
        return await self._open()

    async def close_idle(self) -> None:
        """Close the idle tabs."""
        idle, self._idle = self._idle, []
        for tab in idle:
            await self._close(tab)

    def discard_all(self) -> None:
        """Drop the idle tabs of a browser that has gone."""
        self._idle.clear()
