"""Find the known entries that a listing shows, by URL and by title."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crawler.database.pool import Database, fetch, jsonb
from crawler.models.listing import Entry
from crawler.parsing.link_identity import titles_agree, url_variants
from crawler.parsing.text import comparison_key as letters
from crawler.parsing.url import canonical_url
from crawler.parsing.volatile_parameters import (
    ListedUrl,
    before_parameters,
    find_volatile,
    without_parameters,
)

logger = logging.getLogger(__name__)
#: Entries whose other forms are looked up by one statement.
_BATCH = 500
#: Entries of one page that are compared with what a listing shows: the newest.
_NEWEST = 300

Row = dict[str, Any]


class KnownEntries:
    """Finds the entries of one source that a listing shows, and learns which parameters of their
    addresses are noise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noise: dict[str, list[str]] = {}
        #: Held while a listing page is looked up and written.
        self.lock = asyncio.Lock()

    async def assign_keys(self, source: str, entries: Iterable[Entry]) -> dict[str, Entry]:
        """The entries by the address that the database has, or gets, for each."""
        if source not in self._noise:
            rows = await self._database.fetch_with_retry("load_volatile_parameters", source=source)
            self._noise[source] = [row["name"] for row in rows]
        shown: dict[str, Entry] = {}
        for entry in entries:
            shown[without_parameters(entry.key, self._noise[source])] = entry
        known = await self._at(source, list(shown))
        moved = await self._moved(source, {u: e for u, e in shown.items() if u not in known})
        fresh = [url for url in shown if url not in known and url not in moved]
        if fresh and await self._learned(source, shown, fresh, known):
            return await self.assign_keys(source, shown.values())
        return {key: _keyed(e, key) for u, e in shown.items() for key in [moved.get(u, u)]}

    async def _at(self, source: str, urls: Sequence[str]) -> dict[str, Row]:
        rows = await self._database.fetch_with_retry("entries_at", source=source, urls=urls)
        return {row["url"]: row for row in rows}

    async def _moved(self, source: str, unknown: Mapping[str, Entry]) -> dict[str, str]:
        """The known address of each entry that is known under another form of its address."""
        found: dict[str, str] = {}
        entries = list(unknown.items())
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            forms = {url: url_variants(url, entry.url) for url, entry in batch}
            known = await self._at(source, [form for some in forms.values() for form in some])
            for url, entry in batch:
                rows = (known[form] for form in forms[url] if form in known)
                same = next((row for row in rows if _is_same(url, entry, row)), None)
                if same is not None:
                    found[url] = same["url"]
        return found

    async def _learned(
        self,
        source: str,
        shown: Mapping[str, Entry],
        fresh: Sequence[str],
        known: Mapping[str, Row],
    ) -> bool:
        """Whether the page shows a parameter to be noise that was not known for it."""
        rows = await self._database.fetch_with_retry(
            "entries_on_pages",
            source=source,
            pages=list({before_parameters(url) for url in fresh}),
            limit=_NEWEST,
        )
        before = {row["url"]: row for row in (*rows, *known.values())}
        if not before:
            return False
        found = find_volatile(
            [ListedUrl(url, e.title, e.published_at) for url, e in shown.items()],
            [ListedUrl(row["url"], row["title"], row["listed_at"]) for row in before.values()],
        )
        for name, example in found.items():
            logger.warning(
                "The parameter %r of %s changes with each look: it is no part of an address any "
                "more (scrapy render-stats shows it)", name, example
            )  # fmt: skip
            await self._learn(source, name, example)
        self._noise[source] += found
        return bool(found)

    async def _learn(self, source: str, name: str, example: str) -> None:
        """Keep a parameter as noise, and take it out of the addresses of entries and articles."""
        part = f"{name}=" if name else "?"
        async with self._database.connection() as connection, connection.transaction():
            await fetch(
                connection, "add_volatile_parameter", source=source, name=name, example=example
            )
            for kind in ("entries", "articles"):
                rows = await fetch(connection, f"{kind}_with", source=source, part=part)
                renamed = _renamed(rows, name)
                taken = await fetch(connection, f"{kind}_at", source=source, urls=list(renamed))
                free = renamed.keys() - {row["url"] for row in taken}
                changes = [{"id": renamed[url][0]["id"], "url": url} for url in free]
                await fetch(connection, f"rename_{kind}", rows=jsonb(changes))
                if kind == "entries":
                    twins = jsonb(_twins(renamed, taken))
                    await fetch(connection, "merge_entry_twins", rows=twins, name=name)


def _keyed(entry: Entry, key: str) -> Entry:
    own = "" if key == canonical_url(entry.url) else key
    return entry if own == entry.own_key else replace(entry, own_key=own)


def _is_same(url: str, entry: Entry, row: Row) -> bool:
    """Whether a known row of another form is the entry; anchors are compared by title alone."""
    if url.partition("#")[2] != row["url"].partition("#")[2]:
        return letters(entry.title) == letters(row["title"]) != ""
    return titles_agree(entry.title, row["title"])


def _renamed(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Rows by their address without a parameter, for each the stored one first, then the oldest."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        url = without_parameters(row["url"], [name])
        if url != row["url"]:
            found[url].append(row)
    for same in found.values():
        same.sort(key=lambda row: (row["article_id"] is None, row["id"]))
    return found


def _twins(renamed: Mapping[str, Sequence[Row]], taken: Iterable[Row]) -> list[Row]:
    """The entries that turn out to be another one, each with the article that they are of."""
    holders = {row["url"]: row for row in taken}
    twins: list[Row] = []
    for url, rows in renamed.items():
        same = [holders[url], *rows] if url in holders else list(rows)
        article = next((row["article_id"] for row in same if row["article_id"] is not None), None)
        spare = same[1:] if article is None else same
        twins += [{"id": r["id"], "article_id": article} for r in spare if r["article_id"] is None]
    return twins
