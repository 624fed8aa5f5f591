"""What a listing shows is written: a bad line costs no other, a changed one is pending again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import psycopg
import pytest

from crawler.database.pool import Database
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.state.channel_poll import ChannelPoll, PageDelta
from crawler.state.entries import EntryStore
from crawler.state.in_flight import InFlight
from crawler.state.run_counters import RunCounters

HOME = "https://m.example.cn/"
#: When pages are fetched here: an hour that has a second.
FETCHED = datetime(2026, 11, 20, 4, 11, 37, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class Noted:
    """A database with one source, and what channels of it show one after the other."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.execute("insert into sources (key, name, base_url) values ('qc', '试验', %s)", HOME)

    def execute(self, statement: str, *facts: Any) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement, facts)  # type: ignore[arg-type]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def show(
        self, *entries: Entry, channel: str = "要闻"
    ) -> tuple[list[int], PageDelta, RunCounters]:
        """The ids that are to be fetched now, how the page stands to what was known, the books."""
        return asyncio.run(self._show(channel, entries))

    async def _show(
        self, channel: str, entries: Sequence[Entry]
    ) -> tuple[list[int], PageDelta, RunCounters]:
        database, books = Database(self.dsn), RunCounters()
        noting = EntryStore(database, books, InFlight(database), 10)
        noting.source = "qc"
        look = ChannelPoll(Channel(channel, "/list", HOME), FETCHED, None, RequestSpec(HOME))
        try:
            due, shown = await noting.record_listing(look, HOME, entries, FETCHED)
        finally:
            await database.close()
        return [entry_id for entry_id, _ in due], shown, books

    def settle(self) -> None:
        """Every entry has become an article."""
        self.execute("update entries set state = 'stored', settled_at = now(), tries = 1")

    def later(self, hours: float) -> None:
        self.execute(
            "update channel_entries set changed_at = changed_at - %s", timedelta(hours=hours)
        )


@pytest.fixture
def noted(database: str) -> Noted:
    return Noted(database)


def entry(number: int, **facts: Any) -> Entry:
    return Entry(f"{HOME}p/{number}.html", f"柳河镇第{number}眼机井通水", **facts)


def test_a_bad_line_costs_that_line_only(noted: Noted) -> None:
    far = timezone(timedelta(hours=16))
    good = [entry(1), entry(2, published_at=datetime(2026, 11, 20, 23, 5, tzinfo=far)), entry(3)]
    bad = [
        Entry(f"{HOME}p/{'长' * 1000}.html", "地址太长"),
        entry(10, request=RequestSpec(HOME, "POST", b"a=\x00")),
    ]
    due, shown, books = noted.show(good[0], bad[0], good[1], bad[1], good[2])
    assert len(due) == len(shown.ids) == 3
    [read] = books.listings
    assert (read.entries, read.new, read.skipped, read.error) == (5, 3, 2, "")
    assert "2 entries left out" in books.summary()
    [(at,)] = noted.rows("select listed_at from entries where listed_at is not null")
    assert at == datetime(2026, 11, 20, 7, 5, tzinfo=UTC)


def test_what_the_database_refuses_for_a_reason_of_its_own_costs_that_line_only(
    noted: Noted,
) -> None:
    noted.execute(
        "create function refuse() returns trigger language plpgsql as $$ begin"
        " if position('第5眼' in new.title) > 0 then raise data_exception; end if;"
        " return new; end $$"
    )
    noted.execute(
        "create trigger refuse before insert on entries for each row execute function refuse()"
    )
    _, shown, books = noted.show(*map(entry, range(12)))
    assert len(shown.ids) == 11
    assert books.listings[0].skipped == 1


def test_ten_thousand_entries_are_all_written_in_their_order(noted: Noted) -> None:
    due, shown, _ = noted.show(*map(entry, range(10_000)))
    assert len(due) == len(shown.ids) == 10_000
    assert shown.skipped == 0
    _, again, _ = noted.show(*map(entry, range(10_000)))
    assert again.ids == shown.ids
    assert again.new == 0


def test_more_than_a_page_may_hold_is_bounded_and_said(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.state.entries._MOST", 20)
    _, shown, books = noted.show(*map(entry, range(30)))
    assert (len(shown.ids), shown.skipped) == (20, 10)
    assert books.listings[0].error == "shows 30 entries, of which 20 are taken"


def test_another_title_owes_the_entry_again_at_once(noted: Noted) -> None:
    noted.show(entry(1), entry(2))
    noted.settle()
    due, *_ = noted.show(entry(1), entry(2))
    assert not due
    due, *_ = noted.show(replace(entry(1), title="柳河镇第1眼机井停水检修"), entry(2))
    assert len(due) == 1
    rows = noted.rows("select title, state, tries, reason from entries where state = 'pending'")
    assert rows == [("柳河镇第1眼机井停水检修", "pending", 0, "its listing shows another title")]


@pytest.mark.parametrize(
    ("before", "now", "pending"),
    [
        (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), datetime(2026, 11, 20, 2, 0, tzinfo=UTC), 1),
        (
            datetime(2026, 11, 20, 1, 30, 9, tzinfo=UTC),
            datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
            0,
        ),
        (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), datetime(2026, 11, 19, 16, tzinfo=UTC), 0),
        (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), FETCHED - timedelta(hours=3), 0),
        (FETCHED - timedelta(hours=2), FETCHED - timedelta(hours=3), 0),
        (None, datetime(2026, 11, 20, 2, 0, tzinfo=UTC), 0),
    ],
    ids=["another", "without seconds", "without the hour", "then ago", "ago", "none before"],
)
def test_another_exact_time_owes_the_entry_again(
    noted: Noted, before: datetime | None, now: datetime, pending: int
) -> None:
    noted.show(entry(1, published_at=before))
    noted.settle()
    due, *_ = noted.show(entry(1, published_at=now))
    assert len(due) == pending
    if pending:
        assert noted.rows("select reason from entries") == [("its listing shows another time",)]


def test_two_channels_with_titles_of_their_own_fetch_nothing_again(noted: Noted) -> None:
    short = replace(entry(1), title="机井通水")
    noted.show(entry(1))
    noted.show(short, channel="专题")
    noted.settle()
    for _ in range(3):
        assert not noted.show(entry(1))[0]
        assert not noted.show(short, channel="专题")[0]


def test_a_title_that_changes_at_each_look_is_fetched_ever_more_seldom(noted: Noted) -> None:
    fetched = []
    for hour in range(40):
        due, *_ = noted.show(replace(entry(1), title=f"柳河镇机井通水({hour})"))
        fetched += [hour] * len(due)
        noted.settle()
        noted.later(1)
    assert fetched == [0, 1, 5, 21]
