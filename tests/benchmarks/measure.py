"""Running one crawl to its end and measuring it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks.processes import Tree

#: How often (s) a running crawl is looked at.
_STEP = 0.5
Watch = Callable[[Tree], None]


@dataclass(frozen=True)
class Measure:
    """One crawl: wall seconds from first request to last item, peak memory (MiB) of the crawler
    process, CPU seconds of it and all below it (browser and driver, if it has them)."""

    pages: int
    seconds: float
    peak: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.pages / self.seconds

    @property
    def cpu_a_page(self) -> float:
        return self.cpu / self.pages


@dataclass(frozen=True)
class Job:
    """A crawl to run: ``done`` tells how many pages it has brought, ``watch`` looks at it."""

    label: str
    command: list[str]
    pages: int
    env: dict[str, str]
    cwd: Path
    done: Callable[[], int] | None = None
    watch: Watch | None = None


def run(job: Job) -> Measure:
    """Run a crawl to its end and measure it; SystemExit where it failed or brought fewer items."""
    with tempfile.TemporaryFile("w+") as log:
        began = time.monotonic()
        process = subprocess.Popen(job.command, cwd=job.cwd, env=job.env, stdout=log, stderr=log)
        cpu, status, usage = _follow(job, process.pid)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        log.seek(0)
        text = log.read()
    if process.returncode:
        raise SystemExit(f"{job.label} ended with {process.returncode}:\n{text[-2000:]}")
    items = re.search(r"'item_scraped_count': (\d+)", text)
    if not items or int(items[1]) != job.pages:
        raise SystemExit(f"{job.label}: {items and items[1]} of {job.pages} items\n{text[-2000:]}")
    elapsed = re.search(r"'elapsed_time_seconds': ([\d.]+)", text)
    seconds = float(elapsed[1]) if elapsed else wall
    reaped = usage.ru_utime + usage.ru_stime
    return Measure(job.pages, seconds, usage.ru_maxrss / 1024, max(cpu, reaped))


def _follow(job: Job, process: int) -> tuple[float, int, os.struct_rusage]:
    """Look at a crawl until it ends: the most CPU seconds seen, its status and its usage."""
    tree, cpu = Tree(process), 0.0
    with _bar(job) as step:
        while True:
            ended, status, usage = os.wait4(process, os.WNOHANG)
            if ended:
                return cpu, status, usage
            cpu = max(cpu, tree.cpu())
            if job.watch:
                job.watch(tree)
            step()
            time.sleep(_STEP)


def progress() -> Progress:
    """A progress bar at a terminal, nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = Console(stderr=True)
    off = not sys.stderr.isatty()
    return Progress(*columns, TimeElapsedColumn(), console=shown, transient=True, disable=off)


@contextmanager
def _bar(job: Job) -> Iterator[Callable[[], None]]:
    """The progress bar of a crawl; gives what moves it."""
    with progress() as bar:
        if bar.disable:
            yield lambda: None
            return
        task = bar.add_task(job.label, total=job.pages if job.done else None)
        yield lambda: bar.update(task, completed=job.done() if job.done else 0)


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
