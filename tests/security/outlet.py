"""Run inside a network namespace of its own: an outlet that asks by every way, others, one crawl.

Prints {"asked": {host: requests}, "paths": [paths of the outlet], "others": [what others got],
"status": exit status, "log": its end} as JSON. With a third argument, a browser without our guards
opens the pages instead, until somebody else has been asked for so many addresses.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from crawler.rendering.launch_options import find_browser
from tests.crawling import Crawls, toml
from tests.security.apart import Served, begin, prepare, serve
from tests.security.asking import HOME, INNER, OTHERS, OUTLET, Pages
from tests.site import article, listing

_LINES = [f"第{row}垄的茶农凌晨上山，头一批新茶下午运到镇上，价格与去年持平。" for row in range(6)]
#: How long (s) the browser without guards may take.
_PATIENCE = 60
_WRAPPER = '#!/bin/sh\nexec "{browser}" "$@" --unsafely-treat-insecure-origin-as-secure={origins}\n'
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
asked: Counter[str] = Counter()
paths: set[str] = set()
others: list[str] = []


def title(number: int) -> str:
    return f"东山茶园第{number}片今日开园采茶"


def answers(pages: Pages) -> dict[str, tuple[int, dict[str, str], str]]:
    """What the outlet answers, by path."""
    found: dict[str, tuple[int, dict[str, str], str]] = {}
    links = []
    for number, (path, (headers, text)) in enumerate(pages.visited.items()):
        lines = [f"{line[:-1]}，第{number}片。" for line in _LINES]
        found[path] = (200, headers, article(title(number), *lines, tail=text))
        links.append((path, title(number)))
    found |= {path: (200, {}, text) for path, text in pages.documents.items()}
    found["/list.html"] = (200, {}, listing(*links))
    found["/robots.txt"] = (200, {}, "User-agent: *\nDisallow: /secret/\n")
    return found


def outlet(pages: Pages) -> Callable[[BaseHTTPRequestHandler], Served]:
    """What the outlet answers."""
    site = answers(pages)

    def answer(request: BaseHTTPRequestHandler) -> Served:
        path = request.path.partition("?")[0]
        asked[request.headers["Host"]] += 1
        paths.add(path)
        status, headers, body = site.get(path, (404, {}, ""))
        script = {"Content-Type": "text/javascript"} if path.endswith(".js") else {}
        return status, script | headers, body

    return answer


def listen(address: str, port: int, kind: socket.SocketKind) -> None:
    """Note whatever comes to an address of somebody else, also a connection that says nothing."""
    server = socket.socket(socket.AF_INET, kind)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    if kind is socket.SOCK_DGRAM:
        while True:
            others.append(f"{address} udp {server.recv(200)!r}")
    server.listen(64)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=_hear, args=(connection, address), daemon=True).start()


def _hear(connection: socket.socket, address: str) -> None:
    connection.settimeout(5)
    with connection, suppress(OSError):
        said = connection.recv(200)
        others.append(f"{address} tcp {said!r}")
        connection.sendall(_NOT_FOUND)


def crawl(folder: Path, dsn: str, browser: Path) -> dict[str, Any]:
    env = {"DATA_DIR": str(folder), "CHROMIUM_PATH": str(browser)}
    crawls = Crawls(dsn, folder / "sources", env)
    facts = {"render": "always", "concurrency": 8, "min_entries": 0, "allow_private": False}
    crawls.add("east", toml(f"http://{HOME}", **facts))
    ended = crawls.run("east", timeout=600)
    return {"status": ended.returncode, "log": ended.stderr[-6000:]}


def without_guards(pages: Pages, browser: Path, enough: int) -> dict[str, Any]:
    """Opens the pages in a plain browser."""
    until = monotonic() + _PATIENCE
    with sync_playwright() as playwright:
        plain = playwright.chromium.launch(executable_path=browser)
        context = plain.new_context()
        for path in pages.visited:
            page = context.new_page()
            with suppress(PlaywrightError):  # some lead elsewhere at once
                page.goto(f"http://{HOME}{path}", wait_until="commit")
        while len({*others}) < enough and monotonic() < until:
            sleep(0.1)
        plain.close()
    return {}


def main(folder: Path, dsn: str, enough: int) -> None:
    names = dict.fromkeys((HOME, INNER), OUTLET) | OTHERS
    prepare(folder, (OUTLET, *OTHERS.values()), names)
    pages = Pages()
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    begin(
        (serve, OUTLET, 80, outlet(pages)),
        *((listen, a, p, kind) for a in OTHERS.values() for p in (80, 443) for kind in kinds),
    )
    browser = folder / "browser"
    origins = f"http://{HOME},http://{INNER}"
    browser.write_text(_WRAPPER.format(browser=find_browser(), origins=origins), "utf-8")
    browser.chmod(0o755)
    found = without_guards(pages, browser, enough) if enough else crawl(folder, dsn, browser)
    # A copy: what came after the end is not counted.
    found |= {"asked": dict(asked), "paths": sorted(paths), "others": list(others)}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
