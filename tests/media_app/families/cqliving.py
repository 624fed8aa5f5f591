"""The outlet in the cloud of the Chongqing county apps: posted forms, and a base for details."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from aiohttp import web

from tests.media_app.content import Piece, Story
from tests.media_app.families.family import (
    SPECIAL,
    SPECIAL_AT,
    Family,
    content,
    films,
    headed,
    is_linked,
    pictures,
    stories,
    story,
)
from tests.media_app.keys import html

_APP, _SIZE, _SPECIAL_ID = "24", 7, 9001
_COLUMNS = {"971": "yw", "60080": "ms", "974": "xz"}
_AT = "/families/cqliving"
#: Articles of this template have their text on the share page alone.
_ON_PAGE = "lazy"
_ALBUM, _FILM = 1, 5


def routes() -> list[web.RouteDef]:
    return [
        web.post(f"{_AT}/info/news.html", news),
        web.post(f"{_AT}/info/getSpecialDetail.html", special),
        web.post(f"{_AT}/ex/infoDetailNew.html", detail),
        web.get(f"{_AT}/share/news-detail-pages/{{id}}.html", share_page),
    ]


def _answer(data: Any, code: int = 0, message: str = "操作成功") -> web.Response:
    return web.json_response({"code": code, "message": message, "data": data})


async def news(request: web.Request) -> web.Response:
    """The rows behind the cursor; the first page has pictures on top, which count for nothing."""
    form = await request.post()
    if form.get("appId") != _APP or form.get("columnId") not in _COLUMNS:
        return _answer(None, -1, "栏目不存在")
    channel = _COLUMNS[str(form["columnId"])]
    shown = stories(request, channel)
    start = _behind(shown, form)
    rows = [_item(s, request) for s in shown[start : start + _SIZE]]
    if form.get("isCarousel") != "true":
        return _answer(rows)
    if channel == "yw":
        rows.insert(SPECIAL_AT, _special(request))
    return _answer({"news": rows, "carousels": [_item(s, request) for s in shown[:1]]})


def _behind(shown: list[Story], form: Mapping[str, Any]) -> int:
    """Where the rows behind the cursor begin: all three of its values must be of one row."""
    for number, each in enumerate(shown):
        if form.get("lastId") == each.id:
            assert form["lastSortNo"] == _sort_no(each)
            assert form["lastOnlineTime"] == _online(each)
            return number + 1
    return 0


def _sort_no(story: Story) -> str:
    return str(int(story.at.timestamp()) % 100_000)


def _online(story: Story) -> str:
    return f"{story.at:%Y-%m-%d %H:%M:%S}"


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    number = int(story.id)
    return {
        "id": number if number % 2 else story.id,
        "type": 0 if number % 2 else "0",
        "title": story.title,
        "contextType": _shows(story),
        "contentUrl": _content_url(story, request),
        "shareUrl": f"{request.url.origin()}{_AT}/share/news-detail-pages/{story.id}.html"
        "?isOpenApp=isOpenApp",
        "infoSource": story.source or "",
        "infoLabel": "",
        "onlineTime": _online(story),
        "sortNo": int(_sort_no(story)),
        "images": ",".join(f"{request.url.origin()}{p.src}" for p in pictures(story)),
        "viewCount": story.counts.get("views", 0),
        "praiseCount": story.counts.get("likes", 0),
        "replyCount": story.counts.get("comments", 0),
        "width": 4,
        "hight": 3,
    }


def _shows(story: Story) -> int:
    if films(story):
        return _FILM
    return _ALBUM if len(pictures(story)) > 1 else 0


def _content_url(story: Story, request: web.Request) -> str:
    """Of a film its address, and of somebody else's article its page: here, on another host."""
    if is_linked(story):
        return f"http://localhost:{request.url.port}{story.path}"
    return f"{request.url.origin()}{films(story)[0].src}" if films(story) else ""


def _special(request: web.Request) -> dict[str, Any]:
    item = _item(stories(request, SPECIAL)[0], request)
    shown = {"id": _SPECIAL_ID, "type": 2, "title": "文旅专题", "contentUrl": "", "images": ""}
    return {**item, **shown, "shareUrl": f"{request.url.origin()}{_AT}/share/special/9001.html"}


async def special(request: web.Request) -> web.Response:
    form = await request.post()
    if form.get("appId") != _APP or form.get("infoClassifyId") != str(_SPECIAL_ID):
        return _answer(None, -1, "专题不存在")
    rows = [_item(s, request) for s in stories(request, SPECIAL)]
    return _answer({"id": _SPECIAL_ID, "title": "文旅专题", "firstPageData": {"dataList": rows}})


async def detail(request: web.Request) -> web.Response:
    """Only for the share page, as its headers say. Pictures of an album may stand in its text
    too; some articles have their text on their page alone."""
    headers = (request.headers.get("Origin", ""), request.headers.get("Referer", ""))
    if headers != (f"{_base(request)}/share", f"{_base(request)}/share/news-detail-pages/"):
        raise web.HTTPForbidden
    form = await request.post()
    found = story(request, str(form.get("infoClassifyId", "")))
    if found is None:
        return _answer(None, -1, "内容已被删除或不存在")
    item = _item(found, request)
    kept = ("title", "contextType", "contentUrl", "infoSource", "praiseCount", "replyCount")
    album = _shows(found) == _ALBUM
    on_page = found.template == _ON_PAGE and not album
    text = "" if on_page else headed(found, content(found, film=_no_film))
    files = [{"fileUrl": url} for url in item["images"].split(",") if url]
    return _answer({
        **{key: item[key] for key in kept},
        "viewCount": item["viewCount"],
        "classifyId": int(found.id),
        "updator": "admin01",
        "content": text,
        "appResource": files if album else [],
        "listViewImg": item["images"].partition(",")[0],
    })  # fmt: skip


def _base(request: web.Request) -> str:
    return f"{request.url.origin()}{_AT}"


def _no_film(piece: Piece, number: int) -> str:
    return ""


def _lazy(piece: Piece, number: int) -> str:
    return f'<p><img class="lazy" src="/default/16_9.png" data-original="{piece.src}"></p>'


async def share_page(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    counts = {name: found.counts.get(name, 0) for name in ("views", "likes", "comments")}
    return html(f"""<html><head><title>{escape(found.title)}</title></head><body>
<div id="openApp"><p>清川融媒</p><a href="javascript:openApp();">打开看看</a></div>
<div id="detail" class="detail"><div class="detail_title">{escape(found.title)}</div>
<div class="detail_tips"><span>{escape(found.source or "")}</span>
<span>{found.at:%Y-%m-%d %H:%M}</span><span>浏览 {counts["views"]}</span></div>
<div class="detail_content">{headed(found, content(found, _lazy, _no_film))}</div>
<div class="btn_more" onclick="openApp()">打开清川融媒，阅读体验更佳</div>
<div class="zan"><i></i><span id="praiseCount">{counts["likes"]}</span></div></div>
<div class="box"><div class="box_tit">热门评论</div>
<div class="cmt_more">查看全部 {counts["comments"]} 条评论</div></div></body></html>""")


FAMILY = Family(
    name="cqliving",
    channels={name: column for column, name in _COLUMNS.items()},
    routes=routes,
    listing=f"info/news.html?appId={_APP}&columnId=971",
    article=lambda s: f"ex/infoDetailNew.html?infoClassifyId={s.id}",
    platform_options={"app_id": _APP, "detail_base": "{base}/ex", "share_base": "{base}/share"},
    said=frozenset(("detail_base",)),
    special=True,
    links=True,
)
