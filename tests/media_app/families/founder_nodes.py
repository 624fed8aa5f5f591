"""The outlet on Founder's listings by node: a misspelt list, capital letters, static pages."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import Family, content, stories, story, whole
from tests.media_app.render import render

_AT = "/families/founder_nodes"
_NODES = {str(2101 + number): ours for number, ours in enumerate(CHANNELS)}


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_AT}/getArticles", articles),
        web.get(_AT + r"/node_2101/content_{id:\d+}.htm", page),
    ]


async def articles(request: web.Request) -> web.Response:
    """The newest of a node, as many as are asked for."""
    channel = _NODES.get(request.query.get("nodeid", ""))
    found = stories(request, channel) if channel else []
    return web.json_response({"artiles": [_item(s) for s in found[: whole(request, "pagesize")]]})


def _item(story: Story) -> dict[str, Any]:
    return {
        "TITLE": story.title,
        "PUBTIME": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "PUBURL": f"{_AT}/node_2101/content_{story.id}.htm",
        "PICLINKS": "",
        "ABSTRACT": "",
        "NODENAME": CHANNELS[story.channel],
    }


async def page(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    text = render("founder_enp", story=found, body=content(found))
    return web.Response(body=text.encode("gb18030"), headers={"Content-Type": "text/html"})


FAMILY = Family(
    name="founder_nodes",
    channels={ours: node for node, ours in _NODES.items()},
    routes=routes,
    listing="getArticles?nodeid=2101&pagesize=20",
    article=lambda s: f"node_2101/content_{s.id}.htm",
    pages_by="founder_h5",
)
