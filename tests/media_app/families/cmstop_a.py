"""The outlet behind the mobile interface of CmsTop 1.x: one script for all calls."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    SPECIAL,
    SPECIAL_AT,
    Family,
    content,
    is_linked,
    page_of,
    pictures,
    stories,
    story,
    whole,
)

_SIZE = 7
_CATEGORIES = {"3": "yw", "7": "ms", "12": "xz"}
_SPECIAL_ID = 9001
_SCRIPT = "mobile/index.php?app=mobile"


def routes() -> list[web.RouteDef]:
    return [web.route("*", "/families/cmstop_a/mobile/index.php", script)]


async def script(request: web.Request) -> web.Response:
    """``controller`` and ``action`` say what is asked for; whatever is not there is ``false``."""
    asked = (request.query.get("controller", ""), request.query.get("action", ""))
    data: Any = False
    if asked == ("content", "category"):
        data = {"news": [{"catid": int(c), "catname": CHANNELS[n]} for c, n in _CATEGORIES.items()]}
    elif asked == ("content", "index"):
        data = _list(request)
    elif asked == ("special", "content"):
        data = {"contentid": _SPECIAL_ID, "title": "专题", "data": [
            {"catname": "全部", "data": [_item(s) for s in stories(request, SPECIAL)]}
        ]}  # fmt: skip
    elif asked[1] == "content":
        found = story(request, request.query.get("contentid", ""))
        data = _article(found, asked[0]) if found else False
    return web.json_response({"state": True, "data": data})


def _list(request: web.Request) -> Any:
    channel = _CATEGORIES.get(request.query.get("catid", ""))
    if channel is None:
        return False
    page = whole(request, "page")
    items = [_item(s) for s in page_of(stories(request, channel), page, _SIZE)]
    if channel == "yw" and page == 1:
        special = {"contentid": _SPECIAL_ID, "modelid": "10", "title": "文旅专题", "sorttime": 0}
        items.insert(SPECIAL_AT, special)
    return items


def _item(story: Story) -> dict[str, Any]:
    number = int(story.id)
    return {
        "contentid": number if number % 2 else story.id,
        "modelid": _model(story),
        "title": story.title,
        "thumb": "",
        "description": "",
        "sorttime": int(story.at.timestamp()),
        "comments": story.counts.get("comments", 0),
    }


def _model(story: Story) -> str | int:
    """1 article, 2 gallery, 3 link, 4 video: as a number or as a text."""
    if is_linked(story):
        return "3"
    if pictures(story) and len(pictures(story)) * 2 > len(story.pieces):
        return 2
    return 1


def _article(story: Story, controller: str) -> dict[str, Any]:
    common = {
        "contentid": story.id,
        "title": story.title,
        "source": story.source or "",
        "published": int(story.at.timestamp()),
        "shareurl": "",
        "comments": story.counts.get("comments", 0),
        "thumb": "",
    }
    if controller == "link":
        return {**common, "linkto": story.path}
    return {**common, "content": content(story), "author": story.head_line}


FAMILY = Family(
    name="cmstop_a",
    channels={name: category for category, name in _CATEGORIES.items()},
    routes=routes,
    listing=f"{_SCRIPT}&controller=content&action=index&catid=3&page=1&time=0",
    article=lambda s: f"{_SCRIPT}&controller=article&action=content&contentid={s.id}",
    special=True,
    links=True,
    lacks=frozenset(("views", "likes")),
)
