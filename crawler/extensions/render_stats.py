"""Load the render statistics of a source from PostgreSQL, and save them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from psycopg import Error as PostgresError
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.database.pool import Database, jsonb
from crawler.extensions.run_recorder import RunRecorder
from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.fetching.render_stats import (
    RenderStats,
    RenderStatsTable,
    stats_from_row,
    stats_of_source,
    stats_to_row,
)
from crawler.source_config.schema import Source

logger = logging.getLogger(__name__)
_REQUEUED = "what was brought without the browser began to be less than the page"


class RenderStatsStorage:
    """Gives the spider its ``coordinator``, whose statistics it keeps from run to run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.coordinator = RenderCoordinator(self._save)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderStatsStorage:
        storage = cls(crawler)
        crawler.signals.connect(storage.end, signals.spider_closed)
        return storage

    async def load(self, source: Source) -> None:
        """Read what earlier runs saw, and the learned requests of the source file."""
        rows = await self._database.fetch("load_render_stats", source=source.key)
        self.coordinator.stats = RenderStatsTable.of_rows(
            map(stats_from_row, rows), stats_of_source(source)
        )

    async def end(self, spider: Spider) -> None:
        try:
            await self.coordinator.flush()
            await self._requeue()
        except PostgresError as error:
            logger.error("The render statistics could not be saved: %s", error)

    async def _requeue(self) -> None:
        """Last of all: by now these entries have an outcome, which this takes back."""
        ids = self.coordinator.requeued
        if ids:
            logger.warning("%d articles are fetched again: %s", len(ids), _REQUEUED)
            await self._database.fetch(
                "requeue_entries", source=self._source, ids=ids, reason=_REQUEUED
            )

    async def _save(self, changed: Sequence[RenderStats]) -> None:
        rows = jsonb([stats_to_row(stats) for stats in changed])
        await self._database.fetch("save_render_stats", source=self._source, rows=rows)

    @property
    def _source(self) -> str:
        return str(self._crawler.spider.source.key)  # type: ignore[union-attr]

    @property
    def _database(self) -> Database:
        recorder = self._crawler.get_extension(RunRecorder)
        assert recorder is not None
        return recorder.database
