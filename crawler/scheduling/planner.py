"""The agenda: for each source, when its next run is due and why, and whether it needs a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

import psycopg
from psycopg.rows import DictRow

from crawler.database.queries import query
from crawler.exit_codes import MEANING, ExitCode
from crawler.scheduling.arrival_counts import WHOLE, Counted
from crawler.scheduling.arrival_rate import Rhythm
from crawler.scheduling.next_poll import Decision, History, next_look
from crawler.source_config.schema import Source

#: A silence is suspicious whose probability is less than this.
SUSPICIOUS = 1e-4
_IN_A_ROW = 3
#: How a run ends that says nothing of the source.
_HARMLESS = (ExitCode.OK, ExitCode.GATE_CLOSED, ExitCode.OWED, ExitCode.STOPPED)
#: How a run ends that is said at once, and not only when it comes again.
_AT_ONCE = (
    ExitCode.BELOW_FLOOR,
    ExitCode.UNREACHABLE,
    ExitCode.LISTING_FAILED,
    ExitCode.NOTHING_STORED,
)

Connection = psycopg.Connection[DictRow]


@dataclass(frozen=True)
class Item:
    """One source on the agenda.

    ``run`` is its last run, which is also the one after which the next is claimed (0: none yet);
    ``marks`` say what of it needs a person's look.
    """

    source: Source
    decision: Decision
    run: int = 0
    started: datetime | None = None
    running: bool = False
    marks: tuple[str, ...] = ()
    status: int | None = None

    @property
    def key(self) -> str:
        return self.source.key


def read_agenda(connection: Connection, sources: Iterable[Source]) -> tuple[datetime, list[Item]]:
    """The database's own time, which is one for all machines, and the agenda, soonest first."""
    known = {source.key: source for source in sources}
    rows = connection.execute(query("agenda"), {"sources": list(known)}).fetchall()
    rhythms = read_rhythms(connection, list(known))
    now: datetime = connection.execute("select now()").fetchall()[0]["now"]
    unread = unread_channels(connection, list(known.values()))
    items = [
        _item(known[row["key"]], row, rhythms[row["key"]], unread[row["key"]], now) for row in rows
    ]
    return now, sorted(items, key=lambda item: (item.decision.at, item.key))


def read_rhythms(connection: Connection, keys: Sequence[str]) -> Mapping[str, dict[str, DictRow]]:
    """What is kept of the rhythms of sources, by source and channel; {} for one without any."""
    found: defaultdict[str, dict[str, DictRow]] = defaultdict(dict)
    for row in connection.execute(query("read_rhythms"), {"sources": keys}).fetchall():
        found[row["source"]][row["channel"]] = row
    return found


def unread_channels(
    connection: Connection, sources: Sequence[Source]
) -> Mapping[str, Sequence[str]]:
    """What is wrong with channels that show nothing or cannot be read, by source."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    followed = {(source.key, channel.name) for source in sources for channel in source.listings()}
    facts = {"sources": [source.key for source in sources], "failures": _IN_A_ROW}
    for row in connection.execute(query("unread_channels"), facts).fetchall():
        if (row["source"], row["name"]) in followed:
            found[row["source"]].append(f"{row['name']}: {row['fault']}")
    return found


def _counted(row: DictRow) -> Counted:
    return Counted(row["since"], row["last_at"], row["hours"], row["days"])


def rhythm_of(row: DictRow | None, source: Source, now: datetime) -> Rhythm:
    """The rhythm that is kept of a source or a channel; a guess for none."""
    if row is None:
        return Rhythm.of([0] * 168, now, now, source.zone)
    return _counted(row).rhythm(now, source.zone)


def _item(
    source: Source,
    row: DictRow,
    rhythms: dict[str, DictRow],
    unread: Sequence[str],
    now: datetime,
) -> Item:
    failed = len(list(takewhile(lambda status: status not in _HARMLESS, row["statuses"])))
    history = History(
        source.every,
        rhythm_of(rhythms.get(WHOLE), source, now),
        row["started_at"],
        row["recent"] or (),
        failed,
        row["owed_at"],
        row["barred_until"],
    )
    return Item(
        source,
        next_look(source.key, history, now),
        row["run"] or 0,
        row["started_at"],
        row["running"],
        tuple(_marks(source, row, rhythms, unread)),
        (row["statuses"] or [None])[0],
    )


def _marks(
    source: Source, row: DictRow, rhythms: dict[str, DictRow], unread: Sequence[str]
) -> Iterable[str]:
    statuses = [ExitCode(status) for status in row["statuses"]]
    for status in set(statuses[:1]) & set(_AT_ONCE):
        more = source.floor if status is ExitCode.BELOW_FLOOR else row["fault"]
        yield f"{MEANING[status]} ({more})" if more else MEANING[status]
    worst = [status for status in statuses[:_IN_A_ROW] if status not in _HARMLESS]
    if len(worst) == _IN_A_ROW and worst[0] not in _AT_ONCE:
        yield f"{_IN_A_ROW} runs in a row: {MEANING[worst[0]]}"
    yield from unread
    for channel, rhythm in rhythms.items():
        chance = silence(rhythm, source)
        if chance < SUSPICIOUS:
            hours = (rhythm["read_at"] - rhythm["last_at"]).total_seconds() / 3600
            yield f"{channel} is silent for {hours:.0f} h (by its rhythm 1 in {1 / chance:,.0f})"


def silence(row: DictRow, source: Source) -> float:
    """The probability of a channel's silence up to the last look at it, by its own rhythm."""
    if row["read_at"] is None or row["read_at"] <= row["last_at"]:
        return 1.0
    rhythm = _counted(row).rhythm(row["last_at"], source.zone)
    return max(rhythm.silence(row["last_at"], row["read_at"]), 1e-12)


def claim(connection: Connection, item: Item, seconds: float) -> bool:
    """Take the next run of a source; False where another `due` has taken it, or it has run.

    A claim that led to no run is void after so many seconds.
    """
    facts = {"source": item.key, "after_run": item.run, "seconds": seconds}
    return bool(connection.execute(query("claim_run"), facts).fetchall())


def release(connection: Connection, item: Item) -> None:
    """Give a claim back that led to nothing."""
    connection.execute(query("release_run"), {"source": item.key, "after_run": item.run})


def end_the_dead(connection: Connection, max_tries: int) -> list[str]:
    """End the record of every run whose process is gone; returns their sources. What they had
    not settled is owed, and what was under way has had a try."""
    rows = connection.execute(query("end_the_dead"), {"max_tries": max_tries}).fetchall()
    return [row["source"] for row in rows]
