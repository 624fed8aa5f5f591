"""What the crawl of a source knows of its pages, kept in PostgreSQL from run to run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from psycopg import Error as PostgresError
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.database.pool import jsonb
from crawler.extensions.run_recorder import Ledger
from crawler.fetching.render_stats import Book, Evidence
from crawler.fetching.request_learning import Lesson
from crawler.source_config.schema import Source

logger = logging.getLogger(__name__)
#: Changes after which the evidence is written, besides at the end: kill -9 costs no more.
_CHANGES = 100
#: How long (s) a render waits for the one that may spare it.
_PATIENCE = 60.0
_FOUND_OUT = "what was brought without the browser began to be less than the page"
_COUNTS = (
    *("pattern", "template", "whole", "needed", "added", "vain", "direct", "renders"),
    *("taught", "misses", "confirmed", "served", "unchecked"),
)


class Experience:
    """The evidence of the source that is crawled. ``book`` is empty until ``load``; without a
    ledger (a person looks at a page) nothing is written."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._changed: dict[tuple[str, str], Evidence] = {}
        self._changes = 0
        self._doubted: list[int] = []
        self._ended = asyncio.Condition()
        self.book = Book()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Experience:
        experience = cls(crawler)
        crawler.signals.connect(experience.end, signals.spider_closed)
        return experience

    async def load(self, source: Source) -> None:
        """Read what earlier runs saw, and what the source file says."""
        ledger = self._crawler.get_extension(Ledger)
        assert ledger is not None
        rows = await ledger.database.fetch("load_evidence", source=source.key)
        self.book = Book.of_rows(map(evidence_from, rows), source.taught())

    async def turn(self, evidence: Evidence, entry_id: int) -> None:
        """Wait for a render's turn: while one may teach a request, the others wait for it."""

        await self._until(
            lambda: not evidence.learns or not evidence.under_way - {entry_id}, evidence
        )

    async def verdict(self, evidence: Evidence) -> None:
        """Wait while a render tries a learned request that is not trusted yet."""
        await self._until(lambda: evidence.trusts or not evidence.checking, evidence)

    async def _until(self, holds: Callable[[], bool], evidence: Evidence) -> None:
        async with self._ended:
            try:
                await asyncio.wait_for(self._ended.wait_for(holds), _PATIENCE)
            except TimeoutError:
                logger.warning("A render of %s does not end", evidence.pattern)

    async def ended(self, evidence: Evidence, entry_id: int) -> None:
        """A render has ended, and what it taught is in the evidence."""
        evidence.under_way.discard(entry_id)
        evidence.checking.discard(entry_id)
        async with self._ended:
            self._ended.notify_all()

    async def changed(self, evidence: Evidence) -> None:
        """Remember that evidence is to be written; now and then, write it."""
        self._changed[evidence.pattern, evidence.template] = evidence
        self._changes += 1
        if self._changes >= _CHANGES:
            await self._save()

    def doubt(self, evidence: Evidence) -> None:
        """What came without the browser since a render last confirmed it is to be got again."""
        for ids in (evidence.served, evidence.unchecked):
            self._doubted += ids
            ids.clear()

    async def end(self, spider: Spider) -> None:
        try:
            await self._save()
            await self._owe_again()
        except PostgresError as error:
            logger.error("The evidence could not be written: %s", error)

    async def _owe_again(self) -> None:
        """Last of all: by now what was doubted is settled, which this undoes."""
        ledger = self._crawler.get_extension(Ledger)
        if self._doubted and ledger is not None:
            source = self._crawler.spider.source.key  # type: ignore[union-attr]
            logger.warning("%d articles are got again: %s", len(self._doubted), _FOUND_OUT)
            facts = {"source": source, "ids": self._doubted, "reason": _FOUND_OUT}
            await ledger.database.fetch("owe_again", **facts)

    async def _save(self) -> None:
        changed, self._changed, self._changes = self._changed, {}, 0
        ledger = self._crawler.get_extension(Ledger)
        if changed and ledger is not None:
            rows = jsonb([row_of(e) for e in changed.values()])
            source = self._crawler.spider.source.key  # type: ignore[union-attr]
            await ledger.database.fetch("save_evidence", source=source, rows=rows)


def row_of(evidence: Evidence) -> dict[str, Any]:
    """Evidence as a row of its table."""
    row = {name: getattr(evidence, name) for name in _COUNTS}
    return row | {"lesson": evidence.lesson and evidence.lesson.as_json()}


def evidence_from(row: dict[str, Any]) -> Evidence:
    """Evidence from a row of its table; a lesson that this version cannot read is none, nor is one
    whose request does something."""
    evidence = Evidence(**{name: row[name] for name in _COUNTS})
    if row["lesson"]:
        try:
            lesson = Lesson.from_json(row["lesson"])
        except (KeyError, TypeError):
            lesson = None
        evidence.lesson = lesson if lesson is not None and lesson.reads else None
        evidence.confirmed = evidence.confirmed if evidence.lesson else 0
    return evidence
