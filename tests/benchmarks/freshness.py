"""How long an article waits to be seen: our wait against a fixed one and two published rules.

A simulation on the arrivals of twenty newsrooms, no network: a look sees all that has appeared.
Every rule is scaled until it asks for as many listing pages as ours; only then are lags compared.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Protocol
from zoneinfo import ZoneInfo

from crawler.scheduling.arrival_rate import HOURS, ArrivalRate
from crawler.scheduling.next_poll import PollHistory, jitter_fraction, next_poll_time
from tests.benchmarks.newsrooms import arrivals, newsrooms

ZONE = ZoneInfo("Asia/Shanghai")
#: Rules are given two weeks to learn, and measured for one.
_LEARN, _MEASURE = 14, 7
_EVERY = timedelta(hours=4)
_WEEK = timedelta(days=7)


class Rule(Protocol):
    """Decides for one outlet; ``seen`` are the arrivals up to the look at ``at``."""

    def wait(self, at: datetime, new: int, seen: list[datetime]) -> timedelta: ...


@dataclass
class Fixed:
    """The same wait for everybody."""

    scale: float

    def wait(self, at: datetime, new: int, seen: list[datetime]) -> timedelta:
        return timedelta(minutes=self.scale)


@dataclass
class EntryFrequency:
    """miniflux: a week divided by (entries of the last week × factor), 5 minutes to 24 hours."""

    scale: float

    def wait(self, at: datetime, new: int, seen: list[datetime]) -> timedelta:
        weekly = len(seen) - bisect_left(seen, at - _WEEK)
        wait = _WEEK * self.scale / max(1, weekly)
        return min(timedelta(days=1), max(timedelta(minutes=5), wait))


@dataclass
class DuplicateShare:
    """Media Cloud: an hour shorter where under a third of a page is known, ten minutes longer
    where over two thirds are; all its times are scaled alike."""

    scale: float
    minutes: float = field(init=False)

    def __post_init__(self) -> None:
        self.minutes = 360 * self.scale

    def wait(self, at: datetime, new: int, seen: list[datetime]) -> timedelta:
        known = 1 - min(1.0, new / _PER_PAGE)
        if known < 1 / 3:
            self.minutes -= 60 * self.scale
        elif known > 2 / 3:
            self.minutes += 10 * self.scale
        self.minutes = min(1440 * self.scale, max(10 * self.scale, self.minutes))
        return timedelta(minutes=self.minutes)


_PER_PAGE = 20


@dataclass
class Ours:
    """`next_look`, with the rhythm of the last four weeks, counted anew each day."""

    key: str
    rhythm: ArrivalRate | None = None
    counted: datetime | None = None

    def wait(self, at: datetime, new: int, seen: list[datetime]) -> timedelta:
        if self.rhythm is None or self.counted is None or at - self.counted > timedelta(days=1):
            self.rhythm, self.counted = _rhythm(seen, at), at
        recent = seen[bisect_left(seen, at - timedelta(hours=3)) :]
        return next_poll_time(self.key, PollHistory(_EVERY, self.rhythm, at, recent), at).at - at


def _rhythm(seen: list[datetime], at: datetime) -> ArrivalRate:
    since = max(seen[0] if seen else at, at - 4 * _WEEK)
    hours = [0] * HOURS
    for moment in seen[bisect_left(seen, since) :]:
        local = moment.astimezone(ZONE)
        hours[local.weekday() * 24 + local.hour] += 1
    return ArrivalRate.fit(hours, since, at, ZONE)


@dataclass(frozen=True)
class Outcome:
    """Looks in the measured week, and the lags of its articles in minutes."""

    looks: int
    lags: list[float]

    @property
    def median(self) -> float:
        return median(self.lags)

    @property
    def late(self) -> float:
        """The 95th percentile."""
        return quantiles(self.lags, n=20)[-1]


def simulate(rule: Callable[[str], Rule], seed: int) -> Outcome:
    start = datetime(2026, 10, 5, tzinfo=ZONE)
    measured, end = start + timedelta(days=_LEARN), start + timedelta(days=_LEARN + _MEASURE)
    looks, lags = 0, []
    for room in newsrooms():
        came = arrivals(room, start, _LEARN + _MEASURE, seed)
        decide, known = rule(room.name), 0
        at = start + timedelta(minutes=10 * jitter_fraction(room.name))
        while at < end:
            upto = bisect_right(came, at)
            if at >= measured:
                looks += 1
                shown = (a for a in came[known:upto] if a >= measured)
                lags += [(at - a) / timedelta(minutes=1) for a in shown]
            wait = decide.wait(at, upto - known, came[:upto])
            known, at = upto, at + wait
    return Outcome(looks, lags)


def scaled(rule: Callable[[float], Rule], looks: int, seed: int) -> Outcome:
    """The rule at the scale at which it asks for as many pages, found by halving."""
    low, high = 1e-3, 1e3
    for _ in range(22):
        middle = math.sqrt(low * high)
        found = simulate(lambda _, scale=middle: rule(scale), seed)  # type: ignore[misc]
        low, high = (middle, high) if found.looks > looks else (low, middle)
    return found


RIVALS: dict[str, Callable[[float], Rule]] = {
    "a fixed wait": Fixed,
    "entry frequency (miniflux)": EntryFrequency,
    "duplicate share (Media Cloud)": DuplicateShare,
}


def measure(seeds: Sequence[int] = (1, 2, 3, 4)) -> list[str]:
    """The lines of the table: so many weeks of other arrivals, taken together."""
    ours = [simulate(Ours, seed) for seed in seeds]
    found = {"ours": _together(ours)}
    for name, rule in RIVALS.items():
        found[name] = _together(
            [scaled(rule, o.looks, s) for o, s in zip(ours, seeds, strict=True)]
        )
    lines = [f"{len(seeds)} weeks of 20 outlets, {len(found['ours'].lags)} articles"]
    lines += [
        f"  {name:32}{outcome.looks:6} looks   median {outcome.median:5.1f} min"
        f"   95 % within {outcome.late:5.1f} min"
        for name, outcome in found.items()
    ]
    ratio = found["ours"].median / min(found[name].median for name in RIVALS)
    return [*lines, f"  median, ours / the best of the others: {ratio:.2f} (mark: 0.7)"]


def _together(weeks: Sequence[Outcome]) -> Outcome:
    return Outcome(sum(w.looks for w in weeks), [lag for w in weeks for lag in w.lags])
