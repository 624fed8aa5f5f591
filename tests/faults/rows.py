"""The faults, a row each: what is done to a crawl, and how often."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import psutil
import psycopg

from tests.faults.harness import ARTICLES, Pages, Round, outlet, text
from tests.site import Answer


@dataclass(frozen=True)
class Fault:
    """``act`` crawls with the fault and then without; ``times`` in all, ``short`` in CI."""

    name: str
    act: Callable[[Round], None]
    times: int = 5
    short: int = 1
    pages: Callable[[], Pages] = outlet


# --- the crawler itself ------------------------------------------------------------------------


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
    (run.folder / "data").mkdir(parents=True)
    (run.folder / "data" / "spool").touch()  # no folder can be made there
    away(run)


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


# --- PostgreSQL --------------------------------------------------------------------------------

_TRIGGER = """
create table faulty (n int);
insert into faulty values ({times});
create function fault() returns trigger language plpgsql as $$
begin
    {act}
    return new;
end $$;
create trigger fault before insert on articles for each row execute function fault();
"""


def _raising(code: str) -> str:
    """A fault that the first rows meet, and that a sequence outlives the rollback of."""
    raised = f"raise exception 'injected' using errcode = '{code}'"
    return f"if nextval('faults') <= 3 then {raised}; end if;"


def _by_trigger(act: str) -> Callable[[Round], None]:
    def fault(run: Round) -> None:
        run.crawls.execute("create sequence faults")
        run.crawls.execute(_TRIGGER.format(times=3, act=act))
        run.source()
        process = run.start()
        process.communicate()
        run.crawls.execute("drop trigger fault on articles")
        run.again()

    return fault


_OURS = "from pg_stat_activity where datname = current_database() and application_name = 'crawler'"


def dropped(run: Round) -> None:
    """Every connection of the crawl is cut in the middle of its batches, again and again."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    files: list[int] = []
    memory: list[int] = []
    for least in (1, 5, 9, 13):
        run.expect(run.until(run.stored(least), process), "it ended before it was cut off")
        if process.poll() is None:
            crawl = psutil.Process(process.pid)
            files.append(crawl.num_fds())
            memory.append(crawl.memory_info().rss >> 20)
        run.crawls.execute(f"select pg_terminate_backend(pid) {_OURS}")
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")
    run.expect(max(files) <= files[0] + 3, f"file handles grow: {files}")
    run.expect(max(memory) <= memory[0] + 20, f"memory grows (MiB): {memory}")
    run.again()


def crashed(run: Round) -> None:
    """The server loses a process to kill -9, ends all others, and recovers."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    run.expect(run.until(run.stored(), process), "it ended before the server crashed")
    backends = run.crawls.rows(f"select pid {_OURS} limit 1")
    run.expect(bool(backends), "the crawl had no connection")
    for backend in backends:
        os.kill(backend["pid"], signal.SIGKILL)
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")
    run.again()


def away(run: Round) -> None:
    """The database takes nobody for longer than the run's patience."""
    run.source(delay=0.05, concurrency=2)
    process = run.start("-s", "DATABASE_PATIENCE=1")
    run.expect(run.until(run.stored(), process), "it ended before the database went")
    with run.crawls.database_away():
        process.communicate()
        run.expect(process.returncode == 4, f"ended with {process.returncode}")
    run.again()


def away_briefly(run: Round) -> None:
    """The database is gone for two seconds."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    run.expect(run.until(run.stored(), process), "it ended before the database went")
    with run.crawls.database_away():
        threading.Event().wait(2)
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")


def crowded(run: Round) -> None:
    """No connection is left for the crawl when it begins."""
    run.source()
    with ExitStack() as stack:
        try:
            while True:
                held = psycopg.connect(run.crawls.dsn)
                stack.callback(held.close)
        except psycopg.OperationalError:
            pass  # that was the last
        process = run.start()
        process.communicate()
    run.expect(process.returncode in (1, 4), f"ended with {process.returncode}")
    run.again()


# --- the browser -------------------------------------------------------------------------------


def _by_script() -> Pages:
    """An outlet of which a quarter of the bodies come by script."""
    pages = outlet()
    for number in range(0, ARTICLES, 4):
        page = text(number)
        body = page[page.index('<div class="content">') :]
        shell = page.replace(body, f"<div id=b></div><script src='/b/{number}.js'></script>")
        pages[f"/p/{number}.html"] = shell + "</body></html>"
        inner = body.split("</div>")[0] + "</div>"
        script = f"document.getElementById('b').outerHTML = {inner!r}"
        pages[f"/b/{number}.js"] = Answer(script, headers={"Content-Type": "text/javascript"})
    return pages


def _to_browser(number: int, kind: str = "") -> Callable[[Round], None]:
    """A signal to the browser's processes, or to those of one kind."""

    def fault(run: Round) -> None:
        run.source(delay=0.1)
        process = run.start("-s", "DOWNLOAD_TIMEOUT=6")
        seen = run.until(lambda: any(path.startswith("/b/") for path in run.site.hits), process)
        hit = list(_browsers(process.pid, kind)) if seen else []
        run.expect(bool(hit), "no page was shown in the browser")
        for pid in hit:
            with suppress(ProcessLookupError):  # its parent was hit before it
                os.kill(pid, number)
        process.communicate(timeout=120)
        run.again()

    return fault


