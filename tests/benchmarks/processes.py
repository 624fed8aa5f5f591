"""A tree of processes as /proc shows it: its CPU time and its memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PSS = re.compile(rb"^Pss: +(\d+) kB", re.M)
_MIB = 2**20


@dataclass(frozen=True)
class Memory:
    """MiB of several processes: pages that they share counted once for each (``rss``), or split
    between them (``pss``; None where a process does not let us look)."""

    rss: float
    pss: float | None


class Tree:
    """The process ``root`` and all below it, read anew at each call."""

    def __init__(self, root: int) -> None:
        self.root = root

    def cpu(self) -> float:
        """Seconds of CPU so far: of those that run, and of their children that have ended."""
        return sum(sum(map(int, fields[11:15])) for fields in self._members().values()) / _TICK

    def memory_below(self) -> Memory:
        """The memory of all below the root."""
        pss: float | None = 0.0
        rss = 0.0
        for process in self._members().keys() - {self.root}:
            resident = _read(process, "statm").split()
            if resident and int(resident[1]):
                rss += int(resident[1]) * _PAGE / _MIB
                share = _PSS.search(_read(process, "smaps_rollup"))
                pss = pss + int(share[1]) / 1024 if share and pss is not None else None
        return Memory(rss, pss)

    def _members(self) -> dict[int, list[bytes]]:
        """The fields of ``stat`` behind the name, by process."""
        every = dict(_every())
        children: dict[int, list[int]] = {}
        for process, fields in every.items():
            children.setdefault(int(fields[1]), []).append(process)
        found, fresh = {}, [self.root]
        while fresh:
            process = fresh.pop()
            if process in every:
                found[process] = every[process]
                fresh += children.get(process, [])
        return found


def _every() -> Iterator[tuple[int, list[bytes]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _read(int(folder.name), "stat").rpartition(b")")[2].split()
            if fields:
                yield int(folder.name), fields


def _read(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""  # it has ended
