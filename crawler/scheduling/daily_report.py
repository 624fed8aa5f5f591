"""Articles of a source by day, and possible losses with their probability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg.rows import DictRow

from crawler.database.queries import query
from crawler.parsing.url_pattern import url_pattern
from crawler.scheduling.arrival_rate import ArrivalRate
from crawler.scheduling.id_gaps import find_id_gap
from crawler.scheduling.planner import (
    SILENCE_THRESHOLD,
    DictConnection,
    arrival_rate_of,
    load_arrival_rates,
    silence_probability,
    unread_channels,
)
from crawler.source_config.schema import Source

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayCounts:
    """One day of a source: entries seen by what became of them, and articles probably missed."""

    day: date
    seen: int
    stored: int
    duplicate: int
    rejected: int
    gone: int
    pending: int
    missed: float


@dataclass(frozen=True)
class PossibleLoss:
    """Something that may be a loss: what it is, and the probability that it is chance."""

    what: str
    chance: float | None = None

    def __str__(self) -> str:
        if self.chance is None:
            return self.what
        return f"{self.what} (by chance 1 in {1 / max(self.chance, 1e-12):,.0f})"


def load_days(connection: DictConnection, source: Source, count: int) -> list[DayCounts]:
    """The last ``count`` days of a source, oldest first, in its own time zone."""
    facts = {"source": source.key, "zone": source.timezone, "days": count}
    rows = connection.execute(query("articles_by_day"), facts).fetchall()
    missed = _missed(connection, source)
    return [DayCounts(**row, missed=round(missed.get(row["day"], 0.0), 1)) for row in rows]


def _missed(connection: DictConnection, source: Source) -> Mapping[date, float]:
    """Articles to be expected in what gaps leave open, by day."""
    by_day: defaultdict[date, float] = defaultdict(float)
    rates = load_arrival_rates(connection, [source.key])[source.key]
    for gap in _gaps(connection, source):
        row = rates.get(gap["channel"])
        if row is None or gap["known_before"] is None:
            continue
        rhythm = arrival_rate_of(row, source, gap["until"])
        for start, end in _by_day(gap["known_before"], gap["until"], rhythm):
            by_day[start.astimezone(source.zone).date()] += rhythm.expected_count(start, end)
    return by_day


def _by_day(
    start: datetime, end: datetime, rhythm: ArrivalRate
) -> Iterator[tuple[datetime, datetime]]:
    at = start
    while at < end:
        local = at.astimezone(rhythm.zone)
        upto = min(local.replace(hour=0, minute=0, second=0, microsecond=0) + _ONE_DAY, end)
        yield at, upto
        at = upto


def _gaps(connection: DictConnection, source: Source) -> list[DictRow]:
    return connection.execute(query("open_gap_sizes"), {"source": source.key}).fetchall()


def possible_losses(connection: DictConnection, source: Source) -> Iterator[PossibleLoss]:
    """What of a source looks as if something were missing."""
    for gap in _gaps(connection, source):
        since = gap["known_before"] or gap["found_at"]
        when = f"{since.astimezone(source.zone):%m-%d %H:%M}"
        state = f"given up: {gap['reason']}" if gap["closed_at"] else "pending"
        yield PossibleLoss(f"{gap['channel']}: older pages than seen since {when}: {state}")
    for channel, row in load_arrival_rates(connection, [source.key])[source.key].items():
        chance = silence_probability(row, source)
        if chance < SILENCE_THRESHOLD:
            since = f"{row['last_at'].astimezone(source.zone):%m-%d %H:%M}"
            yield PossibleLoss(f"{channel}: silent since {since}", chance)
    yield from _in_numbers(connection, source)
    for row in connection.execute(query("distrusted_channels"), {"source": source.key}).fetchall():
        yield PossibleLoss(f"{row['name']}: {row['distrust']}")
    for said in unread_channels(connection, [source])[source.key]:
        yield PossibleLoss(said)


def _in_numbers(connection: DictConnection, source: Source) -> Iterator[PossibleLoss]:
    rows = connection.execute(query("numbered_entries"), {"source": source.key}).fetchall()
    for pattern, (before, lately) in _numbers(rows).items():
        found = find_id_gap(before, lately)
        if found and found.probability < SILENCE_THRESHOLD:
            yield PossibleLoss(
                f"{pattern}: {found.missing} numbers of the last day were never listed",
                found.probability,
            )


def _numbers(rows: Iterable[DictRow]) -> Mapping[str, tuple[Sequence[int], Sequence[int]]]:
    """Ids by address pattern, those of before and those of the last day: of patterns whose last
    token is a number and whose others do not differ within a day."""
    found: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row in rows:
        pattern = url_pattern(row["url"])
        if pattern.text.rpartition("{")[2].startswith("n}") and len(pattern.values[-1]) < 16:
            found[pattern.text][row["lately"]].append(int(pattern.values[-1]))
    return found
