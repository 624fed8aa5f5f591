"""The gate of a tab, at the socket: what was let go passes once, and nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from crawler.network_policy import NetworkPolicy
from crawler.rendering.egress_proxy import TabProxy

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"


class Far:
    """A server that answers everything, and notes the first line of what came."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.lines.append(head.partition(b"\r\n")[0].decode())
        writer.write(_ANSWER)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def gate_and_server(most: int = 0) -> AsyncIterator[tuple[TabProxy, Far, str]]:
    far = Far()
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    gate = await TabProxy(NetworkPolicy(None, [f"http://{host}/"]), most).start()
    try:
        yield gate, far, host
    finally:
        await gate.close()
        server.close()


async def ask(gate: TabProxy, line: str, then: str = "") -> str:
    """What the gate says to a request; ``then`` is sent through a tunnel that it opens."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gate.url).port)
    writer.write(f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    if then:
        said = await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{then} HTTP/1.1\r\n\r\n".encode())
        said += await reader.read()
    else:
        said = await reader.read()
    writer.close()
    return said.decode()


def test_a_plain_request_passes_once_and_only_as_it_was_let_go() -> None:
    async def run() -> None:
        async with gate_and_server() as (gate, far, host):
            assert " 403 " in await ask(gate, f"GET http://{host}/a?b=1")
            gate.allow("GET", f"http://name:word@{host}/a?b=1#part")
            for other in (f"POST http://{host}/a?b=1", f"GET http://{host}/a", f"CONNECT {host}"):
                assert " 403 " in await ask(gate, other)
            assert "0123456789" in await ask(gate, f"GET http://{host}/a?b=1")
            assert " 403 " in await ask(gate, f"GET http://{host}/a?b=1")
            assert far.lines == ["GET /a?b=1 HTTP/1.1"]
            assert gate.asked == {host: 1}
            assert gate.unrequested == 5

    asyncio.run(run())


def test_a_tunnel_opens_for_a_tls_request_and_seldom_again() -> None:
    async def run() -> None:
        async with gate_and_server() as (gate, far, host):
            assert " 403 " in await ask(gate, f"CONNECT {host}")
            gate.allow("GET", f"https://{host}/")
            assert " 403 " in await ask(gate, f"GET http://{host}/")
            for _ in range(3):
                assert "0123456789" in await ask(gate, f"CONNECT {host}", then="GET /")
            assert " 403 " in await ask(gate, f"CONNECT {host}")
            assert len(far.lines) == 3
            assert gate.asked == {host: 1}

    asyncio.run(run())


def test_passes_end_with_their_visit() -> None:
    async def run() -> None:
        async with gate_and_server() as (gate, far, host):
            gate.allow("GET", f"http://{host}/")
            gate.allow("GET", f"https://{host}/")
            gate.begin()
            assert " 403 " in await ask(gate, f"GET http://{host}/")
            assert " 403 " in await ask(gate, f"CONNECT {host}")
            assert far.lines == []
            assert gate.asked == {}

    asyncio.run(run())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_too_many_bytes_shut_the_gate(scheme: str) -> None:
    async def run() -> None:
        async with gate_and_server(most=25) as (gate, _, host):
            for _ in range(3):
                gate.allow("GET", f"{scheme}://{host}/")
            line, then = f"GET http://{host}/", ""
            if scheme == "https":
                line, then = f"CONNECT {host}", "GET /"
            while not gate.overrun.is_set():
                with suppress(ConnectionError, asyncio.IncompleteReadError):  # it is cut off
                    assert " 403 " not in await ask(gate, line, then)
            assert " 403 " in await ask(gate, line)

    asyncio.run(run())
