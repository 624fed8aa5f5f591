"""Exit statuses of ``scrapy crawl``, in one table, so that cron and scrapyd see how it went.

2 is left to wrong usage, which Scrapy's own argument parser reports.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ended; where several hold, the first of ``SEVERITY_ORDER`` is reported."""

    OK = 0
    NOT_STARTED = 1
    TOO_FEW_ENTRIES = 3
    DATABASE_LOST = 4
    TIME_LIMIT = 5
    GATE_CLOSED = 6
    ERROR = 7
    LISTING_FAILED = 8
    STOPPED = 9
    ATTENTION = 10
    PENDING = 11
    NOTHING_STORED = 12
    UNREACHABLE = 13
    ALREADY_RUNNING = 75


DESCRIPTIONS = {
    ExitCode.OK: "all well",
    ExitCode.NOT_STARTED: "could not start (a source file, the database, its schema), or was stuck"
    " in one place beyond its time limit; the log has it",
    ExitCode.TOO_FEW_ENTRIES: "found fewer entries than min_entries of the source",
    ExitCode.DATABASE_LOST: "the database went away and did not come back in time",
    ExitCode.TIME_LIMIT: "the time limit ended the run",
    ExitCode.GATE_CLOSED: "articles are pending because their gate was not opened",
    ExitCode.ERROR: "an unexpected error; the log has it",
    ExitCode.LISTING_FAILED: "a channel could not be read",
    ExitCode.STOPPED: "stopped by a signal",
    ExitCode.ATTENTION: "of `scrapy due`: a source needs attention",
    ExitCode.PENDING: "articles are pending",
    ExitCode.NOTHING_STORED: "no response was an article",
    ExitCode.UNREACHABLE: "the outlet could not be reached",
    ExitCode.ALREADY_RUNNING: "the source is being crawled by another run",
}


def describe_status(status: int) -> str:
    """What an exit status says; of one that is not ours, the status itself."""
    return (
        DESCRIPTIONS[ExitCode(status)]
        if status in set(ExitCode)
        else f"its process ended with {status}"
    )


SEVERITY_ORDER = (
    ExitCode.ALREADY_RUNNING,
    ExitCode.NOT_STARTED,
    ExitCode.DATABASE_LOST,
    ExitCode.ERROR,
    ExitCode.TIME_LIMIT,
    ExitCode.STOPPED,
    ExitCode.UNREACHABLE,
    ExitCode.TOO_FEW_ENTRIES,
    ExitCode.LISTING_FAILED,
    ExitCode.NOTHING_STORED,
    ExitCode.GATE_CLOSED,
    ExitCode.PENDING,
    ExitCode.ATTENTION,
    ExitCode.OK,
)
