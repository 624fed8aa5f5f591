"""Run inside a network namespace of its own: an outlet, a resolver, traps, and one crawl.

Prints {"trapped": [addresses], "asked": {path: times}, "status": exit status} as JSON. Every
address of the namespace is on its own loopback device: nothing can leave it.
"""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import sys
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.crawling import Crawls, toml
from tests.security.apart import Served, begin, prepare, serve
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


def outlet() -> Callable[[BaseHTTPRequestHandler], Served]:
    """What the outlet answers."""
    site = pages()

    def answer(request: BaseHTTPRequestHandler) -> Served:
        asked[request.path] += 1
        return site.get(request.path, (404, {}, ""))

    return answer


def main(folder: Path, dsn: str) -> None:
    prepare(folder, (OUTLET, ELSEWHERE, *FORBIDDEN), NAMES)
    loopback = ("127.0.0.1", "127.8.8.8", "::1")
    begin(
        (serve, OUTLET, 80, outlet()),
        (socketserver.UDPServer(("127.0.0.1", 53), Names).serve_forever,),
        *((trap, a, port) for a in (*loopback, *FORBIDDEN) for port in (80, 8080)),
        *((trap, ELSEWHERE, port) for port in ODD_PORTS),
    )
    crawls = Crawls(dsn, folder / "sources", {"DATA_DIR": str(folder)})
    crawls.add(
        "east", toml("http://news.example.cn", concurrency=8, min_entries=0, allow_private=False)
    )
    ended = crawls.run("east", timeout=600)
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
