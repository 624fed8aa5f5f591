"""The ledger of a run: keeps its books, writes them to ``runs``, and holds its database pool.

The spider asks it which entries are new or owed; the store tells it how entries ended, by the
Settlement that leaves the last pipeline. It is a Scrapy extension so that both can find it
with ``crawler.get_extension(Ledger)``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from psycopg import Error as PostgresError
from psycopg import OperationalError
from psycopg.types.json import Jsonb
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.books import COLUMNS, Books, ListingRead
from crawler.database.pool import Database
from crawler.exits import MEANING, Exit
from crawler.items import Outcome, Settlement
from crawler.platforms.base import Ask, Entry
from crawler.reading.addresses import canonical
from crawler.source_file import Source

logger = logging.getLogger(__name__)
jsonb = partial(Jsonb, dumps=partial(json.dumps, ensure_ascii=False))


@dataclass(frozen=True)
class Shown:
    """How many entries of a listing page its channel had not shown before in this run, and how
    many were news (new, or still owed)."""

    fresh: int
    news: int


class Ledger:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run: int | None = None
        self._shown: defaultdict[str, set[int]] = defaultdict(set)
        self._containers: set[int] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        settings = crawler.settings
        patience = settings.getfloat("DATABASE_PATIENCE")
        self.database = Database(settings["DATABASE_DSN"], patience)
        self.books = Books()

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

    # --- what the spider asks ------------------------------------------------------------

    async def open_channel(self, source: str, channel: str) -> bool:
        """Whether the last look at the channel came to its end; it is open from now on."""
        rows = await self.database.fetch("open_channel", source=source, channel=channel)
        return bool(rows and rows[0]["complete"])

    async def close_channel(self, source: str, channel: str) -> None:
        await self.database.fetch("close_channel", source=source, channel=channel)

    async def note(
        self, source: str, channel: str, url: str, entries: list[Entry]
    ) -> tuple[list[tuple[int, Entry]], Shown]:
        """Write what a listing page showed; returns the entries to fetch now, and how much of
        the page is new."""
        by_url = {canonical(e.url): e for e in entries}
        rows = await self.database.fetch(
            "note_entries",
            source=source,
            channel=channel,
            entries=jsonb([_entry_row(u, e) for u, e in by_url.items()]),
        )
        due: list[tuple[int, Entry]] = []
        news = 0
        ids = {row["id"] for row in rows}
        fresh = len(ids - self._shown[channel])
        self._shown[channel] |= ids
        for row in rows:
            owed = row["state"] == "owed"
            news += owed
            entry = by_url[row["url"]]
            if entry.kind == "container":  # no article: it is opened, now and once a day
                if row["due"] and row["id"] not in self._containers:
                    due.append((row["id"], entry))
                    self._containers.add(row["id"])
                continue
            if not self.books.meet(row["id"], channel):
                continue
            if owed and row["due"]:
                due.append((row["id"], entry))
            else:
                outcome: Outcome = "failed" if owed else "unchanged"
                reason = "waits for its next try" if owed else ""
                self.books.settle(Settlement(row["id"], outcome, reason, source, channel))
        new = sum(row["new"] for row in rows)
        self.books.listings.append(ListingRead(channel, url, len(entries), new))
        order = {u: i for i, u in enumerate(by_url)}
        due.sort(key=lambda pair: order[canonical(pair[1].url)])
        return due, Shown(fresh, news)

    async def owed(self, source: str, limit: int) -> list[tuple[int, str, Entry]]:
        """Entries owed from earlier runs and due now, as (id, channel, entry)."""
        rows = await self.database.fetch("owed_entries", source=source, limit=limit)
        owed = [(row["id"], row["channel"], _entry(row)) for row in rows]
        self._containers |= {number for number, _, entry in owed if entry.kind == "container"}
        return [
            (number, channel, entry)
            for number, channel, entry in owed
            if entry.kind == "container" or self.books.meet(number, channel)
        ]

    async def opened(self, entry_id: int, entries: int) -> None:
        """A special topic has shown what it holds."""
        await self.database.fetch(
            "open_container", id=entry_id, reason=f"a special topic of {entries} articles"
        )

    async def owe(self, entry_id: int, reason: str) -> None:
        """An entry that the books do not count is owed again."""
        await self._settle(Settlement(entry_id, "failed", reason))

    def listing_failed(self, channel: str, url: str, fault: str) -> None:
        self.books.listings.append(ListingRead(channel, url, fault=fault))
        logger.warning("Listing %s of %s: %s", url, channel, fault)

    # --- signals -------------------------------------------------------------------------

    async def begin(self, spider: Spider) -> None:
        """Take the source's lock and open the run; the crawl ends here if that fails."""
        try:
            await self._begin(spider.source)  # type: ignore[attr-defined]
        except PostgresError as error:
            # Scrapy would log it and crawl on.
            logger.error("The run could not be opened: %s", error)
            away = isinstance(error, OperationalError)
            await self.database.close()
            raise CloseSpider("database_lost" if away else "fault") from error

    async def _begin(self, source: Source) -> None:
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
        await self.database.fetch("end_dead_runs", source=source.key)
        self._run = (await self.database.fetch("begin_run", source=source.key))[0]["id"]

    def settled(self, item: Any) -> None:
        if isinstance(item, Settlement):
            self.books.settle(item)

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
        await self._settle(end)
        self.books.settle(end)

    async def _settle(self, end: Settlement) -> None:
        await self.database.fetch(
            "settle_entries",
            settlements=jsonb([settlement_row(end)]),
            max_tries=self._crawler.settings.getint("MAX_TRIES"),
        )

    async def end(self, spider: Spider, reason: str) -> None:
        await asyncio.gather(*self._under_way)
        self.books.close()
        source = spider.source  # type: ignore[attr-defined]
        status = self.books.exit_status(reason, source.floor)
        stats = self._crawler.stats
        assert stats is not None
        stats.set_value("run/exit_status", int(status))
        if self._run is not None:
            try:
                await self.database.fetch(
                    "end_run",
                    id=self._run,
                    reason=reason,
                    exit_status=int(status),
                    **{name: self.books.total(name) for name in COLUMNS},
                    requests=stats.get_value("downloader/request_count", 0),
                    bytes=stats.get_value("downloader/response_bytes", 0),
                    gates=jsonb(self.books.gates),
                    channels=jsonb(self.books.channels),
                    listings=jsonb([asdict(x) for x in self.books.listings]),
                )
            except OperationalError as error:
                logger.error("The run record could not be written: %s", error)
                status = Exit.DATABASE_LOST
                stats.set_value("run/exit_status", int(status))
        if self._crawler.settings.getbool("PRINT_BOOKS", True):
            sys.stdout.write(f"{self.books.summary()}\n{source.key}: {MEANING[status]}\n")
            sys.stdout.flush()


def settlement_row(end: Settlement, article_id: int | None = None) -> dict[str, Any]:
    """One element of the array that the statement settle_entries takes."""
    return {
        "id": end.entry_id,
        "outcome": end.outcome,
        "reason": end.reason,
        "article_id": article_id,
        "retry_after": end.retry_after,
        # An article that is stored has its gate itself.
        "gate": end.gate.as_json() if end.gate and end.outcome in ("gated", "rejected") else None,
    }


def _entry_row(url: str, entry: Entry) -> dict[str, Any]:
    ask = entry.ask or (Ask(entry.url) if entry.url != url else None)
    return {
        "url": url,
        "title": entry.title,
        "listed_at": entry.published_at.isoformat() if entry.published_at else None,
        "kind": entry.kind,
        "ask": ask
        and {
            "url": ask.url,
            "method": ask.method,
            "body": ask.body.decode("utf-8", "replace"),
            "headers": dict(ask.headers),
        },
    }


def _entry(row: dict[str, Any]) -> Entry:
    ask = row["ask"]
    return Entry(
        url=row["url"],
        title=row["title"],
        published_at=row["listed_at"],
        kind=row["kind"],
        ask=ask and Ask(ask["url"], ask["method"], ask["body"].encode(), ask["headers"]),
    )
