"""Batches into PostgreSQL: one transaction a batch, idempotent, a bad row isolated.

What enters is an Article or an EntryOutcome; what leaves is a EntryOutcome with the outcome that
is in the database. An item waits here until its batch is committed; while the database is away,
on disk too. A batch that an earlier run left there is written as it is.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import psycopg
from scrapy.crawler import Crawler

from crawler.database.pool import (
    CONNECTION_ERRORS,
    Connection,
    LockTaken,
    fetch,
    jsonb,
    retry_delays,
)
from crawler.extensions.run_recorder import RunRecorder
from crawler.models.article import Article, RawResponse
from crawler.models.outcome import EntryOutcome
from crawler.state.entries import outcome_to_row
from crawler.state.spool import SpooledBatch
from pipelines.dedupe import (
    DecisionKind,
    Decisions,
    StoredArticle,
    StoreDecision,
    classify_articles,
    group_stories,
)

logger = logging.getLogger(__name__)
Item = Article | EntryOutcome

#: Why a text that nothing confirms and that stands at other addresses too is not stored.
_NOTICE = "a notice in the article's place: its text stands at other addresses too"
#: An article is compared with so many that may be its copies, of each source.
_MOST_ALIKE = 50
_WITH_ROW: tuple[DecisionKind, ...] = ("new", "changed", "same")
#: Fields of an article that go into the row as they are.
_AS_THEY_ARE = (
    *("source", "url", "fetched_url", "platform", "channel", "title", "subtitle", "body"),
    *("body_html", "source_name", "section", "keywords", "language", "counts", "fetched_by"),
    *("passages", "summary", "original_title", "editor_note", "canonical_url", "original_url"),
    "rejected_values",
)


@dataclass(slots=True)
class _Batch:
    """What is written together: items, who waits for each, and the file that has them too."""

    items: list[Item] = field(default_factory=list)
    waiting: list[asyncio.Future[EntryOutcome]] = field(default_factory=list)
    file: Path | None = None


class StorePipeline:
    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._size = settings.getint("STORE_BATCH_ITEMS")
        self._age = settings.getfloat("STORE_BATCH_SECONDS")
        self._patience = settings.getfloat("DATABASE_RETRY_SECONDS")
        self._max_tries = settings.getint("MAX_ATTEMPTS")
        self._batch = _Batch()
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._away = self._lost = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Item | SpooledBatch) -> EntryOutcome | SpooledBatch:
        if isinstance(item, SpooledBatch):
            return await self._take_in(item)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[EntryOutcome] = loop.create_future()
        self._batch.items.append(item)
        self._batch.waiting.append(done)
        if len(self._batch.items) >= self._size or self._idle():
            self._flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._age, self._flush)
        return await done

    async def close_spider(self) -> None:
        self._flush()
        while self._writing:
            await asyncio.gather(*self._writing)

    def _idle(self) -> bool:
        """Whether nothing else is under way, so that waiting for a fuller batch is idle."""
        return len(self._batch.items) >= self._ledger().counters.pending

    def _ledger(self) -> RunRecorder:
        recorder = self._crawler.get_extension(RunRecorder)
        assert recorder is not None
        return recorder

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._batch = self._batch, _Batch()
        if batch.items:
            task = asyncio.ensure_future(self._write(batch))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, batch: _Batch) -> None:
        if self._away:
            self._spool(batch)
        async with self._turn:
            try:
                ends = await self._patiently(batch)
            except Exception as error:  # noqa: BLE001 - each waiting item gets it, none is lost
                for done in batch.waiting:
                    done.set_exception(error)
                return
        for done, end in zip(batch.waiting, ends, strict=True):
            done.set_result(end)

    async def _take_in(self, spooled: SpooledBatch) -> SpooledBatch:
        """Write what an earlier run could not."""
        batch = _Batch(list(spooled.items), file=spooled.file)
        async with self._turn:
            for end in await self._patiently(batch):
                self._ledger().counters.add_outcome(end)
        return spooled

    async def _patiently(self, batch: _Batch) -> list[EntryOutcome]:
        """Write, asking again with growing distance while the database is away."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        for wait in retry_delays():
            try:
                ends = await self._isolating(batch.items)
            except CONNECTION_ERRORS as error:
                self._away = True
                self._spool(batch)
                if self._ledger().database.ended or loop.time() + wait > deadline:
                    self._give_up(error)
                    raise
                logger.warning("The database is away (%s); again in %.1f s", error, wait)
                await asyncio.sleep(wait)
            except LockTaken:
                self._spool(batch)  # the next run of this machine finds what is still pending then
                raise
            else:
                self._away = False
                if batch.file is not None:
                    batch.file.unlink()
                return ends
        raise AssertionError  # pauses do not end

    def _spool(self, batch: _Batch) -> None:
        recorder = self._ledger()
        if batch.file is None and recorder.run is not None:
            source = batch.items[0].source
            batch.file = recorder.spool.save(source, recorder.run, batch.items)

    def _give_up(self, error: Exception) -> None:
        if not self._lost:
            self._lost = True
            logger.error("The database did not come back within %.0f s: %s", self._patience, error)
            self._ledger().database.end("database_lost")

    async def _isolating(self, items: Sequence[Item]) -> list[EntryOutcome]:
        """Write the items in one transaction; where a row is bad, each by itself."""
        try:
            return await self._transaction(items)
        except (psycopg.DataError, psycopg.IntegrityError, ValueError) as error:
            if len(items) > 1:
                return [end for item in items for end in await self._isolating([item])]
            rejected = quarantined_outcome(items[0], error)
            logger.error("%s: %s", rejected.url, rejected.reason)
            return await self._transaction([rejected])

    async def _transaction(self, items: Sequence[Item]) -> list[EntryOutcome]:
        database = self._ledger().database
        async with database.connection() as connection, connection.transaction():
            return await write_batch(connection, items, self._max_tries)


