"""Exit statuses of ``scrapy crawl``, in one table, so that cron and scrapyd see how it went.

2 is left to wrong usage, which Scrapy's own argument parser reports.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a run ended; where several hold, the first of ``WORST_FIRST`` is reported."""

    OK = 0
    NOT_STARTED = 1
    BELOW_FLOOR = 3
    DATABASE_LOST = 4
    TIME_LIMIT = 5
    GATE_CLOSED = 6
    FAULT = 7
    LISTING_FAILED = 8
    STOPPED = 9
    ATTENTION = 10
    OWED = 11
    NOTHING_STORED = 12
    UNREACHABLE = 13
    ALREADY_RUNNING = 75


MEANING = {
    Exit.OK: "all well",
    Exit.NOT_STARTED: "could not start (a source file, the database, its schema), or was stuck in"
    " one place beyond its time limit; the log has it",
    Exit.BELOW_FLOOR: "found fewer entries than the source's floor",
    Exit.DATABASE_LOST: "the database went away and did not come back in time",
    Exit.TIME_LIMIT: "the time limit ended the run",
    Exit.GATE_CLOSED: "articles are owed because their gate was not opened",
    Exit.FAULT: "an unexpected error; the log has it",
    Exit.LISTING_FAILED: "a channel could not be read",
    Exit.STOPPED: "stopped by a signal",
    Exit.ATTENTION: "of `scrapy due`: a source needs a person's look",
    Exit.OWED: "articles are owed",
    Exit.NOTHING_STORED: "no answer to what was asked for was an article",
    Exit.UNREACHABLE: "the outlet could not be reached",
    Exit.ALREADY_RUNNING: "the source is being crawled by another run",
}


def meaning_of(status: int) -> str:
    """What an exit status says; of one that is not ours, the status itself."""
    return MEANING[Exit(status)] if status in set(Exit) else f"its process ended with {status}"


WORST_FIRST = (
    Exit.ALREADY_RUNNING,
    Exit.NOT_STARTED,
    Exit.DATABASE_LOST,
    Exit.FAULT,
    Exit.TIME_LIMIT,
    Exit.STOPPED,
    Exit.UNREACHABLE,
    Exit.BELOW_FLOOR,
    Exit.LISTING_FAILED,
    Exit.NOTHING_STORED,
    Exit.GATE_CLOSED,
    Exit.OWED,
    Exit.ATTENTION,
    Exit.OK,
)
