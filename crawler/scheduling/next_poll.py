"""When to poll a source next, with the reasons. One pure function."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.scheduling.arrival_rate import ArrivalRate

#: Poll when so many new articles are expected.
_WORTH = 1.0
#: No source is looked at more often, whatever it publishes.
MIN_INTERVAL = timedelta(minutes=1)
#: How far the last hours (minutes) outweigh the rhythm: the window, and the weight of the rhythm
#: in articles. The first tells a busy day, the second a burst, which is soon forgotten.
_DAY, _DAY_WEIGHT = timedelta(hours=3), 8.0
_BURST, _BURST_WEIGHT = timedelta(minutes=5), 8.0
#: Up to this share of a wait is taken off, another for each source and always the same: sources
#: with one ``every`` do not all start at once.
_JITTER = 0.1
_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class PollHistory:
    """What is known of a source when its next look is decided.

    ``last_poll`` is when its last run began; ``recent`` when the articles of the last three hours
    before it appeared; ``failed`` how many runs in a row could not read it all; ``pending_at`` is
    the next time at which an entry or a gap may be asked for again. Before ``retry_after``
    its server does not want to be asked (Retry-After).
    """

    every: timedelta
    arrival_rate: ArrivalRate
    last_poll: datetime | None = None
    recent: Sequence[datetime] = ()
    failed: int = 0
    pending_at: datetime | None = None
    retry_after: datetime | None = None


@dataclass(frozen=True)
class PollDecision:
    """When to look, and the reasons in the order in which they counted."""

    at: datetime
    reasons: tuple[str, ...]


def next_poll_time(key: str, history: PollHistory, now: datetime) -> PollDecision:
    """When the source ``key`` is to be looked at next; never later than ``every``, unless its
    server says so."""
    looked = history.last_poll
    if looked is None:
        return PollDecision(now, ("it was never looked at",))
    wait, why = _wait(history, looked)
    earlier = wait * _JITTER * jitter_fraction(key)
    at = looked + wait - earlier
    why.append(f"{_said(earlier)} earlier, its own share, so that sources do not start together")
    soonest = looked + MIN_INTERVAL
    if history.pending_at is not None and history.pending_at < at:
        at = max(history.pending_at, soonest)
        why.append(f"something is pending at {history.pending_at:%H:%M}")
    if history.retry_after is not None and history.retry_after > at:
        at = history.retry_after
        why.append(f"its server does not want to be asked before {at:%H:%M}")
    return PollDecision(at, tuple(why))


def _wait(history: PollHistory, looked: datetime) -> tuple[timedelta, list[str]]:
    every = history.every
    if history.failed:
        wait = min(every, MIN_INTERVAL * 4**history.failed)
        return wait, [f"failed {history.failed} times in a row: again after {_said(wait)}"]
    day, burst = _lifts(history, looked)
    wait = _until_worth_it(history, looked, day, burst)
    why = [
        f"its rhythm: {history.arrival_rate.rate(looked):.2g} articles an hour at this hour "
        "of the week",
        f"the last {_said(_DAY)}: {day:.2g} times that",
        f"the last {_said(_BURST)}: {burst:.2g} times as busy as that",
    ]
    if wait <= MIN_INTERVAL:
        why.append(f"the least wait, {_said(MIN_INTERVAL)}")
    elif wait >= every:
        why.append(f"the longest wait, {_said(every)}")
    else:
        why.append(f"a new article is to be expected within {_said(wait)}")
    return max(MIN_INTERVAL, min(wait, every)), why


def _lifts(history: PollHistory, looked: datetime) -> tuple[float, float]:
    """How much busier the outlet is than its rhythm, today and in this very moment: means of
    Gamma-Poisson posteriors."""

    def lift(span: timedelta, weight: float, usual: float) -> float:
        came = sum(looked - span < at <= looked for at in history.recent)
        expected = usual * history.arrival_rate.expected_count(looked - span, looked)
        return (weight + came) / (weight + expected)

    day = lift(_DAY, _DAY_WEIGHT, 1.0)
    return day, lift(_BURST, _BURST_WEIGHT, day)


def _until_worth_it(history: PollHistory, looked: datetime, day: float, burst: float) -> timedelta:
    worth, at = 0.0, looked
    while at - looked < history.every:
        faded = 1 + (burst - 1) * 0.5 ** ((at - looked) / _BURST)
        more = history.arrival_rate.rate(at) * day * faded * (_STEP / timedelta(hours=1))
        if worth + more >= _WORTH:
            share_of_step: float = (_WORTH - worth) / more
            return at - looked + _STEP * share_of_step
        worth, at = worth + more, at + _STEP
    return history.every


def jitter_fraction(key: str) -> float:
    """A number from 0 to 1 that is always the same for a source."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) / 2**32


def _said(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
