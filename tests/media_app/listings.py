"""The four channels, each listed in another way: next link, page numbers, JSON, scroll."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.keys import html, world_of
from tests.media_app.render import render
from tests.media_app.world import World

YW_SIZE, MS_SIZE, XZ_SIZE, WL_FIRST, WL_SIZE = 6, 7, 6, 3, 5

Link = tuple[str, Story]


def routes() -> list[web.RouteDef]:
    return [
        web.get("/", home),
        web.get("/news/yw/", news),
        web.get(r"/news/yw/index_{page:\d{1,6}}.html", news),
        web.get("/list/ms", people),
        web.get("/api/list", towns),
        web.get("/wl/", travel),
        web.get("/api/scroll", scroll),
    ]


def page_of(links: list[Link], number: int, size: int) -> list[Link]:
    """Page ``number`` (from 1) of a listing."""
    return links[(number - 1) * size : number * size]


async def home(request: web.Request) -> web.Response:
    world = world_of(request)
    newest = {name: world.links(channel)[:3] for channel, name in CHANNELS.items()}
    return html(render("home", newest=newest))


async def news(request: web.Request) -> web.Response:
    """要闻: pages /news/yw/, /news/yw/index_2.html, … joined by 下一页."""
    links = world_of(request).links("yw")
    number = int(request.match_info.get("page", 1))
    last = max(1, -(-len(links) // YW_SIZE))
    if not 1 <= number <= last:
        return html(render("missing", text="您访问的页面不存在"), status=404)
    hot = sorted(links, key=lambda link: -link[1].counts.get("views", 0))[:5]
    shown = page_of(links, number, YW_SIZE)
    return html(render("list_news", links=shown, number=number, last=last, hot=hot))


async def people(request: web.Request) -> web.Response:
    """民生: ?page=N; a page after the last is an empty list."""
    links = world_of(request).links("ms")
    number = _number(request, "page", 1)
    last = max(1, -(-len(links) // MS_SIZE))
    shown = page_of(links, number, MS_SIZE)
    return html(render("list_people", links=shown, number=number, last=last))


async def towns(request: web.Request) -> web.Response:
    """乡镇: {state, data: {list, more}}; ids drift between numbers and strings."""
    channel = request.query.get("channel", "")
    if channel not in CHANNELS:
        return web.json_response({"state": False, "error": "栏目不存在"})
    links = world_of(request).links(channel)
    number = _number(request, "page", 1)
    rows = [town_row(path, story) for path, story in page_of(links, number, XZ_SIZE)]
    more = number * XZ_SIZE < len(links)
    return web.json_response({"state": True, "data": {"list": rows, "more": more}})


def town_row(path: str, story: Story) -> dict[str, Any]:
    number = int(story.id)
    return {
        "id": number if number % 2 else story.id,
        "title": story.title,
        "url": path,
        "published": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "thumb": "",
        "comments": str(story.counts.get("comments", 0)),
        "modelid": 1,
    }


async def travel(request: web.Request) -> web.Response:
    """文旅: the first entries in the page, the others by ``/api/scroll`` as the reader scrolls."""
    links = world_of(request).links("wl")
    return html(render("list_travel", links=links[:WL_FIRST], cursor=WL_FIRST))


async def scroll(request: web.Request) -> web.Response:
    """{items, cursor}: the entries from ``cursor`` on and where to go on; '' at the end."""
    world: World = world_of(request)
    links = world.links("wl")
    start = _number(request, "cursor", WL_FIRST)
    shown = links[start : start + WL_SIZE]
    items = [
        {"title": story.title, "href": path, "date": f"{story.at:%Y年%m月%d日}"}
        for path, story in shown
    ]
    following = start + WL_SIZE
    return web.json_response(
        {"items": items, "cursor": str(following) if following < len(links) else ""}
    )


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else default
