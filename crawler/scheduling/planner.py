"""Plan the next run of each source: when it is due, why, and what needs attention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

import psycopg
from psycopg.rows import DictRow

from crawler.database.queries import query
from crawler.exit_codes import DESCRIPTIONS, ExitCode
from crawler.scheduling.arrival_counts import WHOLE, ArrivalCounts
from crawler.scheduling.arrival_rate import ArrivalRate
from crawler.scheduling.next_poll import PollDecision, PollHistory, next_poll_time
from crawler.source_config.schema import Source

#: A silence is suspicious whose probability is less than this.
SILENCE_THRESHOLD = 1e-4
_IN_A_ROW = 3
#: How a run ends that says nothing of the source.
_HARMLESS = (ExitCode.OK, ExitCode.GATE_CLOSED, ExitCode.PENDING, ExitCode.STOPPED)
#: How a run ends that is said at once, and not only when it comes again.
_AT_ONCE = (
    ExitCode.TOO_FEW_ENTRIES,
    ExitCode.UNREACHABLE,
    ExitCode.LISTING_FAILED,
    ExitCode.NOTHING_STORED,
)

DictConnection = psycopg.Connection[DictRow]


@dataclass(frozen=True)
class PlannedSource:
    """One source on the agenda.

    ``last_run_id`` is its last run, which is also the one after which the next is claimed (0: none
    yet); ``warnings`` are reasons why it needs attention.
    """

    source: Source
    decision: PollDecision
    last_run_id: int = 0
    started: datetime | None = None
    running: bool = False
    warnings: tuple[str, ...] = ()
    status: int | None = None

    @property
    def key(self) -> str:
        return self.source.key


def plan_sources(
    connection: DictConnection, sources: Iterable[Source]
) -> tuple[datetime, list[PlannedSource]]:
    """The database's own time, which is one for all machines, and the agenda, soonest first."""
    known = {source.key: source for source in sources}
    rows = connection.execute(query("plan"), {"sources": list(known)}).fetchall()
    rates = load_arrival_rates(connection, list(known))
    now: datetime = connection.execute("select now()").fetchall()[0]["now"]
    unread = unread_channels(connection, list(known.values()))
    items = [
        _item(known[row["key"]], row, rates[row["key"]], unread[row["key"]], now) for row in rows
    ]
    return now, sorted(items, key=lambda item: (item.decision.at, item.key))


def load_arrival_rates(
    connection: DictConnection, keys: Sequence[str]
) -> Mapping[str, dict[str, DictRow]]:
    """What is kept of the rates of sources, by source and channel; {} for one without any."""
    found: defaultdict[str, dict[str, DictRow]] = defaultdict(dict)
    for row in connection.execute(query("load_arrival_rates"), {"sources": keys}).fetchall():
        found[row["source"]][row["channel"]] = row
    return found


def unread_channels(
    connection: DictConnection, sources: Sequence[Source]
) -> Mapping[str, Sequence[str]]:
    """What is wrong with channels that show nothing or cannot be read, by source."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    followed = {
        (source.key, channel.name) for source in sources for channel in source.platform_channels()
    }
    facts = {"sources": [source.key for source in sources], "failures": _IN_A_ROW}
    for row in connection.execute(query("unread_channels"), facts).fetchall():
        if (row["source"], row["name"]) in followed:
            found[row["source"]].append(f"{row['name']}: {row['fault']}")
    return found


def _counted(row: DictRow) -> ArrivalCounts:
    return ArrivalCounts(row["since"], row["last_at"], row["hours"], row["days"])


def arrival_rate_of(row: DictRow | None, source: Source, now: datetime) -> ArrivalRate:
    """The rhythm that is kept of a source or a channel; a guess for none."""
    if row is None:
        return ArrivalRate.fit([0] * 168, now, now, source.zone)
    return _counted(row).rhythm(now, source.zone)


def _item(
    source: Source,
    row: DictRow,
    rates: dict[str, DictRow],
    unread: Sequence[str],
    now: datetime,
) -> PlannedSource:
    failed = len(list(takewhile(lambda status: status not in _HARMLESS, row["statuses"])))
    history = PollHistory(
        source.every,
        arrival_rate_of(rates.get(WHOLE), source, now),
        row["started_at"],
        row["recent"] or (),
        failed,
        row["pending_at"],
        row["barred_until"],
    )
    return PlannedSource(
        source,
        next_poll_time(source.key, history, now),
        row["run"] or 0,
        row["started_at"],
        row["running"],
        tuple(_marks(source, row, rates, unread)),
        (row["statuses"] or [None])[0],
    )


def _marks(
    source: Source, row: DictRow, rates: dict[str, DictRow], unread: Sequence[str]
) -> Iterable[str]:
    statuses = [ExitCode(status) for status in row["statuses"]]
    for status in set(statuses[:1]) & set(_AT_ONCE):
        more = source.min_entries if status is ExitCode.TOO_FEW_ENTRIES else row["fault"]
        yield f"{DESCRIPTIONS[status]} ({more})" if more else DESCRIPTIONS[status]
    worst = [status for status in statuses[:_IN_A_ROW] if status not in _HARMLESS]
    if len(worst) == _IN_A_ROW and worst[0] not in _AT_ONCE:
        yield f"{_IN_A_ROW} runs in a row: {DESCRIPTIONS[worst[0]]}"
    yield from unread
    for channel, rhythm in rates.items():
        chance = silence_probability(rhythm, source)
        if chance < SILENCE_THRESHOLD:
            hours = (rhythm["read_at"] - rhythm["last_at"]).total_seconds() / 3600
            yield f"{channel} is silent for {hours:.0f} h (by its rhythm 1 in {1 / chance:,.0f})"


def silence_probability(row: DictRow, source: Source) -> float:
    """The probability of a channel's silence up to the last look at it, by its own rhythm."""
    if row["read_at"] is None or row["read_at"] <= row["last_at"]:
        return 1.0
    rhythm = _counted(row).rhythm(row["last_at"], source.zone)
    return max(rhythm.silence_probability(row["last_at"], row["read_at"]), 1e-12)


def claim(connection: DictConnection, item: PlannedSource, seconds: float) -> bool:
    """Take the next run of a source; False where another `due` has taken it, or it has run.

    A claim that led to no run is void after so many seconds.
    """
    facts = {"source": item.key, "after_run": item.last_run_id, "seconds": seconds}
    return bool(connection.execute(query("claim_run"), facts).fetchall())


def release(connection: DictConnection, item: PlannedSource) -> None:
    """Give a claim back that led to nothing."""
    connection.execute(query("release_run"), {"source": item.key, "after_run": item.last_run_id})


def close_dead_runs(connection: DictConnection, max_tries: int) -> list[str]:
    """End the record of every run whose process is gone; returns their sources. What they had
    not settled is pending, and what was under way has had a try."""
    rows = connection.execute(query("close_all_dead_runs"), {"max_tries": max_tries}).fetchall()
    return [row["source"] for row in rows]
