"""The ledger of a run: keeps its books, writes them to ``runs``, and holds its database pool.

The spider finds here the entries that are new or pending and the looks at its channels; the store
tells it how entries ended, by the EntryOutcome that leaves the last pipeline. It is a Scrapy
extension so that both can find it with ``crawler.get_extension(RunRecorder)``.
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

from crawler.cli import echo_if_possible
from crawler.database.pool import Database, LockTaken, jsonb
from crawler.exit_codes import DESCRIPTIONS, ExitCode
from crawler.models.outcome import EntryOutcome
from crawler.scheduling.arrival_counts import update_arrival_rates
from crawler.source_config.schema import Source
from crawler.state.entries import EntryStore
from crawler.state.in_flight import InFlight
from crawler.state.polls import PollStore
from crawler.state.run_counters import COLUMNS, EXIT_BY_FINISH_REASON, RunCounters
from crawler.state.run_records import load_run_records, save_run_record
from crawler.state.spool import Spool, SpooledBatch

logger = logging.getLogger(__name__)


class RunRecorder:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.run: int | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._guard: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None
        settings = crawler.settings
        patience = settings.getfloat("DATABASE_RETRY_SECONDS")
        self.database = Database(settings["DATABASE_DSN"], patience)
        self._last_words = Path(settings["DATA_DIR"]) / "last-words"
        self.spool = Spool(Path(settings["DATA_DIR"]) / "spool", settings.getint("SPOOL_MAX_BYTES"))
        self.counters = RunCounters()
        self._max_tries = settings.getint("MAX_ATTEMPTS")
        self.in_flight = InFlight(self.database)
        self.entries = EntryStore(self.database, self.counters, self.in_flight, self._max_tries)
        self.polls = PollStore(self.database, self.counters, settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunRecorder:
        recorder = cls(crawler)
        connect = crawler.signals.connect
        connect(recorder.begin, signals.spider_opened)
        connect(recorder.on_item, signals.item_scraped)
        connect(recorder.on_item_error, signals.item_error)
        connect(recorder.on_spider_error, signals.spider_error)
        connect(recorder.end, signals.spider_closed)
        connect(recorder.database.close, signals.engine_stopped)
        return recorder

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
        for run, facts, file in load_run_records(self._last_words, source.key):
            await self._write_end(run, facts)
            file.unlink()
        await self.database.fetch("close_dead_runs", source=source.key, max_tries=self._max_tries)
        rows = await self.database.fetch(
            "begin_run",
            source=source.key,
            purpose=getattr(spider, "purpose", "crawl"),
            node=f"{socket.gethostname()}:{os.getpid()}",
            job=str(getattr(spider, "_job", "")),
        )
        self.run = rows[0]["id"]
        self.polls.source = self.polls.gaps.source = self.entries.source = source.key
        self.entries.zone = source.timezone
        self.polls.run = self.in_flight.run = self.run
        self._guard = asyncio.ensure_future(self._guard_lock(source))

    async def _guard_lock(self, source: Source) -> None:
        """Look after the lock while the run lasts, and end the run where it is another's, or the
        database is lost."""
        database = self.database
        while not database.over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    database.over.wait(), self._crawler.settings.getfloat("LOCK_CHECK_SECONDS")
                )
            with suppress(PostgresError):  # how long it may be away, the database counts itself
                await database.check_lock()
        # Not awaited: the end of the run cancels this task.
        self._stopping = asyncio.ensure_future(self._stop(source, database.ended))

    async def _stop(self, source: Source, reason: str) -> None:
        """End the run now. What is under way may not come back: its record is written first."""
        logger.error("The run ends: %s", DESCRIPTIONS[EXIT_BY_FINISH_REASON[reason]])
        engine = self._crawler.engine
        assert engine is not None
        closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
        await asyncio.sleep(0)  # now nothing more is taken from the scheduler
        abandon_queued(engine.downloader)
        counters = deepcopy(self.counters)
        counters.fail_unfinished()
        await self._close_run(source, reason, counters)
        await closing

    async def load_spooled(self, source: str) -> list[SpooledBatch]:
        """What earlier runs left in the spool, as far as it is pending still; it is met now."""
        found = list(self.spool.load(source))
        for batch in found:
            pending = await self.entries.still_pending([item.entry_id for item in batch.items])
            batch.items = [
                item
                for item in batch.items
                if item.entry_id in pending and self.counters.add_entry(item.entry_id, item.channel)
            ]
        return found

    def on_item(self, item: Any) -> None:
        if isinstance(item, EntryOutcome):
            self.counters.add_outcome(item)
            self.in_flight.end(item.entry_id)

    async def on_item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline raised: the entry is pending again."""
        entry_id = getattr(item, "entry_id", 0)
        await self._fault(entry_id, f"a fault while storing: {type(failure.value).__name__}")

    def on_spider_error(self, failure: Failure, response: Response | Failure) -> None:
        """A callback raised: the entry is pending again."""
        request: Request | None = getattr(response, "request", None)
        fetch = request.cb_kwargs.get("fetch") if request else None
        entry_id = fetch.entry_id if fetch else 0
        reason = f"a fault while reading: {type(failure.value).__name__}"
        # Scrapy does not await the handlers of this signal: the end of the run does.
        task = asyncio.ensure_future(self._fault(entry_id, reason))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _fault(self, entry_id: int, reason: str) -> None:
        self.counters.errors += 1
        if not entry_id:
            return
        end = EntryOutcome(entry_id, "failed", reason)
        with suppress(PostgresError):  # it is pending as it was
            await self.entries.record_outcome(end)
        self.counters.add_outcome(end)

    async def end(self, spider: Spider, reason: str) -> None:
        if self._guard is not None:
            self._guard.cancel()
        await asyncio.gather(*self._under_way)
        self.counters.fail_unfinished()
        source = spider.source  # type: ignore[attr-defined]
        status = await self._close_run(source, self.database.ended or reason, self.counters)
        stats = self._crawler.stats
        assert stats is not None
        stats.set_value("run/exit_status", int(status))
        if self._crawler.settings.getbool("PRINT_RUN_SUMMARY", True):
            echo_if_possible(f"{self.counters.summary()}\n{source.key}: {DESCRIPTIONS[status]}")

    async def _close_run(self, source: Source, reason: str, counters: RunCounters) -> ExitCode:
        """Write the run's record, in the database or, where that is away, on disk."""
        stats = self._crawler.stats
        reached = stats is not None and bool(stats.get_value("response_received_count"))
        status = counters.exit_status(reason, source.min_entries, reached)
        if self.run is None:
            return status
        facts = self._record(reason, status, counters)
        try:
            await self._write_end(self.run, facts)
            if not self.database.ended:
                await update_arrival_rates(self.database, source)
                kept = self._crawler.settings.getint("QUARANTINE_MAX_BODIES")
                await self.database.fetch("trim_quarantine", source=source.key, rows=kept)
        except LockTaken:
            status = ExitCode.ALREADY_RUNNING
            await self._write_end(self.run, self._record("already_running", status, counters))
        except PostgresError as error:
            status = ExitCode.DATABASE_LOST
            facts |= {"exit_status": int(status), "ended_at": datetime.now(UTC).isoformat()}
            try:
                file = save_run_record(self._last_words, source.key, self.run, facts)
                logger.error("The run record is kept in %s: %s", file, error)
            except OSError as full:  # the next run ends the record of one that left none
                logger.error("The run record could not be kept: %s; %s", error, full)
        return status

    def _record(self, reason: str, status: ExitCode, counters: RunCounters) -> dict[str, Any]:
        """What the run record says at the end, as JSON keeps it."""
        stats = self._crawler.stats
        assert stats is not None
        return {
            "reason": reason,
            "exit_status": int(status),
            **{name: counters.total(name) for name in COLUMNS},
            "requests": stats.get_value("downloader/request_count", 0),
            "bytes": stats.get_value("downloader/response_bytes", 0),
            "browser_pages": stats.get_value("render/visits", 0),
            "gates": counters.gates,
            "channels": counters.channels,
            "listings": [asdict(listing) for listing in counters.listings],
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
