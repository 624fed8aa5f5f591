"""The spider of every source: its listings, and from them the articles that are new or owed."""

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

from crawler.extensions.render_stats import Experience
from crawler.extensions.run_recorder import Ledger
from crawler.fetching.article_fetcher import Articles
from crawler.fetching.failure_outcomes import ending_of, is_missing, is_refusal, reason_of
from crawler.models.article import Settlement
from crawler.network_policy import is_loopback
from crawler.parsing.page import Page
from crawler.platforms.core.platform import Ask, Channel, Entry, Listing
from crawler.platforms.registry import platform, read_listing
from crawler.rendering.launch_options import confined
from crawler.request_fingerprinter import request_of
from crawler.source_config.schema import Source
from crawler.state.channel_poll import End, Look, Shown
from crawler.state.entries import Entries, Owed
from crawler.state.polls import Looks

logger = logging.getLogger(__name__)


class Apart(NamedTuple):
    """A request for what was under way when so many runs died: an entry's, or a listing's."""

    deaths: int
    request: Request
    owed: Owed | None = None


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
            options = confined(settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS"))
            settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", options, priority="spider")

    @property
    def ledger(self) -> Ledger:
        ledger = self.crawler.get_extension(Ledger)
        assert ledger is not None
        return ledger

    @property
    def entries(self) -> Entries:
        return self.ledger.entries

    @property
    def looks(self) -> Looks:
        return self.ledger.looks

    @property
    def experience(self) -> Experience:
        experience = self.crawler.get_extension(Experience)
        assert experience is not None
        return experience

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        #: What earlier runs may have died of; the last is taken up first.
        self._apart: list[Apart] = []

    @cached_property
    def articles(self) -> Articles:
        return Articles(self)

    async def start(self) -> AsyncIterator[Any]:
        await self.experience.load(self.source)
        for batch in await self.ledger.spooled(self.source.key):
            yield batch
        self.crawler.signals.connect(self.take_up_next, signals.spider_idle)
        channels = {channel.name: channel for channel in self.source.listings()}
        for owed in await self.entries.owed(self.settings.getint("OWED_LIMIT")):
            request = self.owed_request(owed, channels)
            if owed.deaths and isinstance(request, Request):
                self._apart.append(Apart(owed.deaths, request, owed))
            elif request is not None and self.entries.meet(owed):
                yield request
        looks: list[Look] = []
        for channel in channels.values():
            ask = platform(channel.platform).first(channel)
            looks.append(await self.looks.begin(channel, ask))
        deaths = {look.channel.name: look.deaths for look in looks}
        for look in [*looks, *await self.looks.gaps.looks(channels)]:
            request = self.listing_request(look, look.ask, look.number)
            if deaths[look.channel.name]:
                self._apart.append(Apart(deaths[look.channel.name], request))
            else:
                yield request
        self._apart.sort(key=lambda apart: -apart.deaths)

    def owed_request(
        self, owed: Owed, channels: Mapping[str, Channel]
    ) -> Request | Settlement | None:
        """The request for an entry of an earlier run; None for a special topic of a channel that
        there is no more."""
        if owed.entry.kind != "container":
            return self.articles.request(owed.entry, owed.id, owed.channel)
        channel = channels.get(owed.channel)
        return self.container_request(owed.entry, owed.id, channel) if channel else None

    def take_up_next(self) -> None:
        """With all else settled: the next of what a run may have died of, and nothing beside it.
        Where this run dies too, it is the only one that was under way."""
        while self._apart:
            apart = self._apart.pop()
            if apart.owed is None or self.entries.meet(apart.owed):
                assert self.crawler.engine is not None
                self.crawler.engine.crawl(apart.request)
                raise DontCloseSpider

    # --- listings ------------------------------------------------------------------------

    def listing_request(
        self, look: Look, ask: Ask, number: int, browser: bool = False, again: bool = False
    ) -> Request:
        """The request for page ``number`` of a channel; ``again``: for the first page of a look at
        its end."""
        channel = look.channel
        browser = browser or self.source.render == "always"
        meta: dict[str, Any] = {"home": ask.url if channel.id else channel.address()}
        if browser:
            meta |= {"playwright": True, "wake_scroll": self.source.max_pages}
        request = request_of(
            ask,
            meta,
            callback=self.listing_answered,
            errback=self.listing_lost,
            cb_kwargs={"look": look, "ask": ask, "number": number, "again": again},
            # A page is turned when the articles of the last one are fetched: the queue of
            # requests stays as short as a listing page, however long the listing.
            priority=-number,
            dont_filter=True,
        )
        if look.headers and number == look.number and not again and not browser:
            request.headers.update(look.headers)
            request.meta["handle_httpstatus_list"] = [304]
        return request

    async def listing_answered(
        self, response: Response, look: Look, ask: Ask, number: int, again: bool
    ) -> AsyncIterator[Any]:
        try:
            async for each in self.parse_listing(response, look, ask, number, again):
                yield each
        finally:
            self.ledger.under_way.end(look.channel.name)

    async def parse_listing(
        self, response: Response, look: Look, ask: Ask, number: int, again: bool
    ) -> AsyncIterator[Any]:
        if response.status == 304:
            await self.looks.unmodified(look, response.url)
            return
        channel, most = look.channel, self.source.max_pages
        page = self.articles.page(response)
        listing = read_listing(page, channel, number)
        if listing.fault and not listing.entries:
            async for request in self.page_failed(look, response.url, number, listing.fault, again):
                yield request
            return
        facts = look, response.url, listing.entries, page.fetched_at
        due, shown = await self.entries.note(*facts)
        for entry_id, entry in due:
            if entry.kind == "container":
                yield self.container_request(entry, entry_id, channel)
            else:
                yield self.articles.request(entry, entry_id, channel.name)
        if listing.fault:  # of its entries only the first could be read
            async for request in self.page_failed(look, response.url, number, listing.fault, again):
                yield request
            return
        if again and not await self.begins_again(look, shown):
            return
        if look.lies_below(shown) and number == look.number:
            look.begin_at_first(platform(channel.platform).first(channel))
            yield self.listing_request(look, look.ask, look.number)
            return
        look.took(response, ask, number, listing.entries, shown)
        end = look.end_at(listing, ask, number, most)
        if look.joined_at is None and self.worth_rendering(listing, page):
            yield self.listing_request(look, Ask(response.url), number, browser=True)
        elif number == 1 and not shown.ids and await self.looks.shows_none(look, response.url):
            return
        elif end is None and listing.next is not None:
            yield self.listing_request(look, listing.next, number + 1)
        elif end is not None:
            async for request in self.end_look(look, end):
                yield request

    async def end_look(self, look: Look, end: End) -> AsyncIterator[Request]:
        """A look comes to its end; what moved while its pages were turned is read again first."""
        if look.needs_check and end.kind != "failed":
            look.ended = end
            browser = look.is_rendered
            yield self.listing_request(look, look.ask, look.number, browser, again=True)
        else:
            await self.looks.end(look, end, self.source.max_pages)

    async def begins_again(self, look: Look, shown: Shown) -> bool:
        """Whether a look whose first page was read again is to read the others again too, once;
        if not, it ends."""
        end = look.ended
        assert end is not None
        if not look.has_moved(shown, end):
            look.notice(shown)
            await self.looks.end(look, end, self.source.max_pages)
        elif look.again or look.is_unordered:
            look.notice(shown)
            await self.looks.end(look, end, self.source.max_pages, moved=True)
        else:
            look.begin_again()
            return True
        return False

    async def page_failed(
        self,
        look: Look,
        url: str,
        number: int,
        fault: str,
        again: bool,
        retry_after: float | None = None,
    ) -> AsyncIterator[Request]:
        """A listing page could not be read."""
        end = await self.looks.failed(look, url, number, fault, retry_after)
        if end is not None and again:
            # What moved meanwhile cannot be told.
            await self.looks.end(look, look.ended or end, self.source.max_pages, moved=True)
        elif end is not None:
            async for request in self.end_look(look, end):
                yield request

    # --- special topics --------------------------------------------------------------------

    def container_request(self, entry: Entry, entry_id: int, channel: Channel) -> Request:
        """The request for what a special topic holds."""
        return self._open(entry.ask or Ask(entry.url), entry_id, channel)

    def _open(
        self,
        ask: Ask,
        entry_id: int,
        channel: Channel,
        rest: tuple[Ask, ...] | None = None,
        found: int = 0,
    ) -> Request:
        return request_of(
            ask,
            {"home": ask.url},
            callback=self.parse_container,
            errback=self.container_lost,
            cb_kwargs={"entry_id": entry_id, "channel": channel, "rest": rest, "found": found},
            dont_filter=True,
        )

    async def parse_container(
        self,
        response: Response,
        entry_id: int,
        channel: Channel,
        rest: tuple[Ask, ...] | None,
        found: int,
    ) -> AsyncIterator[Any]:
        """A special topic is opened one level deep: what it holds are entries of its channel.

        Where its first answer only names its columns, these are asked for one by one: ``rest``
        are those that wait, ``found`` is how many articles the others held.
        """
        page = self.articles.page(response)
        listing = read_listing(page, channel, 1)
        if listing.fault and not listing.entries:
            await self._container_failed(entry_id, channel, response.url, listing.fault)
            return
        if listing.fault:
            books = self.ledger.books
            books.fail_listing(channel.name, response.url, listing.fault, "Special topic")
        inside = [entry for entry in listing.entries if entry.kind != "container"]
        facts = channel, response.url, inside, page.fetched_at
        for inner_id, entry in await self.entries.note_inside(*facts):
            yield self.articles.request(entry, inner_id, channel.name)
        waiting = listing.sections if rest is None else rest
        if waiting:
            yield self._open(waiting[0], entry_id, channel, waiting[1:], found + len(inside))
        else:
            await self.entries.opened(entry_id, found + len(inside))

    async def container_lost(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]
        facts = request.cb_kwargs
        await self._container_failed(
            facts["entry_id"], facts["channel"], request.url, reason_of(failure)
        )

    async def _container_failed(
        self, entry_id: int, channel: Channel, url: str, fault: str
    ) -> None:
        self.ledger.books.fail_listing(channel.name, url, fault, "Special topic")
        await self.entries.settle(Settlement(entry_id, "failed", fault))

    def worth_rendering(self, listing: Listing, page: Page) -> bool:
        """Whether a listing holds, or may hold, entries that only its script fetches."""
        if page.rendered or self.source.render != "auto" or self.settings["CHROMIUM"] is None:
            return False
        return listing.more and listing.next is None

    async def listing_lost(self, failure: Failure) -> AsyncIterator[Request]:
        request = failure.request  # type: ignore[attr-defined]
        facts = request.cb_kwargs
        look: Look = facts["look"]
        self.ledger.under_way.end(look.channel.name)
        number, reason = facts["number"], reason_of(failure)
        if request.meta.get("handle_httpstatus_list") and is_refusal(failure.value):
            await self.looks.refused(look, reason)
            yield self.listing_request(look, look.ask, look.number)
        elif is_missing(failure.value) and number > look.number and not facts["again"]:
            # Numbered pages end like this where no pager says how many there are.
            end = look.none_at(number, f"page {number}: {reason}")
            async for next_request in self.end_look(look, end):
                yield next_request
        else:
            _, retry_after = ending_of(failure.value)
            fault = look, request.url, number, reason, facts["again"], retry_after
            async for next_request in self.page_failed(*fault):
                yield next_request
