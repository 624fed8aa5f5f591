"""What newsrooms publish and when: arrivals for simulations, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Share of a working day's articles by hour, as regional outlets publish: little at night, most
#: from seven to eleven, a second wave in the afternoon, the evening news.
_DAY = (1, 0, 0, 0, 0, 1, 3, 8, 10, 9, 8, 5, 3, 3, 6, 7, 7, 6, 4, 4, 5, 4, 3, 2)
_WEEKEND = 0.6
_BURST, _BURST_SPAN = 60, timedelta(minutes=10)


@dataclass(frozen=True)
class Newsroom:
    """An outlet: articles on a working day, and bursts of sixty in ten minutes a week."""

    name: str
    daily: float
    bursts: int = 0


def newsrooms(count: int = 20) -> list[Newsroom]:
    """Outlets from 2 to 300 articles a day, evenly spread on a logarithmic scale."""
    rates = [2 * 150 ** (n / max(1, count - 1)) for n in range(count)]
    return [Newsroom(f"outlet{n:02}", rate, bursts=n % 3) for n, rate in enumerate(rates)]


def arrivals(room: Newsroom, start: datetime, days: int, seed: int = 1) -> list[datetime]:
    """When its articles appear, in order; each in a second of its own."""
    rng = random.Random(f"{seed}/{room.name}")
    times = set(_ordinary(room, start, days, rng))
    for _ in range(round(room.bursts * days / 7)):
        begin = start + timedelta(days=rng.randrange(days), hours=rng.uniform(7, 21))
        for n in range(_BURST):
            times.add((begin + _BURST_SPAN * n / _BURST).replace(microsecond=0))
    return sorted(times)


def _ordinary(room: Newsroom, start: datetime, days: int, rng: random.Random) -> Iterator[datetime]:
    for day in range(days):
        midnight = start + timedelta(days=day)
        mood = rng.gammavariate(8, 1 / 8)  # days differ
        factor = mood * (_WEEKEND if midnight.weekday() > 4 else 1)
        for hour, weight in enumerate(_DAY):
            mean = room.daily * factor * weight / sum(_DAY)
            at = rng.expovariate(mean) if mean else 1.0
            while at < 1:
                yield (midnight + timedelta(hours=hour + at)).replace(microsecond=0)
                at += rng.expovariate(mean)
