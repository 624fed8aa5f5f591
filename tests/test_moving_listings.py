"""A listing that moves while it is read: whatever it showed is an entry within three further looks,
or a gap is on record."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_PAGE, _PAGES, _LOOKS = 5, 4, 4
_LINES = ("护栏昨天全部换新，夜里有灯。", "过桥的人说，比从前亮堂了。", "下一座桥月底动工。")
#: What happens to the entries that a channel shows.
Change = Callable[[list[int]], None]


def title(number: int) -> str:
    return f"南浦区第{number}座人行桥换上新护栏"


def nothing(shows: list[int]) -> None:
    """All stays as it is."""


def new(count: int) -> Change:
    """So many new ones on top."""

    def change(shows: list[int]) -> None:
        first = max(shows) + 1
        shows[:0] = range(first + count - 1, first - 1, -1)

    return change


def taken_down(place: int) -> Change:
    def change(shows: list[int]) -> None:
        del shows[place]

    return change


def bumped(shows: list[int]) -> None:
    """An old one is put on top again, and there are two new ones."""
    shows[:0] = [shows.pop(9), max(shows) + 1, max(shows) + 2]


def filed_in_the_past(shows: list[int]) -> None:
    shows.insert(7, max(shows) + 1)


def shuffled(shows: list[int]) -> None:
    shows.append(max(shows) + 1)
    random.Random(len(shows)).shuffle(shows)


@dataclass
class Moving:
    """A channel of entries ``shows``, newest first, ``pinned`` ones at the end of every page.

    ``between`` changes it before the second look, or with ``always`` before each further one;
    ``during`` does so just before a page (look, number) is answered, and ``instead`` is what comes
    in its place. With a ``cursor`` further pages are links, and that page leads back to the one
    before it; with ``ends_again`` the last page is shown for any that lies behind it.
    """

    shows: list[int]
    between: Change = nothing
    always: bool = False
    during: dict[tuple[int, int], Change] = field(default_factory=dict)
    instead: dict[tuple[int, int], Answer] = field(default_factory=dict)
    pinned: Sequence[int] = ()
    cursor: int = 0
    ends_again: bool = False
    showed: set[int] = field(default_factory=set)

    def answer(self, path: str, look: int, number: int) -> Answer:
        self.during.pop((look, number), nothing)(self.shows)
        if (look, number) in self.instead:
            return self.instead.pop((look, number))
        if self.ends_again:
            number = min(number, -(-len(self.shows) // _PAGE))
        here = self.shows[(number - 1) * _PAGE : number * _PAGE]
        if not here:
            return Answer("<h1>没有了</h1>", status=404)
        self.showed.update(here, self.pinned)
        links = [(f"/a/{n}.html", title(n)) for n in (*here, *self.pinned)]
        further = number - 1 if number == self.cursor else number + 1
        return Answer(listing(*links, more=f"{path}?page={further}" if self.cursor else ""))


_EMPTY = Answer("<html><body><ul></ul></body></html>")
_FAILS, _GONE = Answer("not now", status=403), Answer(status=404)
WAYS: dict[str, Callable[[list[int]], Moving]] = {
    "taken down from the first page": lambda shows: Moving(shows, during={(1, 2): taken_down(1)}),
    "taken down from the second page": lambda shows: Moving(shows, during={(1, 3): taken_down(6)}),
    "a page of new ones meanwhile": lambda shows: Moving(shows, during={(1, 2): new(5)}),
    "more new ones meanwhile": lambda shows: Moving(shows, new(6), during={(2, 2): new(7)}),
    "reordered": lambda shows: Moving(shows, bumped),
    "pinned": lambda shows: Moving(shows, new(8), pinned=[max(shows) + n for n in (903, 902, 901)]),
    "by heat": lambda shows: Moving(shows, shuffled, always=True),
    "a page fails once": lambda shows: Moving(shows, new(8), instead={(2, 2): _FAILS}),
    "a page fails once at first": lambda shows: Moving(shows, instead={(1, 2): _FAILS}),
    "a page is empty once": lambda shows: Moving(shows, instead={(1, 2): _EMPTY}),
    "a page is gone once": lambda shows: Moving(shows, instead={(1, 3): _GONE}),
    "filed under a past time": lambda shows: Moving(shows, filed_in_the_past),
    "cursors that repeat": lambda shows: Moving(shows, new(7), cursor=3),
    "the last page again": lambda shows: Moving(shows, new(7), ends_again=True),
}


class Pages(dict[str, "Answer | str | bytes"]):
    """What the outlet answers in the look that is under way."""

    def __init__(self, channels: Sequence[Moving]) -> None:
        super().__init__()
        self.channels = channels
        self.look = 1

    def get(self, path: str, default: object = None) -> Answer | str | None:  # type: ignore[override]
        parts = urlsplit(path)
        folder, _, name = parts.path[1:].partition("/")
        if folder == "a":
            number = int(name.removesuffix(".html"))
            lines = (f"{line[:-1]}，说的是第{number}座。" for line in _LINES)
            return article(title(number), *lines)
        if folder != "c":
            return None
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        return self.channels[int(name)].answer(parts.path, self.look, number)


@dataclass
class Looked:
    """What came of four looks at an outlet each of whose channels moves in its own way."""

    channels: dict[str, Moving]
    known: set[int]
    gaps: dict[str, list[str]]
    unbalanced: int


@pytest.fixture(scope="module")
def looked(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Looked:
    crawls = Crawls(fresh_database(embedded_server), tmp_path_factory.mktemp("moving") / "sources")
    channels = {
        way: make(list(range(1000 * place + 14, 1000 * place, -1)))
        for place, (way, make) in enumerate(WAYS.items(), 1)
    }
    pages = Pages(list(channels.values()))
    with Site({}) as site:
        site.pages = pages
        urls = [f"/c/{n}{'' if m.cursor else '?page={page}'}" for n, m in enumerate(pages.channels)]
        crawls.add("qc", toml(site.url, *urls, max_pages=_PAGES, render="never", min_entries=0))
        for look in range(1, _LOOKS + 1):
            pages.look = look
            for moving in pages.channels:
                if look == 2 or (look > 2 and moving.always):
                    moving.between(moving.shows)
            crawls.run("qc", "-s", "LOG_LEVEL=ERROR")
    gaps: dict[str, list[str]] = {way: [] for way in channels}
    for row in crawls.rows("select channel, reason, closed_at from gaps order by id"):
        way = list(channels)[int(row["channel"].removeprefix("频道"))]
        gaps[way].append(row["reason"] if row["closed_at"] else f"open: {row['reason']}")
    urls = [row["url"] for row in crawls.rows("select url from entries")]
    known = {int(url.rpartition("/")[2].removesuffix(".html")) for url in urls}
    unbalanced = sum(not balanced(run) for run in crawls.rows("select * from runs"))
    return Looked(channels, known, gaps, unbalanced)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_it_showed_is_an_entry_three_looks_later(looked: Looked, way: str) -> None:
    moving = looked.channels[way]
    assert not {*moving.showed, *moving.shows, *moving.pinned} - looked.known, looked.gaps[way]
    assert not moving.during
    assert not moving.instead


def test_no_gap_is_open_still(looked: Looked) -> None:
    assert not [way for way, gaps in looked.gaps.items() if any("open" in gap for gap in gaps)]


def test_the_books_of_every_run_balance(looked: Looked) -> None:
    assert looked.unbalanced == 0
