"""Times as Chinese pages write them, to the minute or second. Aware datetimes only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_CLOCK = r"""(?:\s*[T日号]?[\s|（(,，·]{0,6}(?:(?:星期|周)[一二三四五六日天][\s)）]*)?
    (?P<half>上午|下午|晚上|凌晨|早上|中午)?\s*(?P<hour>[01]?\d|2[0-4])\s*[:：时点]\s*(?P<minute>[0-5]?\d)
    (?:\s*[:：分]\s*(?P<second>[0-5]?\d))?(?:[.:]\d{1,9})?\s*(?P<zone>Z|GMT|UTC|[+-]\d\d:?\d\d(?!\d))?)?"""
_MONTH, _DATE = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
_DATE_END = r"(?!\d(?!\d?[:：]))"
_FULL = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[-年/.]\s*{_MONTH}\s*[-月/.]\s*{_DATE}{_DATE_END}{_CLOCK}",
    re.X,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_SHORT = re.compile(
    rf"(?<![\d.年-])(?P<year>\d\d)\s*[-年/.]\s*{_MONTH}\s*[-月/.]\s*{_DATE}{_DATE_END}{_CLOCK}",
    re.X,
)
_NO_YEAR = re.compile(
    rf"(?<![\d.年/-]){_MONTH}\s*[-月/]\s*{_DATE}{_DATE_END}(?![-/.]\d){_CLOCK}", re.X
)
_DAY = re.compile(rf"(?P<word>今天|今日|昨天|昨日|前天){_CLOCK}", re.X)
_AGO = re.compile(r"(?P<count>\d{1,4}|半)\s*个?(?P<unit>秒|分|小时|天|日|周|星期|月|年)钟?\s*之?前")
_NOW = re.compile(r"刚刚|刚才")
_STAMP = re.compile(r"\s*(\d{10})(\d{3})?(?:\.\d+)?\s*")
_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_UNITS = {
    "秒": timedelta(seconds=1), "分": timedelta(minutes=1), "小时": timedelta(hours=1),
    "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(days=7),
    "星期": timedelta(days=7), "月": timedelta(days=30), "年": timedelta(days=365),
}  # fmt: skip
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
#: A day without year and hour is told from a range (1-10) by how it is written.
_CLEARLY_DAY = re.compile(r"月|\d\d[-/]\d\d")
_LONGEST_AGO = timedelta(days=365 * 40)
#: By how much a page may be ahead of us, and how far its time may be from its listing's.
_FAST_CLOCK, _FAR = timedelta(hours=1), timedelta(days=7)
_NEVER = datetime(1970, 1, 2, tzinfo=UTC)
_DIGIT = re.compile(r"\d|刚|半|今|昨|前")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time found in a text and where it stood.

    ``exact`` says that the text named the hour, ``dated`` that it named the year; ``rough``
    that it only counted back from now (3小时前).
    """

    at: datetime
    exact: bool
    start: int = 0
    end: int = 0
    dated: bool = True
    rough: bool = False


def find_moments(text: str, now: datetime, zone: str = "Asia/Shanghai") -> list[Moment]:
    """All times in a line of text, in the order of how fully they are written.

    ``now`` (aware) is what relative times and missing years are counted from; a time that
    names no zone is in ``zone``.
    """
    if not _DIGIT.search(text):
        return []
    text, here = text.translate(_WIDE), now.astimezone(_zone(zone))
    return list(_absolute(text, here)) or list(_relative(text, here))


def parse_time(value: object, now: datetime, zone: str = "Asia/Shanghai") -> datetime | None:
    """The time that one value of a listing or a head names: text, or a Unix time in s or ms."""
    text = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    stamp = _STAMP.fullmatch(text)
    if stamp and stamp.group(1) > "3":
        return None
    if stamp:
        milliseconds = int(stamp.group(2) or 0)
        return datetime.fromtimestamp(int(stamp.group(1)), UTC).replace(
            microsecond=milliseconds * 1000
        )
    moments = find_moments(text, now, zone)
    return moments[0].at if moments else None


def doubt_of(read: datetime, listed: datetime | None, fetched: datetime) -> str:
    """Why a time of publication cannot be one; '' if it can.

    ``listed`` is what the listing said. A page whose hour of fetching (``fetched``) is not known
    is not held against the clock.
    """
    if fetched > _NEVER and read > fetched + _FAST_CLOCK:
        return f"lies in the future of {fetched.isoformat(timespec='minutes')}"
    if listed and abs(read - listed) > _FAR:
        return f"lies far from the listing's {listed.isoformat(timespec='minutes')}"
    return ""


def _absolute(text: str, now: datetime) -> Iterator[Moment]:
    """Times by the calendar: only those of the fullest form that the text has."""
    for pattern in (_FULL, _COMPACT, _SHORT, _NO_YEAR):
        moments = [m for m in (_moment(match, now) for match in pattern.finditer(text)) if m]
        if pattern is _NO_YEAR:
            moments = [m for m in moments if m.exact or _CLEARLY_DAY.search(text, m.start, m.end)]
        if moments:
            yield from moments
            return


def _relative(text: str, now: datetime) -> Iterator[Moment]:
    for match in _DAY.finditer(text):
        day = now - timedelta(days=_BACK[match["word"]])
        moment = _moment(match, now, day)
        if moment:
            yield moment
    for match in _AGO.finditer(text):
        count, unit = 0.5 if match["count"] == "半" else int(match["count"]), match["unit"]
        passed = count * _UNITS[unit]
        if passed < _LONGEST_AGO:
            at = (now - passed).replace(microsecond=0)
            yield Moment(at, unit in ("秒", "分", "小时"), *match.span(), rough=True)
    for match in _NOW.finditer(text):
        yield Moment(now.replace(microsecond=0), True, *match.span(), rough=True)


def _moment(match: re.Match[str], now: datetime, day: datetime | None = None) -> Moment | None:
    """The time of a match; None where the calendar has no such day."""
    part = match.groupdict()
    exact = part["hour"] is not None
    try:
        at = datetime(
            _year(part.get("year"), day or now),
            int(part["month"]) if "month" in part else (day or now).month,
            int(part["day"]) if "day" in part else (day or now).day,
            tzinfo=now.tzinfo,
        )
        at += timedelta(
            hours=_hour(part),
            minutes=int(part["minute"] or 0),
            seconds=int(part.get("second") or 0),
        )
        if part.get("zone"):
            at = at.replace(tzinfo=_offset(part["zone"]))
        if "month" in part and part.get("year") is None and at > now + timedelta(days=1):
            at = at.replace(year=at.year - 1)
    except (ValueError, OverflowError):
        return None
    start, end = match.start(), match.start() + len(match[0].rstrip())
    return Moment(at, exact, start, end, dated="month" not in part or "year" in part)


def _year(written: str | None, now: datetime) -> int:
    if written is None:
        return now.year
    return int(written) if len(written) == 4 else 2000 + int(written)


def _hour(part: dict[str, str | None]) -> int:
    hour = int(part["hour"] or 0)
    return hour + 12 if part.get("half") in ("下午", "晚上") and hour < 12 else hour


def _offset(written: str) -> tzinfo:
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    """The zone of an IANA name; Beijing time where the name is not known."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return timezone(timedelta(hours=8))
