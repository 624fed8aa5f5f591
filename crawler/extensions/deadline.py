"""The end of a run that does not end: whatever hangs, browser or event loop, the process goes.

Scrapy's CLOSESPIDER_TIMEOUT asks the engine to close, and the engine waits for what is under way.
Where that never comes back, this ends the process itself, and with it the browser: entries are
pending as they were.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import time
from typing import Self

import psycopg
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.database.queries import query
from crawler.database.server import CONNECT_TIMEOUT, connect
from crawler.errors import DatabaseUnavailableError
from crawler.exit_codes import DESCRIPTIONS, ExitCode
from crawler.extensions.run_recorder import RunRecorder
from crawler.state.run_counters import EXIT_BY_FINISH_REASON
from crawler.util.processes import kill_descendants

logger = logging.getLogger(__name__)


#: How often it is looked whether the run was told to stop (s).
_TICK = 0.5
#: What is under way in a run that may write no more is given so long to come back (s).
_OVER = 5.0
#: How much later than our thread should have done it a process is ended from outside Python (s).
_LAST = 5.0


class RunDeadline:
    """A thread of its own: an event loop that is stuck cannot keep it from its work."""

    def __init__(self, crawler: Crawler) -> None:
        self._limit = crawler.settings.getfloat("CLOSESPIDER_TIMEOUT")
        if not self._limit:
            raise NotConfigured
        self._grace = crawler.settings.getfloat("RUN_KILL_AFTER")
        self._crawler = crawler
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="deadline", daemon=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        deadline = cls(crawler)
        crawler.signals.connect(deadline.start, signals.spider_opened)
        crawler.signals.connect(deadline.stop, signals.engine_stopped)
        return deadline

    def start(self) -> None:
        self._thread.start()
        self._end_by_force_in(self._limit + 2 * self._grace + _LAST)

    def stop(self) -> None:
        self._ended.set()
        faulthandler.cancel_dump_traceback_later()

    def _end_by_force_in(self, seconds: float) -> None:
        """Code that never lets another thread run keeps ours from its work too."""
        if sys.__stderr__ is not None:
            faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)

    def _watch(self) -> None:
        until, status = time.monotonic() + self._limit + self._grace, ExitCode.TIME_LIMIT
        while not self._ended.wait(_TICK):
            if not self._crawler.crawling and status is ExitCode.TIME_LIMIT:  # a signal came
                until, status = time.monotonic() + self._grace, ExitCode.STOPPED
            if (over := self._over()) is not None and status is not over:
                until, status = time.monotonic() + min(self._grace, _OVER), over
            if time.monotonic() > until:
                self._cut(status)

    def _over(self) -> ExitCode | None:
        """How a run ends that may write no more: another has its lock, or its database is lost."""
        recorder = self._crawler.get_extension(RunRecorder)
        return (
            EXIT_BY_FINISH_REASON[recorder.database.ended]
            if recorder and recorder.database.ended
            else None
        )

    def _cut(self, status: ExitCode) -> None:
        self._end_by_force_in(2 * CONNECT_TIMEOUT + _LAST)
        logger.critical("The run does not end (%s): its process is ended", DESCRIPTIONS[status])
        try:
            self._record(status)
        except (DatabaseUnavailableError, psycopg.Error) as error:
            logger.critical("The run record could not be written: %s", error)
        kill_descendants(os.getpid())
        logging.shutdown()
        sys.stderr.flush()
        os._exit(int(status))

    def _record(self, status: ExitCode) -> None:
        recorder = self._crawler.get_extension(RunRecorder)
        if recorder is None or recorder.run is None or recorder.database.ended:
            return  # no run, or one whose ledger has written how it ends
        with connect(self._crawler.settings["DATABASE_DSN"]) as connection:
            most = self._crawler.settings.getint("MAX_ATTEMPTS")
            facts = {"id": recorder.run, "exit_status": int(status), "max_tries": most}
            connection.execute(query("mark_run_killed"), facts)
