"""Everything that goes wrong on the way, each at ``/fault/<case>``.

``/fault/list?cases=a,b,c`` is a sound listing that links to the article cases named (and
hands its ``to`` on to them). ``/fault/<case>`` of ``LISTINGS`` is itself a broken listing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web

from tests.media_app.fault_pages import CASES, SOUND, Flaw, article, listing
from tests.media_app.keys import html
from tests.media_app.render import render

REDIRECTS = 20
STALL_SECONDS = 60

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes() -> list[web.RouteDef]:
    return [
        web.get("/fault/list", fault_list),
        web.get("/fault/redirects/{left}", redirects),
        web.get("/fault/{case}", fault),
    ]


async def fault_list(request: web.Request) -> web.Response:
    """A listing of the article cases named by ``cases``; all of them when it is absent."""
    asked = request.query.get("cases")
    cases = [case for case in (asked.split(",") if asked is not None else ARTICLES) if case]
    to = request.query.get("to", "")
    hand_on = f"?to={quote(to, safe='')}" if to else ""
    return html(listing([(f"/fault/{case}{hand_on}", CASES.get(case, case)) for case in cases]))


async def fault(request: web.Request) -> web.StreamResponse:
    handler = FAULTS.get(request.match_info["case"])
    if handler is None:
        raise web.HTTPNotFound
    return await handler(request)


def _page(case: str, flaw: Flaw = SOUND) -> _Handler:
    async def handler(request: web.Request) -> web.Response:
        return html(article(case, flaw))

    return handler


def _status(status: int, text: str) -> _Handler:
    async def handler(request: web.Request) -> web.Response:
        if status == 304:
            return web.Response(status=304)
        return html(render("missing", text=text), status=status)

    return handler


async def empty_list(request: web.Request) -> web.Response:
    return html(listing([]))


async def nothing(request: web.Request) -> web.Response:
    """An answer of 200 without a byte."""
    return web.Response(content_type="text/html")


async def login(request: web.Request) -> web.Response:
    return html(render("login"))


async def json_answer(request: web.Request) -> web.Response:
    """JSON, under an HTML content type, where a page was expected."""
    text = '{"state": false, "error": "参数错误", "data": false}'
    return web.Response(text=text, content_type="text/html", charset="utf-8")


async def surrogate_list(request: web.Request) -> web.Response:
    r"""A JSON listing whose titles hold ``\ud83d`` without its other half."""
    text = (
        '{"state": true, "data": {"more": false, "list": [{"id": 1, "url": "/fault/surrogate",'
        ' "title": "北渡镇晒秋节开镰\\ud83d", "published": "2026-11-18 10:20:00"}]}}'
    )
    return web.Response(text=text, content_type="application/json")


async def redirects(request: web.Request) -> web.Response:
    """One of 20 redirects; the article comes after the last."""
    left = request.match_info.get("left", str(REDIRECTS))
    if left == "0":
        return html(article("redirects"))
    raise web.HTTPFound(f"/fault/redirects/{int(left) - 1}")


async def loop(request: web.Request) -> web.Response:
    """A redirect to itself."""
    raise web.HTTPFound("/fault/loop")


async def elsewhere(request: web.Request) -> web.Response:
    """A redirect to the site that ``to`` names."""
    raise web.HTTPFound(request.query.get("to", "http://127.0.0.2:9/"))


async def stalled(request: web.Request) -> web.StreamResponse:
    """Headers and half a line, then nothing for a minute or until the client has left."""
    response = await _begin(request, length=4096)
    await response.write("<!DOCTYPE html><html><head><title>稍".encode())
    await asyncio.sleep(STALL_SECONDS)
    return response


async def truncated(request: web.Request) -> web.StreamResponse:
    """Half of what Content-Length promises, then the end of the connection."""
    body = article("truncated").encode()
    response = await _begin(request, length=len(body))
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


async def _begin(request: web.Request, length: int) -> web.StreamResponse:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(length)}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    return response


#: Cases that stand for an article.
ARTICLES: dict[str, _Handler] = {
    "sound": _page("sound"),
    "nul": _page("nul", Flaw(nul=True)),
    "surrogate": _page("surrogate", Flaw(surrogate=True)),
    "no-title": _page("no-title", Flaw(untitled=True)),
    "no-time": _page("no-time", Flaw(undated=True)),
    "no-body": _page("no-body", Flaw(bodiless=True)),
    "huge": _page("huge", Flaw(huge=True)),
    "broken": _page("broken", Flaw(broken=True)),
    "redirects": redirects,
    "loop": loop,
    "elsewhere": elsewhere,
    "stalled": stalled,
    "truncated": truncated,
    "nothing": nothing,
    "login": login,
    "json": json_answer,
    "304": _status(304, ""),
    "403": _status(403, "访问受限"),
    "404": _status(404, "您访问的页面不存在"),
    "410": _status(410, "该内容已删除"),
    "500": _status(500, "系统繁忙，请稍后再试"),
    "503": _status(503, "系统维护中"),
}
#: Cases that stand for a listing; those above serve as listings too.
LISTINGS: dict[str, _Handler] = {"empty-list": empty_list, "surrogate-list": surrogate_list}
FAULTS = ARTICLES | LISTINGS
