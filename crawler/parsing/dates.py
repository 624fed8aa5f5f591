"""Find and parse times in Chinese text, to the minute or second. Aware datetimes only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from crawler.parsing.date_formats import (
    AGO,
    COMPACT,
    DAY,
    FULL,
    NO_YEAR,
    NOW,
    REWRITTEN,
    SAID_BEFORE,
    SAID_BEHIND,
    SHORT,
)

_STAMP = re.compile(r"\s*(\d{10})(\d{3})?(?:\.\d+)?\s*")
_BACK = {"今": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_UNITS = {
    "秒": timedelta(seconds=1), "分": timedelta(minutes=1), "小时": timedelta(hours=1),
    "小時": timedelta(hours=1), "钟头": timedelta(hours=1), "鐘頭": timedelta(hours=1),
    "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(days=7),
    "週": timedelta(days=7),
    "星期": timedelta(days=7), "second": timedelta(seconds=1), "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7),
}  # fmt: skip
_MONTHS = {"月": 1, "年": 12, "month": 1, "year": 12}
_COUNTS = {"半": 0.5, "a": 1, "an": 1, "两": 2, "兩": 2, "十": 10} | dict(
    zip("一二三四五六七八九", range(1, 10), strict=True)
)
_NOON = 10
#: The last hour, minute and second of a clock: midnight as 24:00, a leap second.
_HOURS, _MINUTES, _SECONDS = 24, 59, 60
#: No zone is farther from Greenwich.
FARTHEST_ZONE = timedelta(hours=14)
_OFFSET = re.compile(r"(?<!\d)(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?$")
_ZONES = {"格林尼治标准时间": "UTC", "北京时间": "+08:00"}
_AFTER_NOON = frozenset(("下午", "晚上", "傍晚", "夜间", "夜間", "晚间", "晚間", "今晚", "晚"))
_BEFORE_NOON = frozenset(("上午", "凌晨", "淩晨", "早上", "早晨", "清晨", "早"))
_WIDE = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
#: A day without year and hour is told from a range (1-10) by how it is written.
_CLEARLY_DAY = re.compile(r"月|\d\d[-/]\d\d")
#: What says of a time that it is one, and how much else may stand beside it in a value
#: (characters): the name of a day, of a zone, of an outlet.
_BESIDE = re.compile(r"发[布表佈]|發[布表佈]|更新|编辑|編輯|时间|時間|日期|[于於]|\W")
_MOST_BESIDE, _MOST_BESIDE_AGO = 24, 8
_LONGEST_AGO = timedelta(days=365 * 40)
#: By how much a page may be ahead of us, and how far its time may be from its listing's.
_FAST_CLOCK, _FAR = timedelta(hours=1), timedelta(days=7)
_NEVER = datetime(1970, 1, 2, tzinfo=UTC)
_DIGIT = re.compile(r"\d|刚|剛|今|昨|前|[〇○零一二三四五六七八九]年|[ao] ", re.I)


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time found in a text and where it stood.

    ``has_hour`` says that the text named the hour, ``has_year`` that it named the year;
    ``is_relative`` that it only counted back from now (3小时前).
    """

    at: datetime
    has_hour: bool
    start: int = 0
    end: int = 0
    has_year: bool = True
    is_relative: bool = False


def find_times(text: str, now: datetime, zone: str = "Asia/Shanghai") -> list[FoundTime]:
    """All times in a line of text: those by the calendar, then those that count from now.

    ``now`` (aware) is what relative times and missing years are counted from; a time that
    names no zone is in ``zone``.
    """
    if not _DIGIT.search(text):
        return []
    text, here = text.translate(_WIDE), now.astimezone(_zone(zone))
    absolute = list(_absolute(text, here))
    taken = [(moment.start, moment.end) for moment in absolute]
    relative = (m for m in _relative(text, here) if not any(a <= m.start < b for a, b in taken))
    return [*absolute, *relative]


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
    moments = find_times(text, now, zone)
    return moments[0].at if moments and is_all(text, moments[0]) else None


def is_all(text: str, moment: FoundTime) -> bool:
    """Whether a text is little else than the time in it: one that only mentions a time is none."""
    written = text[moment.start : moment.end]
    rest = _BESIDE.sub("", text[: moment.start] + text[moment.end :])
    if not any(map(str.isdigit, written)):
        return not rest
    return len(rest) <= (_MOST_BESIDE_AGO if moment.is_relative else _MOST_BESIDE)


def implausible_reason(read: datetime, listed: datetime | None, fetched: datetime) -> str:
    """Why a time of publication cannot be one; '' if it can.

    ``listed`` is what the listing said. A page whose hour of fetching (``fetched``) is not known
    is not held against the clock.
    """
    if fetched > _NEVER and read > fetched + _FAST_CLOCK:
        return f"lies in the future of {fetched.isoformat(timespec='minutes')}"
    if listed and abs(read - listed) > _FAR:
        return f"lies far from the listing's {listed.isoformat(timespec='minutes')}"
    return ""


def _absolute(text: str, now: datetime) -> Iterator[FoundTime]:
    """Times by the calendar: only those of the fullest form that the text has."""
    for read in (_by(FULL), _by(COMPACT), _rewritten, _by(SHORT), _without_year):
        moments = [m for m in read(text, now) if m.at.year > _NEVER.year]
        if moments:
            yield from moments
            return


