"""Entries in the database: which are new, which are pending, and the outcome of each."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import DataError

from crawler.database.pool import Database, jsonb
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.models.outcome import EntryOutcome, Outcome
from crawler.parsing.url import canonical_url, escape_url
from crawler.state.channel_poll import ChannelPoll, PageDelta
from crawler.state.entry_changes import listed_minute, may_be_refetched, time_changed, title_changed
from crawler.state.in_flight import InFlight
from crawler.state.known_entries import KnownEntries
from crawler.state.poll_gaps import request_from_row, request_to_row
from crawler.state.run_counters import ListingResult, RunCounters

_WITHOUT_ARTICLE = ("failed", "gated", "rejected")
logger = logging.getLogger(__name__)
#: An entry to be fetched now, by its id.
DueEntries = tuple[int, Entry]
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
    "pending": ("failed", "waits for its next try"),
    "stored": ("unchanged", ""),
    "duplicate": ("unchanged", ""),
    "rejected": ("rejected", "rejected earlier"),
    "gone": ("gone", "gone earlier"),
}


class PendingEntry(NamedTuple):
    """An entry of an earlier run that is due; ``deaths`` are runs that died while it was under
    way."""

    id: int
    channel: str
    entry: Entry
    deaths: int


class EntryStore:
    """The entries that one run meets. Each is written before it is fetched."""

    def __init__(
        self, database: Database, counters: RunCounters, under_way: InFlight, max_tries: int
    ) -> None:
        self._database = database
        self._books = counters
        self._known = KnownEntries(database)
        self._under_way = under_way
        self._max_tries = max_tries
        self._containers: set[int] = set()
        self._apart: set[int] = set()
        self.source = ""
        self.zone = "Asia/Shanghai"

    async def record_listing(
        self, poll: ChannelPoll, url: str, entries: Sequence[Entry], fetched: datetime
    ) -> tuple[list[DueEntries], PageDelta]:
        """Write what a listing page, ``fetched`` then, showed; returns the entries to fetch now, in
        page order, and how the page stands to what was known."""
        by_url, rows = await self._write(poll.channel, url, entries, fetched)
        new = [by_url[row["url"]].published_at for row in rows if row["since"] is None]
        before = frozenset(poll.before)
        shown = PageDelta(
            [row["id"] for row in rows],
            frozenset(row["id"] for row in rows if row["id"] in before or _was_known(row, poll)),
            frozenset(row["id"] for row in rows if _is_old(by_url[row["url"]], poll)),
            len(new),
            min(filter(None, new), default=None),
            max(0, len(entries) - _MOST),
        )
        return self._due(poll.channel, by_url, rows), shown

    async def record_topic(
        self, channel: Channel, url: str, entries: Sequence[Entry], fetched: datetime
    ) -> list[DueEntries]:
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
            by_url = await self._known.assign_keys(self.source, taken)
            lines = [_entry_row(u, e, fetched, self.zone) for u, e in by_url.items()]
            fit = [line for line in lines if _is_fit(line)]
            rows: list[dict[str, Any]] = []
            for start in range(0, len(fit), _AT_ONCE):
                rows += await self._note(channel, fit[start : start + _AT_ONCE])
        left_out = len(entries[:_MOST]) - len(taken) + len(lines) - len(rows)
        too_many = f"shows {len(entries)} entries, of which {_MOST} are taken"
        new = sum(row["new"] for row in rows)
        read = ListingResult(channel.name, url, len(entries), new, skipped=left_out)
        read.error = too_many if len(entries) > _MOST else ""
        self._books.listings.append(read)
        if left_out:
            logger.warning("%s: %d entries that cannot be kept are left out", url, left_out)
        order = {address: number for number, address in enumerate(by_url)}
        rows.sort(key=lambda row: order[row["url"]])
        return by_url, await self._requeue_changed(channel, {e["url"]: e for e in fit}, rows)

    async def _note(self, channel: Channel, lines: Sequence[dict[str, Any]]) -> list[Any]:
        """Write entries; one that the database refuses costs no other."""
        try:
            return await self._database.fetch_with_retry(
                "upsert_entries", source=self.source, channel=channel.name, entries=jsonb(lines)
            )
        except DataError as error:
            if len(lines) == 1:
                logger.warning("An entry cannot be kept: %r: %s", lines[0]["url"][:200], error)
                return []
        half = len(lines) // 2
        return [*await self._note(channel, lines[:half]), *await self._note(channel, lines[half:])]

    async def _requeue_changed(
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
        pending = await self._database.fetch_with_retry(
            "requeue_changed", channel=channel.name, entries=jsonb(changed)
        )
        ids = {row["id"] for row in pending}
        return [
            row | {"state": "pending", "due": True} if row["id"] in ids else row for row in rows
        ]

    def _due(
        self, channel: Channel, by_url: dict[str, Entry], rows: Sequence[dict[str, Any]]
    ) -> list[DueEntries]:
        due: list[DueEntries] = []
        for row in rows:
            entry = by_url[row["url"]]
            if row["id"] in self._apart:
                continue
            if entry.kind == "topic":  # no article: it is opened, now and once a day
                due_now = row["due"] and not row["deaths"]
                if due_now and row["id"] not in self._containers:
                    due.append((row["id"], entry))
                    self._containers.add(row["id"])
                continue
            if not self._books.add_entry(row["id"], channel.name):
                continue
            if row["state"] == "pending" and row["due"] and not row["deaths"]:
                due.append((row["id"], entry))
            else:
                outcome, reason = _STANDING[row["state"]]
                end = EntryOutcome(row["id"], outcome, reason, self.source, channel.name)
                self._books.add_outcome(end, fetched=False)
        order = {u: i for i, u in enumerate(by_url)}
        due.sort(key=lambda pair: order[pair[1].key])
        return due

    async def pending(self, limit: int) -> list[PendingEntry]:
        """Entries pending from earlier runs and due now, to be met when they are taken up."""
        rows = await self._database.fetch("pending_entries", source=self.source, limit=limit)
        pending = [
            PendingEntry(row["id"], row["channel"], entry_from_row(row), row["deaths"])
            for row in rows
        ]
        self._containers |= {each.id for each in pending if each.entry.kind == "topic"}
        self._apart |= {each.id for each in pending if each.deaths}
        return pending

    def meet(self, pending: PendingEntry) -> bool:
        """Enter it as found; False where this run has met it. Special topics are not counted."""
        is_container = pending.entry.kind == "topic"
        return is_container or self._books.add_entry(pending.id, pending.channel)

    async def still_pending(self, ids: Sequence[int]) -> set[int]:
        """Which of these entries are pending."""
        rows = await self._database.fetch("still_pending", ids=list(ids))
        return {row["id"] for row in rows}

    async def mark_expanded(self, entry_id: int, entries: int) -> None:
        """A special topic has shown what it holds."""
        await self._database.fetch(
            "expand_topic", id=entry_id, reason=f"a special topic of {entries} articles"
        )
        self._under_way.end(entry_id)

    async def record_outcome(self, end: EntryOutcome) -> None:
        """Write how an entry ends; the books do not count it."""
        await self._database.fetch(
            "record_outcomes", outcomes=jsonb([outcome_to_row(end)]), max_tries=self._max_tries
        )
        self._under_way.end(end.entry_id)


def outcome_to_row(end: EntryOutcome, article_id: int | None = None) -> dict[str, Any]:
    """One element of the array that the statement record_outcomes takes."""
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


def _was_known(row: dict[str, Any], poll: ChannelPoll) -> bool:
    """Whether the channel had shown an entry by the end of the look before."""
    last = poll.known_before
    return bool(last and row["since"] and row["since"] <= last)


def _is_old(entry: Entry, poll: ChannelPoll) -> bool:
    """Whether the listing dates an entry before what the look before may have missed."""
    at, last = entry.published_at, poll.known_before
    return bool(at and last and at < last - _OLD)


def _change(row: dict[str, Any], line: dict[str, Any]) -> str:
    """Why a known entry is to be fetched again; '' where it is not."""
    if row["since"] is None or line["kind"] != "article":
        return ""
    exact_at = line["exact_at"] and datetime.fromisoformat(line["exact_at"])
    title = title_changed(row["title_before"], line["title"])
    if not title and not time_changed(row["listed_before"], exact_at):
        return ""
    if not may_be_refetched(row["changes"], row["changed_at"], row["now"]):
        return ""
    return f"its listing shows another {'title' if title else 'time'}"


def _entry_row(url: str, entry: Entry, fetched: datetime, zone: str) -> dict[str, Any]:
    spec = request_to_row(entry.request) if entry.request else None
    if spec is None and entry.url != url:
        spec = request_to_row(RequestSpec(escape_url(entry.url))) | {"page": True}
    at = _in_utc(entry.published_at)
    exact_at = listed_minute(at, fetched, zone)
    return {
        "url": url,
        "title": _UNFIT.sub("", entry.title),
        "listed_at": at and at.isoformat(),
        "exact_at": exact_at and exact_at.isoformat(),
        "kind": entry.kind,
        "request": spec,
    }


def _in_utc(at: datetime | None) -> datetime | None:
    """A time in a zone that PostgreSQL takes: some servers write one beyond 15 h."""
    try:
        return at and at.astimezone(UTC)
    except OverflowError:
        return None


def _is_fit(line: dict[str, Any]) -> bool:
    """Whether PostgreSQL can keep an entry under its address."""
    spec = line["request"] or {"url": "", "body": "", "headers": {}}
    texts = (line["url"], spec["url"], spec["body"], *spec["headers"], *spec["headers"].values())
    return not any(map(_UNFIT.search, texts)) and len(line["url"].encode()) <= _LONGEST


def entry_from_row(row: dict[str, Any]) -> Entry:
    """An entry as it was kept."""
    spec = row["request"] and request_from_row(row["request"])
    url = spec.url if spec and row["request"].get("page") else row["url"]
    return Entry(
        url=url,
        title=row["title"],
        published_at=row["listed_at"],
        kind=row["kind"],
        request=spec if url == row["url"] else None,
        own_key="" if canonical_url(url) == row["url"] else row["url"],
    )
