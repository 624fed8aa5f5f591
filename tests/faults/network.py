"""What an outlet's network and servers do to a crawl."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from crawler.exit_codes import ExitCode
from tests.faults.harness import Pages, Round, outlet
from tests.site import Answer


def answering(answer: Answer) -> Callable[[], Pages]:
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
    run.crawls.execute("update entries set state = 'pending' where state = 'rejected'")
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
    run.expect(process.returncode == ExitCode.UNREACHABLE, f"ended with {process.returncode}")
    run.again()


@contextmanager
def pouring_server(head: bytes, piece: bytes) -> Iterator[str]:
    """The address of a server that sends ``head``, and then ``piece`` without end."""
    ended = threading.Event()

    def serve() -> None:
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
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        ended.set()


def pouring(head: bytes, piece: bytes) -> Callable[[Round], None]:
    """The outlet's server does so."""

    def fault(run: Round) -> None:
        with pouring_server(head, piece) as there:
            _elsewhere(run, run.site.url, there)

    return fault
