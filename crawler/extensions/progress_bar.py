"""A progress bar at a terminal; nothing without one (cron, scrapyd)."""

from __future__ import annotations

import logging
import sys
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import (
    Progress as Bar,
)
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.extensions.run_recorder import RunRecorder
from crawler.util.console import console


class ProgressBar:
    """Shows entries settled out of entries met, and what the run is about to read."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProgressBar:
        if not sys.stderr.isatty() or crawler.settings["LOG_FILE"]:
            raise NotConfigured  # without a message it is not worth a line in the log
        progress = cls(crawler)
        crawler.signals.connect(progress.begin, signals.spider_opened)
        crawler.signals.connect(progress.step, signals.item_scraped)
        crawler.signals.connect(progress.step, signals.response_received)
        crawler.signals.connect(progress.end, signals.spider_closed)
        return progress

    def begin(self, spider: Spider) -> None:
        for handler in logging.root.handlers:  # log lines would tear the bar
            handler.setLevel(max(handler.level, logging.WARNING))
        self._bar.update(self._task, description=getattr(spider, "source").name)  # noqa: B009
        self._bar.start()

    def step(self, **_: Any) -> None:
        recorder = self._crawler.get_extension(RunRecorder)
        if recorder is not None:
            met = recorder.counters.total("found")
            self._bar.update(
                self._task, total=met or None, completed=met - recorder.counters.pending
            )

    def end(self) -> None:
        self._bar.stop()
