"""Run inside a network namespace of its own: an outlet, traps, and one command after the other.

Prints {command: {"trapped": [addresses], "asked": {path: times}, "status": …, "said": …}} as JSON,
and under "controls" how many connections the traps caught when they were tried.
"""

from __future__ import annotations

import json
import socket
import sys
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UDPServer
from typing import Any

from tests.crawling import Crawls, toml
from tests.security.apart import Served, begin, prepare, serve
from tests.security.inside import Names, trap, trapped
from tests.security.vectors import FORBIDDEN, NAMES, OUTLET, REBINDING
from tests.site import article, listing

HOST, HOME = "news.example.cn", "127.0.0.1:8001"
#: Where pages lead: metadata, another port of this machine, others of its addresses, names that
#: are there, and one that is the outlet's at first.
TARGETS = (
    *("169.254.169.254", "127.0.0.1:8080", "127.8.8.8", "[::1]", "10.0.0.5"),
    *("here.example.cn", "meta.example.cn", REBINDING),
)
_FORM = "<form method=post action='{url}'></form><script>document.forms[0].submit()</script>"
#: How a page leads there in the browser, once it is rendered.
WAYS = (
    "<script>location.href = '{url}'</script>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<iframe src='{url}'></iframe>",
    f'<iframe srcdoc="{_FORM}"></iframe>',
    "<iframe src='/frame?{url}'></iframe>",
    "<script src='{url}'></script>",
    "<script>fetch('{url}', {{method: 'POST', mode: 'no-cors', body: 'x'}})</script>",
    "<script>new WebSocket('ws://{host}/')</script>",
)
_LINES = (
    "桥面铺装今天完成，第{n}标段。",
    "两侧栏杆下周安装，第{n}标段。",
    "通车时间另行公布，第{n}标段。",
)
#: Another origin of the outlet's own site, of which a page asks for its text; and a page that
#: tells its address to everybody whom it asks, and to whom it is led.
CDN = "cdn.example.cn"
_TELLS = (
    "<meta name=referrer content=unsafe-url><script src=/own.js></script>"
    f"<script src=/moved.js></script><script src=http://{CDN}/lib.js></script>"
)
asked: Counter[str] = Counter()
#: The last Referer with which each was asked for.
referers: dict[str, str] = {}


def title(number: int) -> str:
    return f"东岸大桥第{number}标段铺装完成"


def pages() -> dict[str, tuple[int, dict[str, str], str]]:
    """A listing, redirects to each target, and pages whose text comes by script and which try the
    ways, each to a target."""
    found: dict[str, tuple[int, dict[str, str], str]] = {"/robots.txt": (404, {}, "")}
    links = []
    for number, host in enumerate(TARGETS):
        path = f"/n/{100 + number}.html"
        found[path] = (302, {"Location": f"http://{host}/latest/meta-data/"}, "")
        links.append((path, title(number)))
    for number, way in enumerate(WAYS):
        path, host = f"/n/{200 + number}.html", TARGETS[number % len(TARGETS)]
        attempt = way.format(url=f"http://{host}/latest/meta-data/", host=host)
        text = "".join(f"<p>{line.format(n=number)}</p>" for line in _LINES)
        filled = (
            f"<div id=b class=content></div>{attempt}<script>document.getElementById('b').innerHTML"
            f" = {json.dumps(text, ensure_ascii=False)}</script>"
        )
        name = title(50 + number)
        found[path] = (200, {}, article(name).replace("</body>", f"{filled}</body>"))
        links.append((path, name))
    text = "".join(f"<p>{line.format(n=300)}</p>" for line in _LINES)
    script = f"document.getElementById('b').innerHTML = {json.dumps(text, ensure_ascii=False)}"
    page = article(title(300)).replace("</body>", f"<div id=b class=content></div>{_TELLS}</body>")
    found |= {
        "/n/300.html": (200, {}, page),
        "/own.js": (200, {}, "1"),
        "/moved.js": (302, {"Location": f"http://{CDN}/led.js"}, ""),
        "/lib.js": (200, {}, script),
    }
    found["/list.html"] = (200, {}, listing(*links))
    return found


def outlet() -> Callable[[BaseHTTPRequestHandler], Served]:
    """What the outlet answers."""
    site = pages()

    def answer(request: BaseHTTPRequestHandler) -> Served:
        path, _, query = request.path.partition("?")
        asked[path] += 1
        referers[f"{request.headers['Host']}{path}"] = request.headers.get("Referer", "")
        if path == "/frame":
            return 302, {"Location": query}, ""
        return site.get(path, (404, {}, ""))

    return answer


def commands() -> dict[str, list[str]]:
    """What is run, by a name that begins with the command's."""
    paths = [path for path in pages() if path.startswith("/n/")]
    quick = ["-s", "DOWNLOAD_DELAY=0.01", "-s", "RETRY_TIMES=0"]
    return {
        "crawl": ["crawl", "east", *quick],
        "quarantine replay": ["quarantine", "replay", "east"],
        "extract": [
            "extract",
            *(f"http://{HOST}{path}" for path in paths),
            f"http://{REBINDING}/n/200.html",
            *quick,
        ],
        "extract private": ["extract", *(f"http://{HOME}{path}" for path in paths), *quick],
        "probe": ["probe", f"http://{HOST}/list.html", *quick],
        "probe private": ["probe", f"http://{HOME}/list.html", *quick],
        "probe moving": ["probe", f"http://{REBINDING}/list.html", *quick],
    }


def main(folder: Path, dsn: str) -> None:
    prepare(folder, (OUTLET, *FORBIDDEN), NAMES)
    ports = [
        *(("127.0.0.1", 80), ("127.0.0.1", 8080), ("127.8.8.8", 80), ("::1", 80)),
        *(("169.254.169.254", 80), ("10.0.0.5", 80)),
    ]
    begin(
        *((trap, *place) for place in ports),
        (serve, OUTLET, 80, outlet()),
        (serve, "127.0.0.1", 8001, outlet()),
        (UDPServer(("127.0.0.1", 53), Names).serve_forever,),
    )
    crawls = Crawls(dsn, folder / "sources", {"DATA_DIR": str(folder)})
    bare = {"render": "never", "min_entries": 0, "concurrency": 1, "allow_private": False}
    crawls.add("east", toml(f"http://{HOST}", **bare))
    found: dict[str, Any] = {}
    for name, command in commands().items():
        before = len(trapped)
        asked.clear()
        referers.clear()
        ended = crawls.command(*command, timeout=600)
        found[name] = {
            "trapped": trapped[before:],
            "asked": dict(asked),
            "referers": dict(referers),
            "status": ended.returncode,
            "said": ended.stdout[-6000:] + ended.stderr[-3000:],
        }
    before = len(trapped)
    for place in ports:
        with socket.create_connection(place, timeout=5) as connection:
            connection.sendall(b"control")
            connection.recv(1)
    found["controls"] = [len(trapped) - before, len(ports)]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
