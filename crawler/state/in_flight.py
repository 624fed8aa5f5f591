"""Record what a run has in flight; if it dies, the next run sees what it may have died of."""

from __future__ import annotations

import asyncio
import logging

from crawler.database.pool import CONNECTION_ERRORS, Database

logger = logging.getLogger(__name__)


class InFlight:
    """The entries and channels whose answer is being fetched, read or stored.

    Written to the record of the run before a request goes out. What begins while a statement is
    on its way shares the next one; what has ended leaves the record with it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: dict[int | str, None] = {}
        self._next: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.run: int | None = None

    async def begin(self, key: int | str) -> None:
        """Put an entry (its id) or a channel (its name) on record, if it is not there yet."""
        if self.run is None or key in self._keys:
            return
        self._keys[key] = None
        if self._next is None:
            self._next = asyncio.ensure_future(self._write())
        await asyncio.shield(self._next)

    def end(self, key: int | str) -> None:
        """An entry is settled, a listing is read."""
        self._keys.pop(key, None)

    async def _write(self) -> None:
        async with self._turn:
            self._next = None
            entries = ",".join(str(key) for key in self._keys if isinstance(key, int))
            channels = [key for key in self._keys if isinstance(key, str)]
            try:
                await self._database.note(
                    "mark_in_flight", run=self.run, entries=f"{{{entries}}}", channels=channels
                )
            except CONNECTION_ERRORS as error:
                # The store says what is to be done while the database is away.
                logger.debug("What is under way could not be put on record: %s", error)