def quarantined_outcome(item: Item, error: Exception) -> EntryOutcome:
    """The outcome of a row that PostgreSQL refused, which is plain enough to be stored."""
    reason = f"the database refused it: {str(error).splitlines()[0][:200]}"
    return EntryOutcome(
        item.entry_id,
        "rejected",
        reason,
        item.source,
        item.channel,
        item.url,
        response=RawResponse(repr(item).encode("utf-8", "replace"), "", "text/x-python"),
    )


async def write_batch(
    connection: Connection, items: Sequence[Item], max_tries: int
) -> list[EntryOutcome]:
    """Write one batch inside the caller's transaction; returns the outcomes in item order."""
    items = await _without_contrary(connection, items)
    articles = [item for item in items if isinstance(item, Article)]
    decided = await _decide(connection, articles)
    if decided.withdrawn:
        withdrawn = sorted(decided.withdrawn)
        await fetch(connection, "withdraw_articles", ids=withdrawn, reason=_NOTICE)
    decisions = decided.by_entry
    ids = await _write_articles(connection, articles, decisions)
    ends: list[EntryOutcome] = []
    rows: list[dict[str, Any]] = []
    for item in items:
        if isinstance(item, EntryOutcome):
            end, article_id = item, None
        else:
            decision = decisions[item.entry_id]
            reason = _NOTICE if decision.kind == "notice" else ""
            end = EntryOutcome.of(item, decision.outcome, reason)
            article_id = ids.get(decision.url) or decision.article_id
        ends.append(end)
        rows.append(outcome_to_row(end, article_id))
    await fetch(connection, "record_outcomes", outcomes=jsonb(rows), max_tries=max_tries)
    for end in ends:
        if end.outcome == "rejected" or end.response is not None:
            await fetch(
                connection,
                "insert_quarantine",
                source=end.source,
                entry_id=end.entry_id,
                url=end.url,
                reason=end.reason,
                **_kept(end.response),
            )
    return ends


async def _without_contrary(connection: Connection, items: Sequence[Item]) -> list[Item]:
    """The items, with each article that may be another one pending, unless it came hours ago
    too."""
    contrary = {a.entry_id: a for a in items if isinstance(a, Article) and a.contrary}
    if not contrary:
        return list(items)
    answers = jsonb([{"id": i, "hash": a.content_hash.hex()} for i, a in contrary.items()])
    for row in await fetch(connection, "heard_before", answers=answers):
        del contrary[row["id"]]
    pending = {
        i: EntryOutcome.of(a, "failed", a.contrary, heard=a.content_hash)
        for i, a in contrary.items()
    }
    return [pending.get(item.entry_id, item) for item in items]


