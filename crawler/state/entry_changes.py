"""Whether a listing shows another title or time for an entry than before."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.parsing.text import comparison_key

_CUT = re.compile(r"(?:\.\.|…|⋯)\s*+$")
#: An entry whose title or time changes again is fetched again so long after the last time, and
#: four times as long each time (hours).
_FIRST, _LONGEST = 1, 24 * 28
_MINUTE = timedelta(minutes=1)


def title_changed(before: str, now: str) -> bool:
    """Whether two titles differ by more than form; one that was cut short is the same."""
    old, new = comparison_key(before), comparison_key(now)
    if not old or not new or old == new:
        return False
    cut_old, cut_new = _CUT.search(before), _CUT.search(now)
    return not ((cut_old and new.startswith(old)) or (cut_new and old.startswith(new)))


def time_changed(before: datetime | None, now: datetime | None) -> bool:
    """Whether two times differ in their minute, where both are known."""
    if before is None or now is None:
        return False
    return before.replace(second=0, microsecond=0) != now.replace(second=0, microsecond=0)


def listed_minute(listed: datetime | None, fetched: datetime, zone: str) -> datetime | None:
    """The time of a listing if it names one to the minute; None for a mere day (midnight), and for
    one that counts back from when it was fetched (3小时前): such a one keeps its seconds."""
    if listed is None:
        return None
    try:
        local = listed.astimezone(ZoneInfo(zone))
    except OverflowError:
        return None
    if not (local.hour or local.minute or local.second):
        return None
    counted = (fetched.replace(microsecond=0) - listed) % _MINUTE == timedelta(0)
    return None if counted else listed


def may_be_refetched(changes: int, changed_at: datetime | None, now: datetime) -> bool:
    """Whether an entry that changed so often before may be fetched again for one more change."""
    if changed_at is None:
        return True
    hours = min(_LONGEST, _FIRST * 4 ** min(changes, 8))
    return now - changed_at >= timedelta(hours=hours)
