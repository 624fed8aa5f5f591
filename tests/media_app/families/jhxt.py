"""The outlet behind the ThinkPHP interface of 99cms: one script, calls named in its query."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Piece, Story
from tests.media_app.families.family import (
    SPECIAL,
    SPECIAL_AT,
    Family,
    content,
    films,
    headed,
    is_linked,
    page_of,
    pictures,
    stories,
    story,
)

_SITE, _SIZE, _SPECIAL_ID = "1", 6, 9001
_COLUMNS = {"yw": "12", "xz": "flash:14"}
#: The columns of the special topic: the first holds all but the last articles.
_SECTIONS = {"501": slice(0, 5), "502": slice(5, None)}
_AT = "/families/jhxt"
_WEB = f"{_AT}/api.php?s=/Web/getNewsListCache/version/3.0.8/tid/767/page/"


def routes() -> list[web.RouteDef]:
    return [web.post(f"{_AT}/api.php", script), web.get(f"{_AT}/api.php", web_list)]


def _answer(data: Any, code: str = "200", msg: str = "操作成功") -> web.Response:
    """``code`` is a text, and an error has status 200 like all else."""
    return web.json_response({"code": code, "msg": msg, "data": data})


async def script(request: web.Request) -> web.Response:
    """``s`` says what is asked for; whatever is not there is an empty text."""
    form = {name: str(value) for name, value in (await request.post()).items()}
    asked = request.query.get("s", "")
    if asked == "/News/newsinfo":
        found = story(request, form.get("nid", ""))
        return _answer(_article(found, request)) if found else _answer("", "404", "新闻不存在")
    if asked == "/Subject/getSubjectTypes" and form.get("sid") == str(_SPECIAL_ID):
        columns = [{"cid": cid, "cname": f"板块{cid}"} for cid in _SECTIONS]
        return _answer({"sid": _SPECIAL_ID, "title": "文旅专题", "columns": columns})
    if asked == "/Subject/getColumnNews" and form.get("cid") in _SECTIONS:
        shown = stories(request, SPECIAL)[_SECTIONS[form["cid"]]]
        return _answer([_item(s, request) for s in shown])
    if form.get("siteid") != _SITE:
        return _answer("", "404", "站点不存在")
    if asked == "/Type/getTypeListCache":
        return _answer({"common": [{"tid": "12", "cnname": CHANNELS["yw"]}], "recommend": []})
    if asked == "/Flash/getFlashCache" and form.get("tid") == "14":
        slides = [{**_item(s, request), "imgurl": "/u/1.jpg"} for s in stories(request, "xz")]
        return _answer({"flash": [*slides, {"nid": "", "title": "广告", "imgurl": "/u/ad.jpg"}]})
    if asked == "/News/getNewsListCache" and form.get("tid") == "12":
        return _answer(_list(request, int(form["Page"])))
    return _answer("", "404", "栏目不存在")


def _list(request: web.Request, page: int) -> list[dict[str, Any]]:
    items = [_item(s, request) for s in page_of(stories(request, "yw"), page, _SIZE)]
    if page == 1:
        topic = {"nid": str(_SPECIAL_ID), "title": "文旅专题", "rtype": "4", "newsurl": ""}
        items.insert(SPECIAL_AT, {**items[0], **topic})
    return items


async def web_list(request: web.Request) -> web.Response:
    """The list for browsers: GET, everything in ``s``, and the answer in a callback."""
    asked, _, page = request.query.get("s", "").rpartition("/")
    if asked != "/Web/getNewsListCache/version/3.0.8/tid/767/page":
        return _answer("", "404", "栏目不存在")
    shown = page_of(stories(request, "ms"), int(page), _SIZE)
    answer = {"code": "200", "data": [_item(s, request) for s in shown]}
    return web.Response(text=f"load_callback({json.dumps(answer)});", content_type="text/html")


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    """Every third was moved up: then ``sort_order`` is a mere number."""
    number, stamp = int(story.id), int(story.at.timestamp())
    page = f"{request.url.origin()}{_AT}/newsinfo/{story.id}.html"
    return {
        "nid": story.id if number % 2 else number,
        "tid": "12",
        "title": story.title,
        "copyfrom": story.source or "",
        "sort_order": f"{stamp}.0000" if number % 3 else "0.0000",
        "update_time": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "newsurl": f"{request.url.origin()}{story.path}" if is_linked(story) else page,
        "imgs": [piece.src for piece in pictures(story)],
        "comcount": str(story.counts.get("comments", 0)),
        "viewcount" if number % 2 else "viewnum": str(story.counts.get("views", 0)),
        "praisecount" if number % 2 else "praisenum": story.counts.get("likes", 0),
        "rtype": "1",
    }


def _article(story: Story, request: web.Request) -> dict[str, Any]:
    """Of some articles the text is only on their page."""
    text = "" if is_linked(story) else headed(story, content(story, _lazy, _no_film))
    video = films(story)[0].src if films(story) else ""
    return {**_item(story, request), "content": text, "videourl": video}


def _lazy(piece: Piece, number: int) -> str:
    return f'<p><img src="/Public/Wap/img/grey.gif" data-original="{piece.src}"></p>'


def _no_film(piece: Piece, number: int) -> str:
    return ""


class _Jhxt(Family):
    def source_toml(self, app_url: str, **overrides: Any) -> str:
        """One channel is listed from an address of its own."""
        channels = [{"name": CHANNELS[ours], "id": theirs} for ours, theirs in _COLUMNS.items()]
        channels.append({"name": CHANNELS["ms"], "id": "767", "url": f"{_WEB}{{page}}"})
        return super().source_toml(app_url, channels=channels, **overrides)


FAMILY = _Jhxt(
    name="jhxt",
    channels={**_COLUMNS, "ms": "767"},
    routes=routes,
    listing="api.php?s=/News/getNewsListCache&tid=12",
    article=lambda s: f"api.php?s=/News/newsinfo&nid={s.id}",
    special=True,
    links=True,
)
