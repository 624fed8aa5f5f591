"""The connection pool that one crawl shares between its spider, its store and its books."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from crawler.database.queries import query
from crawler.database.server import CONNECT_TIMEOUT, OPTIONS

Connection = AsyncConnection[DictRow]
#: A database that may be back in a moment.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
jsonb = partial(Jsonb, dumps=partial(json.dumps, ensure_ascii=False))


class Database:
    """Opens on first use; ``close`` may be called more than once."""

    def __init__(self, dsn: str, patience: float = CONNECT_TIMEOUT) -> None:
        """``patience``: the longest wait for a database that is away, in seconds."""
        self._patience = patience
        self._timeout = min(patience, CONNECT_TIMEOUT)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=4,
            open=False,
            timeout=self._timeout,
            max_lifetime=1800,
            check=AsyncConnectionPool.check_connection,
            kwargs={
                "application_name": "crawler",
                "autocommit": True,
                "options": OPTIONS,
                "row_factory": dict_row,
                "connect_timeout": CONNECT_TIMEOUT,
                "keepalives_idle": 30,
            },
        )
        self._opening = asyncio.Lock()
        self._held: Connection | None = None

    async def pool(self) -> AsyncConnectionPool[Connection]:
        async with self._opening:
            if self._pool.closed:
                await self._pool.open(wait=True, timeout=self._timeout)
        return self._pool

    async def fetch(self, name: str, /, **parameters: Any) -> list[DictRow]:
        """Run the statement ``name`` and return its rows ([] where it returns none)."""
        async with (await self.pool()).connection() as connection:
            return await fetch(connection, name, **parameters)

    async def fetch_patiently(self, name: str, /, **parameters: Any) -> list[DictRow]:
        """As ``fetch``, asking again for as long as the patience lasts while the database is away;
        for statements that may run twice."""
        deadline = asyncio.get_running_loop().time() + self._patience
        for wait in pauses():
            try:
                return await self.fetch(name, **parameters)
            except AWAY:
                if asyncio.get_running_loop().time() + wait > deadline:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError  # pauses do not end

    async def lock(self, source: str) -> bool:
        """Take the lock of a source until ``close``; False when another run holds it."""
        self._held = await (await self.pool()).getconn()
        rows = await fetch(self._held, "lock_source", source=source)
        return bool(rows[0]["pg_try_advisory_lock"])

    async def keep_lock(self, source: str) -> bool:
        """Whether the lock is still ours: a server that restarts forgets it, and then it is taken
        again. False when another run was faster. Raises psycopg's errors while it is away."""
        assert self._held is not None
        try:
            await self._held.execute("select 1")
        except (OperationalError, InterfaceError):
            await (await self.pool()).putconn(self._held)
            return await self.lock(source)
        return True

    async def note(self, name: str, /, **parameters: Any) -> None:
        """Run a small statement on the connection of the lock: it costs half of what one of the
        pool's does. Raises psycopg's errors while the database is away."""
        assert self._held is not None
        await self._held.execute(query(name), parameters)

    async def close(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            await self._pool.putconn(held)  # the lock ends with the connection, just below
        if not self._pool.closed:
            await self._pool.close()


def pauses() -> Iterator[float]:
    """Growing distances (s) at which a database that is away is asked again; without end."""
    wait = 0.5
    while True:
        yield wait
        wait = min(wait * 2, 5.0)


async def fetch(connection: Connection, name: str, /, **parameters: Any) -> list[DictRow]:
    """Run the statement ``name`` on this connection and return its rows."""
    cursor = await connection.execute(query(name), parameters)
    return await cursor.fetchall() if cursor.description else []
