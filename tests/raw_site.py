"""A server on loopback that answers byte by byte what it is given: no library writes its heads."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

NOWHERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class RawSite:
    """``answers`` by path, status line and headers included; ``hits`` counts requests by path."""

    url: str
    answers: dict[str, bytes]
    hits: Counter[str] = field(default_factory=Counter)


@contextmanager
def raw_site(answers: Mapping[str, bytes]) -> Iterator[RawSite]:
    """Serve the answers until the block ends; each connection ends after its answer."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            with suppress(OSError):  # whoever has enough of an answer goes
                while b"\r\n\r\n" not in head:
                    received = self.request.recv(65536)
                    if not received:
                        return
                    head += received
                path = head.split(b" ", 2)[1].decode()
                site.hits[path] += 1
                self.request.sendall(site.answers.get(path, NOWHERE))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site = RawSite(f"http://127.0.0.1:{server.server_address[1]}", dict(answers))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
