"""The outlet in TRS's static files: channels, lists and articles are JSON that nobody computes."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    Family,
    content,
    films,
    headed,
    is_album,
    is_linked,
    pictures,
    stories,
    story,
    without_media,
)

_AT = "/families/trs"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_AT}/channels.json", channels),
        web.get(_AT + r"/{channel:[a-z]+}_documents.json", documents),
        web.get(_AT + r"/articles/{id:\d+}.json", article),
    ]


async def channels(request: web.Request) -> web.Response:
    """The channels that everybody sees, and more that a reader may add."""
    found = [
        {"cname": name, "documents": f"{request.url.origin()}{_AT}/{ours}_documents.json"}
        for ours, name in CHANNELS.items()
    ]
    return web.json_response({"gd": found[:2], "more": found[2:]})


async def documents(request: web.Request) -> web.Response:
    """The first article stands on top, and again in the list."""
    channel = request.match_info["channel"]
    if channel not in CHANNELS:
        raise web.HTTPNotFound
    items = [_item(each) for each in stories(request, channel)]
    return web.json_response({"top_datas": items[:1], "list_datas": items})


def _item(story: Story) -> dict[str, Any]:
    """Some articles are pages and have no file."""
    file = f"articles/{story.id}.json"
    return {
        "docid": int(story.id) if int(story.id) % 2 else story.id,
        "title": story.title,
        "url": story.path if is_linked(story) else file,
        "cimgs": [piece.src for piece in pictures(story)],
        "sharelink": "" if is_linked(story) else f"{_AT}/share/t20261120_{story.id}.html",
        "updatedate": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "source": story.source or "",
        "author": "",
        "videourl": "",
        "news_show_type": "1",
    }


async def article(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    plain = [piece for piece in pictures(found) if not piece.text]
    beside = is_album(found) and len(plain) == len(pictures(found))
    shown = without_media(found) if beside else found
    video = films(found)[0].src if beside and films(found) else ""
    return web.json_response({"datas": {
        **{key: _item(found)[key] for key in ("docid", "title", "sharelink", "updatedate")},
        "source": found.source or "",
        "body": headed(found, content(shown)),
        "images": [{"src": piece.src} for piece in pictures(found)],
        "videourl": video,
    }})  # fmt: skip


FAMILY = Family(
    name="trs",
    channels={ours: f"{_AT}/{ours}_documents.json" for ours in CHANNELS},
    routes=routes,
    listing="yw_documents.json",
    article=lambda s: f"articles/{s.id}.json",
    by_url=True,
    links=True,
    links_by="trs",
    lacks=frozenset(("views", "likes", "comments", "menu")),
)
