"""What a share page loads besides its text: pictures, a style, a font, a library.

Each is of a usual size and of no use: pictures 12 KB, the style 10 KB, the font 18 KB, the
library 90 KB of script that takes a few milliseconds to run. All may be cached for a day.
"""

from __future__ import annotations

import random
from functools import lru_cache

from aiohttp import web

from tests.media_app.assets import JPEG

PICTURE_BYTES, STYLE_BYTES, FONT_BYTES, LIBRARY_BYTES = 12_000, 10_000, 18_000, 90_000
_FUNCTION = (
    "  share.part{n} = function (list, seed) {{ var sum = seed || {n}; for (var i = 0;"
    " i < list.length; i++) {{ sum = (sum * 31 + list[i]) % 65521; }} return sum; }};\n"
    "  share.order[{n}] = share.part{n}([{n}, 7, 19, 31, 43], 5);\n"
)


def routes() -> list[web.RouteDef]:
    return [
        web.get(r"/bulk/asset/{name:photo\d}.jpg", picture),
        web.get("/bulk/asset/share.css", style),
        web.get("/bulk/asset/share.woff2", font),
        web.get("/bulk/asset/library.js", library),
    ]


async def picture(request: web.Request) -> web.Response:
    return _asset(JPEG.ljust(PICTURE_BYTES, b"\0"), "image/jpeg")


async def style(request: web.Request) -> web.Response:
    return _asset(_style(), "text/css")


async def font(request: web.Request) -> web.Response:
    return _asset(b"wOF2" + random.Random(1).randbytes(FONT_BYTES), "font/woff2")


async def library(request: web.Request) -> web.Response:
    return _asset(_library(), "text/javascript")


def _asset(body: bytes, kind: str) -> web.Response:
    headers = {"Content-Type": kind, "Cache-Control": "max-age=86400"}
    return web.Response(body=body, headers=headers)


@lru_cache(maxsize=1)
def _style() -> bytes:
    face = (
        "@font-face { font-family: share; src: url(/bulk/asset/share.woff2) format('woff2') }\n"
        "body { font-family: share, sans-serif }\n"
    )
    rule = ".share-{n} .cell-{n} {{ margin: {n}px; padding: 0 {n}px }}\n"
    return (face + _repeat(rule, STYLE_BYTES)).encode()


@lru_cache(maxsize=1)
def _library() -> bytes:
    body = _repeat(_FUNCTION, LIBRARY_BYTES)
    return f"(function (share) {{\n{body}}})(window.share = {{ order: [] }});\n".encode()


def _repeat(pattern: str, size: int) -> str:
    """A pattern of ``n`` as often as it goes into ``size`` bytes."""
    return "".join(pattern.format(n=n) for n in range(size // len(pattern.format(n=500))))
