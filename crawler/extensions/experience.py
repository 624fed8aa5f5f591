"""What the crawl of a source knows of its pages, kept in PostgreSQL from run to run."""

from __future__ import annotations

import logging
from typing import Any

from psycopg import Error as PostgresError
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.extensions.ledger import Ledger, jsonb
from crawler.wake.evidence import Book, Evidence
from crawler.wake.lessons import Lesson

logger = logging.getLogger(__name__)
#: Changes after which the evidence is written, besides at the end: kill -9 costs no more.
_CHANGES = 100
_COUNTS = (
    *("pattern", "template", "whole", "needed", "added", "vain", "direct", "renders"),
    *("taught", "misses", "confirmed", "proven"),
)


class Experience:
    """The evidence of the source that is crawled. ``book`` is empty until ``load``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._changed: dict[tuple[str, str], Evidence] = {}
        self._changes = 0
        self.book = Book()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Experience:
        experience = cls(crawler)
        crawler.signals.connect(experience.end, signals.spider_closed)
        return experience

    async def load(self, source: str, taught: Book) -> None:
        """Read what earlier runs saw; ``taught`` is what the source file says, which stands."""
        for row in await self._ledger().database.fetch("load_evidence", source=source):
            evidence = evidence_from(row)
            self.book.pages[evidence.pattern, evidence.template] = evidence
        for key, evidence in taught.pages.items():
            known = self.book.pages.setdefault(key, evidence)
            known.lesson, known.confirmed, known.proven = evidence.lesson, 2, max(1, known.proven)

    async def changed(self, evidence: Evidence) -> None:
        """Remember that evidence is to be written; now and then, write it."""
        self._changed[evidence.pattern, evidence.template] = evidence
        self._changes += 1
        if self._changes >= _CHANGES:
            await self._save()

    async def end(self, spider: Spider) -> None:
        try:
            await self._save()
        except PostgresError as error:
            logger.error("The evidence could not be written: %s", error)

    async def _save(self) -> None:
        changed, self._changed, self._changes = self._changed, {}, 0
        if changed:
            rows = jsonb([row_of(e) for e in changed.values()])
            source = self._crawler.spider.source.key  # type: ignore[union-attr]
            await self._ledger().database.fetch("save_evidence", source=source, rows=rows)

    def _ledger(self) -> Ledger:
        ledger = self._crawler.get_extension(Ledger)
        assert ledger is not None
        return ledger


def row_of(evidence: Evidence) -> dict[str, Any]:
    """Evidence as a row of its table."""
    row = {name: getattr(evidence, name) for name in _COUNTS}
    return row | {"lesson": evidence.lesson and evidence.lesson.as_json()}


def evidence_from(row: dict[str, Any]) -> Evidence:
    """Evidence from a row of its table; a lesson that this version cannot read is none."""
    evidence = Evidence(**{name: row[name] for name in _COUNTS})
    if row["lesson"]:
        try:
            evidence.lesson = Lesson.from_json(row["lesson"])
        except (KeyError, TypeError):
            evidence.confirmed = evidence.proven = 0
    return evidence
