"""The outlet behind ``/amc/client/``: pages counted from 0, a call for each kind of article."""

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
    whole,
    without_media,
)

_SIZE = 7
_COLUMNS = {"1091": "yw", "1092": "ms", "1107": "xz"}
_SPECIAL_ID = 9001
_CLIENT = "/families/amc/amc/client"
#: The call that shows an item of each contentType.
_SHOWS = {
    5: "getImageTextContentById", 6: "getAtlasContentById", 9: "getVideoContentById",
    12: "getOuterLinkById",
}  # fmt: skip


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_CLIENT}/listSubscribeColumn", columns),
        web.get(f"{_CLIENT}/listContentByColumn", contents),
        web.get(f"{_CLIENT}/getSpecialContentById", special),
        web.get(f"{_CLIENT}/{{call:get\\w+ById}}", detail),
    ]


async def columns(request: web.Request) -> web.Response:
    listed = [{"columnId": int(c), "columnName": CHANNELS[n]} for c, n in _COLUMNS.items()]
    return web.json_response({"suc": 1, "data": {"list": listed}})


async def contents(request: web.Request) -> web.Response:
    """The banner of the first page stands in the list too."""
    channel = _COLUMNS.get(request.query.get("column", ""))
    if channel is None:
        return web.json_response({"suc": 0, "msg": "栏目不存在"})
    page = whole(request, "pageNo", 0)
    items = [_item(s, request) for s in page_of(stories(request, channel), page + 1, _SIZE)]
    focus = items[:1] if page == 0 else []
    if channel == "yw" and page == 0:
        items.insert(SPECIAL_AT, {
            "id": 1, "contentId": _SPECIAL_ID, "contentType": 7, "isSpecialContent": 0,
            "title": "文旅专题", "shareUlr": f"http://{request.host}/families/amc/h5/{_SPECIAL_ID}",
        })  # fmt: skip
    return web.json_response({"suc": 1, "data": {"focusList": focus, "contentList": items}})


async def special(request: web.Request) -> web.Response:
    held = [_item(s, request) for s in stories(request, SPECIAL)]
    classes = [{"classifyId": 1, "classifyName": "全部", "contentList": held}]
    data = {"contentId": _SPECIAL_ID, "specialTitle": "文旅专题", "contentClassifys": classes}
    return web.json_response({"suc": 1, "data": data})


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    """Two spellings of the share page; types are numbers or texts; links lead elsewhere."""
    number, kind = int(story.id), _type(story)
    item: dict[str, Any] = {
        "id": number + 70_000,
        "contentId": number if number % 2 else story.id,
        "contentType": kind if number % 2 else str(kind),
        "isSpecialContent": 0,
        "title": story.title,
        "imgUrl": "",
        "source": story.source or "",
    }
    if not is_linked(story):
        item["shareUrl" if number % 2 else "shareUlr"] = _share(story, request)
    elif number % 2:
        item["shareUrl"] = _elsewhere(story)
    return item


def _type(story: Story) -> int:
    if is_linked(story):
        return 12
    if is_album(story):
        return 6
    return 9 if films(story) and not pictures(story) else 5


def _share(story: Story, request: web.Request) -> str:
    return f"http://{request.host}/families/amc/h5/{story.id}.html"


def _elsewhere(story: Story) -> str:
    return f"/families/xinhua/v600/news/{story.id}.js?ts=0&share=1"


async def detail(request: web.Request) -> web.Response:
    """A call shows nothing of another kind."""
    found = story(request, request.query.get("contentId", ""))
    if found is None or _SHOWS[_type(found)] != request.match_info["call"]:
        return web.json_response({"suc": 0, "msg": "内容不存在", "data": None})
    data: dict[str, Any] = {
        "contentId": found.id,
        "title": found.title,
        "publishTime": f"{found.at:%Y-%m-%d %H:%M:%S}",
        "source": found.source or "",
        "editor": found.head_line,
        "commentCount": found.counts.get("comments", 0),
        "shareUlr": _elsewhere(found) if is_linked(found) else _share(found, request),
    }
    return web.json_response({"suc": 1, "data": {**data, **_body(found)}})


def _body(story: Story) -> dict[str, Any]:
    kind = _type(story)
    if kind == 12:
        return {}
    if kind == 5:
        return {"text": content(story), "playUrl": "", "relatedVideo": None}
    pictured = [{"imagePath": p.src, "description": p.text} for p in pictures(story)]
    filmed = [
        {"playUrls": [{"playUrl": f.src}, {"playUrl": f.src.replace(".mp4", "_sd.mp4")}]}
        for f in films(story)
    ]
    text = content(without_media(story))
    return {"text": text, "pictureList": pictured, "videoList": filmed}


FAMILY = Family(
    name="amc",
    channels={name: column for column, name in _COLUMNS.items()},
    routes=routes,
    listing="amc/client/listContentByColumn?column=1091&publishFlag=1&pageNo=0&pageSize=20",
    article=lambda s: f"amc/client/getImageTextContentById?contentId={s.id}&fromFlag=0",
    special=True,
    links=True,
    links_by="xinhua",
    lacks=frozenset(("views", "likes")),
)
