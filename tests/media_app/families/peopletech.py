"""The outlet behind the app interface of 人民日报's technology house."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    SPECIAL,
    SPECIAL_AT,
    Family,
    content,
    films,
    is_album,
    is_linked,
    page_of,
    pictures,
    stories,
    story,
    without_media,
)

_SIZE = 7
_CATEGORIES = {"21": "yw", "22": "ms", "35": "xz"}
_SPECIAL_ID = "9001"
_BASE = "/families/peopletech"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_BASE}/api/v2/menus/", menus),
        web.get(f"{_BASE}/api/v2/articles/detail/{{id}}", detail),
        web.get(f"{_BASE}/api/v2/articles/{{category}}", articles),
        web.get(f"{_BASE}/api/v2/subjects/{{id}}", subject),
    ]


async def menus(request: web.Request) -> web.Response:
    leaves = [{"id": int(c), "name": CHANNELS[n]} for c, n in _CATEGORIES.items()]
    tree = [leaves[0], {"id": 1, "name": "更多", "children": leaves[1:]}]
    return web.json_response({"code": 0, "item": {"categories": tree}})


async def articles(request: web.Request) -> web.Response:
    """The banner of the first page is its first article; the token for the next stands beside."""
    channel = _CATEGORIES.get(request.match_info["category"])
    token = request.query.get("pageToken", "")
    page = int(token.removeprefix("tk-"), 16) if token else 1
    if channel is None or request.query.get("pjCode") != "qcrm_10":
        return web.json_response({"code": 404, "message": "栏目不存在"})
    found = stories(request, channel)
    items = [_item(s, request) for s in page_of(found, page, _SIZE)]
    head = items[:1] if page == 1 else []
    if channel == "yw" and page == 1:
        items.insert(SPECIAL_AT, {
            "articleId": _SPECIAL_ID, "type": "subject", "title": "文旅专题", "date": "",
            "shareUrl": f"{_site(request)}/#/subject/{_SPECIAL_ID}", "images": [],
        })  # fmt: skip
    item = {"head": head, "list": items[len(head) :]}
    if page * _SIZE < len(found):
        item["pageToken"] = f"tk-{page + 1:04x}"
    return web.json_response({"code": 0, "item": item})


async def subject(request: web.Request) -> web.Response:
    held = [_item(s, request) for s in stories(request, SPECIAL)]
    blocks = [
        {"id": 1, "name": "最新文旅", "type": "list", "articles": held[:4]},
        {"id": 2, "name": "往期文旅", "type": "list", "articles": held[4:]},
    ]
    return web.json_response({"code": 0, "item": {"title": "文旅专题", "blocks": blocks}})


def _site(request: web.Request) -> str:
    return f"http://{request.host}{_BASE}"


def _date(story: Story) -> str:
    """With a zone, in two spellings, or without."""
    return f"{story.at:%Y-%m-%dT%H:%M:%S}{('+0800', '+08:00', '')[int(story.id) % 3]}"


def _common(story: Story, request: web.Request) -> dict[str, Any]:
    kind = _kind(story)
    return {
        "title": story.title,
        "type": kind,
        "date": _date(story),
        "images": [],
        "shareUrl": f"{_site(request)}/#/detail/{kind}/{story.id}",
        "likes": story.counts.get("likes", 0),
        "hits": str(story.counts.get("views", 0)),
        "comments": story.counts.get("comments", 0),
    }


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    """Ids are numbers or texts; every other link says where it leads in its own call only."""
    number = int(story.id)
    item = {**_common(story, request), "articleId": number if number % 2 else story.id}
    if is_linked(story) and number % 2:
        item["link"] = _elsewhere(story)
    return item


def _kind(story: Story) -> str:
    if is_linked(story):
        return "web"
    return "video" if films(story) else "normal"


def _elsewhere(story: Story) -> str:
    return f"/families/xinhua/vh512/share/{story.id}?docid={story.id}"


async def detail(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    if found is None:
        return web.json_response({"code": 404, "message": "稿件不存在", "item": None})
    item: dict[str, Any] = {
        **_common(found, request),
        "id": found.id,
        "source": found.source or "",
        "authors": [found.head_line] if found.head_line else [],
    }
    if is_linked(found):
        return web.json_response({"code": 0, "item": {**item, "link": _elsewhere(found)}})
    beside = bool(films(found)) and not pictures(found)
    item["content"] = content(without_media(found) if beside else found)
    if beside:
        item["medias"] = [_media(film.src) for film in films(found)]
    elif is_album(found):
        item["images"] = [{"url": piece.src} for piece in pictures(found)]
    return web.json_response({"code": 0, "item": item})


def _media(src: str) -> dict[str, Any]:
    """A film in two qualities."""
    resources = [{"url": src}, {"url": src.replace(".mp4", "_sd.mp4")}]
    return {"type": "video", "image": src.replace(".mp4", ".jpg"), "resources": resources}


FAMILY = Family(
    name="peopletech",
    channels={name: category for category, name in _CATEGORIES.items()},
    routes=routes,
    listing="api/v2/articles/21?pageToken=&size=20&headPageSize=&pjCode=qcrm_10",
    article=lambda s: f"api/v2/articles/detail/{s.id}?pjCode=qcrm_10",
    platform_options={"project": "qcrm_10"},
    special=True,
    links=True,
    links_by="xinhua",
)
