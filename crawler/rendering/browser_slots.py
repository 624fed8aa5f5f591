"""Limit concurrent pages, and restart the browser after a number of pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class BrowserSlots:
    """At most ``at_once`` turns run together; after each ``budget`` of them ``renew`` is awaited.

    While ``renew`` is due nobody is let in, so that it runs when nobody has a turn.
    """

    def __init__(self, at_once: int, budget: int, renew: Callable[[], Awaitable[None]]) -> None:
        self._at_once, self._budget, self._renew = max(1, at_once), max(1, budget), renew
        self._running = 0
        self._begun = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Waits for a turn, and holds it."""
        async with self._changed:
            await self._changed.wait_for(self._has_room)
            self._running += 1
            self._begun += 1
        try:
            yield
        finally:
            await self._leave()

    def _has_room(self) -> bool:
        return self._running < self._at_once and self._begun < self._budget

    async def _leave(self) -> None:
        async with self._changed:
            self._running -= 1
            try:
                if self._begun >= self._budget and not self._running:
                    self._begun = 0
                    await self._renew()
            finally:
                self._changed.notify_all()
