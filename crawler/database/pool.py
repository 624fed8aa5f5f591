"""The connection pool of one crawl."""

from __future__ import annotations

import asyncio
import json
import os
import select
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any, Literal

from psycopg import AsyncConnection, Error, InterfaceError, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from crawler.database.queries import query
from crawler.database.server import CONNECT_TIMEOUT, SESSION

Connection = AsyncConnection[DictRow]
#: A database that may be back in a moment.
CONNECTION_ERRORS = (OperationalError, InterfaceError)  # a PoolTimeout is one
jsonb = partial(Jsonb, dumps=partial(json.dumps, ensure_ascii=False))
#: A lock that the server confirmed within this time (s) is ours: it gives none away sooner after
#: it has last heard of us (see OPTIONS).
_CONFIRMED = 5.0
#: An idle connection that does not answer within this time (s) is not used.
_CHECK = 5.0
#: How long a connection for the lock is waited for at a time (s).
_TAKE = 2.0
#: Pauses (s) between tries to take again a lock that was ours: the server may not have noticed yet
#: that its session is gone.
_AGAIN = (0.5, 1.0, 1.5)
#: What a database that was given up gets to take the run's record (s).
_LAST = 1.0


class LockTaken(Error):
    """The source's lock is another run's: nothing more of this one is written."""


