"""Counts a try before its request goes out, so that a page which ends the process is found out."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.extensions.run_recorder import Ledger
from crawler.fetching.fetch_state import Case
from crawler.state.channel_poll import Look


class UnderWayMiddleware:
    """Behind the one that takes turns: what waits for its turn is not under way."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        ledger = self._crawler.get_extension(Ledger)
        key = key_of(request)
        if ledger is not None and key is not None:
            await ledger.under_way.begin(key)


def key_of(request: Request) -> int | str | None:
    """The id of the entry, or the name of the channel, that a request is made for."""
    facts = request.cb_kwargs
    case, look = facts.get("case"), facts.get("look")
    if isinstance(case, Case):
        return case.entry_id
    if isinstance(look, Look):
        return look.channel.name
    entry_id: int | None = facts.get("entry_id")
    return entry_id
