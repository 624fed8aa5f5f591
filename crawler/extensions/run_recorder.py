"""The ledger of a run: keeps its books, writes them to ``runs``, and holds its database pool.

The spider finds here the entries that are new or owed and the looks at its channels; the store
tells it how entries ended, by the Settlement that leaves the last pipeline. It is a Scrapy
extension so that both can find it with ``crawler.get_extension(Ledger)``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Error as PostgresError
from psycopg import OperationalError
from scrapy import Request, Spider, signals
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure

from crawler.cli import say_if_possible
from crawler.database.pool import Database, LockTaken, jsonb
from crawler.exit_codes import MEANING, ExitCode
from crawler.models.article import Settlement
from crawler.scheduling.arrival_counts import refresh
from crawler.source_config.schema import Source
from crawler.state.entries import Entries
from crawler.state.in_flight import UnderWay
from crawler.state.polls import Looks
from crawler.state.run_counters import COLUMNS, REASONS, Books
from crawler.state.run_records import keep, kept
from crawler.state.spool import Spool, Spooled

logger = logging.getLogger(__name__)


class Ledger:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.run: int | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._guard: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None
        settings = crawler.settings
        patience = settings.getfloat("DATABASE_PATIENCE")
        self.database = Database(settings["DATABASE_DSN"], patience)
        self._last_words = Path(settings["DATA_DIR"]) / "last-words"
        self.spool = Spool(Path(settings["DATA_DIR"]) / "spool", settings.getint("SPOOL_LIMIT"))
        self.books = Books()
        self._max_tries = settings.getint("MAX_TRIES")
        self.under_way = UnderWay(self.database)
        self.entries = Entries(self.database, self.books, self.under_way, self._max_tries)
        self.looks = Looks(self.database, self.books, settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Ledger:
        ledger = cls(crawler)
        connect = crawler.signals.connect
        connect(ledger.begin, signals.spider_opened)
        connect(ledger.settled, signals.item_scraped)
        connect(ledger.item_fault, signals.item_error)
        connect(ledger.spider_fault, signals.spider_error)
        connect(ledger.end, signals.spider_closed)
        connect(ledger.database.close, signals.engine_stopped)
        return ledger

    async def begin(self, spider: Spider) -> None:
        """Take the source's lock and open the run; the crawl ends here if that fails."""
        try:
            await self._begin(spider)
        except PostgresError as error:
            # Scrapy would log it and crawl on.
            logger.error("The run could not be opened: %s", error)
            away = isinstance(error, OperationalError)
            await self.database.close()
            raise CloseSpider("database_lost" if away else "fault") from error

    async def _begin(self, spider: Spider) -> None:
        source: Source = spider.source  # type: ignore[attr-defined]
        if not await self.database.lock(source.key):
            await self.database.close()
            raise CloseSpider("already_running")
        await self.database.fetch(
            "register_source",
            key=source.key,
            name=source.name,
            region=source.region,
            base_url=source.base_url,
        )
        for run, facts, file in kept(self._last_words, source.key):
            await self._write_end(run, facts)
            file.unlink()
        await self.database.fetch("end_dead_runs", source=source.key, max_tries=self._max_tries)
        rows = await self.database.fetch(
            "begin_run",
            source=source.key,
            purpose=getattr(spider, "purpose", "crawl"),
            node=f"{socket.gethostname()}:{os.getpid()}",
            job=str(getattr(spider, "_job", "")),
        )
        self.run = rows[0]["id"]
        self.looks.source = self.looks.gaps.source = self.entries.source = source.key
        self.entries.zone = source.timezone
        self.looks.run = self.under_way.run = self.run
        self._guard = asyncio.ensure_future(self._guard_lock(source))

    async def _guard_lock(self, source: Source) -> None:
        """Look after the lock while the run lasts, and end the run where it is another's, or the
        database is lost."""
        database = self.database
        while not database.over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    database.over.wait(), self._crawler.settings.getfloat("LOCK_SECONDS")
                )
            with suppress(PostgresError):  # how long it may be away, the database counts itself
                await database.keep_lock()
        # Not awaited: the end of the run cancels this task.
        self._stopping = asyncio.ensure_future(self._stop(source, database.ended))

    async def _stop(self, source: Source, reason: str) -> None:
        """End the run now. What is under way may not come back: its record is written first."""
        logger.error("The run ends: %s", MEANING[REASONS[reason]])
        engine = self._crawler.engine
        assert engine is not None
        closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
        await asyncio.sleep(0)  # now nothing more is taken from the scheduler
        abandon_queued(engine.downloader)
        books = deepcopy(self.books)
        books.close()
        await self._close_run(source, reason, books)
        await closing

    async def spooled(self, source: str) -> list[Spooled]:
        """What earlier runs left in the spool, as far as it is owed still; it is met now."""
        found = list(self.spool.kept(source))
        for batch in found:
            owed = await self.entries.still_owed([item.entry_id for item in batch.items])
            batch.items = [
                item
                for item in batch.items
                if item.entry_id in owed and self.books.meet(item.entry_id, item.channel)
            ]
        return found

    def settled(self, item: Any) -> None:
        if isinstance(item, Settlement):
            self.books.settle(item)
            self.under_way.end(item.entry_id)

    async def item_fault(self, item: Any, failure: Failure) -> None:
        """A pipeline raised: the entry is owed again."""
        entry_id = getattr(item, "entry_id", 0)
        await self._fault(entry_id, f"a fault while storing: {type(failure.value).__name__}")

    def spider_fault(self, failure: Failure, response: Response | Failure) -> None:
        """A callback raised: the entry is owed again."""
        request: Request | None = getattr(response, "request", None)
        case = request.cb_kwargs.get("case") if request else None
        entry_id = case.entry_id if case else 0
        reason = f"a fault while reading: {type(failure.value).__name__}"
        # Scrapy does not await the handlers of this signal: the end of the run does.
        task = asyncio.ensure_future(self._fault(entry_id, reason))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _fault(self, entry_id: int, reason: str) -> None:
        self.books.faults += 1
        if not entry_id:
            return
        end = Settlement(entry_id, "failed", reason)
        with suppress(PostgresError):  # it is owed as it was
            await self.entries.settle(end)
        self.books.settle(end)

    async def end(self, spider: Spider, reason: str) -> None:
        if self._guard is not None:
            self._guard.cancel()
        await asyncio.gather(*self._under_way)
        self.books.close()
        source = spider.source  # type: ignore[attr-defined]
        status = await self._close_run(source, self.database.ended or reason, self.books)
        stats = self._crawler.stats
        assert stats is not None
        stats.set_value("run/exit_status", int(status))
        if self._crawler.settings.getbool("PRINT_BOOKS", True):
            say_if_possible(f"{self.books.summary()}\n{source.key}: {MEANING[status]}")

    async def _close_run(self, source: Source, reason: str, books: Books) -> ExitCode:
        """Write the run's record, in the database or, where that is away, on disk."""
        stats = self._crawler.stats
        reached = stats is not None and bool(stats.get_value("response_received_count"))
        status = books.exit_status(reason, source.floor, reached)
        if self.run is None:
            return status
        facts = self._record(reason, status, books)
        try:
            await self._write_end(self.run, facts)
            if not self.database.ended:
                await refresh(self.database, source)
                kept = self._crawler.settings.getint("QUARANTINE_KEPT")
                await self.database.fetch("bound_quarantine", source=source.key, rows=kept)
        except LockTaken:
            status = ExitCode.ALREADY_RUNNING
            await self._write_end(self.run, self._record("already_running", status, books))
        except PostgresError as error:
            status = ExitCode.DATABASE_LOST
            facts |= {"exit_status": int(status), "ended_at": datetime.now(UTC).isoformat()}
            try:
                file = keep(self._last_words, source.key, self.run, facts)
                logger.error("The run record is kept in %s: %s", file, error)
            except OSError as full:  # the next run ends the record of one that left none
                logger.error("The run record could not be kept: %s; %s", error, full)
        return status

    def _record(self, reason: str, status: ExitCode, books: Books) -> dict[str, Any]:
        """What the run record says at the end, as JSON keeps it."""
        stats = self._crawler.stats
        assert stats is not None
        return {
            "reason": reason,
            "exit_status": int(status),
            **{name: books.total(name) for name in COLUMNS},
            "requests": stats.get_value("downloader/request_count", 0),
            "bytes": stats.get_value("downloader/response_bytes", 0),
            "browser_pages": stats.get_value("wake/visits", 0),
            "gates": books.gates,
            "channels": books.channels,
            "listings": [asdict(listing) for listing in books.listings],
            "ended_at": None,
        }

    async def _write_end(self, run: int, facts: dict[str, Any]) -> None:
        wrapped = {n: jsonb(v) if isinstance(v, dict | list) else v for n, v in facts.items()}
        await self.database.fetch_without_lock("end_run", id=run, **wrapped)


def abandon_queued(downloader: Downloader) -> None:
    """Fail the requests that wait for their turn, so that none is made any more."""
    for slot in downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(CancelledError("the run ended first"))