def _kept(answered: RawResponse | None) -> dict[str, Any]:
    """What the quarantine keeps of an answer."""
    if answered is None:
        return {"raw": None, "fetched_url": "", "content_type": "", "rendered": False}
    kept = asdict(answered) | {"raw": gzip.compress(answered.raw) if answered.raw else None}
    kept["fetched_url"] = kept.pop("url")
    return kept


async def _decide(connection: Connection, articles: list[Article]) -> Decisions:
    if not articles:
        return Decisions()
    known = await fetch(
        connection,
        "known_articles",
        source=articles[0].source,
        urls=[a.url for a in articles],
        hashes=[a.content_hash for a in articles],
    )
    return classify_articles(articles, [_copy(row) for row in known])


def _copy(row: dict[str, Any]) -> StoredArticle:
    """A stored article as it is compared."""
    return StoredArticle(
        **row
        | {
            "content_hash": bytes(row["content_hash"]),
            "media": frozenset(row["media"]),
            "duplicate_urls": tuple(row["duplicate_urls"]),
        }
    )


async def _write_articles(
    connection: Connection, articles: list[Article], decisions: dict[int, StoreDecision]
) -> dict[str, int]:
    """Insert, change or see the articles as decided; returns url -> id of the new ones."""
    by_kind: defaultdict[DecisionKind, list[Article]] = defaultdict(list)
    for article in articles:
        by_kind[decisions[article.entry_id].kind].append(article)
    ids: dict[str, int] = {}
    replaced = [decisions[a.entry_id].article_id for a in by_kind["replaced"]]
    if replaced:
        await fetch(connection, "supersede_articles", ids=replaced)
    by_kind["new"] += by_kind["replaced"]
    if by_kind["new"]:
        rows = jsonb([article_row(a) for a in by_kind["new"]])
        inserted = await fetch(connection, "insert_articles", articles=rows)
        ids = {row["url"]: row["id"] for row in inserted}
        await _join_stories(connection, list(ids.values()))
    if by_kind["changed"]:
        changed = [(decisions[a.entry_id].article_id, a) for a in by_kind["changed"]]
        await fetch(connection, "insert_revision", ids=[i for i, _ in changed])
        rows = jsonb([article_row(a) | {"id": i} for i, a in changed])
        await fetch(connection, "change_articles", articles=rows)
    if by_kind["same"]:
        seen = [decisions[a.entry_id].article_id for a in by_kind["same"]]
        await fetch(connection, "touch_articles", ids=seen)
    counters = [
        {"article_id": ids.get(a.url) or decisions[a.entry_id].article_id, "name": n, "value": v}
        for kind in _WITH_ROW
        for a in by_kind[kind]
        for n, v in a.counts.items()
    ]
    if counters:
        await fetch(connection, "add_counters", counters=jsonb(counters))
    return ids


async def _join_stories(connection: Connection, ids: list[int]) -> None:
    """Put new articles into the stories of the copies that resemble them."""
    pairs = await fetch(connection, "similar_articles", ids=ids, most=_MOST_ALIKE)
    for members, story in group_stories((p["id"], p["other"], p["story_id"]) for p in pairs):
        if story is None:
            story = (await fetch(connection, "begin_story"))[0]["id"]
        await fetch(connection, "join_story", story=story, ids=sorted(members))


def article_row(article: Article) -> dict[str, Any]:
    """The article as the statements insert_articles and change_articles take it."""
    row = {name: getattr(article, name) for name in _AS_THEY_ARE}
    row |= {
        "published_at": _iso(article.published_at),
        "updated_at": _iso(article.updated_at),
        "images": [asdict(i) for i in article.images],
        "videos": [asdict(v) for v in article.videos],
        "reporters": article.credit_names("reporter"),
        "correspondents": article.credit_names("correspondent"),
        "editors": article.credit_names("editor"),
        "credits": [asdict(c) for c in article.credits],
        "gate": article.gate.state,
        "gate_detail": article.gate.details(),
        "removed": [asdict(r) for r in article.removed],
        "content_hash": article.content_hash.hex(),
        "unconfirmed": article.unconfirmed,
    }
    return row


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
