"""A tree of processes as /proc shows it: its CPU time and its memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_SIZES = re.compile(rb"^(Rss|Pss): +(\d+) kB", re.M)


class Tree:
    """The process ``root`` and all below it, read anew at each call."""

    def __init__(self, root: int) -> None:
        self.root = root

    def cpu(self) -> float:
        """Seconds of CPU so far: of those that run, and of their children that have ended."""
        return sum(sum(map(int, fields[11:15])) for fields in self._members().values()) / _TICK

    def memory_below(self) -> tuple[float, float]:
        """(PSS, RSS) in MiB of all below the root; RSS counts shared pages once a process."""
        pss = rss = 0
        for process in self._members().keys() - {self.root}:
            sizes = dict(_SIZES.findall(_read(process, "smaps_rollup")))
            pss += int(sizes.get(b"Pss", 0))
            rss += int(sizes.get(b"Rss", 0))
        return pss / 1024, rss / 1024

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
