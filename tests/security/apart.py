"""A network of its own for a test, with addresses, names and servers of the test's choice."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: The command that runs another in a network namespace where it is root.
APART = ["unshare", "--net", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
#: Status, headers and body of an answer.
Served = tuple[int, dict[str, str], str]


def may_be_apart() -> bool:
    """Whether this system lets us make such a namespace."""
    try:
        ended = subprocess.run([*APART, "ip", "link", "show", "lo"], capture_output=True)
    except FileNotFoundError:
        return False
    return ended.returncode == 0


def prepare(folder: Path, addresses: Iterable[str], names: Mapping[str, str]) -> None:
    """Give the namespace addresses on its own loopback device, names, and a resolver on loopback
    for all others. Nothing can leave it."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in addresses:
        bits = "128" if ":" in address else "32"
        subprocess.run(["ip", "addr", "add", f"{address}/{bits}", "dev", "lo"], check=True)
    hosts = "".join(f"{address} {name}\n" for name, address in names.items())
    for name, text in {
        "hosts": "127.0.0.1 localhost\n" + hosts,
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
        "nsswitch.conf": "hosts: files dns\n",
    }.items():
        (folder / name).write_text(text)
        target = Path("/etc", name).resolve()
        subprocess.run(["mount", "--bind", str(folder / name), str(target)], check=True)


def begin(*ends: tuple[Callable[..., object], *tuple[Any, ...]]) -> None:
    """Run functions that have no end, each with its arguments, beside the test."""
    for target, *args in ends:
        threading.Thread(target=target, args=args, daemon=True).start()


def serve(address: str, port: int, answer: Callable[[BaseHTTPRequestHandler], Served]) -> None:
    """Answer HTTP at an address, without end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = answer(self)
            raw = body.encode()
            sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(raw))}
            self.send_response(status)
            for name, value in (sent | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_OPTIONS = do_GET  # noqa: N815 - as the standard library has it

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    ThreadingHTTPServer((address, port), Handler).serve_forever()
