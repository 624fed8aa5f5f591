"""One poll of a channel: what its pages showed, and where it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from scrapy.http import Response

from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.state.poll_overlap import (
    MIN_RUN,
    entries_below,
    is_known_page,
    is_unordered,
    page_movement,
    reaches_last_poll,
    still_overlaps,
)
from crawler.util.http import header_text
from crawler.util.printable import hidden

#: A listing may say a minute, a cache may be a little behind.
_SLACK = timedelta(minutes=5)
#: Ids that are kept of what a channel showed last.
_KEPT = 1000


@dataclass(frozen=True)
class PageDelta:
    """What one listing page showed of its channel.

    ``ids`` in page order; ``known`` are those that the channel had shown before the look, ``old``
    those that the listing dates long before it. ``new`` were never shown by the channel, and
    ``oldest_new`` is the earliest time that the listing gives for one. ``skipped`` entries were
    too many for one page.
    """

    ids: Sequence[int] = ()
    known: frozenset[int] = frozenset()
    old: frozenset[int] = frozenset()
    new: int = 0
    oldest_new: datetime | None = None
    skipped: int = 0


@dataclass(frozen=True)
class PollEnd:
    """Where a look ends, and why: it is joined, or the listing says that it is exhausted, or only
    seems to be (doubtful), or the pages that a run may turn are read (bounded), or one failed.

    ``ask`` and ``number`` are the last page that showed something new; ``at`` is the page that was
    none, where there was one.
    """

    kind: Literal["joined", "exhausted", "doubtful", "bounded", "failed"]
    request: RequestSpec
    number: int
    reason: str = ""
    at: int | None = None


@dataclass
class ChannelPoll:
    """One look at a channel, or one at a gap that an earlier look left (``gap`` is its id).

    ``known_before`` is when the look before came to its end: what the channel had shown by then
    was known, and ``before`` is what it showed last, in its order. None for the first look.
    ``since`` is when the channel was first asked for, ``ends_at`` the page at which the listing
    seemed to end before. ``validators`` are what the server said of the first page last time. One
    that is ``deeper`` reads at least ``depth`` pages, and one more than it needs. ``deaths`` are
    runs that died while this listing was under way.
    """

    channel: Channel
    began: datetime
    known_before: datetime | None
    request: RequestSpec
    number: int = 1
    gap: int | None = None
    before: Sequence[int] = ()
    since: datetime | None = None
    ends_at: int | None = None
    is_first: bool = False
    entries_before: int = 0
    validators: Mapping[str, Any] = field(default_factory=dict)
    unconditional: bool = True
    not_modified: int = 0
    polls_until_deeper: int = 1
    depth: int = 1
    deaths: int = 0
    received_validators: dict[str, Any] = field(default_factory=dict)
    new: int = 0
    until: datetime | None = None
    oldest: datetime | None = None
    etag_unreliable: bool = False
    validators_refused: str = ""
    skipped: int = 0
    reread_ids: bool = False
    is_rendered: bool = False
    ended: PollEnd | None = None
    reached_known_at: int | None = None
    _to_read: int = 1
    _by_page: dict[int, Sequence[int]] = field(default_factory=dict)
    _on_top: list[int] = field(default_factory=list)
    _known: set[int] = field(default_factory=set)
    _old: set[int] = field(default_factory=set)
    _last: tuple[RequestSpec, int] | None = None

    @property
    def headers(self) -> dict[str, bytes]:
        """The headers that ask for the first page only if it has changed; what the server said
        goes back byte by byte."""
        if self.unconditional or self.validators.get("url") != hidden(self.request.url):
            return {}
        etag, modified = self.validators.get("etag"), self.validators.get("modified")
        if etag:
            return {"If-None-Match": etag.encode("latin-1")}
        return {"If-Modified-Since": modified.encode("latin-1")} if modified else {}

    @property
    def deeper(self) -> bool:
        """Whether it reads further than it needs to."""
        return self.polls_until_deeper <= 0

    @property
    def pages(self) -> int:
        return len(self._by_page)

    @property
    def entries(self) -> int:
        """Entries shown, by all pages together."""
        return sum(map(len, self._by_page.values()))

    @property
    def first(self) -> Sequence[int]:
        """The entries of its first page."""
        return self._by_page.get(self.number, ())

    @property
    def order(self) -> list[int]:
        """The entries in the order of the listing, without those that stand on several pages."""
        pages = Counter(entry for page in self._by_page.values() for entry in page)
        shown = (entry for page in self._by_page.values() for entry in page)
        return [*self._on_top, *(entry for entry in shown if pages[entry] == 1)]

    @property
    def last(self) -> tuple[RequestSpec, int]:
        """The last page that showed something new."""
        return self._last or (self.request, self.number)

    def add_page(
        self,
        response: Response,
        spec: RequestSpec,
        number: int,
        entries: Sequence[Entry],
        shown: PageDelta,
    ) -> None:
        """Enter what page ``number`` showed."""
        if self._adds(number, shown.ids):
            self._last = spec, number
        self._by_page[number] = shown.ids
        self.notice(shown)
        times = [entry.published_at for entry in entries if entry.published_at]
        self.oldest = min(times, default=None)
        self.until = self.oldest or self.until or self.began
        if response.meta.get("playwright"):
            # What a script fetched may change while the page around it stays as it is.
            self.received_validators, self.is_rendered = {}, True
        if self.pages > 1 or self.gap is not None:
            return
        self.received_validators = _validators(response, self.request, len(entries))
        if self.not_modified and shown.new:
            self.etag_unreliable = self._was_lied_to(response, shown)

    def notice(self, shown: PageDelta) -> None:
        """Count what a page showed, be it one that was read before."""
        self.new += shown.new
        self.skipped += shown.skipped
        self._known |= shown.known
        self._old |= shown.old

    def _adds(self, number: int, ids: Sequence[int]) -> bool:
        """Whether page ``number`` shows what no other page of this look does."""
        others = {entry for page, its in self._by_page.items() if page != number for entry in its}
        return not others.issuperset(ids)

    def _was_lied_to(self, response: Response, shown: PageDelta) -> bool:
        """Whether an answer without validators shows that the last 304 was not true: the page has
        changed under the same ETag, or it holds what was published before that answer."""
        etag = self.validators.get("etag")
        same = etag and self.received_validators.get("etag") == etag
        last = self.known_before
        older = last and shown.oldest_new and shown.oldest_new < last - _SLACK
        return not self.headers and bool(same or older)

    def end_at(
        self, listing: ListingPage, spec: RequestSpec, number: int, most: int
    ) -> PollEnd | None:
        """Whether the look ends with page ``number``, which was entered; ``most`` pages may be
        turned."""
        if self.reached_known_at is None and self._is_joined(number):
            self.reached_known_at = number
            self._to_read = max(self.depth, number + 1) if self.deeper else 1
        last = number if self.is_first else self._turned(number)
        if self.reached_known_at and (
            number >= self._to_read or listing.next is None or last >= most
        ):
            return PollEnd("joined", spec, number)
        if not self._by_page[number] and (number > 1 or self.gap is not None):
            return self.none_at(number, f"page {number} shows no entries")
        if number > self.number and not self._adds(number, self._by_page[number]):
            return self.none_at(number, f"page {number} shows again what others showed")
        if listing.next is None:
            return PollEnd("exhausted", spec, number)
        return PollEnd("bounded", spec, number) if last >= most else None

    def none_at(self, number: int, reason: str) -> PollEnd:
        """The end at page ``number``, which seems to be none: believed where the page before it was
        not full, or where an earlier look found the same."""
        spec, last = self.last
        kind: Literal["joined", "exhausted", "doubtful"] = "doubtful"
        if self.reached_known_at:
            kind = "joined"
        elif self.ends_at == number or self._is_short(number):
            kind = "exhausted"
        return PollEnd(kind, spec, last, reason, number)

    def failed_at(self, number: int, reason: str) -> PollEnd:
        """The end at page ``number``, which could not be read."""
        spec, last = self.last
        return PollEnd("joined" if self.reached_known_at else "failed", spec, last, reason, number)

    def _is_short(self, number: int) -> bool:
        """Whether the last page before ``number`` held half as many entries as others, or fewer."""
        sizes = [len(ids) for page, ids in self._by_page.items() if page < number and ids]
        return bool(sizes) and 2 * sizes[-1] <= max(sizes)

    def _turned(self, number: int) -> int:
        """Pages that are new to it once page ``number`` is read; a gap begins with one that an
        earlier look has read already."""
        return number - self.number + (self.gap is None)

    def _is_joined(self, number: int) -> bool:
        page = self._by_page[number]
        order = self.order
        # What stands on several pages is pinned there.
        pinned = {entry for ids in self._by_page.values() for entry in ids} - set(order)
        before = [entry for entry in self.before if entry not in pinned]
        mine = [entry for entry in page if entry not in pinned]
        run = min(MIN_RUN, len(page)) or 1
        if reaches_last_poll(before, order, self._known, run) or is_known_page(
            before, mine, self._known
        ):
            return True
        # A gap may lie below all that was shown before: it ends with what is older than that.
        return self.gap is not None and len(mine) >= MIN_RUN and self._old.issuperset(mine)

    @property
    def is_unordered(self) -> bool:
        return is_unordered(self.before, self.order)

    @property
    def overlaps(self) -> bool:
        """Whether the listing, read to its end, still shows enough of what it showed before."""
        return bool(self.before) and still_overlaps(self.before, self.order, self._known)

    @property
    def needs_check(self) -> bool:
        """Whether the first page must be asked for again: what moved while further pages were
        turned may have been passed over."""
        return self.pages > 1 and self.reached_known_at != self.number

    def has_moved(self, shown: PageDelta, end: PollEnd) -> bool:
        """Whether the first page, read again, shows that something may have been passed over. What
        was only added on top shifts the rest down: then all was shown, unless the listing seemed
        to end."""
        moved = page_movement(self.first, shown.ids)
        if moved == "grown" and end.kind in ("joined", "bounded", "failed"):
            known = set(self.first)
            self._on_top = [entry for entry in shown.ids if entry not in known]
            return False
        return moved != "same"

    def begin_again(self) -> None:
        """Read the pages anew."""
        self._by_page.clear()
        self._last, self.reached_known_at, self.reread_ids = None, None, True

    def lies_below(self, shown: PageDelta) -> bool:
        """Whether the page at which a gap begins shows nothing that was there when it was left."""
        seen = len(shown.ids) - shown.new
        return self.number > 1 and self.gap is not None and bool(shown.ids) and not seen

    def begin_at_first(self, spec: RequestSpec) -> None:
        """Look for a gap from the first page of its channel on."""
        self.number, self.request = 1, spec

    def ids_to_keep(self, end: PollEnd) -> list[int]:
        """What the next look is joined to."""
        order = self.order
        behind = entries_below(self.before, order) if end.kind == "joined" else []
        return [*order, *behind][:_KEPT]


def _validators(response: Response, spec: RequestSpec, entries: int) -> dict[str, Any]:
    plain = spec.method == "GET" and response.status == 200 and not response.meta.get("playwright")
    if not plain:
        return {}
    return {
        "url": hidden(spec.url),
        "etag": header_text(response, "ETag"),
        "modified": header_text(response, "Last-Modified"),
        "entries": entries,
    }
