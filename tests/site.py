"""A static site on loopback for one test: addresses and the bytes they answer with."""

from __future__ import annotations

import socket
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass
class Answer:
    """One response; ``body`` as text is sent as UTF-8. With ``stalls`` only its head is sent,
    and then nothing until the block ends; with ``drops`` the connection is closed instead, with
    ``cut`` in the middle of what was promised; with ``unsized`` nothing is promised, and the body
    ends where the connection does. A request with validators is refused with the status
    ``refuses``."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    stalls: bool = False
    drops: bool = False
    cut: bool = False
    unsized: bool = False
    refuses: int = 0


def redirect(to: str) -> Answer:
    """An answer that leads elsewhere."""
    return Answer(status=302, headers={"Location": to})


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is ordinary here; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Site:
    """Serves ``pages`` (path, with query if any -> answer) until the block ends.

    A page with an ETag is answered with 304 where it is asked for with it. ``hits`` counts the
    requests by path, ``unmodified`` those answered so; ``agents`` holds the User-Agents that came,
    ``referers`` the last Referer of each path.
    """

    def __init__(self, pages: Mapping[str, Answer | str | bytes]) -> None:
        self.pages = dict(pages)
        self.hits: Counter[str] = Counter()
        self.unmodified: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.referers: dict[str, str] = {}
        self.closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.hits[self.path] += 1
                site.agents.add(self.headers.get("User-Agent", ""))
                site.referers[self.path] = self.headers.get("Referer", "")
                found = site.pages.get(self.path) or site.pages.get(urlsplit(self.path).path)
                answer = found if isinstance(found, Answer) else Answer(found or b"")
                status = answer.status if found is not None else 404
                if answer.drops:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                etag = answer.headers.get("ETag")
                if etag and self.headers.get("If-None-Match") == etag:
                    status = 304
                    site.unmodified[self.path] += 1
                if answer.refuses and {"If-None-Match", "If-Modified-Since"} & set(self.headers):
                    status = answer.refuses
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                promised = 2 * len(body) if answer.cut else len(body)
                if not answer.unsized:
                    self.send_header("Content-Length", str(promised))
                self.close_connection = answer.cut or answer.unsized
                self.end_headers()
                if answer.stalls:
                    self.wfile.flush()
                    site.closing.wait()
                elif status != 304:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent: the tests count hits instead."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def listing(*links: tuple[str, str], more: str = "") -> str:
    """A plain listing page: (address, title) each, and perhaps the link of the next page."""
    items = "\n".join(f'<li><a href="{url}">{title}</a></li>' for url, title in links)
    turn = f'<a class="next" href="{more}">下一页</a>' if more else ""
    return f'<html><body><ul class="news">{items}</ul>{turn}</body></html>'


def article(title: str, *paragraphs: str, time: str = "2026-11-03 08:05", tail: str = "") -> str:
    """A plain article page."""
    body = "\n".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f'<p class="time">{time}</p><div class="content">{body}</div>{tail}</body></html>'
    )
