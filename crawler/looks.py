"""Looks at channels: how far one must go back, and what need not be sent again.

A look turns the pages of a channel until one ends with an entry that an earlier look has seen:
then nothing was published between the two that was not shown. Where it has to stop before (its
pages are bounded), the rest is owed as a gap, and a later run goes on there.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.books import Books, ListingRead
from crawler.database.pool import Database, jsonb
from crawler.headers import header
from crawler.platforms.base import Ask, Channel, Entry

logger = logging.getLogger(__name__)
#: A listing may say a minute, a cache may be a little behind.
_SLACK = timedelta(minutes=5)


@dataclass
class Look:
    """One look at a channel, or one at a gap that an earlier look left (``gap`` is its id).

    ``known_before`` is when the look before came to its end: what the channel had shown by then
    was known. None for the first look. ``validators`` are what the server said of the first page
    last time. ``deaths`` are runs that died while this listing was under way.
    """

    channel: Channel
    began: datetime
    known_before: datetime | None
    ask: Ask
    number: int = 1
    gap: int | None = None
    validators: Mapping[str, Any] = field(default_factory=dict)
    asks_anew: bool = True
    unmodified: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    pages: int = 0
    entries: int = 0
    new: int = 0
    until: datetime | None = None
    lied: bool = False
    deaths: int = 0

    @property
    def headers(self) -> dict[str, bytes]:
        """The headers that ask for the first page only if it has changed; what the server said
        goes back byte by byte."""
        if self.asks_anew or self.validators.get("url") != self.ask.url:
            return {}
        etag, modified = self.validators.get("etag"), self.validators.get("modified")
        if etag:
            return {"If-None-Match": etag.encode("latin-1")}
        return {"If-Modified-Since": modified.encode("latin-1")} if modified else {}

    def turned(self, number: int) -> int:
        """Pages that are new to it once page ``number`` is read; a gap begins with one that an
        earlier look has read already."""
        return number - self.number + (self.gap is None)

    def took(self, response: Response, entries: Sequence[Entry], shown: Shown) -> None:
        """Enter what a page showed."""
        self.pages += 1
        self.entries += len(entries)
        self.new += shown.new
        times = [entry.published_at for entry in entries if entry.published_at]
        self.until = min(times, default=self.until or self.began)
        if response.meta.get("playwright"):
            # What a script fetched may change while the page around it stays as it is.
            self.said = {}
        if self.pages > 1 or self.gap is not None:
            return
        self.said = _validators(response, self.ask, len(entries))
        if self.unmodified and shown.new:
            self.lied = self._was_lied_to(response, shown)

    def _was_lied_to(self, response: Response, shown: Shown) -> bool:
        """Whether an answer without validators shows that the last 304 was not true: the page has
        changed under the same ETag, or it holds what was published before that answer."""
        etag = self.validators.get("etag")
        same = etag and self.said.get("etag") == etag
        last = self.known_before
        older = last and shown.oldest_new and shown.oldest_new < last - _SLACK
        return not self.headers and bool(same or older)


@dataclass(frozen=True)
class Shown:
    """What one listing page showed of its channel.

    ``fresh``: entries that the channel had not shown before in this run; ``new``: not ever;
    ``joined``: it ends with one that was known before the look began; ``oldest_new`` is the
    earliest time that the listing gives for a new one.
    """

    fresh: int
    new: int
    joined: bool
    oldest_new: datetime | None = None


def _validators(response: Response, ask: Ask, entries: int) -> dict[str, Any]:
    plain = ask.method == "GET" and response.status == 200 and not response.meta.get("playwright")
    if not plain:
        return {}
    return {
        "url": ask.url,
        "etag": header(response, "ETag"),
        "modified": header(response, "Last-Modified"),
        "entries": entries,
    }


class Looks:
    """The looks of one run, kept in ``channels``, ``polls`` and ``gaps``."""

    def __init__(self, database: Database, books: Books, settings: BaseSettings) -> None:
        self._database = database
        self._books = books
        self._max_tries = settings.getint("MAX_TRIES")
        self._audit = settings.getint("UNMODIFIED_AUDIT")
        self.source = ""
        self.run: int | None = None

    async def begin(self, channel: Channel, ask: Ask) -> Look:
        """A look at a channel, whose first page is asked for by ``ask``."""
        row = (await self._database.fetch("begin_look", source=self.source, channel=channel.name))[
            0
        ]
        conditional = not row["distrusted"] and row["unmodified"] < self._audit
        return Look(
            channel,
            row["began"],
            row["known_before"],
            ask,
            validators=row["validators"] or {},
            asks_anew=not conditional or row["known_before"] is None,
            unmodified=row["unmodified"],
            deaths=row["deaths"],
        )

    async def gaps(self, channels: Mapping[str, Channel]) -> list[Look]:
        """Looks at what earlier ones left, of the channels that there still are."""
        rows = await self._database.fetch("open_gaps", source=self.source)
        return [
            Look(
                channels[row["channel"]],
                row["began"],
                row["known_before"],
                ask_of(row["ask"]),
                number=row["page"],
                gap=row["id"],
                until=row["until"],
            )
            for row in rows
            if row["channel"] in channels
        ]

    async def unmodified(self, look: Look, url: str) -> None:
        """The server says that the first page is what it was."""
        await self._database.fetch("see_unmodified", source=self.source, channel=look.channel.name)
        look.entries = int(look.validators.get("entries", 0))
        self._books.listings.append(
            ListingRead(look.channel.name, url, look.entries, unmodified=True)
        )
        await self._poll(look, "not modified", joined=True)

    async def joined(self, look: Look) -> None:
        """The look came down to what was known."""
        if look.gap is not None:
            await self._close(look, "joined")
            return
        await self._end(look, joined=True)

    async def exhausted(self, look: Look) -> None:
        """The listing has no further page: what it does not reach any more is not to be had."""
        reason = "the listing shows no further page"
        if look.gap is not None:
            await self._close(look, reason)
            return
        await self._end(look, joined=False)
        await self._open(look, None, look.number, reason)

    async def bounded(self, look: Look, ask: Ask, number: int) -> None:
        """The run may turn no more pages; ``ask`` is the page that was read last."""
        if look.gap is not None:
            await self._database.fetch(
                "move_gap", id=look.gap, ask=jsonb(ask_row(ask)), page=number, until=look.until
            )
            return
        await self._end(look, joined=False)
        await self._open(look, ask, number, "")

    async def failed(
        self, look: Look, url: str, fault: str, retry_after: float | None = None
    ) -> None:
        """A page could not be read: the look has not come to its end, and the next one, or the
        next try at the gap, goes as far back. ``retry_after``: seconds that the server wants to be
        left alone."""
        self._books.listings.append(ListingRead(look.channel.name, url, fault=fault))
        logger.warning("Listing %s of %s: %s", url, look.channel.name, fault)
        if retry_after:
            await self._database.fetch(
                "bar_channel", source=self.source, channel=look.channel.name, seconds=retry_after
            )
        if look.gap is not None:
            await self._database.fetch(
                "delay_gap", id=look.gap, reason=fault, max_tries=self._max_tries
            )
            return
        await self._poll(look, "failed", joined=None, fault=fault)

    async def _end(self, look: Look, joined: bool) -> None:
        if look.lied:
            logger.warning("%s: its server says 304 for what has changed", look.channel.name)
        await self._database.fetch(
            "end_look",
            source=self.source,
            channel=look.channel.name,
            validators=jsonb(look.said),
            lied=look.lied,
        )
        await self._poll(look, "read", None if look.known_before is None else joined)

    async def _poll(self, look: Look, answer: str, joined: bool | None, fault: str = "") -> None:
        await self._database.fetch(
            "note_poll",
            source=self.source,
            channel=look.channel.name,
            run=self.run,
            began=look.began,
            answer=answer,
            pages=look.pages,
            entries=look.entries,
            new=look.new,
            joined=joined,
            fault=fault,
        )

    async def _open(self, look: Look, ask: Ask | None, number: int, reason: str) -> None:
        """Remember what lies between a look and the one before; the first look leaves no gap, for
        ``max_pages`` is how far back an outlet is followed."""
        if look.known_before is None:
            return
        await self._database.fetch(
            "open_gap",
            source=self.source,
            channel=look.channel.name,
            ask=jsonb(ask_row(ask)) if ask else None,
            page=number,
            known_before=look.known_before,
            until=look.until or look.began,
            reason=reason,
        )

    async def _close(self, look: Look, reason: str) -> None:
        await self._database.fetch(
            "close_gap", id=look.gap, reason=reason, until=look.until or look.began
        )


def ask_row(ask: Ask) -> dict[str, Any]:
    """A request as it is kept in the database."""
    return {
        "url": ask.url,
        "method": ask.method,
        "body": ask.body.decode("utf-8", "replace"),
        "headers": dict(ask.headers),
    }


def ask_of(row: Mapping[str, Any]) -> Ask:
    """A request as it was kept."""
    return Ask(row["url"], row["method"], row["body"].encode(), row["headers"])
