"""Entries in the database: which are new, which are owed, and how one ends that has no article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from crawler.books import Books, ListingRead
from crawler.database.pool import Database, jsonb
from crawler.items import Outcome, Settlement
from crawler.known import Known
from crawler.looks import Look, Shown, ask_of, ask_row
from crawler.platforms.base import Ask, Channel, Entry
from crawler.reading.addresses import canonical, escaped
from crawler.under_way import UnderWay

_WITHOUT_ARTICLE = ("failed", "gated", "rejected")
#: An entry to be fetched now, by its id.
Due = tuple[int, Entry]


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
        self._shown: defaultdict[str, set[int]] = defaultdict(set)
        self._containers: set[int] = set()
        self._apart: set[int] = set()
        self.source = ""

    async def note(self, look: Look, url: str, entries: Sequence[Entry]) -> tuple[list[Due], Shown]:
        """Write what a listing page showed; returns the entries to fetch now, in page order, and
        how the page stands to what was known."""
        by_url, rows = await self._write(look.channel, url, entries)
        ids = {row["id"] for row in rows}
        fresh = len(ids - self._shown[look.channel.name])
        self._shown[look.channel.name] |= ids
        since = {row["url"]: row["since"] for row in rows}
        last = since.get(next(reversed(by_url), ""))
        new = [entry.published_at for url, entry in by_url.items() if since[url] is None]
        shown = Shown(
            fresh,
            len(new),
            bool(last and look.known_before and last <= look.known_before),
            min(filter(None, new), default=None),
        )
        return self._due(look.channel, by_url, rows), shown

    async def note_inside(self, channel: Channel, url: str, entries: Sequence[Entry]) -> list[Due]:
        """Write what a special topic holds; returns the entries to fetch now."""
        by_url, rows = await self._write(channel, url, entries)
        return self._due(channel, by_url, rows)

    async def _write(
        self, channel: Channel, url: str, entries: Sequence[Entry]
    ) -> tuple[dict[str, Entry], list[dict[str, Any]]]:
        """The entries by the address of their rows, and what the database says of each."""
        async with self._known.lock:
            by_url = await self._known.keyed(self.source, entries)
            rows = await self._database.fetch_patiently(
                "note_entries",
                source=self.source,
                channel=channel.name,
                entries=jsonb([_entry_row(u, e) for u, e in by_url.items()]),
            )
        new = sum(row["new"] for row in rows)
        self._books.listings.append(ListingRead(channel.name, url, len(entries), new))
        return by_url, rows

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
        "retry_after": end.retry_after,
        # An article that is stored has its gate itself.
        "gate": end.gate.as_json() if end.gate and end.outcome in _WITHOUT_ARTICLE else None,
    }


def _entry_row(url: str, entry: Entry) -> dict[str, Any]:
    ask = ask_row(entry.ask) if entry.ask else None
    if ask is None and entry.url != url:
        ask = ask_row(Ask(escaped(entry.url))) | {"page": True}
    return {
        "url": url,
        "title": entry.title,
        "listed_at": entry.published_at.isoformat() if entry.published_at else None,
        "kind": entry.kind,
        "ask": ask,
    }


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
