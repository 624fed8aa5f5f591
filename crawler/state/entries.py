"""Entries in the database: which are new, which are owed, and how one ends that has no article."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import DataError

from crawler.database.pool import Database, jsonb
from crawler.models.article import Outcome, Settlement
from crawler.parsing.url import canonical, escaped
from crawler.platforms.core.platform import Ask, Channel, Entry
from crawler.state.channel_poll import Look, Shown
from crawler.state.entry_changes import another_time, another_title, may_be_owed, to_the_minute
from crawler.state.in_flight import UnderWay
from crawler.state.known_entries import Known
from crawler.state.poll_gaps import ask_of, ask_row
from crawler.state.run_counters import Books, ListingRead

_WITHOUT_ARTICLE = ("failed", "gated", "rejected")
logger = logging.getLogger(__name__)
#: An entry to be fetched now, by its id.
Due = tuple[int, Entry]
#: Entries of a page that are taken (a sitemap holds no more, by its protocol), and how many are
#: written at once.
_MOST, _AT_ONCE = 50_000, 1000
#: Bytes of an address that an index of PostgreSQL takes with certainty.
_LONGEST = 2000
#: What a text of PostgreSQL does not hold.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
#: What a listing dates so long before the look before was not published since.
_OLD = timedelta(days=1)


#: What the books say of a known entry that is not asked for now, by its state.
_STANDING: dict[str, tuple[Outcome, str]] = {
    "owed": ("failed", "waits for its next try"),
    "stored": ("unchanged", ""),
    "duplicate": ("unchanged", ""),
    "rejected": ("rejected", "rejected earlier"),
    "gone": ("gone", "gone earlier"),
}


class Owed(NamedTuple):
    """An entry of an earlier run that is due; ``deaths`` are runs that died while it was under
    way."""

    id: int
    channel: str
    entry: Entry
    deaths: int


class Entries:
    """The entries that one run meets. Each is written before it is fetched."""

    def __init__(
        self, database: Database, books: Books, under_way: UnderWay, max_tries: int
    ) -> None:
        self._database = database
        self._books = books
        self._known = Known(database)
        self._under_way = under_way
        self._max_tries = max_tries
        self._containers: set[int] = set()
        self._apart: set[int] = set()
        self.source = ""
        self.zone = "Asia/Shanghai"

    async def note(
        self, look: Look, url: str, entries: Sequence[Entry], fetched: datetime
    ) -> tuple[list[Due], Shown]:
        """Write what a listing page, ``fetched`` then, showed; returns the entries to fetch now, in
        page order, and how the page stands to what was known."""
        by_url, rows = await self._write(look.channel, url, entries, fetched)
        new = [by_url[row["url"]].published_at for row in rows if row["since"] is None]
        before = frozenset(look.before)
        shown = Shown(
            [row["id"] for row in rows],
            frozenset(row["id"] for row in rows if row["id"] in before or _was_known(row, look)),
            frozenset(row["id"] for row in rows if _is_old(by_url[row["url"]], look)),
            len(new),
            min(filter(None, new), default=None),
            max(0, len(entries) - _MOST),
        )
        return self._due(look.channel, by_url, rows), shown

    async def note_inside(
        self, channel: Channel, url: str, entries: Sequence[Entry], fetched: datetime
    ) -> list[Due]:
        """Write what a special topic holds; returns the entries to fetch now."""
        by_url, rows = await self._write(channel, url, entries, fetched)
        return self._due(channel, by_url, rows)

    async def _write(
        self, channel: Channel, url: str, entries: Sequence[Entry], fetched: datetime
    ) -> tuple[dict[str, Entry], list[dict[str, Any]]]:
        """The entries by the address of their rows, and what the database says of each, in page
        order."""
        taken = [entry for entry in entries[:_MOST] if not _UNFIT.search(entry.key)]
        async with self._known.lock:
            by_url = await self._known.keyed(self.source, taken)
            lines = [_entry_row(u, e, fetched, self.zone) for u, e in by_url.items()]
            fit = [line for line in lines if _is_fit(line)]
            rows: list[dict[str, Any]] = []
            for start in range(0, len(fit), _AT_ONCE):
                rows += await self._note(channel, fit[start : start + _AT_ONCE])
        left_out = len(entries[:_MOST]) - len(taken) + len(lines) - len(rows)
        too_many = f"shows {len(entries)} entries, of which {_MOST} are taken"
        new = sum(row["new"] for row in rows)
        read = ListingRead(channel.name, url, len(entries), new, left_out=left_out)
        read.fault = too_many if len(entries) > _MOST else ""
        self._books.listings.append(read)
        if left_out:
            logger.warning("%s: %d entries that cannot be kept are left out", url, left_out)
        order = {address: number for number, address in enumerate(by_url)}
        rows.sort(key=lambda row: order[row["url"]])
        return by_url, await self._owe_changed(channel, {e["url"]: e for e in fit}, rows)

    async def _note(self, channel: Channel, lines: Sequence[dict[str, Any]]) -> list[Any]:
        """Write entries; one that the database refuses costs no other."""
        try:
            return await self._database.fetch_patiently(
                "note_entries", source=self.source, channel=channel.name, entries=jsonb(lines)
            )
        except DataError as error:
            if len(lines) == 1:
                logger.warning("An entry cannot be kept: %r: %s", lines[0]["url"][:200], error)
                return []
        half = len(lines) // 2
        return [*await self._note(channel, lines[:half]), *await self._note(channel, lines[half:])]

    async def _owe_changed(
        self, channel: Channel, lines: dict[str, dict[str, Any]], rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Owe again what the channel shows with another title or time than before."""
        changed = [
            {"id": row["id"], "reason": reason, **lines[row["url"]]}
            for row in rows
            if (reason := _change(row, lines[row["url"]]))
        ]
        if not changed:
            return rows
        owed = await self._database.fetch_patiently(
            "owe_changed", channel=channel.name, entries=jsonb(changed)
        )
        ids = {row["id"] for row in owed}
        return [row | {"state": "owed", "due": True} if row["id"] in ids else row for row in rows]

    def _due(
        self, channel: Channel, by_url: dict[str, Entry], rows: Sequence[dict[str, Any]]
    ) -> list[Due]:
        due: list[Due] = []
        for row in rows:
            entry = by_url[row["url"]]
            if row["id"] in self._apart:
                continue
            if entry.kind == "container":  # no article: it is opened, now and once a day
                due_now = row["due"] and not row["deaths"]
                if due_now and row["id"] not in self._containers:
                    due.append((row["id"], entry))
                    self._containers.add(row["id"])
                continue
            if not self._books.meet(row["id"], channel.name):
                continue
            if row["state"] == "owed" and row["due"] and not row["deaths"]:
                due.append((row["id"], entry))
            else:
                outcome, reason = _STANDING[row["state"]]
                end = Settlement(row["id"], outcome, reason, self.source, channel.name)
                self._books.settle(end, fetched=False)
        order = {u: i for i, u in enumerate(by_url)}
        due.sort(key=lambda pair: order[pair[1].key])
        return due

    async def owed(self, limit: int) -> list[Owed]:
        """Entries owed from earlier runs and due now, to be met when they are taken up."""
        rows = await self._database.fetch("owed_entries", source=self.source, limit=limit)
        owed = [Owed(row["id"], row["channel"], entry_of(row), row["deaths"]) for row in rows]
        self._containers |= {each.id for each in owed if each.entry.kind == "container"}
        self._apart |= {each.id for each in owed if each.deaths}
        return owed

    def meet(self, owed: Owed) -> bool:
        """Enter it as found; False where this run has met it. Special topics are not counted."""
        is_container = owed.entry.kind == "container"
        return is_container or self._books.meet(owed.id, owed.channel)

    async def still_owed(self, ids: Sequence[int]) -> set[int]:
        """Which of these entries are owed."""
        rows = await self._database.fetch("still_owed", ids=list(ids))
        return {row["id"] for row in rows}

    async def opened(self, entry_id: int, entries: int) -> None:
        """A special topic has shown what it holds."""
        await self._database.fetch(
            "open_container", id=entry_id, reason=f"a special topic of {entries} articles"
        )
        self._under_way.end(entry_id)

    async def settle(self, end: Settlement) -> None:
        """Write how an entry ends; the books do not count it."""
        await self._database.fetch(
            "settle_entries", settlements=jsonb([settlement_row(end)]), max_tries=self._max_tries
        )
        self._under_way.end(end.entry_id)


