"""The end of a run that does not end: whatever hangs, browser or event loop, the process goes.

Scrapy's CLOSESPIDER_TIMEOUT asks the engine to close, and the engine waits for what is under way.
Where that never comes back, this ends the process itself, and with it the browser: entries are
owed as they were.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import Self

import psycopg
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.database.queries import query
from crawler.database.server import connect
from crawler.errors import DatabaseUnavailable
from crawler.exits import Exit
from crawler.extensions.ledger import Ledger
from crawler.processes import kill_descendants

logger = logging.getLogger(__name__)


class Deadline:
    """A thread of its own: an event loop that is stuck cannot keep it from its work."""

    def __init__(self, crawler: Crawler) -> None:
        limit = crawler.settings.getfloat("CLOSESPIDER_TIMEOUT")
        if not limit:
            raise NotConfigured
        self._crawler = crawler
        self._timer = threading.Timer(limit + crawler.settings.getfloat("RUN_GRACE"), self._over)
        self._timer.daemon = True

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        deadline = cls(crawler)
        crawler.signals.connect(deadline.begin, signals.spider_opened)
        crawler.signals.connect(deadline.end, signals.engine_stopped)
        return deadline

    def begin(self) -> None:
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()

    def _over(self) -> None:
        logger.critical("The run did not end at its time limit: its process is ended")
        try:
            self._record()
        except (DatabaseUnavailable, psycopg.Error) as error:
            logger.critical("The run record could not be written: %s", error)
        kill_descendants(os.getpid())
        logging.shutdown()
        sys.stderr.flush()
        os._exit(int(Exit.TIME_LIMIT))

    def _record(self) -> None:
        ledger = self._crawler.get_extension(Ledger)
        if ledger is None or ledger.run is None:
            return
        with connect(self._crawler.settings["DATABASE_DSN"]) as connection:
            facts = {"id": ledger.run, "exit_status": int(Exit.TIME_LIMIT)}
            connection.execute(query("cut_run"), facts)
