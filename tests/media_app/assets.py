"""Everything that is no article: pictures, videos, robots.txt, the pages one must not visit."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache

from aiohttp import web

from tests.media_app.keys import html
from tests.media_app.render import render

ROBOTS = web.AppKey("robots", str)
ROBOTS_TEXT = {
    "allow": "User-agent: *\nDisallow: /admin/\n",
    "deny": "User-agent: *\nDisallow: /\n",
}
#: A plain 16 × 9 picture.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQ"
    "c1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAJABADASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAA"
    "AAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAABBf/EABQRAQAAAAAAAAAAAAAA"
    "AAAAAAD/2gAMAwEAAhEDEQA/AAAT3//Z"
)
#: The first box of an MP4 file: enough for a content type, nothing to play.
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


def routes() -> list[web.RouteDef]:
    return [
        web.get("/robots.txt", robots),
        web.get(r"/upload/{path:.+\.png}", png_picture),
        web.get("/upload/{path:.+}", jpeg_picture),
        web.get("/static/{path:.+}", png_picture),
        web.get("/media/{path:.+}", video),
        web.get("/download", store),
        web.get("/appstore", store),
    ]


@lru_cache(maxsize=1)
def png() -> bytes:
    """A grey PNG of 16 × 9."""
    rows = b"".join(b"\x00" + b"\xb0" * 16 for _ in range(9))
    header = struct.pack(">IIBBBBB", 16, 9, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


async def robots(request: web.Request) -> web.Response:
    return web.Response(text=ROBOTS_TEXT[request.app[ROBOTS]])


async def png_picture(request: web.Request) -> web.Response:
    return web.Response(body=png(), content_type="image/png")


async def jpeg_picture(request: web.Request) -> web.Response:
    return web.Response(body=JPEG, content_type="image/jpeg")


async def video(request: web.Request) -> web.Response:
    return web.Response(body=MP4, content_type="video/mp4")


async def store(request: web.Request) -> web.Response:
    """The app's download page: no crawler has business here, and its hits are counted."""
    return html(render("store"))