def settlement_row(end: Settlement, article_id: int | None = None) -> dict[str, Any]:
    """One element of the array that the statement settle_entries takes."""
    return {
        "id": end.entry_id,
        "outcome": end.outcome,
        "final": end.final,
        "reason": end.reason,
        "article_id": article_id,
        "heard": end.heard.hex() if end.heard else None,
        "retry_after": end.retry_after,
        # An article that is stored has its gate itself.
        "gate": end.gate.as_json() if end.gate and end.outcome in _WITHOUT_ARTICLE else None,
    }


def _was_known(row: dict[str, Any], look: Look) -> bool:
    """Whether the channel had shown an entry by the end of the look before."""
    last = look.known_before
    return bool(last and row["since"] and row["since"] <= last)


def _is_old(entry: Entry, look: Look) -> bool:
    """Whether the listing dates an entry before what the look before may have missed."""
    at, last = entry.published_at, look.known_before
    return bool(at and last and at < last - _OLD)


def _change(row: dict[str, Any], line: dict[str, Any]) -> str:
    """Why a known entry is to be fetched again; '' where it is not."""
    if row["since"] is None or line["kind"] != "article":
        return ""
    exact_at = line["exact_at"] and datetime.fromisoformat(line["exact_at"])
    title = another_title(row["title_before"], line["title"])
    if not title and not another_time(row["listed_before"], exact_at):
        return ""
    if not may_be_owed(row["changes"], row["changed_at"], row["now"]):
        return ""
    return f"its listing shows another {'title' if title else 'time'}"


