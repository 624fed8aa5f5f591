"""Times are read in every form that Chinese pages write, and are always aware."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.reading.times import find_moments, parse_time

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 2, 17, 10, 30, 15, tzinfo=BEIJING)
MINUTE = datetime(2022, 2, 16, 22, 49, tzinfo=BEIJING)
SECOND = MINUTE.replace(second=10)
DAY = datetime(2022, 2, 16, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-02-16 22:49", MINUTE),
        ("2022-02-16 22:49:10", SECOND),
        ("2022-02-16 22:49:10.0", SECOND),
        ("2022-02-16 22:49:10:123", SECOND),
        ("2022/2/16 22:49", MINUTE),
        ("2022.02.16 22:49", MINUTE),
        ("2022年02月16日 22:49", MINUTE),
        ("2022年2月16日22时49分", MINUTE),
        ("2022年2月16日 下午10:49", MINUTE),
        ("2022年2月16日 星期三 22:49", MINUTE),
        ("2022-02-1622:49", MINUTE),
        ("２０２２年２月１６日", DAY),
        ("22-02-16 22:49", MINUTE),
        ("22年2月16日", DAY),
        ("2022-02-16", DAY),
        ("20220216", DAY),
        ("20220216224910", SECOND),
        ("02-16 22:49", MINUTE),
        ("2月16日", DAY),
        ("12月31日", datetime(2021, 12, 31, tzinfo=BEIJING)),
        ("2022-02-16T22:49:10+08:00", SECOND),
        ("2022-02-16T14:49:10Z", SECOND),
        ("2022-02-16T14:49:10.000Z", SECOND),
        ("2022-02-16T22:49:10+0800", SECOND),
        ("昨天 22:49", MINUTE),
        ("今天 08:05", NOW.replace(hour=8, minute=5, second=0)),
        ("前天", datetime(2022, 2, 15, tzinfo=BEIJING)),
        ("3分钟前", NOW - timedelta(minutes=3)),
        ("2小时前", NOW - timedelta(hours=2)),
        ("2个小时之前", NOW - timedelta(hours=2)),
        ("半小时前", NOW - timedelta(minutes=30)),
        ("1天前", NOW - timedelta(days=1)),
        ("刚刚", NOW),
        (1645022950, SECOND),
        ("1645022950", SECOND),
        (1645022950000, SECOND),
        ("1645022950.0000", SECOND),
    ],
)
def test_a_time_is_read(written: str | int, meant: datetime) -> None:
    read = parse_time(written, NOW)
    assert read == meant
    assert read is not None
    assert read.utcoffset() is not None


@pytest.mark.parametrize(
    "written",
    ["", "没有时间", "2022-13-40", "2022-02-30 10:00", "99:99", None, True, "1.5", [], "0", 0],
)
def test_what_is_no_time_is_none(written: object) -> None:
    assert parse_time(written, NOW) is None


def test_a_zone_of_the_source_is_used_where_the_page_names_none() -> None:
    read = parse_time("2022-02-16 22:49", NOW, "Asia/Urumqi")
    assert read == datetime(2022, 2, 16, 22, 49, tzinfo=ZoneInfo("Asia/Urumqi"))


def test_an_unknown_zone_is_beijing() -> None:
    assert parse_time("2022-02-16 22:49", NOW, "Mars/Olympus") == MINUTE


def test_a_moment_tells_whether_hour_and_year_were_written() -> None:
    full, bare, short = (
        find_moments(text, NOW)[0] for text in ("2022-02-16 22:49", "2022-02-16", "02-16 22:49")
    )
    assert (full.exact, full.dated) == (True, True)
    assert (bare.exact, bare.dated) == (False, True)
    assert (short.exact, short.dated) == (True, False)


def test_every_time_of_a_line_is_found_where_it_stands() -> None:
    line = "发布时间：2022-02-16 22:49 更新时间：2022-02-17 08:00"
    found = find_moments(line, NOW)
    assert [line[m.start : m.end] for m in found] == ["2022-02-16 22:49", "2022-02-17 08:00"]


def test_a_missing_year_is_never_in_the_future() -> None:
    new_year = datetime(2022, 1, 1, 0, 10, tzinfo=UTC)
    assert parse_time("12-31 23:50", new_year) == datetime(2021, 12, 31, 23, 50, tzinfo=BEIJING)
