"""The browser's only way out: proxies in our own process, one for each tab.

Chromium resolves names itself, and again for each connection, and some of its processes send
requests that no wire sees. Behind a proxy it resolves nothing. Here a request must have been let go
by its tab's wire; then its host's name is resolved, the address is checked and connected to.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

from crawler.network_policy import NetworkPolicy
from crawler.rendering.proxy_passes import ProxyPasses

logger = logging.getLogger(__name__)
_CHUNK = 65536
#: Seconds to connect, and that a connection may say nothing.
_CONNECTING, _SILENT = 15.0, 120.0
_LINE = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.[01]\r\n")
#: Headers that concern the proxy alone, and that which ends each connection after its answer.
_OURS = re.compile(rb"^(?:proxy-[\w-]+|connection|keep-alive):[^\r\n]*\r\n", re.I | re.M)
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"


class TabProxy:
    """A proxy on loopback for one tab, closed to all but what ``allow`` has named in this visit.

    ``out_of_reach`` counts what was let go but not connected to, because of where it leads,
    ``unrequested`` what no wire had let go. ``overrun`` is set when a visit has brought ``most``
    bytes (0: any number).
    """

    def __init__(self, reach: NetworkPolicy, most: int = 0) -> None:
        self._reach, self._most = reach, most
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.out_of_reach = self.unrequested = 0
        self.overrun = asyncio.Event()
        self.begin()

    async def start(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def close(self) -> None:
        """End all connections, and listen no more."""
        if self._server is not None:
            self._server.close()
            await self._hang_up()

    def begin(self) -> None:
        """Take back the passes of the visit before."""
        self._passes = ProxyPasses()
        self._bytes = 0
        self.overrun.clear()

    def allow(self, method: str, url: str) -> None:
        """Open the gate to one request."""
        self._passes.allow(method, url)

    @property
    def asked(self) -> Counter[str]:
        """Requests of this visit, by host and port."""
        return self._passes.asked

    async def _hang_up(self) -> None:
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            logger.debug("A connection of the browser ended")
        except asyncio.CancelledError:  # by `_hang_up`; asyncio's streams would log it as an error
            logger.debug("A connection of the browser was ended")
        finally:
            self._under_way.discard(task)
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SILENT)
        found = _LINE.match(head)
        wanted = _target(*found.groups()) if found else None
        if found is None or wanted is None or not self._may_pass(found[1], found[2], wanted):
            self.unrequested += 1
            writer.write(_REFUSED)
            return
        host, port, line = wanted
        address = await self._address(host, port)
        if address is None:
            self.out_of_reach += 1
            writer.write(_REFUSED)
            return
        try:
            far = await asyncio.wait_for(asyncio.open_connection(address, port), _CONNECTING)
        except (OSError, TimeoutError):
            writer.write(_AWAY)
            return
        try:
            if line:
                far[1].write(line + _closing(head))
                coming = self._answer(far[0], writer)
            else:
                writer.write(_OPEN)
                coming = self._bring(far[0], writer)
            await asyncio.gather(coming, _pass_on(reader, far[1]))  # what is posted goes on at once
        finally:
            far[1].close()

    def _may_pass(self, method: bytes, url: bytes, wanted: tuple[str, int, bytes]) -> bool:
        if self.overrun.is_set():
            return False
        host, port, line = wanted
        if line:
            return self._passes.take(method.decode(), url.decode("latin-1"))
        return self._passes.take_tunnel(host, port)

    async def _address(self, host: str, port: int) -> str | None:
        """An address of the host that may be reached; None where it has none."""
        if not self._reach.opens(host, port):
            return None
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=1)
        except (OSError, UnicodeError):
            return None
        addresses = [str(entry[4][0]) for entry in found]
        if not all(self._reach.allows_address(address, host, port) for address in addresses):
            return None
        return next(iter(addresses), None)

    async def _answer(self, far: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        """Pass an answer to plain HTTP on, as one whose connection ends with it: what the browser
        believed to be kept open it would use for the next host."""
        answer = await asyncio.wait_for(far.readuntil(b"\r\n\r\n"), _SILENT)
        near.write(answer.partition(b"\r\n")[0] + b"\r\n" + _closing(answer))
        await self._bring(far, near)

    async def _bring(self, far: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        """Pass an answer on, as far as the visit may still bring bytes."""
        while chunk := await asyncio.wait_for(far.read(_CHUNK), _SILENT):
            self._bytes += len(chunk)
            if 0 < self._most < self._bytes:
                self.overrun.set()
                near.transport.abort()
                return
            near.write(chunk)
            await near.drain()
        _end(near)


class EgressProxy:
    """The gates of one crawl. ``most`` is what one visit may bring (bytes; 0: any number)."""

    def __init__(self, reach: NetworkPolicy, most: int) -> None:
        self._reach, self._most = reach, most
        self._gates: list[TabProxy] = []

    async def start(self) -> TabProxy:
        """A new gate. One whose ``allow`` is never called is a wall."""
        gate = await TabProxy(self._reach, self._most).start()
        self._gates.append(gate)
        return gate

    async def close(self) -> None:
        """Close all gates."""
        for gate in self._gates:
            await gate.close()

    @property
    def out_of_reach(self) -> int:
        return sum(gate.out_of_reach for gate in self._gates)

    @property
    def unrequested(self) -> int:
        return sum(gate.unrequested for gate in self._gates)


def _closing(head: bytes) -> bytes:
    """The headers of a request or answer, after which the connection is not used again."""
    return b"Connection: close\r\n" + _OURS.sub(b"", head.partition(b"\r\n")[2])


def _target(method: bytes, url: bytes) -> tuple[str, int, bytes] | None:
    """Host, port and, where it is no tunnel, the request line for the server itself."""
    text = url.decode("latin-1")
    try:
        parts = urlsplit(f"//{text}" if method == b"CONNECT" else text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if method == b"CONNECT":
        return (host, port, b"") if host and port else None
    if parts.scheme != "http" or not host:
        return None
    path = text.partition("://")[2].partition("/")[2]
    return host, port or 80, b"%s /%s HTTP/1.1\r\n" % (method, path.encode("latin-1"))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await asyncio.wait_for(reader.read(_CHUNK), _SILENT):
        writer.write(chunk)
        await writer.drain()
    _end(writer)


def _end(writer: asyncio.StreamWriter) -> None:
    if writer.can_write_eof():
        with suppress(OSError):  # the other side has gone already: there is nobody to tell
            writer.write_eof()
