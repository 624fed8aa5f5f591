"""Render statistics of the source that is crawled: one render teaches a request, others wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from crawler.fetching.render_stats import RenderStats, RenderStatsTable

logger = logging.getLogger(__name__)
#: Changes after which the statistics are saved, besides at the end: kill -9 costs no more.
_SAVE_AFTER = 100
#: Seconds that a render waits for another one that may make it unnecessary.
_MAX_WAIT = 60.0


class RenderCoordinator:
    """Statistics by URL pattern and template, and which render may go on.

    ``save`` writes statistics that have changed; without it nothing is kept. ``stats`` is empty
    until somebody loads it. ``requeued`` are ids of entries that are to be fetched again.
    """

    def __init__(
        self, save: Callable[[Sequence[RenderStats]], Awaitable[None]] | None = None
    ) -> None:
        self._save = save
        self._changed: dict[tuple[str, str], RenderStats] = {}
        self._changes = 0
        self._ended = asyncio.Condition()
        self.stats = RenderStatsTable()
        self.requeued: list[int] = []

    @asynccontextmanager
    async def teaching(self, stats: RenderStats, entry_id: int) -> AsyncIterator[None]:
        """The turn of a render: while one may teach a request, the others wait."""
        await self._until(
            lambda: not stats.is_learning or not stats.renders_in_flight - {entry_id}, stats
        )
        stats.renders_in_flight.add(entry_id)
        try:
            yield
        finally:
            stats.renders_in_flight.discard(entry_id)
            await self._notify()

    @asynccontextmanager
    async def checking(self, stats: RenderStats, entry_id: int) -> AsyncIterator[None]:
        """A render that checks a learned request: see ``wait_for_check``."""
        stats.checks_in_flight.add(entry_id)
        try:
            yield
        finally:
            stats.checks_in_flight.discard(entry_id)
            await self._notify()

    async def wait_for_check(self, stats: RenderStats) -> None:
        """Wait while a render checks a learned request that is not trusted yet."""
        await self._until(lambda: stats.is_trusted or not stats.checks_in_flight, stats)

    async def _until(self, holds: Callable[[], bool], stats: RenderStats) -> None:
        async with self._ended:
            try:
                await asyncio.wait_for(self._ended.wait_for(holds), _MAX_WAIT)
            except TimeoutError:
                logger.warning("A render of %s does not end", stats.pattern)

    async def _notify(self) -> None:
        async with self._ended:
            self._ended.notify_all()

    async def mark_dirty(self, stats: RenderStats) -> None:
        """Remember that statistics are to be saved; save them after so many changes."""
        self._changed[stats.pattern, stats.template] = stats
        self._changes += 1
        if self._changes >= _SAVE_AFTER:
            await self.flush()

    async def flush(self) -> None:
        """Save the statistics that have changed."""
        changed, self._changed, self._changes = self._changed, {}, 0
        if changed and self._save is not None:
            await self._save(list(changed.values()))

    def requeue_unverified(self, stats: RenderStats) -> None:
        """Fetch again what came without the browser since a render last confirmed it."""
        for ids in (stats.unverified_entries, stats.unchecked_entries):
            self.requeued += ids
            ids.clear()
