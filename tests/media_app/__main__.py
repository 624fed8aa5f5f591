"""Serves the outlet on 127.0.0.1 until told to stop: ``python -m tests.media_app``."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

from aiohttp import web

from tests.media_app.app import build_app


def options(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.media_app", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument("--robots", choices=("allow", "deny"), default="allow")
    parser.add_argument("--seed-dir", type=Path, help="a folder with one more article")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="stop when standard input ends"
    )
    return parser.parse_args(argv)


async def serve(wanted: argparse.Namespace) -> None:
    """Serves, says where in one line, and returns on SIGTERM, SIGINT or lost parent."""
    app = build_app(wanted.seed_dir, wanted.robots)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", wanted.port, backlog=512).start()
        stop = _stop_event(wanted.die_with_parent)
        host, port = runner.addresses[0][:2]
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await runner.cleanup()


def _stop_event(die_with_parent: bool) -> asyncio.Event:
    """Set by a signal or, if wanted, by the end of standard input."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if die_with_parent:
        threading.Thread(target=_wait_for_end, args=(loop, stop), daemon=True).start()
    return stop


def _wait_for_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Reads standard input until its writer is gone; a thread, for it may be a file."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    asyncio.run(serve(options()))
