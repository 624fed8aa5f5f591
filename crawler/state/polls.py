"""The looks of a run, as the database keeps them."""

from __future__ import annotations

import logging

from scrapy.settings import BaseSettings

from crawler.database.pool import Database, jsonb
from crawler.platforms.core.platform import Ask, Channel
from crawler.state.channel_poll import End, Look
from crawler.state.poll_gaps import Gaps
from crawler.state.run_counters import Books, ListingRead
from crawler.util.printable import plain

logger = logging.getLogger(__name__)
#: Every so many looks one reads a page more than it needs, and so soon after one of several pages.
_DEEPER, _SOON, _SEVERAL = 10, 1, 3
_LIES = "its server says 304 for what has changed"


class Looks:
    """The looks of one run, kept in ``channels``, ``polls`` and ``gaps``."""

    def __init__(self, database: Database, books: Books, settings: BaseSettings) -> None:
        self._database = database
        self._books = books
        self._audit = settings.getint("UNMODIFIED_AUDIT")
        self.gaps = Gaps(database, settings.getint("MAX_TRIES"))
        self.source = ""
        self.run: int | None = None

    async def begin(self, channel: Channel, ask: Ask) -> Look:
        """A look at a channel, whose first page is asked for by ``ask``."""
        [row] = await self._database.fetch("begin_look", source=self.source, channel=channel.name)
        # Where the look before found nothing, there is nothing to be joined to.
        known_before = row["read_at"] if row["shown"] else None
        conditional = not row["distrusted"] and row["unmodified"] < self._audit
        conditional = conditional and row["until_deeper"] > 0
        return Look(
            channel,
            row["began"],
            known_before,
            ask,
            before=row["shown"],
            since=row["since"],
            ends_at=row["ends_at"],
            is_first=row["read_at"] is None,
            entries_before=row["entries"],
            validators=row["validators"] or {},
            asks_anew=not conditional or known_before is None,
            unmodified=row["unmodified"],
            until_deeper=row["until_deeper"],
            depth=row["depth"],
            deaths=row["deaths"],
        )

    async def unmodified(self, look: Look, url: str) -> None:
        """The server says that the first page is what it was."""
        await self._database.fetch("see_unmodified", source=self.source, channel=look.channel.name)
        entries = int(look.validators.get("entries", 0))
        self._books.listings.append(ListingRead(look.channel.name, url, entries, unmodified=True))
        await self._poll(look, "not modified", joined=True, entries=entries)

    async def refused(self, look: Look, reason: str) -> None:
        """The server does not answer a request with validators: it is asked without them, and from
        now on where it answers then."""
        logger.warning("%s: its server refuses validators: %s", look.channel.name, reason)
        look.asks_anew, look.refused = True, plain(reason)

    async def failed(
        self, look: Look, url: str, number: int, fault: str, retry_after: float | None = None
    ) -> End | None:
        """A page could not be read. Where that is the first, the look has not come to its end, and
        the next one, or the next try at the gap, goes as far back; else it ends there, and the end
        is returned. ``retry_after``: seconds that the server wants to be left alone."""
        fault = plain(fault)
        self._books.fail_listing(look.channel.name, url, fault)
        if retry_after:
            await self._database.fetch(
                "bar_channel", source=self.source, channel=look.channel.name, seconds=retry_after
            )
        if look.gap is not None:
            await self.gaps.delay(look, fault)
            return None
        if look.pages:
            return look.failed_at(number, fault)
        await self._fail(look, fault)
        return None

    async def shows_none(self, look: Look, url: str) -> bool:
        """Whether a first page without entries is a fault: there were some before, or this is not
        the first look at it. If so, it is entered."""
        if look.gap is not None or look.is_first:
            return False
        had = f"{look.entries_before} at the last look" if look.entries_before else "never any"
        fault = f"no entries, {had}"
        self._books.fail_listing(look.channel.name, url, fault)
        await self._fail(look, fault, empty=True)
        return True

    async def _fail(self, look: Look, fault: str, empty: bool = False) -> None:
        facts = {"source": self.source, "channel": look.channel.name}
        await self._database.fetch("fail_channel", **facts, fault=fault, empty=empty)
        await self._poll(look, "failed", joined=None, fault=fault)

    async def end(self, look: Look, end: End, pages: int, moved: bool = False) -> None:
        """The look comes to its end; what it may have passed over is a gap. ``pages``: how many a
        look may turn; ``moved``: its first page was another one each time that it was read."""
        if look.gap is not None:
            await self.gaps.end(look, end, moved, pages)
            return
        joined = end.kind == "joined" or (end.kind in ("exhausted", "doubtful") and look.overlaps)
        if look.lied:
            logger.warning("%s: %s", look.channel.name, _LIES)
        distrust = f"its server refuses validators: {look.refused}" if look.refused else ""
        facts = {"source": self.source, "channel": look.channel.name}
        await self._database.fetch(
            "end_look",
            **facts,
            validators=jsonb(look.said),
            distrust=_LIES if look.lied else distrust,
            shown=look.kept(end),
            entries=len(look.first),
            ends_at=end.at if end.kind in ("exhausted", "doubtful") else None,
            until_deeper=_until_deeper(look),
            depth=1 if look.deeper else max(look.depth, look.pages),
        )
        fault = end.reason if end.kind == "failed" else ""
        if fault:
            await self._database.fetch("fail_channel", **facts, fault=fault, empty=False)
        answer = "failed" if fault else "read"
        await self._poll(look, answer, joined if look.known_before else None, fault)
        await self.gaps.leave(look, end, joined, moved, pages)

    async def _poll(
        self,
        look: Look,
        answer: str,
        joined: bool | None,
        fault: str = "",
        entries: int | None = None,
    ) -> None:
        await self._database.fetch(
            "note_poll",
            source=self.source,
            channel=look.channel.name,
            run=self.run,
            began=look.began,
            answer=answer,
            pages=look.pages,
            entries=look.entries if entries is None else entries,
            new=look.new,
            joined=joined,
            fault=fault,
        )


def _until_deeper(look: Look) -> int:
    """Looks until one that reads further than it needs to."""
    if look.deeper:
        return _DEEPER
    left = look.until_deeper - 1
    return min(left, _SOON) if look.pages >= _SEVERAL else left
