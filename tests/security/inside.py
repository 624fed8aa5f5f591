"""Run inside a network namespace of its own: an outlet, a resolver, traps, and one crawl.

Prints {"trapped": [addresses], "asked": {path: times}, "status": exit status} as JSON. Every
address of the namespace is on its own loopback device: nothing can leave it.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.security.apart import prepare
from tests.security.vectors import (
    ADDRESSES,
    ELSEWHERE,
    FORBIDDEN,
    MARKUP,
    NAMES,
    ODD_PORTS,
    OUTLET,
    REBINDING,
    SCRIPTS,
    TARGETS,
)
from tests.site import article, listing

_LINES = ("桥面铺装今天完成。", "两侧栏杆下周安装。", "通车时间另行公布。")
trapped: list[str] = []
asked: Counter[str] = Counter()


class Names(socketserver.BaseRequestHandler):
    """A name server that knows one name: the outlet's address once, and loopback from then on."""

    told = 0

    def handle(self) -> None:
        query, sock = self.request
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += query[at] + 1
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        ours = ".".join(labels).lower() == REBINDING and kind == 1
        answers = 0
        record = b""
        if ours:
            address = OUTLET if Names.told % 2 == 0 else "127.0.0.1"
            Names.told += 1
            record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
            answers = 1
        code = 0x8180 if ours or kind == 28 else 0x8183
        head = query[:2] + struct.pack(">HHHHH", code, 1, answers, 0, 0)
        sock.sendto(head + query[12 : at + 5] + record, self.client_address)


def trap(address: str, port: int) -> None:
    """Note every connection to an address that nobody may connect to."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen(64)
    while True:
        connection, _ = server.accept()
        trapped.append(f"{address}:{port} {connection.recv(200)!r}")
        connection.close()


def title(number: int) -> str:
    return f"东岸大桥第{number}标段铺装完成"


def pages() -> dict[str, tuple[int, dict[str, str], str]]:
    """The outlet: a listing of all addresses, a redirect to each, and pages that try the rest."""
    found: dict[str, tuple[int, dict[str, str], str]] = {}
    links = [(url, title(n)) for n, url in enumerate(ADDRESSES)]
    for number, url in enumerate(ADDRESSES):
        to = url.encode("utf-8", "replace").decode("latin-1").replace("\t", "%09")
        found[f"/r/{number}.html"] = (302, {"Location": to}, "")
        links.append((f"/r/{number}.html", title(100 + number)))
    tries = [*(f"<script>{script}</script>" for script in SCRIPTS), *MARKUP]
    for number, text in enumerate(tries):
        host, name = TARGETS[number % len(TARGETS)], 1000 + number
        url = f"http://{host}/t{name}"
        attempt = text.format(url=url, ws=f"ws://{host}/t{name}", host=host)
        lines = [f"{line[:-1]}，第{name}标段。" for line in _LINES]
        # The body is the script's, so that the browser must come.
        body = json.dumps("".join(f"<p>{line}</p>" for line in lines), ensure_ascii=False)
        filled = (
            f"<div id=b class=content></div>{attempt}"
            f"<script>document.getElementById('b').innerHTML = {body}</script>"
        )
        path = f"/b/{name}.html"
        page = article(title(name)).replace("</body>", f"{filled}</body>")
        found[path] = (200, {}, page)
        links.append((path, title(name)))
    found["/list.html"] = (200, {}, listing(*links))
    found["/robots.txt"] = (404, {}, "")
    return found


def serve() -> None:
    site = pages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked[self.path] += 1
            status, headers, body = site.get(self.path, (404, {}, ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            raw = body.encode()
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    ThreadingHTTPServer((OUTLET, 80), Handler).serve_forever()


def main(folder: Path, dsn: str) -> None:
    prepare(folder, (OUTLET, ELSEWHERE, *FORBIDDEN), NAMES)
    threads = [(serve, ())]
    threads.append((socketserver.UDPServer(("127.0.0.1", 53), Names).serve_forever, ()))
    loopback = ("127.0.0.1", "127.8.8.8", "::1")
    threads += [(trap, (a, port)) for a in (*loopback, *FORBIDDEN) for port in (80, 8080)]
    threads += [(trap, (ELSEWHERE, port)) for port in ODD_PORTS]
    for target, args in threads:
        threading.Thread(target=target, args=args, daemon=True).start()
    (folder / "sources").mkdir()
    source = (
        'name = "东岸融媒"\nbase_url = "http://news.example.cn"\ndelay = 0\nconcurrency = 8\n'
        'floor = 0\n[[channels]]\nurl = "/list.html"\n'
    )
    (folder / "sources" / "east.toml").write_text(source, "utf-8")
    env = {"DATABASE_URL": dsn, "SOURCES_DIR": str(folder / "sources"), "DATA_DIR": str(folder)}
    ended = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "east"],
        env=os.environ | env,
        text=True,
        capture_output=True,
        check=False,
    )
    found = {"trapped": list(trapped), "asked": asked, "status": ended.returncode}
    # The traps do catch: one connection to each, now that the crawl is over.
    trapping = [*((a, 80) for a in (*loopback, *FORBIDDEN)), *((ELSEWHERE, p) for p in ODD_PORTS)]
    for place in trapping:
        with socket.create_connection(place, timeout=5) as connection:
            connection.sendall(b"control")
            connection.recv(1)
    found["controls"] = len(trapped) - len(found["trapped"])
    sys.stdout.write(json.dumps(found | {"log": ended.stderr[-4000:]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
