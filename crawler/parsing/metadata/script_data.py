"""Publication time and source from data in scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from crawler.parsing.dates import FoundTime, find_times, parse_time
from crawler.parsing.text import normalize_text

#: A title among the data that a script holds; what stands so near it is of the same article.
_TITLE_KEY = re.compile(r"""title["']?\s*[:=]\s*(?:htmlDecode\()?["']$""", re.I)
_NEAR, _KEY, _SHORTEST_TITLE = 1500, 32, 6
_SOURCE = re.compile(
    r"""\b["']?(?:source|media|copyfrom)(?:_?name)?["']?\s*:\s*(["'])(?P<value>[^"'\\<>]{2,30})\1""",
    re.I,
)
_TIME = re.compile(
    r"""(?<![A-Za-z])["']?(?:(?:ori|news|article)?_?(?:publish(?:ed)?|pub|release|issue|create|ctime|post|input|show)
    [-_]?(?:time|date|at|timestamp|ts)?|ct)["']?\s*[:=]\s*["']?
    (?P<value>1\d{9}(?:\d{3})?|(?:19|20)\d\d[-/年.][^"'<>\\]{4,24})(?=["'\s,;}*]|$)""",
    re.I | re.X,
)
_MOST = 40


def source_from_scripts(text: str, title: str) -> str:
    """The source beside the title among the data of a page's scripts; '' if none."""
    return next((normalize_text(found) for found in _beside(text, title, _SOURCE)), "")


def publish_time_from_scripts(text: str, title: str, now: datetime, zone: str) -> FoundTime | None:
    """The time of publication among the data of a page's scripts: the one beside the title, or
    the only day that they name."""
    read = _reader(now, zone)
    for value in _beside(text, title, _TIME):
        if moment := read(value):
            return moment
    found = [found["value"] for _, found in zip(range(_MOST), _TIME.finditer(text), strict=False)]
    moments = [moment for value in found if (moment := read(value))]
    return moments[0] if len({moment.at.date() for moment in moments}) == 1 else None


def _beside(text: str, title: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The values of a key that stand near the title where a script holds it as data."""
    at = text.find(title) if len(title) >= _SHORTEST_TITLE else -1
    for _ in range(_MOST):
        if at < 0:
            return
        if _TITLE_KEY.search(text[max(0, at - _KEY) : at]):
            found = pattern.search(text, at, at + _NEAR)
            found = found or pattern.search(text, max(0, at - _NEAR), at)
            if found:
                yield found["value"]
        at = text.find(title, at + 1)


def _reader(now: datetime, zone: str) -> Callable[[str], FoundTime | None]:
    """Reads Unix seconds, milliseconds and written times."""

    def read(value: str) -> FoundTime | None:
        if value.isdigit():
            at = parse_time(value, now, zone)
            return FoundTime(at.astimezone(now.tzinfo), True) if at else None
        return next(iter(find_times(value, now, zone)), None)

    return read