class Database:
    """Opens on first use; ``close`` may be called more than once."""

    def __init__(self, dsn: str, patience: float = CONNECT_TIMEOUT) -> None:
        """``patience``: the longest wait for a database that is away or silent, in seconds."""
        self._patience = patience
        self._timeout = min(patience, CONNECT_TIMEOUT)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=4,
            open=False,
            timeout=self._timeout,
            max_lifetime=1800,
            check=self._check,
            kwargs={
                "application_name": "crawler",
                "autocommit": True,
                "row_factory": dict_row,
                **SESSION,
            },
        )
        self._opening = asyncio.Lock()
        self._keeping = asyncio.Lock()
        self._source = ""
        self._was_held = False
        self._held: Connection | None = None
        self._confirmed = self._away_since = 0.0
        #: Why the run must end, as its finish reason; ``over`` is set with it.
        self.ended: Literal["", "already_running", "database_lost"] = ""
        self.over = asyncio.Event()

    async def pool(self) -> AsyncConnectionPool[Connection]:
        async with self._opening:
            if self._pool.closed:
                await self._pool.open(wait=True, timeout=self._timeout)
        return self._pool

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection while the run may write: LockTaken where its lock is another's. A database
        that stays silent is an error of CONNECTION_ERRORS as soon as the patience is over."""
        if self.ended == "database_lost":
            raise OperationalError("the database did not come back in time")
        if self._source and not await self.check_lock():
            raise LockTaken(f"the lock of {self._source} is another run's")
        async with self._any_connection() as connection:
            yield connection

    @asynccontextmanager
    async def _any_connection(self) -> AsyncIterator[Connection]:
        pool = await self.pool()
        wait = min(self._timeout, self._left())
        async with self._noting_silence(), pool.connection(wait) as connection:
            with bounded(connection, self._left()):
                yield connection

    async def fetch(self, name: str, /, **parameters: Any) -> list[DictRow]:
        """Run the statement ``name`` and return its rows ([] where it returns none)."""
        async with self.connection() as connection:
            return await fetch(connection, name, **parameters)

    async def fetch_without_lock(self, name: str, /, **parameters: Any) -> list[DictRow]:
        """As ``fetch``, whoever has the lock; for what is of this run alone."""
        async with self._any_connection() as connection:
            return await fetch(connection, name, **parameters)

    async def fetch_with_retry(self, name: str, /, **parameters: Any) -> list[DictRow]:
        """As ``fetch``, asking again for as long as the patience lasts while the database is away;
        for statements that may run twice."""
        deadline = asyncio.get_running_loop().time() + self._patience
        for wait in retry_delays():
            try:
                return await self.fetch(name, **parameters)
            except CONNECTION_ERRORS:
                if self.ended or asyncio.get_running_loop().time() + wait > deadline:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError  # pauses do not end

    async def lock(self, source: str) -> bool:
        """Take the lock of a source until ``close``; False when another run holds it."""
        self._source = source
        return await self.check_lock()

    async def check_lock(self) -> bool:
        """Whether the lock is still ours: a server that restarts forgets it, and then it is taken
        again. False when another run was faster. Raises psycopg's errors while it is away."""
        async with self._keeping:
            if self.ended == "already_running":
                return False
            if self._is_confirmed():
                return True
            async with self._noting_silence():
                if not await self._still_held() and not await self._take():
                    self.end("already_running")
                    return False
            self._confirmed = asyncio.get_running_loop().time()
            return True

    def _is_confirmed(self) -> bool:
        """Whether the server said lately that the lock is ours, and nothing since."""
        if self._held is None or self._held.closed:
            return False
        lately = asyncio.get_running_loop().time() - self._confirmed < _CONFIRMED
        poll = select.poll()
        poll.register(self._held.fileno(), select.POLLIN)
        return lately and not poll.poll(0)

    async def _still_held(self) -> bool:
        """Whether the session that took the lock lives."""
        if self._held is None:
            return False
        try:
            with bounded(self._held, min(self._timeout, self._left())):
                await self._held.execute("select 1")
        except (OperationalError, InterfaceError):
            await self._let_go()
            return False
        return True

    async def note(self, name: str, /, **parameters: Any) -> None:
        """Run a small statement on the connection of the lock: it costs half of what one of the
        pool's does. Raises psycopg's errors while the database is away."""
        if self._held is None:
            raise OperationalError("the connection of the lock is lost")
        with bounded(self._held, min(_CHECK, self._left())):
            await self._held.execute(query(name), parameters)

    async def _take(self) -> bool:
        pool = await self.pool()
        # Short: what waits for the lock is to be spooled meanwhile.
        self._held = await pool.getconn(min(_TAKE, self._left()))
        for wait in (0.0, *_AGAIN) if self._was_held else (0.0,):
            await asyncio.sleep(wait)
            with bounded(self._held, self._left()):
                [row] = await fetch(self._held, "lock_source", source=self._source)
            if row["pg_try_advisory_lock"]:
                self._was_held = True
                return True
        return False

    async def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await self._pool.putconn(held)

    def end(self, reason: Literal["already_running", "database_lost"]) -> None:
        """Nothing more is to be written: the run must end, for this ``reason``."""
        self.ended = self.ended or reason
        self.over.set()

    async def close(self) -> None:
        await self._let_go()  # the lock ends with the connection, just below
        if not self._pool.closed:
            await self._pool.close(_LAST if self.ended == "database_lost" else CONNECT_TIMEOUT)

    def _left(self) -> float:
        """What a database that is away has left of the patience (s)."""
        if not self._away_since:
            return self._patience
        since = asyncio.get_running_loop().time() - self._away_since
        return max(_LAST, self._patience - since)

    @asynccontextmanager
    async def _noting_silence(self) -> AsyncIterator[None]:
        """Note whether the database answers; one that has not for the patience is lost."""
        began = asyncio.get_running_loop().time()
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            # Not of a statement: the connection broke, or the server is shutting down.
            if error.sqlstate is None or error.sqlstate.startswith(("08", "57P")):
                self._away_since = self._away_since or began
                now = asyncio.get_running_loop().time()
                if now - self._away_since >= self._patience:
                    self.end("database_lost")
            raise
        self._away_since = 0.0

    async def _check(self, connection: Connection) -> None:
        with bounded(connection, min(_CHECK, self._left())):
            await AsyncConnectionPool.check_connection(connection)


@contextmanager
def bounded(connection: Connection, seconds: float) -> Iterator[None]:
    """Cut the connection after so many seconds: what waits for an answer gets an OperationalError
    at once. (A task that is cancelled would ask the silent server to cancel its statement.)"""
    timer = asyncio.get_running_loop().call_later(seconds, _cut, connection)
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: Connection) -> None:
    with (
        suppress(OSError, OperationalError),
        socket.socket(fileno=os.dup(connection.fileno())) as s,
    ):
        s.shutdown(socket.SHUT_RDWR)


def retry_delays() -> Iterator[float]:
    """Growing distances (s) at which a database that is away is asked again; without end."""
    wait = 0.5
    while True:
        yield wait
        wait = min(wait * 2, 5.0)


async def fetch(connection: Connection, name: str, /, **parameters: Any) -> list[DictRow]:
    """Run the statement ``name`` on this connection and return its rows."""
    cursor = await connection.execute(query(name), parameters)
    return await cursor.fetchall() if cursor.description else []
