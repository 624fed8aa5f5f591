"""Which processes a test has started, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path


def renderers() -> list[int]:
    """The renderers of the browsers that run below the process that started this one."""
    return [p for p in below(os.getppid()) if b"--type=renderer" in read(p, "cmdline")]


def below(parent: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    parents = {
        int(folder.name): read(int(folder.name), "stat").rpartition(b")")[2].split()[1:2]
        for folder in Path("/proc").glob("[0-9]*")
    }
    found = {parent}
    while more := {p for p, up in parents.items() if up and int(up[0]) in found} - found:
        found |= more
    return found - {parent}


def read(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""  # it ended meanwhile
