"""A proxy that lets nobody through and remembers which hosts were asked for."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class CountingProxy(socketserver.ThreadingTCPServer):
    """``asked`` holds the first line of every request that came."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refuse)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def hosts(self) -> set[str]:
        return set(map(host_in, self.asked))


class _Refuse(socketserver.StreamRequestHandler):
    server: CountingProxy

    def handle(self) -> None:
        line = self.rfile.readline(8192).decode("latin-1").strip()
        if line:
            self.server.asked.append(line)
        while self.rfile.readline(8192).strip():
            pass
        self.wfile.write(_REFUSAL)


def host_in(line: str) -> str:
    """The host of a request line: ``CONNECT host:443 …`` or ``GET http://host/ …``."""
    target = line.partition(" ")[2].partition(" ")[0]
    return urlsplit(target if "://" in target else f"//{target}").hostname or line


@contextmanager
def counting_proxy() -> Iterator[CountingProxy]:
    """A proxy that runs on a free port of loopback."""
    with CountingProxy() as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
