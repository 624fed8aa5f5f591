"""The outlet on Founder's pages: share pages, one page for many by its fragment, static pages."""

from __future__ import annotations

from html import escape

from aiohttp import web

from tests.media_app.content import CHANNELS, Piece, Story
from tests.media_app.families.family import Family, content, page_of, stories, story
from tests.media_app.families.founder_app import article
from tests.media_app.keys import html
from tests.media_app.render import render

_SIZE = 6
_ROOT = "/families/founder_h5"
_SHARED = "/app/template/displayTemplate/news/newsDetail/24/{id}.html?isShare=true"
_ROUTE = "/app/displayTemplate1/dist/index.html#/newsDetail/{id}/"
_STATIC = "/html/2026-11/20/content_{id}.htm"


def routes() -> list[web.RouteDef]:
    return [
        web.get(_ROOT + r"/list/{channel:\w+}_{page:\d{1,4}}.html", listing),
        web.get(_ROOT + r"/app/template/displayTemplate/news/newsDetail/24/{id}.html", shared),
        web.get(f"{_ROOT}/app/displayTemplate1/dist/index.html", route),
        web.get(_ROOT + r"/html/2026-11/20/content_{id}.htm", static),
        web.get(f"{_ROOT}/app_if/getArticleContent", article),
    ]


async def listing(request: web.Request) -> web.Response:
    channel, number = request.match_info["channel"], int(request.match_info["page"])
    shown = page_of(stories(request, channel), number, _SIZE) if channel in CHANNELS else []
    if not shown:
        raise web.HTTPNotFound
    links = [(address(each), each) for each in shown]
    return html(render("founder_list", name=CHANNELS[channel], links=links))


def address(story: Story) -> str:
    """Which of the three pages an article has: the way that its id falls, or its charset."""
    form = _STATIC if story.template == "gbk" else (_SHARED, _ROUTE, _STATIC)[int(story.id) % 3]
    return _ROOT + form.format(id=story.id)


async def shared(request: web.Request) -> web.Response:
    found = _story(request)
    body = content(found, picture=_lazy, film=_player)
    return html(render("founder_share", story=found, body=body))


async def route(request: web.Request) -> web.Response:
    """The same page for all articles: which one is asked for the server never hears."""
    return html(render("founder_route"))


async def static(request: web.Request) -> web.Response:
    found = _story(request)
    text = render("founder_enp", story=found, body=content(found))
    return web.Response(body=text.encode("gb18030"), headers={"Content-Type": "text/html"})


def _story(request: web.Request) -> Story:
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    return found


def _lazy(piece: Piece, number: int) -> str:
    return f'<p class="picture"><img src="/images/default.png" data-src="{escape(piece.src)}"></p>'


def _player(piece: Piece, number: int) -> str:
    return f'<video src="{escape(piece.src)}" controls></video>'


FAMILY = Family(
    name="founder_h5",
    channels={name: f"{_ROOT}/list/{name}_{{page}}.html" for name in CHANNELS},
    routes=routes,
    listing="list/yw_1.html",
    article=lambda s: f"app/template/displayTemplate/news/newsDetail/24/{s.id}.html?isShare=true",
    platform_options={"api": "app_if"},
    by_url=True,
)
