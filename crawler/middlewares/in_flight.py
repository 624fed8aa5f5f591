"""Record a try before its request is sent, so that a page that ends the process is found."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.extensions.run_recorder import RunRecorder
from crawler.fetching.attempts import ArticleFetch
from crawler.state.channel_poll import ChannelPoll


class InFlightMiddleware:
    """Behind the one that takes turns: what waits for its turn is not under way."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        recorder = self._crawler.get_extension(RunRecorder)
        key = in_flight_key(request)
        if recorder is not None and key is not None:
            await recorder.in_flight.begin(key)


def in_flight_key(request: Request) -> int | str | None:
    """The id of the entry, or the name of the channel, that a request is made for."""
    facts = request.cb_kwargs
    fetch, poll = facts.get("fetch"), facts.get("poll")
    if isinstance(fetch, ArticleFetch):
        return fetch.entry_id
    if isinstance(poll, ChannelPoll):
        return poll.channel.name
    entry_id: int | None = facts.get("entry_id")
    return entry_id
