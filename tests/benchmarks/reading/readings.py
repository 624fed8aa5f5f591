"""Running one reader over all pages, and what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from tests.benchmarks.reading.pages import Page
from tests.benchmarks.reading.peers import peers_python
from tests.benchmarks.reading.readers import OURS, ROOT
from tests.benchmarks.reading.score import Marks, marks

_WORKER = "tests.benchmarks.reading.worker"


@dataclass(frozen=True)
class Reading:
    """What was read of one page, CPU seconds, and what went wrong ('' if nothing)."""

    page: Page
    read: dict[str, Any]
    seconds: float
    fault: str


@dataclass(frozen=True)
class Readings:
    """All that one reader read, and the reader's name and version."""

    title: str
    each: tuple[Reading, ...]

    @cached_property
    def marks(self) -> tuple[Marks, ...]:
        """The measures of each page; what the reader gives of no page is not asked of it."""
        given = {key for reading in self.each for key in reading.read}
        return tuple(marks(reading.page.gold, reading.read, given) for reading in self.each)


def read(reader: str, pages: Sequence[Page], step: Callable[[], None]) -> Readings:
    """Read all pages in a process of the reader's own; ``step`` is called after each."""
    lines = (json.dumps({"html": page.html, "url": page.url}) + "\n" for page in pages)
    python = sys.executable if reader == OURS else peers_python()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(lines)
        file.flush()
        # -E: no PYTHONPATH may lend one environment the packages of the other.
        answers = _answers([python, "-E", "-m", _WORKER, reader, file.name], reader)
        title = next(answers)["title"]
        each = []
        for page, answer in zip(pages, answers, strict=True):
            each.append(Reading(page, **answer))
            step()
    return Readings(title, tuple(each))


def _answers(command: list[str], reader: str) -> Iterator[dict[str, Any]]:
    """The lines that a worker writes; SystemExit where it fails."""
    with tempfile.TemporaryFile("w+") as log:
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log) as worker:
            yield from map(json.loads, _lines(worker.stdout))
        if worker.returncode:
            log.seek(0)
            raise SystemExit(f"{reader} ended with {worker.returncode}:\n{log.read()[-2000:]}")


def _lines(stream: IO[bytes] | None) -> Iterator[bytes]:
    yield from stream or ()
