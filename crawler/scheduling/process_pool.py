"""Runs of sources on this machine, so many at a time, each in a process of its own."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import TimeoutExpired
from types import FrameType, TracebackType
from typing import Self

from crawler.cli import echo_err
from crawler.exit_codes import ExitCode
from crawler.scheduling.fork_server import ScrapyProcess
from crawler.util.processes import kill_descendants

#: What a stopped run is given to end in order (s).
_PATIENCE = 30.0


@dataclass(frozen=True)
class FinishedRun:
    """A run that has ended: the source, and the exit status of its process."""

    key: str
    status: int


@dataclass
class CrawlProcessPool:
    """Runs ``scrapy crawl`` for sources, at most ``jobs`` at once, inside a ``with`` block.

    What a run prints goes to ``folder/NAME.log``. One that takes longer than ``limit`` seconds
    is killed with all its children. SIGTERM and SIGINT stop all of them in order.
    """

    jobs: int
    folder: Path
    limit: float
    stopped: bool = False
    _running: dict[str, Future[FinishedRun]] = field(default_factory=dict)
    _children: dict[str, ScrapyProcess] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(self.jobs)
        self._before = {s: signal.signal(s, self._stop) for s in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._stop()
        self._pool.shutdown()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def free(self) -> int:
        """Runs that may still be started."""
        return 0 if self.stopped else self.jobs - len(self._running)

    @property
    def running(self) -> set[str]:
        return set(self._running)

    def start(self, key: str) -> None:
        """Start a run of the source ``key``."""
        self._running[key] = self._pool.submit(self._run, key)

    def wait_finished(self, seconds: float) -> list[FinishedRun]:
        """What has ended by the time that a run ends, or so many seconds are over."""
        done, _ = wait(self._running.values(), seconds, FIRST_COMPLETED)
        found = [future.result() for future in done]
        for end in found:
            del self._running[end.key]
        return found

    def _run(self, key: str) -> FinishedRun:
        log = self._log(key)
        with self._lock:
            if self.stopped:
                return FinishedRun(key, int(ExitCode.STOPPED))
            self._children[key] = child = ScrapyProcess(["crawl", key], log, log)
        try:
            return FinishedRun(key, child.wait(self.limit))
        except TimeoutExpired:
            _kill(child)
            return FinishedRun(key, int(ExitCode.TIME_LIMIT))
        finally:
            del self._children[key]

    def _log(self, key: str) -> Path:
        """The log of a source; nowhere, where the folder takes no files."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.folder / f"{key}.log"
            file.touch()
        except OSError as error:
            echo_err(f"The run of {key} is not logged: {error}")
            return Path(os.devnull)
        return file

    def _stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        self.stopped = True
        for child in list(self._children.values()):
            child.send_signal(signal.SIGTERM)
        self.limit = min(self.limit, _PATIENCE)


def _kill(child: ScrapyProcess) -> None:
    """End a run and whatever it has started."""
    child.terminate()
    try:
        child.wait(_PATIENCE)
    except TimeoutExpired:
        kill_descendants(child.pid)
        child.kill()
        child.wait()