def _entry_row(url: str, entry: Entry, fetched: datetime, zone: str) -> dict[str, Any]:
    ask = ask_row(entry.ask) if entry.ask else None
    if ask is None and entry.url != url:
        ask = ask_row(Ask(escaped(entry.url))) | {"page": True}
    at = _in_utc(entry.published_at)
    exact_at = to_the_minute(at, fetched, zone)
    return {
        "url": url,
        "title": _UNFIT.sub("", entry.title),
        "listed_at": at and at.isoformat(),
        "exact_at": exact_at and exact_at.isoformat(),
        "kind": entry.kind,
        "ask": ask,
    }


def _in_utc(at: datetime | None) -> datetime | None:
    """A time in a zone that PostgreSQL takes: some servers write one beyond 15 h."""
    try:
        return at and at.astimezone(UTC)
    except OverflowError:
        return None


def _is_fit(line: dict[str, Any]) -> bool:
    """Whether PostgreSQL can keep an entry under its address."""
    ask = line["ask"] or {"url": "", "body": "", "headers": {}}
    texts = (line["url"], ask["url"], ask["body"], *ask["headers"], *ask["headers"].values())
    return not any(map(_UNFIT.search, texts)) and len(line["url"].encode()) <= _LONGEST


def entry_of(row: dict[str, Any]) -> Entry:
    """An entry as it was kept."""
    ask = row["ask"] and ask_of(row["ask"])
    url = ask.url if ask and row["ask"].get("page") else row["url"]
    return Entry(
        url=url,
        title=row["title"],
        published_at=row["listed_at"],
        kind=row["kind"],
        ask=ask if url == row["url"] else None,
        own_key="" if canonical(url) == row["url"] else row["url"],
    )
