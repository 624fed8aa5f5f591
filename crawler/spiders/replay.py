"""Parse quarantined responses again, without fetching."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from typing import Any

from crawler.models.outcome import EntryOutcome
from crawler.parsing.page import FetchedPage
from crawler.spiders.source import SourceSpider
from crawler.state.entries import entry_from_row


class ReplaySpider(SourceSpider):
    """As the spider of a source, but nothing is asked for: answers come from the quarantine.

    ``reason``: a part of the reasons for which they are there; None for all.
    """

    purpose = "replay"
    reason: str | None = None

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._read_again: list[int] = []

    async def start(self) -> AsyncIterator[Any]:
        facts = {"source": self.source.key, "reason": self.reason}
        for row in await self.recorder.database.fetch("to_replay", **facts):
            entry, entry_id = entry_from_row(row), row["entry_id"]
            if not self.recorder.counters.add_entry(entry_id, row["channel"]):
                continue
            self._read_again.append(entry_id)
            page = FetchedPage(
                url=row["fetched_url"],
                body=gzip.decompress(row["raw"]),
                content_type=row["content_type"],
                requested_url=entry.request.url if entry.request else entry.url,
                fetched_at=row["at"],
                rendered=row["rendered"],
                timezone=self.source.timezone,
            )
            article = self.fetcher.parse_saved(page, entry, entry_id, row["channel"])
            if article is not None:
                yield article
            else:
                # As it was: a second row in the quarantine would say nothing new.
                reason = "still no article"
                end = EntryOutcome(entry_id, "rejected", reason, self.source.key, row["channel"])
                self.recorder.counters.add_outcome(end)

    async def closed(self, reason: str) -> None:
        """What has become an article is in quarantine no more."""
        facts = {"source": self.source.key, "ids": self._read_again}
        await self.recorder.database.fetch("mark_replayed", **facts)
