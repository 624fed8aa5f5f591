"""The outlet in the cloud of the Hunan county apps: one address, the operation in its headers."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import Family, content, is_linked, stories, story

_SITE, _AREA, _SIZE = "31", "1018", 6
_CHANNELS = {"2001": "yw", "2002": "ms", "2003": "xz", "2004": "wl"}
_AT = "/families/rednet"


def routes() -> list[web.RouteDef]:
    return [web.post(f"{_AT}/dispatch", dispatch)]


async def dispatch(request: web.Request) -> web.Response:
    """``bizType`` and ``bizOp`` say what is asked for; refusals come with status 200."""
    if (request.headers.get("terminal"), request.headers.get("version")) != ("3", "3.0"):
        return _refusal("版本过低")
    asked = (request.headers.get("bizType"), request.headers.get("bizOp"))
    posted = await request.json()
    if posted.get("siteId") != _SITE:
        return _refusal("站点不存在")
    if asked == ("channelInfo", "queryAllChannelByGroup"):
        return _answer({"momentChannel": [{"channelInfoVoList": _menu()}]})
    if asked == ("contentIndexDigest", "queryIndexList") and posted.get("areaCode") == _AREA:
        return _list(request, posted)
    if asked == ("contentDetail", "queryContentDetail"):
        return _detail(request, posted)
    return _refusal("操作不存在")


def _answer(data: Any) -> web.Response:
    """JSON as the server writes it: with the raw line breaks that a text holds."""
    text = json.dumps({"code": "0000", "message": "成功", "data": data}, ensure_ascii=False)
    return web.Response(text=text.replace("\\n", "\n"), content_type="text/plain")


def _refusal(message: str) -> web.Response:
    return web.json_response({"code": "9999", "message": message, "data": None})


def _menu() -> list[dict[str, Any]]:
    return [{"channelId": int(c), "channelName": CHANNELS[n]} for c, n in _CHANNELS.items()]


def _list(request: web.Request, posted: dict[str, Any]) -> web.Response:
    """The rows that are older than ``datetime``; pictures on top, after them in the answer."""
    channel = _CHANNELS.get(posted["channelId"])
    if channel is None:
        return _refusal("频道不存在")
    shown = stories(request, channel)
    behind = posted["datetime"]
    rows = [s for s in shown if not behind or _shown_at(s) < behind][:_SIZE]
    data: dict[str, Any] = {"digestList": [_item(s, request) for s in rows]}
    if not behind:
        data["bannerList"] = [_item(s, request) for s in shown[:2]]
    return _answer(data)


def _shown_at(story: Story) -> str:
    return f"{story.at:%Y-%m-%d %H:%M:%S}"


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    number = int(story.id)
    page = f"{request.url.origin()}{_AT}/content/{story.id}.html"
    return {
        "contentId": number if number % 2 else story.id,
        "title": story.title,
        "contentType": 8 if is_linked(story) else 1,
        "shareUrl": f"{request.url.origin()}{story.path}" if is_linked(story) else page,
        "h5Link": "",
        "showDate": _shown_at(story),
        "titleImg": "",
    }


def _detail(request: web.Request, posted: dict[str, Any]) -> web.Response:
    found = story(request, str(posted.get("contentId", "")))
    if found is None:
        return _refusal("内容不存在或已下架")
    item = _item(found, request)
    return _answer({"contentDetailVo": {
        "contentId": item["contentId"],
        "title": found.title,
        "author": found.head_line,
        "brand": found.source or "",
        "contentTex": content(found),
        "commentCount": str(found.counts.get("comments", 0)),
        "shareUrl": item["shareUrl"],
    }})  # fmt: skip


FAMILY = Family(
    name="rednet",
    channels={name: channel for channel, name in _CHANNELS.items()},
    routes=routes,
    listing=f"dispatch?channelId=2001&areaCode={_AREA}&siteId={_SITE}",
    article=lambda s: f"dispatch?contentId={s.id}&siteId={_SITE}",
    platform_options={"site_id": _SITE, "area_code": _AREA},
    links=True,
    lacks=frozenset(("views", "likes")),
)
