"""The outlet behind Newaircloud: ids in other letters, articles as scripts of a storage."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    SPECIAL,
    SPECIAL_AT,
    Family,
    content,
    films,
    is_linked,
    pictures,
    stories,
    story,
    whole,
)
from tests.media_app.families.founder_app import behind

_COLUMNS = {"4401": "yw", "4402": "ms", "4403": "xz"}
_TOPIC = 5001
_SID = "qcrm"
_ROOT = "/families/newair"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_ROOT}/getColumns", columns),
        web.get(f"{_ROOT}/getArticles", articles),
        web.get(f"{_ROOT}/getArticle", article),
        web.get(f"{_ROOT}/getLiveList", live),
        web.get(_ROOT + r"/oss/article/c{column:\d+}_a{id:\d+}.js", script),
    ]


async def columns(request: web.Request) -> web.Response:
    """A special topic without columns is one itself."""
    found = [] if whole(request, "cid", 0) == _TOPIC else _COLUMNS.items()
    return web.json_response({"column": {"columnID": whole(request, "cid", 0)}, "columns": [
        {"columnID": int(number), "columnName": CHANNELS[ours], "isHide": 0}
        for number, ours in found
    ]})  # fmt: skip


async def articles(request: web.Request) -> web.Response:
    if request.query.get("sid") != _SID:
        return web.json_response({"success": False, "msg": "租户不存在"})
    column = whole(request, "cid", 0)
    channel = SPECIAL if column == _TOPIC else _COLUMNS.get(str(column))
    shown = stories(request, channel) if channel else []
    items = [_item(s) for s in (shown if channel == SPECIAL else behind(request, shown))]
    if channel == "yw" and whole(request, "lastFileID", 0) == 0:
        items.insert(SPECIAL_AT, {"fileID": 700, "articleType": 3, "title": "文旅专题",
                                  "linkID": str(_TOPIC), "contentUrl": ""})  # fmt: skip
    return web.json_response({"list": items})


def _item(story: Story) -> dict[str, Any]:
    """Some articles have no script of their own, and one in each dozen is a live report."""
    number = int(story.id)
    base = {
        "fileID": number,
        "linkID": 0,
        "articleType": 0,
        "title": story.title,
        "source": story.source or "",
        "publishTime": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "countClick": story.counts.get("views", 0),
        "countPraise": story.counts.get("likes", 0),
        "countDiscuss": story.counts.get("comments", 0),
        "contentUrl": "",
    }
    if is_linked(story):
        return {**base, "articleType": "4", "contentUrl": story.path}
    if _is_live(story):
        return {**base, "articleType": 6, "linkID": 30_000 + number}
    if number % 4:
        return {**base, "contentUrl": f"{_ROOT}/oss/article/c4401_a{number}.js"}
    return base


def _is_live(story: Story) -> bool:
    """The report that is live: it has its people in its text and pictures at its end."""
    return story.path == "/mobile/news/7111.html"


async def article(request: web.Request) -> web.Response:
    found = story(request, request.query.get("aid", ""))
    return web.json_response(_detail(found) if found else {"success": False, "msg": "稿件不存在"})


async def script(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    text = json.dumps(_detail(found) if found else {}, ensure_ascii=False)
    return web.Response(
        body=f"var gArticleJson = {text}\n;".encode(), content_type="text/javascript"
    )


async def live(request: web.Request) -> web.Response:
    """The report and, below it, what was sent from the scene, which is not the article."""
    found = story(request, request.query.get("aid", ""))
    if found is None or whole(request, "id", 0) != 30_000 + int(found.id):
        return web.json_response({"main": None, "list": []})
    main = {
        "id": whole(request, "id"),
        "content": content(found),
        "attachments": {"pics": [], "videos": []},
        "liveStream": {"hlsUrl": "", "flvUrl": ""},
        "source": found.source or "",
        "countClick": found.counts.get("views", 0),
        "countPraise": found.counts.get("likes", 0),
        "countDiscuss": found.counts.get("comments", 0),
    }
    post = {"title": "现场", "content": "<p>现场一切顺利，稍后继续播报。</p>"}
    return web.json_response({"main": main, "list": [post]})


def _detail(story: Story) -> dict[str, Any]:
    """A detail: words that nobody writes stand in the text for its media."""
    return {
        "fileID": int(story.id),
        "title": story.title,
        "author": story.head_line,
        "editor": "",
        "source": story.source or "",
        "publishTime": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "countClick": story.counts.get("views", 0),
        "countPraise": story.counts.get("likes", 0),
        "countDiscuss": story.counts.get("comments", 0),
        "content": content(
            story,
            picture=lambda piece, number: f"<p>@@IMG{number}@@</p>",
            film=lambda piece, number: f"<!--VIDEO#{number}-->",
        ),
        "images": [
            {("imageUrl", "imgUrl")[n % 2]: p.src, "placeholder": f"@@IMG{n}@@"}
            for n, p in enumerate(pictures(story))
        ],
        "videos": [{"url": p.src, "ref": f"<!--VIDEO#{n}-->"} for n, p in enumerate(films(story))],
    }


FAMILY = Family(
    name="newair",
    channels={name: column for column, name in _COLUMNS.items()},
    routes=routes,
    listing=f"getArticles?sid={_SID}&cid=4401&lastFileID=0&rowNumber=0",
    article=lambda s: f"getArticle?sid={_SID}&aid={s.id}&cid=4401",
    platform_options={"sid": _SID},
    special=True,
    links=True,
)
