"""Article pages, and the JSON behind those whose body comes by script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.media_app.content import Story
from tests.media_app.keys import html, world_of
from tests.media_app.render import render
from tests.media_app.world import World

#: How many paragraphs a ``preview`` page holds before its button is pressed.
PREVIEW = 2


def routes() -> list[web.RouteDef]:
    return [
        web.get("/api/article/{id}", article_json),
        web.get("/api/rest/{id}", rest_json),
        web.get("/{path:.*}", article_page),
    ]


async def article_page(request: web.Request) -> web.Response:
    """The page of the story at this address, or the way it is gone."""
    world = world_of(request)
    story = world.find(request.path)
    if story is None:
        return html(render("missing", text="您访问的页面不存在"), status=404)
    if story.state != "up":
        return _taken_down(story)
    text = article_html(story, world)
    if story.template == "gbk":
        return web.Response(body=text.encode("gb18030"), headers={"Content-Type": "text/html"})
    return html(text)


def article_html(story: Story, world: World) -> str:
    """The page of a story, with links to its neighbours in the channel."""
    others = [s for s in world.listed(story.channel) if s.path != story.path and s.state == "up"]
    return render(story.template, story=story, preview=_preview(story), others=others[:5])


def _taken_down(story: Story) -> web.Response:
    if story.state == "home":
        raise web.HTTPFound("/")
    if story.state == "notice":
        return html(render("missing", text="该内容已下线"))
    return html(render("missing", text="该内容已删除"), status=int(story.state))


def _preview(story: Story) -> Story:
    """The story up to and with its second paragraph, as preview pages show it."""
    return replace(story, text="\n".join(_split(story)[0]), tail=())


def _split(story: Story) -> tuple[list[str], list[str]]:
    lines = [line for line in story.text.splitlines() if line.strip()]
    plain = [i for i, line in enumerate(lines) if line.strip()[0] not in "#>-|!%"]
    cut = plain[PREVIEW - 1] + 1 if len(plain) >= PREVIEW else len(lines)
    return lines[:cut], lines[cut:]


async def article_json(request: web.Request) -> web.Response:
    """What an ``xhr`` page asks for: {state, data: {title, published, source, content, …}}."""
    story = _by_id(request)
    data = {
        "contentid": story.id,
        "title": story.title,
        "published": f"{story.at:%Y-%m-%d %H:%M}",
        "source": story.source or "",
        "author": story.head_line,
        "content": render("body", story=story),
        **{name: str(number) for name, number in story.counts.items()},
    }
    return web.json_response({"state": True, "data": data})


async def rest_json(request: web.Request) -> web.Response:
    """What the button of a ``preview`` page asks for: {state, html} from where the page ends."""
    story = _by_id(request)
    whole, shown = story.pieces, len(_preview(story).pieces)
    return web.json_response({"state": True, "html": _rest_html(story, whole[shown:])})


def _rest_html(story: Story, pieces: Any) -> str:
    return render("rest", story=story, pieces=pieces)


def _by_id(request: web.Request) -> Story:
    story = world_of(request).find_id(request.match_info["id"])
    if story is None:
        raise web.HTTPNotFound
    return story
