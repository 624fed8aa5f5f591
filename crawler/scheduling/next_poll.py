"""When to look at a source again. One pure function, and it says why."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.scheduling.arrival_rate import Rhythm

#: A look is worth its request when so many new articles are to be expected.
_WORTH = 1.0
#: No source is looked at more often, whatever it publishes.
LEAST = timedelta(minutes=1)
#: How far the last hours (minutes) outweigh the rhythm: the window, and the weight of the rhythm
#: in articles. The first tells a busy day, the second a burst, which is soon forgotten.
_DAY, _DAY_WEIGHT = timedelta(hours=3), 8.0
_BURST, _BURST_WEIGHT = timedelta(minutes=5), 8.0
#: Up to this share of a wait is taken off, another for each source and always the same: sources
#: with one ``every`` do not all start at once.
_JITTER = 0.1
_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class History:
    """What is known of a source when its next look is decided.

    ``looked`` is when its last run began; ``recent`` when the articles of the last three hours
    before it appeared; ``failed`` how many runs in a row could not read it all; ``owed_at`` is the
    next time at which an entry or a gap may be asked for again. Before ``barred_until`` its server
    does not want to be asked (Retry-After).
    """

    every: timedelta
    rhythm: Rhythm
    looked: datetime | None = None
    recent: Sequence[datetime] = ()
    failed: int = 0
    owed_at: datetime | None = None
    barred_until: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """When to look, and the reasons in the order in which they counted."""

    at: datetime
    why: tuple[str, ...]


def next_look(key: str, history: History, now: datetime) -> Decision:
    """When the source ``key`` is to be looked at next; never later than ``every``, unless its
    server says so."""
    looked = history.looked
    if looked is None:
        return Decision(now, ("it was never looked at",))
    wait, why = _wait(history, looked)
    earlier = wait * _JITTER * share(key)
    at = looked + wait - earlier
    why.append(f"{_said(earlier)} earlier, its own share, so that sources do not start together")
    soonest = looked + LEAST
    if history.owed_at is not None and history.owed_at < at:
        at = max(history.owed_at, soonest)
        why.append(f"something is owed at {history.owed_at:%H:%M}")
    if history.barred_until is not None and history.barred_until > at:
        at = history.barred_until
        why.append(f"its server does not want to be asked before {at:%H:%M}")
    return Decision(at, tuple(why))


def _wait(history: History, looked: datetime) -> tuple[timedelta, list[str]]:
    every = history.every
    if history.failed:
        wait = min(every, LEAST * 4**history.failed)
        return wait, [f"failed {history.failed} times in a row: again after {_said(wait)}"]
    day, burst = _lifts(history, looked)
    wait = _until_worth_it(history, looked, day, burst)
    why = [
        f"its rhythm: {history.rhythm.rate(looked):.2g} articles an hour at this hour of the week",
        f"the last {_said(_DAY)}: {day:.2g} times that",
        f"the last {_said(_BURST)}: {burst:.2g} times as busy as that",
    ]
    if wait <= LEAST:
        why.append(f"the least wait, {_said(LEAST)}")
    elif wait >= every:
        why.append(f"the longest wait, {_said(every)}")
    else:
        why.append(f"a new article is to be expected within {_said(wait)}")
    return max(LEAST, min(wait, every)), why


def _lifts(history: History, looked: datetime) -> tuple[float, float]:
    """How much busier the outlet is than its rhythm, today and in this very moment: means of
    Gamma-Poisson posteriors."""

    def lift(span: timedelta, weight: float, usual: float) -> float:
        came = sum(looked - span < at <= looked for at in history.recent)
        expected = usual * history.rhythm.expected(looked - span, looked)
        return (weight + came) / (weight + expected)

    day = lift(_DAY, _DAY_WEIGHT, 1.0)
    return day, lift(_BURST, _BURST_WEIGHT, day)


def _until_worth_it(history: History, looked: datetime, day: float, burst: float) -> timedelta:
    worth, at = 0.0, looked
    while at - looked < history.every:
        faded = 1 + (burst - 1) * 0.5 ** ((at - looked) / _BURST)
        more = history.rhythm.rate(at) * day * faded * (_STEP / timedelta(hours=1))
        if worth + more >= _WORTH:
            share_of_step: float = (_WORTH - worth) / more
            return at - looked + _STEP * share_of_step
        worth, at = worth + more, at + _STEP
    return history.every


def share(key: str) -> float:
    """A number from 0 to 1 that is always the same for a source."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) / 2**32


def _said(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
