"""The outlet on the share pages of 闪电云: one article under two paths, its name padded or not."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html import escape

from aiohttp import web

from tests.media_app.articles import article_html
from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import Family, page_of, stories
from tests.media_app.keys import html, world_of

_AT, _SIZE, _ORG = "/families/litenews", 6, 305


def routes() -> list[web.RouteDef]:
    return [
        web.get(_AT + r"/list/{channel:\w+}_{page:\d{1,4}}.html", listing),
        web.get(_AT + r"/{path:share|w/article}/{name}.html", page),
    ]


def name_of(story: Story) -> str:
    """``a-ORGID-ID`` in base64, with its padding."""
    return b64encode(f"a-{_ORG}-{story.id}".encode()).decode()


def forms(story: Story) -> list[str]:
    """The ways in which lists write the address of an article."""
    name = name_of(story)
    bare = name.rstrip("=")
    return [
        f"{_AT}/share/{bare}.html",
        f"{_AT}/w/article/{name.replace('=', '%3D')}.html",
        f"{_AT}/share/{name}.html",
    ]


async def listing(request: web.Request) -> web.Response:
    """Every article twice: above with its picture, below as a line, in another form each."""
    channel, number = request.match_info["channel"], int(request.match_info["page"])
    shown = page_of(stories(request, channel), number, _SIZE) if channel in CHANNELS else []
    if not shown:
        raise web.HTTPNotFound
    lines = "".join(_line(each, way) for each in shown for way in (int(each.id), int(each.id) + 1))
    title = f"{CHANNELS[channel]}-清川融媒"
    more = number * _SIZE < len(stories(request, channel))
    following = f'<a href="{channel}_{number + 1}.html">下一页</a>' if more else ""
    return html(
        f"<html><head><title>{title}</title></head><body><ul>{lines}</ul>{following}</body></html>"
    )


def _line(story: Story, way: int) -> str:
    title = escape(story.title)
    return f'<li><a href="{forms(story)[way % 3]}">{title}</a><span>{story.at:%Y-%m-%d}</span></li>'


async def page(request: web.Request) -> web.Response:
    name = request.match_info["name"].rstrip("=")
    found = next(
        (s for c in CHANNELS for s in stories(request, c) if name_of(s).rstrip("=") == name), None
    )
    if found is None:
        raise web.HTTPNotFound
    path = f"{_AT}/share/{name}.html?id={found.id}"  # a story is told by the number in its path
    plain = replace(found, template="pc", path=path)
    return html(article_html(plain, world_of(request)))


FAMILY = Family(
    name="litenews",
    channels={name: f"{_AT}/list/{name}_1.html" for name in CHANNELS},
    routes=routes,
    listing="list/yw_1.html",
    article=lambda s: f"w/article/{name_of(s).replace('=', '%3D')}.html",
    by_url=True,
)
