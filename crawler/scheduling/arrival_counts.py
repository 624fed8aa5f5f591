"""Count arrivals in the database into the arrival rates of a source and its channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from crawler.database.pool import Database
from crawler.scheduling.arrival_rate import HOURS, ArrivalRate
from crawler.source_config.schema import Source

WINDOW = timedelta(days=28)
#: The channel under which the arrivals of a whole source are kept.
WHOLE = ""


@dataclass(frozen=True)
class ArrivalCounts:
    """Arrivals of a channel from ``since`` on: by hour of the week, by day, and the last one."""

    since: datetime
    last: datetime
    hours: Sequence[int]
    days: Sequence[int]

    def rhythm(self, until: datetime, zone: tzinfo) -> ArrivalRate:
        return ArrivalRate.fit(self.hours, self.since, until, zone, self.days)


def count_arrivals(
    arrivals: Iterable[datetime], begin: datetime, now: datetime, zone: tzinfo
) -> ArrivalCounts:
    """Count what arrived in the four weeks before ``now``.

    ``begin`` is when the channel was first looked at. What it listed then reaches further back,
    to all but its last few, which may be pinned there for years. ValueError for no arrivals.
    """
    came = sorted(at for at in arrivals if now - WINDOW <= at <= now)
    if not came:
        raise ValueError("no arrivals")
    since = max(now - WINDOW, min(begin, came[len(came) // 20]))
    hours, days = [0] * HOURS, [0] * (int((now - since) / timedelta(days=1)) + 1)
    for at in came:
        if at >= since:
            local = at.astimezone(zone)
            hours[local.weekday() * 24 + local.hour] += 1
            days[int((at - since) / timedelta(days=1))] += 1
    return ArrivalCounts(since, came[-1], hours, days[:-1])


async def update_arrival_rates(database: Database, source: Source) -> None:
    """Count the arrivals of a source and its channels anew, and save them in ``arrival_rates``."""
    rows = await database.fetch("arrivals", source=source.key, zone=source.timezone)
    by_channel: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        by_channel[row["channel"]].append(row["at"])
    begins = {row["channel"]: row["begin"] for row in rows}
    for channel, came in by_channel.items():
        try:
            counted = count_arrivals(came, begins[channel], rows[0]["now"], source.zone)
        except ValueError:
            continue  # all of it older than four weeks: the rhythm that was known stays
        await database.fetch(
            "save_arrival_rate",
            source=source.key,
            channel=channel,
            since=counted.since,
            last_at=counted.last,
            hours=list(counted.hours),
            days=list(counted.days),
        )
