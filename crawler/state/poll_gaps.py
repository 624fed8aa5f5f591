"""Gaps between two polls that were not read, each with the page from which to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.database.pool import Database, jsonb
from crawler.models.listing import Channel, RequestSpec
from crawler.state.channel_poll import ChannelPoll, PollEnd

_NO_FURTHER = "the listing shows no further page"
_UNORDERED = "its entries are in another order each time: further pages are not read"
_RESTLESS = "it changes whenever it is read"
#: Gaps of one channel that are followed at the same time.
_FOLLOWED = 5
_MOVED = "its first page changed, or could not be read again, while others were read"


class GapStore:
    """The gaps of a source."""

    def __init__(self, database: Database, max_tries: int) -> None:
        self._database = database
        self._max_tries = max_tries
        self.source = ""

    async def gap_polls(self, channels: Mapping[str, Channel]) -> list[ChannelPoll]:
        """Looks at what earlier ones left, of the channels that there still are."""
        rows = await self._database.fetch("open_gaps", source=self.source)
        return [
            ChannelPoll(
                channels[row["channel"]],
                row["began"],
                row["known_before"],
                request_from_row(row["request"]),
                number=row["page"],
                gap=row["id"],
                before=row["shown"],
                ends_at=row["ends_at"],
                is_first=row["known_before"] is None,
                until=row["until"],
            )
            for row in rows
            if row["channel"] in channels
        ]

    async def record_gap(
        self, poll: ChannelPoll, end: PollEnd, joined: bool, moved: bool, pages: int
    ) -> None:
        """Keep what a look left between it and the one before; ``pages``: how far back the first
        one follows a channel."""
        if poll.skipped:
            await self._record(poll, end, "a page shows more entries than are taken", once=True)
        if moved and poll.is_unordered:
            await self._record(poll, end, _RESTLESS, once=True)
        elif moved:
            await self._open(poll, PollEnd(end.kind, poll.request, poll.number, _MOVED))
        elif end.kind == "failed" or (end.kind == "doubtful" and not joined):
            await self._open(poll, end)
        elif joined:
            return
        elif poll.known_before is None:
            await self._leave_first(poll, end, pages)
        elif end.kind == "exhausted":
            await self._record(poll, end, _NO_FURTHER)
        elif poll.is_unordered:
            await self._record(poll, end, _UNORDERED, once=True)
        else:
            await self._open(poll, end)

    async def _leave_first(self, poll: ChannelPoll, end: PollEnd, pages: int) -> None:
        """A first look goes so many pages back, and further only for what was published after its
        channel was first asked for."""
        if end.kind != "bounded":
            return
        if poll.oldest and poll.since and poll.oldest > poll.since:
            poll.known_before = poll.since
            await self._open(poll, end)
        else:
            await self._record(poll, end, f"first look: followed {pages} pages back")

    async def end(self, poll: ChannelPoll, end: PollEnd, moved: bool, pages: int) -> None:
        """A look at a gap comes to its end."""
        agreed = end.kind == "exhausted" or (end.kind == "doubtful" and poll.overlaps)
        if moved:
            await self._close(poll, _RESTLESS)
        elif end.kind == "joined":
            await self._close(poll, "joined")
        elif agreed:
            await self._close(poll, _NO_FURTHER)
        elif poll.is_first and end.kind == "bounded":
            await self._close(poll, f"first look: followed {pages} pages back")
        elif poll.is_unordered:
            await self._close(poll, _UNORDERED)
        else:
            await self._database.fetch(
                "move_gap",
                id=poll.gap,
                request=jsonb(request_to_row(end.request)),
                page=end.number,
                until=poll.until,
                reason=end.reason,
                ends_at=end.at,
            )

    async def delay(self, poll: ChannelPoll, fault: str) -> None:
        """A page of a gap could not be read: it is asked for again later."""
        await self._database.fetch(
            "delay_gap", id=poll.gap, reason=fault, max_tries=self._max_tries
        )

    async def _open(self, poll: ChannelPoll, end: PollEnd) -> None:
        await self._write(poll, end, end.reason, request=jsonb(request_to_row(end.request)))

    async def _record(
        self, poll: ChannelPoll, end: PollEnd, reason: str, once: bool = False
    ) -> None:
        """A gap that nobody can fill any more; ``once`` a day for what every look finds."""
        await self._write(poll, end, reason, once=once)

    async def _write(
        self, poll: ChannelPoll, end: PollEnd, reason: str, request: Any = None, once: bool = False
    ) -> None:
        await self._database.fetch(
            "open_gap",
            source=self.source,
            channel=poll.channel.name,
            request=request,
            page=end.number,
            known_before=poll.known_before,
            # What is in no order of time may be missing from any time: none is estimated.
            until=poll.known_before if once else poll.until or poll.began,
            reason=reason,
            once=once,
            shown=list(poll.before),
            ends_at=end.at if end.kind == "doubtful" else None,
            failed=end.kind == "failed",
            followed=_FOLLOWED,
        )

    async def _close(self, poll: ChannelPoll, reason: str) -> None:
        await self._database.fetch(
            "close_gap", id=poll.gap, reason=reason, until=poll.until or poll.began
        )


def request_to_row(spec: RequestSpec) -> dict[str, Any]:
    """A request as it is kept in the database."""
    return {
        "url": spec.url,
        "method": spec.method,
        "body": spec.body.decode("utf-8", "replace"),
        "headers": dict(spec.headers),
    }


def request_from_row(row: Mapping[str, Any]) -> RequestSpec:
    """A request as it was kept."""
    return RequestSpec(row["url"], row["method"], row["body"].encode(), row["headers"])
