"""The spider of every source: reads its listings, fetches new and pending articles."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.extensions.render_stats import RenderStatsStorage
from crawler.extensions.run_recorder import RunRecorder
from crawler.fetching.article_fetcher import ArticleFetcher
from crawler.fetching.downloads import to_page
from crawler.fetching.failure_outcomes import (
    error_reason,
    failure_outcome,
    is_not_found,
    may_refuse_headers,
)
from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.models.outcome import EntryOutcome
from crawler.network_policy import is_loopback
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import get_platform, parse_listing
from crawler.rendering.launch_options import loopback_only_options
from crawler.request_fingerprinter import build_request
from crawler.source_config.schema import Source
from crawler.state.channel_poll import ChannelPoll, PageDelta, PollEnd
from crawler.state.entries import EntryStore, PendingEntry
from crawler.state.polls import PollStore

logger = logging.getLogger(__name__)


class Apart(NamedTuple):
    """A request for what was under way when so many runs died: an entry's, or a listing's."""

    deaths: int
    request: Request
    pending: PendingEntry | None = None


class SourceSpider(Spider):
    """Never used itself: the catalog makes a subclass of it for each source file."""

    name = "source"
    source: ClassVar[Source]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        source = cls.source
        settings.set("DOWNLOAD_DELAY", source.delay, priority="spider")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", source.concurrency, priority="spider")
        # Requests in a slot still run when a run is told to end, each with its delay.
        settings.set("CONCURRENT_REQUESTS", max(4, source.concurrency), priority="spider")
        if is_loopback(urlsplit(source.base_url).hostname or ""):
            options = loopback_only_options(settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS"))
            settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", options, priority="spider")

    @property
    def recorder(self) -> RunRecorder:
        ledger = self.crawler.get_extension(RunRecorder)
        assert ledger is not None
        return ledger

    @property
    def entries(self) -> EntryStore:
        return self.recorder.entries

    @property
    def polls(self) -> PollStore:
        return self.recorder.polls

    @property
    def render_stats(self) -> RenderStatsStorage:
        storage = self.crawler.get_extension(RenderStatsStorage)
        assert storage is not None
        return storage

    @property
    def render_coordinator(self) -> RenderCoordinator:
        return self.render_stats.coordinator

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        #: What earlier runs may have died of; the last is taken up first.
        self._apart: list[Apart] = []

    @cached_property
    def fetcher(self) -> ArticleFetcher:
        return ArticleFetcher(self)

    async def start(self) -> AsyncIterator[Any]:
        await self.render_stats.load(self.source)
        for batch in await self.recorder.load_spooled(self.source.key):
            yield batch
        self.crawler.signals.connect(self.take_up_next, signals.spider_idle)
        channels = {channel.name: channel for channel in self.source.platform_channels()}
        for pending in await self.entries.pending(self.settings.getint("PENDING_LIMIT")):
            request = self.pending_request(pending, channels)
            if pending.deaths and isinstance(request, Request):
                self._apart.append(Apart(pending.deaths, request, pending))
            elif request is not None and self.entries.meet(pending):
                yield request
        looks: list[ChannelPoll] = []
        for channel in channels.values():
            spec = get_platform(channel.platform).first_request(channel)
            looks.append(await self.polls.begin(channel, spec))
        deaths = {poll.channel.name: poll.deaths for poll in looks}
        for poll in [*looks, *await self.polls.gaps.gap_polls(channels)]:
            request = self.listing_request(poll, poll.request, poll.number)
            if deaths[poll.channel.name]:
                self._apart.append(Apart(deaths[poll.channel.name], request))
            else:
                yield request
        self._apart.sort(key=lambda apart: -apart.deaths)

    def pending_request(
        self, pending: PendingEntry, channels: Mapping[str, Channel]
    ) -> Request | EntryOutcome | None:
        """The request for an entry of an earlier run; None for a special topic of a channel that
        there is no more."""
        if pending.entry.kind != "topic":
            return self.fetcher.start_request(pending.entry, pending.id, pending.channel)
        channel = channels.get(pending.channel)
        return self.topic_request(pending.entry, pending.id, channel) if channel else None

    def take_up_next(self) -> None:
        """With all else settled: the next of what a run may have died of, and nothing beside it.
        Where this run dies too, it is the only one that was under way."""
        while self._apart:
            apart = self._apart.pop()
            if apart.pending is None or self.entries.meet(apart.pending):
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(apart.request)
                raise DontCloseSpider

    # --- listings ------------------------------------------------------------------------

    def listing_request(
        self,
        poll: ChannelPoll,
        spec: RequestSpec,
        number: int,
        browser: bool = False,
        again: bool = False,
    ) -> Request:
        """The request for page ``number`` of a channel; ``again``: for the first page of a look at
        its end."""
        channel = poll.channel
        browser = browser or self.source.render == "always"
        meta: dict[str, Any] = {"allowed_site": spec.url if channel.id else channel.address()}
        if browser:
            meta |= {"playwright": True, "render_scrolls": self.source.max_pages}
        request = build_request(
            spec,
            meta,
            callback=self.listing_answered,
            errback=self.listing_error,
            cb_kwargs={"poll": poll, "spec": spec, "number": number, "again": again},
            # A page is turned when the articles of the last one are fetched: the queue of
            # requests stays as short as a listing page, however long the listing.
            priority=-number,
            dont_filter=True,
        )
        if poll.headers and number == poll.number and not again and not browser:
            request.headers.update(poll.headers)
            request.meta["handle_httpstatus_list"] = [304]
        return request

    async def listing_answered(
        self, response: Response, poll: ChannelPoll, spec: RequestSpec, number: int, again: bool
    ) -> AsyncIterator[Any]:
        try:
            async for each in self.parse_listing(response, poll, spec, number, again):
                yield each
        finally:
            self.recorder.in_flight.end(poll.channel.name)

    async def parse_listing(
        self, response: Response, poll: ChannelPoll, spec: RequestSpec, number: int, again: bool
    ) -> AsyncIterator[Any]:
        if response.status == 304:
            await self.polls.not_modified(poll, response.url)
            return
        channel, most = poll.channel, self.source.max_pages
        page = to_page(response, self.source.timezone)
        listing = parse_listing(page, channel, number)
        if listing.error and not listing.entries:
            async for request in self.page_failed(poll, response.url, number, listing.error, again):
                yield request
            return
        facts = poll, response.url, listing.entries, page.fetched_at
        due, shown = await self.entries.record_listing(*facts)
        for entry_id, entry in due:
            if entry.kind == "topic":
                yield self.topic_request(entry, entry_id, channel)
            else:
                yield self.fetcher.start_request(entry, entry_id, channel.name)
        if listing.error:  # of its entries only the first could be read
            async for request in self.page_failed(poll, response.url, number, listing.error, again):
                yield request
            return
        if again and not await self.begins_again(poll, shown):
            return
        if poll.lies_below(shown) and number == poll.number:
            poll.begin_at_first(get_platform(channel.platform).first_request(channel))
            yield self.listing_request(poll, poll.request, poll.number)
            return
        poll.add_page(response, spec, number, listing.entries, shown)
        end = poll.end_at(listing, spec, number, most)
        if poll.reached_known_at is None and self.needs_render(listing, page):
            yield self.listing_request(poll, RequestSpec(response.url), number, browser=True)
        elif number == 1 and not shown.ids and await self.polls.shows_none(poll, response.url):
            return
        elif end is None and listing.next is not None:
            yield self.listing_request(poll, listing.next, number + 1)
        elif end is not None:
            async for request in self.end_look(poll, end):
                yield request

    async def end_look(self, poll: ChannelPoll, end: PollEnd) -> AsyncIterator[Request]:
        """A look comes to its end; what moved while its pages were turned is read again first."""
        if poll.needs_check and end.kind != "failed":
            poll.ended = end
            browser = poll.is_rendered
            yield self.listing_request(poll, poll.request, poll.number, browser, again=True)
        else:
            await self.polls.end(poll, end, self.source.max_pages)

    async def begins_again(self, poll: ChannelPoll, shown: PageDelta) -> bool:
        """Whether a look whose first page was read again is to read the others again too, once;
        if not, it ends."""
        end = poll.ended
        assert end is not None
        if not poll.has_moved(shown, end):
            poll.notice(shown)
            await self.polls.end(poll, end, self.source.max_pages)
        elif poll.reread_ids or poll.is_unordered:
            poll.notice(shown)
            await self.polls.end(poll, end, self.source.max_pages, moved=True)
        else:
            poll.begin_again()
            return True
        return False

    async def page_failed(
        self,
        poll: ChannelPoll,
        url: str,
        number: int,
        fault: str,
        again: bool,
        retry_after: float | None = None,
    ) -> AsyncIterator[Request]:
        """A listing page could not be read."""
        end = await self.polls.failed(poll, url, number, fault, retry_after)
        if end is not None and again:
            # What moved meanwhile cannot be told.
            await self.polls.end(poll, poll.ended or end, self.source.max_pages, moved=True)
        elif end is not None:
            async for request in self.end_look(poll, end):
                yield request

    # --- special topics --------------------------------------------------------------------

    def topic_request(self, entry: Entry, entry_id: int, channel: Channel) -> Request:
        """The request for what a special topic holds."""
        return self._open(entry.request or RequestSpec(entry.url), entry_id, channel)

    def _open(
        self,
        spec: RequestSpec,
        entry_id: int,
        channel: Channel,
        rest: tuple[RequestSpec, ...] | None = None,
        found: int = 0,
    ) -> Request:
        return build_request(
            spec,
            {"allowed_site": spec.url},
            callback=self.parse_topic,
            errback=self.topic_error,
            cb_kwargs={"entry_id": entry_id, "channel": channel, "rest": rest, "found": found},
            dont_filter=True,
        )

    async def parse_topic(
        self,
        response: Response,
        entry_id: int,
        channel: Channel,
        rest: tuple[RequestSpec, ...] | None,
        found: int,
    ) -> AsyncIterator[Any]:
        """A special topic is opened one level deep: what it holds are entries of its channel.

        Where its first answer only names its columns, these are asked for one by one: ``rest``
        are those that wait, ``found`` is how many articles the others held.
        """
        page = to_page(response, self.source.timezone)
        listing = parse_listing(page, channel, 1)
        if listing.error and not listing.entries:
            await self._container_failed(entry_id, channel, response.url, listing.error)
            return
        if listing.error:
            counters = self.recorder.counters
            counters.add_listing_error(channel.name, response.url, listing.error, "Special topic")
        inside = [entry for entry in listing.entries if entry.kind != "topic"]
        facts = channel, response.url, inside, page.fetched_at
        for inner_id, entry in await self.entries.record_topic(*facts):
            yield self.fetcher.start_request(entry, inner_id, channel.name)
        waiting = listing.sub_requests if rest is None else rest
        if waiting:
            yield self._open(waiting[0], entry_id, channel, waiting[1:], found + len(inside))
        else:
            await self.entries.mark_expanded(entry_id, found + len(inside))

    async def topic_error(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]
        facts = request.cb_kwargs
        await self._container_failed(
            facts["entry_id"], facts["channel"], request.url, error_reason(failure)
        )

    async def _container_failed(
        self, entry_id: int, channel: Channel, url: str, fault: str
    ) -> None:
        self.recorder.counters.add_listing_error(channel.name, url, fault, "Special topic")
        await self.entries.record_outcome(EntryOutcome(entry_id, "failed", fault))

    def needs_render(self, listing: ListingPage, page: FetchedPage) -> bool:
        """Whether a listing holds, or may hold, entries that only its script fetches."""
        if page.rendered or self.source.render != "auto" or self.settings["CHROMIUM"] is None:
            return False
        return listing.needs_script and listing.next is None

    async def listing_error(self, failure: Failure) -> AsyncIterator[Request]:
        request = failure.request  # type: ignore[attr-defined]
        facts = request.cb_kwargs
        poll: ChannelPoll = facts["poll"]
        self.recorder.in_flight.end(poll.channel.name)
        number, reason = facts["number"], error_reason(failure)
        if request.meta.get("handle_httpstatus_list") and may_refuse_headers(failure.value):
            await self.polls.validators_refused(poll, reason)
            yield self.listing_request(poll, poll.request, poll.number)
        elif is_not_found(failure.value) and number > poll.number and not facts["again"]:
            # Numbered pages end like this where no pager says how many there are.
            end = poll.none_at(number, f"page {number}: {reason}")
            async for next_request in self.end_look(poll, end):
                yield next_request
        else:
            _, retry_after = failure_outcome(failure.value)
            fault = poll, request.url, number, reason, facts["again"], retry_after
            async for next_request in self.page_failed(*fault):
                yield next_request
