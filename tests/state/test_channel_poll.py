"""Where a look ends, told page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Request, Response

from crawler.models.listing import Channel, ListingPage, RequestSpec
from crawler.state.channel_poll import ChannelPoll, PageDelta, PollEnd

URL = "https://m.example.cn/list"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MOST = 5


def ask(number: int) -> RequestSpec:
    return RequestSpec(f"{URL}?page={number}")


def look(before: Sequence[int] = (), **facts: Any) -> ChannelPoll:
    known_before = NOW if before else None
    return ChannelPoll(Channel("要闻", URL, URL), NOW, known_before, ask(1), before=before, **facts)


def turn(at: ChannelPoll, *pages: Sequence[int], last: bool = False) -> PollEnd | None:
    """What comes of a look that is shown these pages, the first of them first; ``last``: the last
    one says that it is that."""
    end = None
    for number, ids in enumerate(pages, at.number):
        shown = PageDelta(
            ids, frozenset(set(ids) & set(at.before)), new=len(set(ids) - set(at.before))
        )
        at.add_page(Response(URL, request=Request(URL)), ask(number), number, [], shown)
        goes_on = None if last and number == len(pages) else ask(number + 1)
        end = at.end_at(ListingPage(next=goes_on), ask(number), number, MOST)
    return end


def kind(end: PollEnd | None) -> str:
    return end.kind if end else ""


KNOWN = list(range(30, 0, -1))


def test_a_look_goes_on_until_it_is_joined() -> None:
    at = look(KNOWN)
    assert turn(at, [36, 35, 34, 33]) is None
    assert kind(turn(at, [36, 35, 34, 33], [32, 31, 30, 29])) == ""
    assert kind(turn(at, [36, 35, 34, 33], [32, 31, 30, 29], [28, 27, 26, 25])) == "joined"
    assert at.needs_check


def test_what_stands_on_every_page_is_pinned_and_joins_nothing() -> None:
    pinned = [3, 2, 1]
    at = look([30, 29, *pinned])
    assert turn(at, [36, 35, 34, *pinned], [33, 32, 31, *pinned]) is None
    assert kind(turn(at, [36, 35, *pinned], [34, *pinned], [30, 29, *pinned])) == "joined"


def test_a_listing_ends_where_it_says_so_or_where_its_pages_do() -> None:
    assert kind(turn(look(), [9, 8, 7, 6], last=True)) == "exhausted"
    assert kind(turn(look(), *([n] for n in range(MOST)))) == "bounded"
    assert kind(turn(look(), [9, 8, 7, 6], [9, 8, 7, 6])) == "doubtful"
    assert kind(turn(look(), [9, 8, 7, 6], [])) == "doubtful"
    assert kind(turn(look(ends_at=2), [9, 8, 7, 6], [])) == "exhausted"


def test_a_page_that_is_none_is_the_end_behind_a_page_that_is_not_full() -> None:
    at = look()
    turn(at, [9, 8, 7, 6], [5, 4, 3, 2], [1])
    assert kind(at.none_at(4, "page 4: HTTP 404")) == "exhausted"
    at = look()
    turn(at, [9, 8, 7, 6], [5, 4, 3, 2])
    end = at.none_at(3, "page 3: HTTP 404")
    assert (end.kind, end.number, end.at, end.request) == ("doubtful", 2, 3, ask(2))


def test_a_deeper_look_reads_a_page_more_than_it_needs() -> None:
    at = look(KNOWN, polls_until_deeper=0)
    assert turn(at, [31, 30, 29, 28]) is None
    assert kind(turn(at, [31, 30, 29, 28], [27, 26, 25, 24])) == "joined"
    assert not at.needs_check  # it was joined by its first page
    deep = look(KNOWN, polls_until_deeper=-3, depth=3)
    assert turn(deep, [31, 30, 29, 28], [27, 26, 25, 24]) is None


def test_a_gap_that_has_slid_away_is_looked_for_from_the_first_page_on() -> None:
    gap = look(KNOWN, gap=1, number=3)
    assert gap.lies_below(PageDelta([99, 98], new=2))
    assert not gap.lies_below(PageDelta([99, 98], new=1))
    gap.begin_at_first(ask(1))
    assert not gap.lies_below(PageDelta([99, 98], new=2))


def test_a_gap_ends_with_what_is_older_than_the_look_before() -> None:
    gap = look(KNOWN, gap=1, number=2)
    shown = PageDelta([901, 902, 903], old=frozenset((901, 902, 903)), new=3)
    gap.add_page(Response(URL, request=Request(URL)), ask(2), 2, [], shown)
    assert kind(gap.end_at(ListingPage(next=ask(3)), ask(2), 2, MOST)) == "joined"


def test_what_was_added_on_top_meanwhile_needs_no_second_reading() -> None:
    at = look(KNOWN)
    end = turn(at, [34, 33, 32, 31], [30, 29, 28, 27])
    assert end is not None
    assert not at.has_moved(PageDelta([34, 33, 32, 31]), end)
    assert at.has_moved(PageDelta([34, 32, 31, 30]), end)
    assert not at.has_moved(PageDelta([35, 34, 33, 32]), end)
    assert at.ids_to_keep(end) == [35, 34, 33, 32, 31, *KNOWN]


def test_where_the_listing_seemed_to_end_it_does() -> None:
    at = look()
    end = turn(at, [34, 33, 32, 31], [34, 33, 32, 31])
    assert end is not None
    assert at.has_moved(PageDelta([38, 37, 36, 35]), end)
