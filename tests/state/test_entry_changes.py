"""What counts as another title or time of a known address, and how often it may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.state.entry_changes import listed_minute, may_be_refetched, time_changed, title_changed

ZONE = "Asia/Shanghai"
FETCHED = datetime(2026, 11, 20, 4, 11, 37, 250, tzinfo=UTC)
TITLE = "西岭县今冬第一场雪前完成树木加固"


@pytest.mark.parametrize(
    ("now", "another"),
    [
        ("西岭县今冬第一场雪前完成全部树木加固", True),
        ("东岭县今冬第一场雪前完成树木加固", True),
        (TITLE, False),
        (" 西岭县 今冬第一场雪前，完成树木加固！", False),
        ("西岭县今冬第一场雪前……", False),
        ("西岭县今冬第一场雪前...", False),
        ("西岭县今冬第一场雪", True),
        ("", False),
        ("……", False),
    ],
)
def test_titles_differ_by_their_letters(now: str, another: bool) -> None:
    assert title_changed(TITLE, now) is another
    assert title_changed(now, TITLE) is another


def test_times_differ_by_their_minute() -> None:
    at = datetime(2026, 11, 20, 8, 5, 41, tzinfo=UTC)
    assert not time_changed(at, at.replace(second=0))
    assert time_changed(at, at + timedelta(minutes=1))
    assert not time_changed(None, at)
    assert not time_changed(at, None)


@pytest.mark.parametrize(
    "listed",
    [
        FETCHED - timedelta(hours=3),
        FETCHED.replace(microsecond=0) - timedelta(minutes=5),
        FETCHED.replace(microsecond=0),
        datetime(2026, 11, 19, 16, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 30, tzinfo=UTC),
        None,
    ],
    ids=["hours ago", "minutes ago", "just now", "a day", "no calendar's", "none"],
)
def test_a_time_that_counts_from_now_or_names_a_day_is_not_to_the_minute(
    listed: datetime | None,
) -> None:
    whole = listed and listed.replace(microsecond=0)
    assert listed_minute(whole, FETCHED, ZONE) is None


def test_a_time_by_the_clock_is_to_the_minute() -> None:
    at = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert listed_minute(at, FETCHED, ZONE) == at


def test_what_changes_again_and_again_is_fetched_ever_more_seldom() -> None:
    at, fetched = FETCHED, 0
    changed_at: datetime | None = None
    for hour in range(24 * 28):
        now = at + timedelta(hours=hour)
        if may_be_refetched(fetched, changed_at, now):
            fetched, changed_at = fetched + 1, now
    assert 4 <= fetched <= 6
