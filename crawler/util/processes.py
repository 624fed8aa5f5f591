"""Bounding processes that we start, and ending those that do not end by themselves."""

from __future__ import annotations

from contextlib import suppress

import psutil


def limit_memory(mebibytes: int) -> None:
    """Let each process that our own children have started, and all that these start from now on,
    have so much memory of its own (MiB; what processes share is not counted).

    Only Linux knows how; elsewhere nothing is bounded.
    """
    if not hasattr(psutil, "RLIMIT_DATA"):
        return
    for child in psutil.Process().children():
        for process in child.children(recursive=True):
            # The helper of a setuid sandbox is root's, and no page runs in it.
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                process.rlimit(psutil.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))


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
