"""The browser's only way out: a proxy in our own process that connects to what may be reached.

Chromium resolves names itself, and again for each connection; a decision about an address on its
wire says nothing of where the connection goes then. Behind a proxy it resolves nothing: here the
name is resolved, the address is checked, and that address is connected to.
"""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.middlewares.reach import Reach

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


class Gatekeeper:
    """A proxy on loopback for one browser. ``refused`` counts what was not connected to."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.refused = 0

    async def open(self) -> str:
        """Begin to listen; returns the address for the browser."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """End all connections."""
        if self._server is not None:
            self._server.close()
            for task in list(self._under_way):
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            logger.debug("A connection of the browser ended")
        finally:
            self._under_way.discard(task)
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SILENT)
        found = _LINE.match(head)
        wanted = _target(*found.groups()) if found else None
        if wanted is None:
            writer.write(_REFUSED)
            return
        host, port, line = wanted
        address = await self._address(host, port)
        if address is None:
            self.refused += 1
            writer.write(_REFUSED)
            return
        try:
            far = await asyncio.wait_for(asyncio.open_connection(address, port), _CONNECTING)
        except (OSError, TimeoutError):
            writer.write(_AWAY)
            return
        if line:
            far[1].write(line + _closing(head))
            answer = await asyncio.wait_for(far[0].readuntil(b"\r\n\r\n"), _SILENT)
            # What the browser believed to be kept open it would use for the next host.
            writer.write(answer.partition(b"\r\n")[0] + b"\r\n" + _closing(answer))
        else:
            writer.write(_OPEN)
        await _both_ways((reader, writer), far)

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
        if not all(self._reach.takes(address, host, port) for address in addresses):
            return None
        return next(iter(addresses), None)


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


_Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _both_ways(near: _Ends, far: _Ends) -> None:
    """Pass on what comes from either side until both have ended."""
    try:
        await asyncio.gather(_pass_on(near[0], far[1]), _pass_on(far[0], near[1]))
    finally:
        far[1].close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await asyncio.wait_for(reader.read(_CHUNK), _SILENT):
        writer.write(chunk)
        await writer.drain()
    if writer.can_write_eof():
        with suppress(OSError):  # the other side has gone already: there is nobody to tell
            writer.write_eof()
