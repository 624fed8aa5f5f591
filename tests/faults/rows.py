"""The faults, a row each: what is done to a crawl, and how often."""

from __future__ import annotations

import gzip
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.browser import by_script, greedy, killed_with_it, out_of_memory, to_browser
from tests.faults.database import (
    away,
    away_briefly,
    by_trigger,
    crashed,
    crowded,
    dropped,
    full_of_data,
    full_of_everything,
    raising,
)
from tests.faults.harness import Pages, Round, outlet
from tests.faults.network import (
    answering,
    answers_mend,
    broken_tls,
    no_such_name,
    pouring,
    unreachable,
)
from tests.faults.volume import volume
from tests.site import Answer


@dataclass(frozen=True)
class Fault:
    """``act`` crawls with the fault and then without; ``times`` in all, ``short`` in CI."""

    name: str
    act: Callable[[Round], None]
    times: int = 5
    short: int = 1
    pages: Callable[[], Pages] = outlet


# --- the crawler itself ---


def killed(run: Round) -> None:
    """kill -9 at a random moment."""
    run.source(delay=0.02, concurrency=2)
    process = run.start()
    if run.until(lambda: run.crawls.rows("select 1 from runs"), process):
        threading.Event().wait(run.rng.uniform(0, 1.2))
    process.kill()
    process.communicate()
    run.again()


def terminated(run: Round) -> None:
    """SIGTERM while batches are written."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    run.expect(run.until(run.stored(), process), "it ended before it was told to")
    process.send_signal(signal.SIGTERM)
    process.communicate()
    run.expect(process.returncode == 9, f"ended with {process.returncode}")
    run.again()


def twice(run: Round) -> None:
    """Two runs at once."""
    run.source(delay=0.02)
    both = [run.start() for _ in range(2)]
    for process in both:
        process.communicate()
    statuses = sorted(process.returncode for process in both)
    run.expect(statuses == [0, 75], f"ended with {statuses}")


def no_log(run: Round) -> None:
    """A full disk under the log: a run that could not say how it went does not begin."""
    run.source()
    process = run.start("--logfile", "/dev/full")
    _, err = process.communicate()
    run.expect(process.returncode == 1 and "log" in err, f"ended with {process.returncode}")
    run.again()


def no_spool(run: Round) -> None:
    """A full disk under the spool, while the database is gone for good."""
    full = run.stack.enter_context(volume(run.folder / "data", 8))
    full.fill()
    away(run, full.free)


def clock_jumps(by: str) -> Callable[[Round], None]:
    """The database's clock jumps in the middle of a run, which is cut short, and back."""

    def fault(run: Round) -> None:
        run.source(delay=0.05, concurrency=2)
        process = run.start()
        run.expect(run.until(run.stored(), process), "it ended before the clock jumped")
        run.crawls.execute(f"update clock.off set by = '{by}'")
        run.until(run.stored(9), process)
        process.send_signal(signal.SIGTERM)
        process.communicate()
        run.crawls.execute("update clock.off set by = '0'")
        run.again()

    return fault


# --- the table ---

_HTML = {"Content-Type": "text/html"}
_BOMB = gzip.compress(bytes(200 * 2**20), 9)

FAULTS = (
    Fault("nothing", Round.again),
    Fault("kill -9 at a random moment", killed, times=100, short=3),
    Fault("SIGTERM during batches", terminated),
    Fault("two runs at once", twice),
    Fault("a full disk under the log", no_log),
    Fault("a full disk under the spool", no_spool),
    Fault("a clock ten days ahead", clock_jumps("10 days")),
    Fault("a clock ten days behind", clock_jumps("-10 days")),
    Fault("PostgreSQL crashes and recovers", crashed),
    Fault("PostgreSQL gone for good", away),
    Fault("PostgreSQL gone for two seconds", away_briefly),
    Fault("PostgreSQL out of connections", crowded),
    Fault("connections dropped during batches", dropped),
    Fault("PostgreSQL out of disk for its tables", full_of_data),
    Fault("PostgreSQL out of disk altogether", full_of_everything),
    Fault("a serialization failure (40001)", by_trigger(raising("40001"))),
    Fault("a deadlock (40P01)", by_trigger(raising("40P01"))),
    Fault("PostgreSQL slow", by_trigger("perform pg_sleep(0.2);")),
    Fault("kill -9 while the browser is open", killed_with_it, pages=by_script),
    Fault("the browser killed", to_browser(signal.SIGKILL), pages=by_script),
    Fault("the browser's pages killed", to_browser(signal.SIGKILL, "=renderer"), pages=by_script),
    Fault("the browser's pages out of memory", out_of_memory, pages=greedy),
    Fault("the browser hung", to_browser(signal.SIGSTOP), pages=by_script),
    Fault("the network cut", unreachable),
    Fault("DNS gone", no_such_name),
    Fault("TLS broken", broken_tls),
    Fault("endless headers", pouring(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 500 + b"\r\n")),
    Fault(
        "endless bodies",
        pouring(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>" + b"a" * 65536),
    ),
    Fault("a server that hangs", answers_mend, pages=answering(Answer("<h1>", stalls=True))),
    Fault(
        "answers cut off",
        answers_mend,
        pages=answering(Answer("<h1>", cut=True)),
    ),
    Fault("answers of 500", answers_mend, pages=answering(Answer(status=500))),
    Fault(
        "decompression bombs",
        answers_mend,
        pages=answering(Answer(_BOMB, headers={**_HTML, "Content-Encoding": "gzip"})),
    ),
)
