"""Ending processes that do not end by themselves."""

from __future__ import annotations

import psutil


def kill_descendants(pid: int, patience: float = 5.0) -> None:
    """Kill all that a process has started, and what that has started in turn.

    A browser is in a process group of its own and may be stopped, so that neither a signal to the
    group nor the end of its pipe reaches it. ``patience`` in seconds.
    """
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for child in children:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(children, timeout=patience)
