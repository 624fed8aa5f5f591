"""Gaps: what lies between two looks and was not read, each with the page from which to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.database.pool import Database, jsonb
from crawler.platforms.core.platform import Ask, Channel
from crawler.state.channel_poll import End, Look

_NO_FURTHER = "the listing shows no further page"
_UNORDERED = "its entries are in another order each time: further pages are not read"
_RESTLESS = "it changes whenever it is read"
#: Gaps of one channel that are followed at the same time.
_FOLLOWED = 5
_MOVED = "its first page changed, or could not be read again, while others were read"


class Gaps:
    """The gaps of a source."""

    def __init__(self, database: Database, max_tries: int) -> None:
        self._database = database
        self._max_tries = max_tries
        self.source = ""

    async def looks(self, channels: Mapping[str, Channel]) -> list[Look]:
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
                before=row["shown"],
                ends_at=row["ends_at"],
                is_first=row["known_before"] is None,
                until=row["until"],
            )
            for row in rows
            if row["channel"] in channels
        ]

    async def leave(self, look: Look, end: End, joined: bool, moved: bool, pages: int) -> None:
        """Keep what a look left between it and the one before; ``pages``: how far back the first
        one follows a channel."""
        if look.left_out:
            await self._record(look, end, "a page shows more entries than are taken", once=True)
        if moved and look.is_unordered:
            await self._record(look, end, _RESTLESS, once=True)
        elif moved:
            await self._open(look, End(end.kind, look.ask, look.number, _MOVED))
        elif end.kind == "failed" or (end.kind == "doubtful" and not joined):
            await self._open(look, end)
        elif joined:
            return
        elif look.known_before is None:
            await self._leave_first(look, end, pages)
        elif end.kind == "exhausted":
            await self._record(look, end, _NO_FURTHER)
        elif look.is_unordered:
            await self._record(look, end, _UNORDERED, once=True)
        else:
            await self._open(look, end)

    async def _leave_first(self, look: Look, end: End, pages: int) -> None:
        """A first look goes so many pages back, and further only for what was published after its
        channel was first asked for."""
        if end.kind != "bounded":
            return
        if look.oldest and look.since and look.oldest > look.since:
            look.known_before = look.since
            await self._open(look, end)
        else:
            await self._record(look, end, f"first look: followed {pages} pages back")

    async def end(self, look: Look, end: End, moved: bool, pages: int) -> None:
        """A look at a gap comes to its end."""
        agreed = end.kind == "exhausted" or (end.kind == "doubtful" and look.overlaps)
        if moved:
            await self._close(look, _RESTLESS)
        elif end.kind == "joined":
            await self._close(look, "joined")
        elif agreed:
            await self._close(look, _NO_FURTHER)
        elif look.is_first and end.kind == "bounded":
            await self._close(look, f"first look: followed {pages} pages back")
        elif look.is_unordered:
            await self._close(look, _UNORDERED)
        else:
            await self._database.fetch(
                "move_gap",
                id=look.gap,
                ask=jsonb(ask_row(end.ask)),
                page=end.number,
                until=look.until,
                reason=end.reason,
                ends_at=end.at,
            )

    async def delay(self, look: Look, fault: str) -> None:
        """A page of a gap could not be read: it is asked for again later."""
        await self._database.fetch(
            "delay_gap", id=look.gap, reason=fault, max_tries=self._max_tries
        )

    async def _open(self, look: Look, end: End) -> None:
        await self._write(look, end, end.reason, ask=jsonb(ask_row(end.ask)))

    async def _record(self, look: Look, end: End, reason: str, once: bool = False) -> None:
        """A gap that nobody can fill any more; ``once`` a day for what every look finds."""
        await self._write(look, end, reason, once=once)

    async def _write(
        self, look: Look, end: End, reason: str, ask: Any = None, once: bool = False
    ) -> None:
        await self._database.fetch(
            "open_gap",
            source=self.source,
            channel=look.channel.name,
            ask=ask,
            page=end.number,
            known_before=look.known_before,
            # What is in no order of time may be missing from any time: none is estimated.
            until=look.known_before if once else look.until or look.began,
            reason=reason,
            once=once,
            shown=list(look.before),
            ends_at=end.at if end.kind == "doubtful" else None,
            failed=end.kind == "failed",
            followed=_FOLLOWED,
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
