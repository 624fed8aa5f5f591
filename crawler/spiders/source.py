"""The spider of every source: its listings, then the articles that are new or still owed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.catalog import Source
from crawler.extensions.ledger import Ledger
from crawler.items import Article, Gate, Settlement
from crawler.middlewares.reach import is_loopback
from crawler.platforms.base import Ask, Channel, Entry, Listing
from crawler.platforms.registry import detect, platform
from crawler.reading.addresses import canonical
from crawler.reading.page import Page
from crawler.spiders.endings import ending_of, no_article, reason_of, strayed
from crawler.wake.browser import confined
from crawler.wake.evidence import read

logger = logging.getLogger(__name__)
#: The most of an unreadable answer that is kept (bytes).
RAW_LIMIT = 2 * 2**20


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

    async def start(self) -> AsyncIterator[Any]:
        limit = self.settings.getint("OWED_LIMIT")
        for entry_id, channel, entry in await self.ledger.owed(self.source.key, limit):
            yield self.article_request(entry, entry_id, channel)
        for channel_ in self.source.listings():
            complete = await self.ledger.open_channel(self.source.key, channel_.name)
            ask = platform(channel_.platform).first(channel_)
            yield self.listing_request(ask, channel_, 1, stop_at_known=complete)

    # --- listings ------------------------------------------------------------------------

    def listing_request(
        self, ask: Ask, channel: Channel, number: int, stop_at_known: bool, browser: bool = False
    ) -> Request:
        browser = browser or self.source.render == "always"
        meta: dict[str, Any] = {"home": channel.address()}
        if browser:
            meta |= {"playwright": True, "wake_scroll": self.source.max_pages}
        return Request(
            ask.url,
            method=ask.method,
            body=ask.body,
            headers=dict(ask.headers),
            callback=self.parse_listing,
            errback=self.listing_lost,
            cb_kwargs={"channel": channel, "number": number, "stop_at_known": stop_at_known},
            meta=meta,
            # A page is turned when the articles of the last one are fetched: the queue of
            # requests stays as short as a listing page, however long the listing.
            priority=-number,
            dont_filter=True,
        )

    async def parse_listing(
        self, response: Response, channel: Channel, number: int, stop_at_known: bool
    ) -> AsyncIterator[Any]:
        page = self.page(response)
        reader = platform(channel.platform) if channel.platform else detect(page)[0]
        listing = reader.read_listing(page, channel, number)
        if listing.fault:
            self.ledger.listing_failed(channel.name, response.url, listing.fault)
            return
        due, shown = await self.ledger.note(
            self.source.key, channel.name, response.url, list(listing.entries)
        )
        for entry_id, entry in due:
            yield self.article_request(entry, entry_id, channel.name)
        if self.worth_rendering(listing, page):
            ask = Ask(response.url)
            yield self.listing_request(ask, channel, number, stop_at_known, browser=True)
            return
        bounded = number >= self.source.max_pages
        # A page beyond the last is often the last again: the channel has shown all of it.
        if listing.next is None or bounded or not shown.fresh or (stop_at_known and not shown.news):
            await self.ledger.close_channel(self.source.key, channel.name)
        else:
            yield self.listing_request(listing.next, channel, number + 1, stop_at_known)

    def worth_rendering(self, listing: Listing, page: Page) -> bool:
        """Whether a listing holds, or may hold, entries that only its script fetches."""
        if page.rendered or self.source.render != "auto" or self.settings["CHROMIUM"] is None:
            return False
        return listing.more and listing.next is None

    async def listing_lost(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]
        channel: Channel = request.cb_kwargs["channel"]
        if request.cb_kwargs["number"] > 1 and ending_of(failure.value)[0] == "gone":
            # Numbered pages end like this where no pager says how many there are.
            await self.ledger.close_channel(self.source.key, channel.name)
            return
        self.ledger.listing_failed(channel.name, request.url, reason_of(failure))

    # --- articles ------------------------------------------------------------------------

    def article_request(
        self, entry: Entry, entry_id: int, channel: str, plain: Article | None = None
    ) -> Request:
        """The request for an article: in the browser where plain HTTP brought only ``plain``."""
        ask = entry.ask or Ask(entry.url)
        browser = plain is not None or self.source.render == "always"
        return Request(
            ask.url,
            method=ask.method,
            body=ask.body,
            headers=dict(ask.headers),
            callback=self.parse_article,
            errback=self.article_lost,
            cb_kwargs={"entry": entry, "entry_id": entry_id, "channel": channel, "plain": plain},
            meta={"home": ask.url, "playwright": True} if browser else {"home": ask.url},
            dont_filter=True,
        )

    def parse_article(
        self,
        response: Response,
        entry: Entry,
        entry_id: int,
        channel: str,
        plain: Article | None = None,
    ) -> Iterator[Any]:
        page = self.page(response)
        end = self.settlement(entry, entry_id, channel, page)
        fault = no_article(entry, page)
        if fault:
            yield end("rejected", fault)
            return
        if strayed(entry, page):
            yield end("failed", f"its script led to another page: {page.url}", Gate("blocks"))
            return
        article, verdict = read(page, entry, self.source.platform)
        add_render(article, plain, response.meta.get("wake") or {})
        behind_gate = verdict.gate == "blocks" or article.gate.state == "blocks"
        if article.whole:
            yield self.fit(article, entry, entry_id, channel, page)
        elif not page.rendered and self.may_render():
            yield self.article_request(entry, entry_id, channel, plain=article)
        elif behind_gate:
            yield end("failed", f"gate not opened: {verdict.reason}", article.gate)
        else:
            yield end("rejected", verdict.reason, article.gate)

    def may_render(self) -> bool:
        return self.source.render == "auto" and self.settings["CHROMIUM"] is not None

    def fit(
        self, article: Article, entry: Entry, entry_id: int, channel: str, page: Page
    ) -> Article:
        """The article with what the run knows of it."""
        article.source = self.source.key
        article.entry_id = entry_id
        article.channel = channel
        article.url = canonical(entry.url)
        article.fetched_url = page.url
        article.fetched_at = page.fetched_at
        article.fetched_by = "browser" if page.rendered else "http"
        return article

    def article_lost(self, failure: Failure) -> Iterator[Settlement]:
        request = failure.request  # type: ignore[attr-defined]
        outcome, retry_after = ending_of(failure.value)
        yield Settlement(
            request.cb_kwargs["entry_id"],
            outcome,
            reason_of(failure),
            self.source.key,
            request.cb_kwargs["channel"],
            request.cb_kwargs["entry"].url,
            fetched_by="browser" if request.meta.get("playwright") else "http",
            retry_after=retry_after,
        )

    def settlement(self, entry: Entry, entry_id: int, channel: str, page: Page) -> Any:
        """A maker of settlements for this answer: (outcome, reason, gate) -> Settlement."""

        def end(outcome: Any, reason: str, gate: Gate | None = None) -> Settlement:
            return Settlement(
                entry_id,
                outcome,
                reason,
                self.source.key,
                channel,
                entry.url,
                raw=page.body[:RAW_LIMIT],
                fetched_by="browser" if page.rendered else "http",
                gate=gate,
            )

        return end

    def page(self, response: Response) -> Page:
        return Page(
            url=response.url,
            body=response.body,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            requested_url=response.request.url if response.request else response.url,
            fetched_at=datetime.now(UTC),
            rendered=bool(response.meta.get("playwright")),
            timezone=self.source.timezone,
        )


def add_render(article: Article, plain: Article | None, wake: Mapping[str, Any]) -> None:
    """Enter into an article what its plain reading and the browser know of the gate.

    The gate is what stood before a reader without a browser, where that was looked at.
    """
    if plain is not None:
        article.gate.state = plain.gate.state
        article.gate.seen = list(dict.fromkeys([*plain.gate.seen, *article.gate.seen]))
    article.gate.pressed = list(wake.get("pressed", ()))
    article.gate.blocked = list(wake.get("refused", ()))
