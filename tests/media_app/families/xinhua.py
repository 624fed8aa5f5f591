"""The outlet behind 新华社's party client, and its articles as 新华社's own app shares them."""

from __future__ import annotations

import json
from html import escape
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
from tests.media_app.keys import html

_SIZE = 7
_MODULES = {"801": "yw", "802": "ms", "815": "xz"}
_SPECIAL_ID = "9001"
_BASE = "/families/xinhua"
_SERVICE = f"{_BASE}/Service/ContentSvr.svc"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_BASE}/Service/IndexSvr.svc/GetNavigation", navigation),
        web.get(f"{_SERVICE}/GetContentList", contents),
        web.get(f"{_SERVICE}/GetContentDetail", detail),
        web.get(f"{_SERVICE}/GetContentAtlas", detail),
        web.get(f"{_SERVICE}/GetContentTheme", theme),
        web.get(f"{_BASE}/texts/{{id}}.js", text),
        web.get(f"{_BASE}/v600/news/{{id}}.js", news_script),
        web.get(f"{_BASE}/vh512/share/{{id}}", share_page),
    ]


def _refused(request: web.Request) -> bool:
    """Whether a call lacks what the interface wants: the outlet's numbers and two headers."""
    headers = (request.headers.get("token"), request.headers.get("random"))
    return headers != ("of-our-own", "7") or request.query.get("appKey") != "k1"


def _answer(data: Any, message: str = "") -> web.Response:
    return web.json_response({"State": 0 if message else 1, "Message": message, "Data": data})


async def navigation(request: web.Request) -> web.Response:
    """Both spellings of the module's id occur."""
    listed = [
        {("ModliarId", "ModilarId")[i % 2]: int(m), "Title": CHANNELS[n]}
        for i, (m, n) in enumerate(_MODULES.items())
    ]
    return _answer({"Fixeds": listed[:1], "Modilars": listed[1:]})


async def contents(request: web.Request) -> web.Response:
    channel = _MODULES.get(request.query.get("modilarId", ""))
    if channel is None or _refused(request):
        return _answer(None, "参数错误")
    page = whole(request, "pageNo")
    items = [_item(s) for s in page_of(stories(request, channel), page, _SIZE)]
    focus = items[:1] if page == 1 else []
    if channel == "yw" and page == 1:
        topic = {**_item(stories(request, channel)[0]), "Id": _SPECIAL_ID, "Title": "文旅专题"}
        items.insert(SPECIAL_AT, {**topic, "ContentType": 64, "LinkUrl": "", "IssueTime": ""})
    recommend = [{"Id": 77, "Title": "清川县应急管理局的订阅号", "ProjectId": "1", "ImgUrl": ""}]
    return _answer({"Focus": focus, "Contents": items, "Recommend": recommend})


async def theme(request: web.Request) -> web.Response:
    held = [_item(s) for s in stories(request, SPECIAL)]
    data = [{"Id": 1, "Title": "最新", "Contents": held}]
    return _answer({"Id": _SPECIAL_ID, "Title": "文旅专题", "Source": "", "ThemeData": data})


def _item(story: Story) -> dict[str, Any]:
    number, kind = int(story.id), _type(story)
    return {
        "Id": number if number % 2 else story.id,
        "Title": story.title,
        "Source": story.source or "",
        "Authors": story.head_line,
        "IssueTime": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "ImgUrl": "",
        "ImgUrls": [],
        "VodUrl": films(story)[0].src if kind == 2 else "",
        "LinkUrl": story.path if is_linked(story) else "",
        "Likes": story.counts.get("likes", 0),
        "Comments": story.counts.get("comments", 0),
        "Reads": story.counts.get("views", 0),
        "ContentType": kind if number % 2 else str(kind),
        "Template": 3,
        "AppId": 132,
        "ProjectId": "1",
    }


def _type(story: Story) -> int:
    if is_linked(story):
        return 8
    if is_album(story):
        return 4
    return 2 if len(films(story)) == 1 else 1


async def detail(request: web.Request) -> web.Response:
    """An album has its pictures here; of any other the text is a script."""
    found = story(request, request.query.get("contentId", ""))
    if found is None or _refused(request) or request.query.get("appId") != "132":
        return _answer(None, "内容不存在")
    data = {**_item(found), "ShareUrl": f"http://{request.host}{_BASE}/vh512/share/{found.id}"}
    if request.path.endswith("Atlas"):
        data["ContentImage"] = [{"ImgUrl": p.src, "Description": p.text} for p in pictures(found)]
        data["Contents"] = content(without_media(found))
    else:
        data["DetailUrl"] = f"http://{request.host}{_BASE}/texts/{found.id}.js"
    return _answer(data)


async def text(request: web.Request) -> web.Response:
    """The text of a film's article does not hold the film."""
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    film = (lambda piece, number: "") if _type(found) == 2 else None
    written = json.dumps(content(found, film=film)).replace("/", "\\/")
    return _script(f"var ContentDetail = {written};")


async def news_script(request: web.Request) -> web.Response:
    """The article of 新华社's own app: a day and a stamp, and raw line ends in its strings."""
    found = story(request, request.match_info["id"])
    if found is None:
        return _script("var XinhuammNews =null")
    facts = {
        "id": found.id,
        "topic": found.title,
        "content": content(found).replace("</p>", "</p>\n"),
        "imglist": [piece.src for piece in pictures(found)],
        "docSource": found.source or "",
        "releasedate": f"{found.at:%Y-%m-%d}",
        "relaseDateTimeStamp": int(found.at.timestamp()) * 1000,
        "shareurl": f"http://{request.host}{_BASE}/vh512/share/{found.id}",
        "videourl": "",
        "commentCount": str(found.counts.get("comments", 0)),
    }
    written = json.dumps(facts, ensure_ascii=False).replace("\\n", "\n")
    return _script(f"var XinhuammNews ={written}")


def _script(body: str) -> web.Response:
    return web.Response(text=body, content_type="application/javascript")


async def share_page(request: web.Request) -> web.Response:
    """The page that people share: pictures load late, class names have slips."""
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    body = content(found).replace("<img src=", "<img data-src=")
    return html(
        f"<html><head><title>{escape(found.title)}</title></head><body>"
        f"<div class='open-app'><a href='javascript:;'>打开新华社客户端</a></div>"
        f"<header><h1>{escape(found.title)}</h1>"
        f"<p class='hender-info-source-v7'>来源：{escape(found.source or '')} "
        f"{found.at:%Y-%m-%d %H:%M:%S}</p></header>"
        f"<section class='main-text-container'>{body}</section>"
        f"<footer>新华社客户端 版权所有</footer></body></html>"
    )


FAMILY = Family(
    name="xinhua",
    channels={name: module for module, name in _MODULES.items()},
    routes=routes,
    listing="Service/ContentSvr.svc/GetContentList?modilarId=801&pageNo=1&styleId=364"
    "&appId=132&appKey=k1&projectId=1",
    article=lambda s: (
        f"Service/ContentSvr.svc/GetContentDetail?contentId={s.id}&template=3"
        "&appId=132&appKey=k1&projectId=1"
    ),
    platform_options={
        "style_id": "364",
        "app_id": "132",
        "app_key": "k1",
        "token": "of-our-own",
        "random": "7",
    },
    said=frozenset(("token", "random")),
    special=True,
    links=True,
)
