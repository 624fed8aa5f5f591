"""The polls of a run, kept in the database."""

from __future__ import annotations

import logging

from scrapy.settings import BaseSettings

from crawler.database.pool import Database, jsonb
from crawler.models.listing import Channel, RequestSpec
from crawler.state.channel_poll import ChannelPoll, PollEnd
from crawler.state.poll_gaps import GapStore
from crawler.state.run_counters import ListingResult, RunCounters
from crawler.util.printable import printable

logger = logging.getLogger(__name__)
#: Every so many looks one reads a page more than it needs, and so soon after one of several pages.
_DEEPER, _SOON, _SEVERAL = 10, 1, 3
_LIES = "its server says 304 for what has changed"


class PollStore:
    """The looks of one run, kept in ``channels``, ``polls`` and ``gaps``."""

    def __init__(self, database: Database, counters: RunCounters, settings: BaseSettings) -> None:
        self._database = database
        self._books = counters
        self._audit = settings.getint("NOT_MODIFIED_RECHECK_EVERY")
        self.gaps = GapStore(database, settings.getint("MAX_ATTEMPTS"))
        self.source = ""
        self.run: int | None = None

    async def begin(self, channel: Channel, spec: RequestSpec) -> ChannelPoll:
        """A look at a channel, whose first page is asked for by ``ask``."""
        [row] = await self._database.fetch("begin_poll", source=self.source, channel=channel.name)
        # Where the look before found nothing, there is nothing to be joined to.
        known_before = row["read_at"] if row["shown"] else None
        conditional = not row["distrusted"] and row["unmodified"] < self._audit
        conditional = conditional and row["until_deeper"] > 0
        return ChannelPoll(
            channel,
            row["began"],
            known_before,
            spec,
            before=row["shown"],
            since=row["since"],
            ends_at=row["ends_at"],
            is_first=row["read_at"] is None,
            entries_before=row["entries"],
            validators=row["validators"] or {},
            unconditional=not conditional or known_before is None,
            not_modified=row["unmodified"],
            polls_until_deeper=row["until_deeper"],
            depth=row["depth"],
            deaths=row["deaths"],
        )

    async def not_modified(self, poll: ChannelPoll, url: str) -> None:
        """The server says that the first page is what it was."""
        await self._database.fetch(
            "mark_not_modified", source=self.source, channel=poll.channel.name
        )
        entries = int(poll.validators.get("entries", 0))
        self._books.listings.append(
            ListingResult(poll.channel.name, url, entries, not_modified=True)
        )
        await self._poll(poll, "not modified", joined=True, entries=entries)

    async def validators_refused(self, poll: ChannelPoll, reason: str) -> None:
        """The server does not answer a request with validators: it is asked without them, and from
        now on where it answers then."""
        logger.warning("%s: its server refuses validators: %s", poll.channel.name, reason)
        poll.unconditional, poll.validators_refused = True, printable(reason)

    async def failed(
        self, poll: ChannelPoll, url: str, number: int, fault: str, retry_after: float | None = None
    ) -> PollEnd | None:
        """A page could not be read. Where that is the first, the look has not come to its end, and
        the next one, or the next try at the gap, goes as far back; else it ends there, and the end
        is returned. ``retry_after``: seconds that the server wants to be left alone."""
        fault = printable(fault)
        self._books.add_listing_error(poll.channel.name, url, fault)
        if retry_after:
            await self._database.fetch(
                "pause_channel", source=self.source, channel=poll.channel.name, seconds=retry_after
            )
        if poll.gap is not None:
            await self.gaps.delay(poll, fault)
            return None
        if poll.pages:
            return poll.failed_at(number, fault)
        await self._fail(poll, fault)
        return None

    async def shows_none(self, poll: ChannelPoll, url: str) -> bool:
        """Whether a first page without entries is a fault: there were some before, or this is not
        the first look at it. If so, it is entered."""
        if poll.gap is not None or poll.is_first:
            return False
        had = f"{poll.entries_before} at the last look" if poll.entries_before else "never any"
        fault = f"no entries, {had}"
        self._books.add_listing_error(poll.channel.name, url, fault)
        await self._fail(poll, fault, empty=True)
        return True

    async def _fail(self, poll: ChannelPoll, fault: str, empty: bool = False) -> None:
        facts = {"source": self.source, "channel": poll.channel.name}
        await self._database.fetch("fail_channel", **facts, fault=fault, empty=empty)
        await self._poll(poll, "failed", joined=None, fault=fault)

    async def end(self, poll: ChannelPoll, end: PollEnd, pages: int, moved: bool = False) -> None:
        """The look comes to its end; what it may have passed over is a gap. ``pages``: how many a
        look may turn; ``moved``: its first page was another one each time that it was read."""
        if poll.gap is not None:
            await self.gaps.end(poll, end, moved, pages)
            return
        joined = end.kind == "joined" or (end.kind in ("exhausted", "doubtful") and poll.overlaps)
        if poll.etag_unreliable:
            logger.warning("%s: %s", poll.channel.name, _LIES)
        distrust = (
            f"its server refuses validators: {poll.validators_refused}"
            if poll.validators_refused
            else ""
        )
        facts = {"source": self.source, "channel": poll.channel.name}
        await self._database.fetch(
            "end_poll",
            **facts,
            validators=jsonb(poll.received_validators),
            distrust=_LIES if poll.etag_unreliable else distrust,
            shown=poll.ids_to_keep(end),
            entries=len(poll.first),
            ends_at=end.at if end.kind in ("exhausted", "doubtful") else None,
            until_deeper=_until_deeper(poll),
            depth=1 if poll.deeper else max(poll.depth, poll.pages),
        )
        fault = end.reason if end.kind == "failed" else ""
        if fault:
            await self._database.fetch("fail_channel", **facts, fault=fault, empty=False)
        answer = "failed" if fault else "read"
        await self._poll(poll, answer, joined if poll.known_before else None, fault)
        await self.gaps.record_gap(poll, end, joined, moved, pages)

    async def _poll(
        self,
        poll: ChannelPoll,
        answer: str,
        joined: bool | None,
        fault: str = "",
        entries: int | None = None,
    ) -> None:
        await self._database.fetch(
            "insert_poll",
            source=self.source,
            channel=poll.channel.name,
            run=self.run,
            began=poll.began,
            answer=answer,
            pages=poll.pages,
            entries=poll.entries if entries is None else entries,
            new=poll.new,
            joined=joined,
            fault=fault,
        )


def _until_deeper(poll: ChannelPoll) -> int:
    """Looks until one that reads further than it needs to."""
    if poll.deeper:
        return _DEEPER
    left = poll.polls_until_deeper - 1
    return min(left, _SOON) if poll.pages >= _SEVERAL else left
