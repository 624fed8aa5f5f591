"""Processes that work on tasks and may hang or die of one: that is reported, not suffered."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    task: Task


class Crew(Generic[Task, Result]):
    """As many processes as there are cores, each at one task at a time.

    A task may take ``seconds`` and ``memory`` (MiB of address space); a process that takes longer
    writes where it hung to the standard error, and ends.
    """

    def __init__(self, work: Callable[[Task], Result], seconds: float, memory: int) -> None:
        self._given = (work, seconds, memory)
        self._busy: dict[Connection, _Worker[Task]] = {}

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result as it comes in; None where its process hung or died."""
        waiting = iter(tasks)
        for task in _first(waiting, os.cpu_count() or 1):
            self._hire(task)
        while self._busy:
            for pipe in wait(list(self._busy)):
                assert isinstance(pipe, Connection)
                worker = self._busy.pop(pipe)
                done, result = worker.task, _received(pipe)
                self._go_on(worker, next(waiting, None), died=result is None)
                yield done, result

    def _go_on(self, worker: _Worker[Task], task: Task | None, died: bool) -> None:
        if task is not None and not died:
            worker.pipe.send(task)
            self._busy[worker.pipe] = _Worker(worker.process, worker.pipe, task)
            return
        worker.pipe.close()
        worker.process.join()
        if task is not None:
            self._hire(task)

    def _hire(self, task: Task) -> None:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs, *self._given), daemon=True)
        process.start()
        theirs.close()
        ours.send(task)
        self._busy[ours] = _Worker(process, ours, task)


def _first(tasks: Iterator[Task], count: int) -> list[Task]:
    return [task for _, task in zip(range(count), tasks, strict=False)]


def _received(pipe: Connection) -> Result | None:
    try:
        result: Result = pipe.recv()
    except (EOFError, ConnectionResetError):
        return None
    return result


def _serve(pipe: Connection, work: Callable[[Task], Result], seconds: float, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        faulthandler.dump_traceback_later(seconds, exit=True)
        result = work(task)
        faulthandler.cancel_dump_traceback_later()
        pipe.send(result)