def _browsers(crawl: int, kind: str) -> Iterator[int]:
    """The processes of a crawl's browser, or those of one kind."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(crawl).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if "chrom" in child.name() and kind in " ".join(child.cmdline()):
                    yield child.pid


# --- the network -------------------------------------------------------------------------------


def _answering(answer: Answer) -> Callable[[], Pages]:
    """An outlet of which some articles, once, answer with that."""

    def pages() -> Pages:
        found = outlet()
        for number in (2, 9, 17):
            found[f"/p/{number}.html"] = answer
        return found

    return pages


def answers_mend(run: Round) -> None:
    """What was wrong with the answers is over by the next run."""
    run.source()
    process = run.start("-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=0")
    process.communicate(timeout=120)
    run.site.pages |= outlet()
    run.crawls.execute("update entries set state = 'owed' where state = 'rejected'")
    run.again()


def unreachable(run: Round) -> None:
    """The network is gone in the middle: connections are refused from then on."""
    run.source(delay=0.05, concurrency=2)
    process = run.start("-s", "RETRY_TIMES=0")
    run.expect(run.until(run.stored(), process), "it ended before the network went")
    kept = dict(run.site.pages)
    run.site.pages = {path: Answer(drops=True) for path in kept}
    process.communicate(timeout=120)
    run.site.pages = kept
    run.again()


def no_such_name(run: Round) -> None:
    """The outlet's name does not resolve."""
    _elsewhere(run, "127.0.0.1", "nobody.invalid")


def broken_tls(run: Round) -> None:
    """The outlet says https and speaks no TLS."""
    _elsewhere(run, "http://", "https://")


def _elsewhere(run: Round, there: str, here: str) -> None:
    """A run with another address of the outlet, where nothing is found; then the right one."""
    run.source()
    file = run.crawls.sources / "west.toml"
    file.write_text(file.read_text().replace(there, here))
    process = run.start("-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0")
    process.communicate(timeout=120)
    run.expect(process.returncode == 3, f"ended with {process.returncode}")
    run.again()


def _pouring(head: bytes, piece: bytes) -> Callable[[Round], None]:
    """The outlet's server sends ``head``, and then ``piece`` without end."""

    def fault(run: Round) -> None:
        ended = threading.Event()

        def serve(server: socket.socket) -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, suppress(OSError):  # whoever has enough of it goes
                    connection.sendall(head)
                    for _ in range(400_000_000 // len(piece)):
                        connection.sendall(piece)

        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=serve, args=(server,), daemon=True).start()
            _elsewhere(run, run.site.url, f"http://127.0.0.1:{server.getsockname()[1]}")
            ended.set()

    return fault


_HTML = {"Content-Type": "text/html"}
_BOMB = gzip.compress(bytes(200 * 2**20), 9)

FAULTS = (
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
    Fault("PostgreSQL out of disk (53100)", _by_trigger(_raising("53100"))),
    Fault("a serialization failure (40001)", _by_trigger(_raising("40001"))),
    Fault("a deadlock (40P01)", _by_trigger(_raising("40P01"))),
    Fault("PostgreSQL slow", _by_trigger("perform pg_sleep(0.2);")),
    Fault("the browser killed", _to_browser(signal.SIGKILL), pages=_by_script),
    Fault("the browser's pages killed", _to_browser(signal.SIGKILL, "=renderer"), pages=_by_script),
    Fault("the browser hung", _to_browser(signal.SIGSTOP), pages=_by_script),
    Fault("the network cut", unreachable),
    Fault("DNS gone", no_such_name),
    Fault("TLS broken", broken_tls),
    Fault("endless headers", _pouring(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 500 + b"\r\n")),
    Fault(
        "endless bodies",
        _pouring(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>" + b"a" * 65536),
    ),
    Fault("a server that hangs", answers_mend, pages=_answering(Answer("<h1>", stalls=True))),
    Fault(
        "answers cut off",
        answers_mend,
        pages=_answering(Answer("<h1>", cut=True)),
    ),
    Fault("answers of 500", answers_mend, pages=_answering(Answer(status=500))),
    Fault(
        "decompression bombs",
        answers_mend,
        pages=_answering(Answer(_BOMB, headers={**_HTML, "Content-Encoding": "gzip"})),
    ),
)
