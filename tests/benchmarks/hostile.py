"""Hostile pages: whether any makes the reading fail, take long, or take much memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from crawler.parsing.page import FetchedPage
from pipelines.body_html import body_html
from tests.accuracy import article_of
from tests.benchmarks.crew import Crew
from tests.benchmarks.measure import report
from tests.mutations import MUTATIONS, Case, cases

#: What a page may take: seconds of CPU before it is slow, and of time before its process is
#: ended; MiB more than were held before it, and MiB of address space.
_SLOW, _HUNG, _MUCH, _SPACE = 2.0, 60.0, 512, 4096
_NAMED = 20
_ADDRESS = "https://news.example.cn/2024/05/06/1.html"
_FETCHED = datetime(2024, 5, 6, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """What reading one page took: seconds of CPU, MiB above what was held before it, the error
    that it ended with ('' for none)."""

    seconds: float
    memory: float
    error: str = ""


Ended = tuple[Case, Reading | None]


def measure(pages: int) -> None:
    """Read mutated pages, each in bounded time, and report the worst."""
    crew: Crew[Case, Reading] = Crew(read, _HUNG, _SPACE)
    ended = list(_shown(crew.run(cases(pages)), pages))
    readings = {case: reading for case, reading in ended if reading}
    failed = [f"{case}: {r.error}" for case, r in readings.items() if r.error]
    hung = [f"{case}: hung for {_HUNG:.0f} s, or died" for case, reading in ended if not reading]
    for line in [*failed, *hung][:_NAMED]:
        report(f"  {line}")
    report(
        f"hostile pages: {pages:,} by {len(MUTATIONS)} mutations, {len(failed)} exceptions,"
        f" {len(hung)} hung (mark: none)"
    )
    _report_most("seconds of CPU", _SLOW, readings, lambda reading: reading.seconds)
    _report_most("MiB of memory", _MUCH, readings, lambda reading: reading.memory)


def _report_most(
    unit: str, mark: float, readings: dict[Case, Reading], of: Callable[[Reading], float]
) -> None:
    """The median, the worst page, and the worst of each mutation that is above the mark."""
    worst: dict[str, Case] = {}
    for case in sorted(readings, key=lambda case: -of(readings[case])):
        worst.setdefault(case.mutation, case)
    first, *others = worst.values()
    for case in [case for case in others if of(readings[case]) > mark][:_NAMED]:
        report(f"  {of(readings[case]):.2f} {unit}: {case}")
    above = sum(of(reading) > mark for reading in readings.values())
    middle = statistics.median(map(of, readings.values()))
    report(
        f"{unit} a page: median {middle:.3f}, worst {of(readings[first]):.2f} ({first});"
        f" {above} above {mark:g} (mark: none)"
    )


def read(case: Case) -> Reading:
    """Make one page, read and clean it, and measure that."""
    page = FetchedPage(_ADDRESS, case.page(), fetched_at=_FETCHED)
    _peak()
    held, error = _peak(), ""
    began = time.process_time()
    try:
        body_html(article_of(page).blocks)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what we look for
        error = f"{type(fault).__name__}: {fault}"[:200]
    return Reading(time.process_time() - began, _peak() - held, error)


def _peak() -> float:
    """The most memory (MiB) that this process held since this was last asked, forgotten then."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _shown(ended: Iterator[Ended], pages: int) -> Iterable[Ended]:
    """The same, with a progress bar at a terminal."""
    if not sys.stderr.isatty():
        return ended
    return track(ended, "hostile pages", pages, console=Console(stderr=True), transient=True)