def _by(pattern: re.Pattern[str]) -> Callable[[str, datetime], Iterator[FoundTime]]:
    def read(text: str, now: datetime) -> Iterator[FoundTime]:
        return (m for m in (_moment(match, now) for match in pattern.finditer(text)) if m)

    return read


def _without_year(text: str, now: datetime) -> Iterator[FoundTime]:
    for moment in _by(NO_YEAR)(text, now):
        if moment.has_hour or _CLEARLY_DAY.search(text, moment.start, moment.end):
            yield moment


def _rewritten(text: str, now: datetime) -> Iterator[FoundTime]:
    """English dates, Chinese numerals, and other orders of day, month and year."""
    for pattern, rewrite in REWRITTEN:
        for match in pattern.finditer(text):
            for moment in _by(FULL)(rewrite(match), now):
                yield replace(moment, start=match.start(), end=match.end())


def _relative(text: str, now: datetime) -> Iterator[FoundTime]:
    for match in DAY.finditer(text):
        day = now - timedelta(days=_BACK[match["word"]])
        moment = _moment(match, now, day)
        if moment and not _is_said(text, moment):
            yield moment
    for match in AGO.finditer(text):
        at, exact = _ago(match, now)
        if now - at < _LONGEST_AGO:
            yield FoundTime(at, exact, *match.span(), is_relative=True)
    for match in NOW.finditer(text):
        yield FoundTime(now.replace(microsecond=0), True, *match.span(), is_relative=True)


def _is_said(text: str, moment: FoundTime) -> bool:
    """Whether a word for a day (今天) is part of a sentence or a name, be there an hour with it."""
    if moment.has_hour and text[moment.end - 1] not in "时時点點分":
        return False
    if SAID_BEHIND.match(text, moment.end):
        return True
    return not moment.has_hour and SAID_BEFORE.search(text, 0, moment.start) is not None


def _ago(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    """The time so long ago, and whether it is told by the hour or finer."""
    written, unit = match["count"] or match["count2"], (match["unit"] or match["unit2"]).lower()
    count = _COUNTS.get(written) or float(written) if written not in ("a", "an") else 1
    if unit in _MONTHS:
        return _months_before(now, round(count * _MONTHS[unit]) or 1), False
    at = (now - count * _UNITS[unit]).replace(microsecond=0)
    return at, _UNITS[unit] <= timedelta(hours=1)


def _months_before(now: datetime, months: int) -> datetime:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=max(year, 1), month=month + 1, day=min(now.day, 28), microsecond=0)


def _moment(match: re.Match[str], now: datetime, day: datetime | None = None) -> FoundTime | None:
    """The time of a match; None where the calendar has no such day."""
    part = match.groupdict()
    for name in ("hour", "minute", "second", "zone"):
        part[name] = part.get(name) or part.get(f"{name}2") or part.get(f"{name}3")
    exact = part["hour"] is not None
    try:
        at = datetime(
            _year(part.get("year"), day or now),
            int(part["month"] or 0) if "month" in part else (day or now).month,
            int(part["day"] or 0) if "day" in part else (day or now).day,
            tzinfo=now.tzinfo,
        )
        at += _clock(part)
        zone = part["zone"] or _ZONES.get(part.get("place") or "")
        if zone:
            at = at.replace(tzinfo=_offset(zone))
        if "month" in part and part.get("year") is None and at > now + timedelta(days=1):
            at = at.replace(year=at.year - 1)
    except (ValueError, OverflowError):
        return None
    start, end = match.start(), match.start() + len(match[0].rstrip())
    return FoundTime(at, exact, start, end, has_year="month" not in part or "year" in part)


def _year(written: str | None, now: datetime) -> int:
    if written is None:
        return now.year
    return int(written) if len(written) == 4 else 2000 + int(written)


def _hour(part: dict[str, str | None]) -> int:
    hour, half, noon = int(part["hour"] or 0), part.get("half"), (part.get("noon") or "").lower()
    if half in _AFTER_NOON or noon == "p" or (half == "中午" and hour < _NOON):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and (half in _BEFORE_NOON or noon == "a") else hour


def _clock(part: dict[str, str | None]) -> timedelta:
    """How long after midnight; ``ValueError`` where no clock shows that."""
    minute = 30 if part["minute"] == "半" else int(part["minute"] or 0)
    hour, second = _hour(part), int(part["second"] or 0)
    if hour > _HOURS or minute > _MINUTES or second > _SECONDS:
        raise ValueError("no clock shows this")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(written: str) -> tzinfo:
    """The zone of ``Z``, ``GMT``, ``GMT+8``, ``+0800``, ``+08``; ``ValueError`` where none is so
    far from Greenwich."""
    figures = _OFFSET.search(written)
    if figures is None:
        if "+" in written:
            raise ValueError(f"no zone: {written}")
        return UTC
    offset = timedelta(hours=int(figures["hours"]), minutes=int(figures["minutes"] or 0))
    if offset > FARTHEST_ZONE:
        raise ValueError(f"no zone: {written}")
    return timezone(-offset if figures["sign"] == "-" else offset)


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    """The zone of an IANA name; Beijing time where the name is not known."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return timezone(timedelta(hours=8))
