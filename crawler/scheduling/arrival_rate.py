"""The expected number of articles between two times, by hour of the week."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import fmean, pvariance

HOURS = 168
_HOUR = timedelta(hours=1)
#: What is known of a finer division is trusted like so many weeks (days) of the coarser one.
_WEEKS, _DAYS = 3.0, 2.0
#: Before anything is known: half an article in a day.
_GUESS = 0.5, 24.0


@dataclass(frozen=True)
class ArrivalRate:
    """Arrivals an hour by hour of the week, Monday 0 h in ``zone`` first.

    ``dispersion`` is the r of the negative binomial that the arrivals of a day follow: days of a
    newsroom differ more than chance alone would have it. Infinite where they do not.
    """

    rates: tuple[float, ...]
    zone: tzinfo
    dispersion: float = math.inf

    @classmethod
    def fit(
        cls,
        hours: Sequence[int],
        since: datetime,
        until: datetime,
        zone: tzinfo,
        days: Sequence[int] = (),
    ) -> ArrivalRate:
        """The rhythm behind arrivals counted by hour of the week (168 numbers) and by day.

        Few weeks say little of one hour of the week: it is drawn towards the same hour on other
        days of its kind (working days, weekends), and that towards the mean.
        """
        met = _exposures(since, until, zone)
        mean = (sum(hours) + _GUESS[0]) / (sum(met) + _GUESS[1])
        rates: list[float] = []
        for place in range(HOURS):
            kind = range(5) if place // 24 < 5 else range(5, 7)
            alike = [day * 24 + place % 24 for day in kind]
            many = (sum(hours[i] for i in alike) + _DAYS * mean) / (
                sum(met[i] for i in alike) + _DAYS
            )
            rates.append((hours[place] + _WEEKS * many) / (met[place] + _WEEKS))
        return cls(tuple(rates), zone, _spread(days))

    def rate(self, at: datetime) -> float:
        """Arrivals an hour at a moment."""
        return self.rates[_place(at, self.zone)]

    def expected_count(self, start: datetime, end: datetime) -> float:
        """Arrivals to expect from ``start`` to ``end``."""
        return math.fsum(self.rate(at) * (upto - at) / _HOUR for at, upto in _by_hour(start, end))

    def silence_probability(self, start: datetime, end: datetime) -> float:
        """The probability that nothing at all arrives from ``start`` to ``end``."""
        expected = self.expected_count(start, end)
        if math.isinf(self.dispersion):
            return math.exp(-expected)
        # Days are independent: r counts for each of them.
        size = self.dispersion * max(1.0, (end - start) / timedelta(days=1))
        return float((1 + expected / size) ** -size)


def _place(at: datetime, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def _by_hour(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The hours, and parts of hours, from ``start`` to ``end``."""
    at = start.astimezone(UTC)
    while at < end:
        upto = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield at, upto
        at = upto


def _exposures(since: datetime, until: datetime, zone: tzinfo) -> list[float]:
    """How often each hour of the week came by."""
    met = [0.0] * HOURS
    for at, upto in _by_hour(since, until):
        met[_place(at, zone)] += (upto - at) / _HOUR
    return met


def _spread(days: Sequence[int]) -> float:
    """r of the negative binomial by the method of moments; infinite for too few days."""
    if len(days) < 7:
        return math.inf
    mean, variance = fmean(days), pvariance(days)
    return mean * mean / (variance - mean) if variance > mean > 0 else math.inf
