"""Times are read in every form that Chinese pages write, and are always aware."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.parsing.dates import find_times, parse_time

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
        find_times(text, NOW)[0] for text in ("2022-02-16 22:49", "2022-02-16", "02-16 22:49")
    )
    assert (full.has_hour, full.has_year) == (True, True)
    assert (bare.has_hour, bare.has_year) == (False, True)
    assert (short.has_hour, short.has_year) == (True, False)


def test_every_time_of_a_line_is_found_where_it_stands() -> None:
    line = "发布时间：2022-02-16 22:49 更新时间：2022-02-17 08:00"
    found = find_times(line, NOW)
    assert [line[m.start : m.end] for m in found] == ["2022-02-16 22:49", "2022-02-17 08:00"]


def test_a_missing_year_is_never_in_the_future() -> None:
    new_year = datetime(2022, 1, 1, 0, 10, tzinfo=UTC)
    assert parse_time("12-31 23:50", new_year) == datetime(2021, 12, 31, 23, 50, tzinfo=BEIJING)


class TestFormsOfMachinesAndOtherLanguages:
    """What interfaces, databases and English or traditional pages write."""

    @pytest.mark.parametrize(
        "written",
        [
            "20220216T224900+0800",
            "20220216T144900Z",
            "20220216T2249",
            "20220216T22:49:00+08:00",
            "2022-02-16T144900Z",
            "2022-02-16T2249+08",
            "2022-02-16T14:49:00+00",
            "2022-02-16 14:49:00.000+00",
            "2022-02-16 22:48:60+08:00",
            "2022-02-16 22:49 GMT+8",
            "2022-02-16 22:49 (GMT+8)",
            "2022-02-16 22:49 UTC +8",
            "2022-02-16 22:49:00,000+0800",
            "Wed Feb 16 2022 22:49:00 GMT+0800 (中国标准时间)",
            "2022年2月16日 22時49分",
            "2022年2月16日下午10時49分",
            "2022-02-16 10:49 p.m.",
            "Feb. 16, 2022 at 10:49 p.m.",
            "February 16, 2022 - 10:49pm",
            "February 16, 2022 | 10:49 PM",
            "16 February 2022 at 10:49pm",
        ],
    )
    def test_a_minute(self, written: str) -> None:
        assert parse_time(written, NOW) == MINUTE

    @pytest.mark.parametrize(
        ("written", "ago"),
        [
            ("5 分鐘前", timedelta(minutes=5)),
            ("兩小時前", timedelta(hours=2)),
            ("3個小時前", timedelta(hours=3)),
            ("2週前", timedelta(days=14)),
            ("剛剛", timedelta()),
        ],
    )
    def test_so_long_ago(self, written: str, ago: timedelta) -> None:
        assert parse_time(written, NOW) == NOW - ago

    def test_an_hour_alone(self) -> None:
        expected = MINUTE.replace(hour=15, minute=0)
        for written in ("Feb 16, 2022 at 3pm", "2022-02-16 3 PM", "2022年2月16日 15點"):
            assert parse_time(written, NOW) == expected

    @pytest.mark.parametrize(
        "written",
        [
            "2022-02-16T01:61:30-05:00",
            "2022-02-16T25:01:00",
            "2022-02-16 22:49:75",
            "20220216T996100",
            "Wed, 16 Feb 2022 22:75:00 +0800",
        ],
    )
    def test_what_no_clock_shows_is_no_shorter_time(self, written: str) -> None:
        assert parse_time(written, NOW) is None

    @pytest.mark.parametrize(
        "zone", ["+16:00", "-15:30", "+9999", "+99999999", "GMT+23", "+1401", "-9999"]
    )
    def test_no_zone_is_so_far_away(self, zone: str) -> None:
        assert parse_time(f"2022-02-16T22:49:00{zone}", NOW) is None


class TestAWordForADay:
    @pytest.mark.parametrize("written", ["今天", "发布于今天", "今日", "今天更新", " 今天 "])
    def test_alone_it_is_a_time(self, written: str) -> None:
        assert parse_time(written, NOW) == NOW.replace(hour=0, minute=0, second=0)

    @pytest.mark.parametrize(
        "written",
        [
            "今日要闻",
            "今天，县里召开会议",
            "今天上午县里召开会议",
            "今天8时，县里召开会议",
            "县里今天",
            "看今天",
            "今天 江城区召开会议",
        ],
    )
    def test_in_a_sentence_or_a_name_it_is_none(self, written: str) -> None:
        assert parse_time(written, NOW) is None

    def test_a_value_that_only_mentions_a_time_is_none(self) -> None:
        said = "江城区自2022年2月16日起对全区所有供水管网进行分批检修和更换请大家做好准备工作"
        assert find_times(said, NOW)
        assert parse_time(said, NOW) is None
