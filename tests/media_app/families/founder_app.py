"""The outlet behind Founder's app interface: lists in three wrappings, media apart from texts."""

from __future__ import annotations

import json
import re
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

_SIZE = 7
COLUMNS = {"102": "yw", "103": "ms", "104": "xz"}
#: The special topic, and the columns that hold its articles.
_TOPIC, _PARTS = 9001, (9011, 9012)
_ONE_REPORTER = re.compile(r"记者 (\w{2,3})")


def routes() -> list[web.RouteDef]:
    return [
        web.get("/families/founder_app/getColumns", columns),
        web.get("/families/founder_app/getArticles", articles),
        web.get("/families/founder_app/getArticleContent", article),
    ]


async def columns(request: web.Request) -> web.Response:
    """The outlet's columns, or those of a special topic."""
    if whole(request, "parentColumnId", 0) == _TOPIC:
        named = {number: f"第{n}部分" for n, number in enumerate(_PARTS, 1)}
    else:
        named = {int(number): CHANNELS[ours] for number, ours in COLUMNS.items()}
    return web.json_response({"columns": [
        {"columnId": number, "columnName": name, "topCount": 0, "columnStyle": "101"}
        for number, name in named.items()
    ]})  # fmt: skip


async def articles(request: web.Request) -> web.Response:
    """One wrapping a column: an object, JSONP, or an object within; a topic's is a bare array."""
    column = whole(request, "columnId", 0)
    if column in _PARTS:
        half = _PARTS.index(column)
        return web.json_response([item(s) for s in stories(request, SPECIAL)[half::2]])
    channel = COLUMNS.get(str(column))
    if channel is None:
        return web.json_response({"list": None})
    items = [item(s) for s in behind(request, stories(request, channel))]
    if channel == "yw" and whole(request, "page", 0) == 0:
        items.insert(SPECIAL_AT, {"fileId": 700, "articleType": "3", "title": "文旅专题",
                                  "linkID": _TOPIC, "shareUrl": "", "contentUrl": ""})  # fmt: skip
    if channel == "ms":
        text = json.dumps({"list": items}, ensure_ascii=False)
        return web.Response(text=f"angular.callbacks._6({text})", content_type="text/javascript")
    return web.json_response({"data": {"list": items}} if channel == "xz" else {"list": items})


def behind(request: web.Request, found: list[Story]) -> list[Story]:
    """The articles behind the last one that was shown, if the rows that were say the same."""
    last = request.query.get("lastFileId") or request.query.get("lastFileID")
    at = next((n for n, s in enumerate(found, 1) if s.id == last), 0)
    rows = whole(request, "rowNumber", 0)
    return found[at : at + _SIZE] if abs(rows - at) <= 1 else []


def item(story: Story) -> dict[str, Any]:
    """An item of a list; what it links is the outlet's own page."""
    number, linked = int(story.id), is_linked(story)
    link = story.path if linked else ""
    return {
        "fileId": number if number % 2 else story.id,
        "articleType": 4 if linked else kind(story),
        "title": story.title,
        "textTitle": story.title,
        "arthorName": "",
        "publishtime": time(story),
        "shareUrl": link or (share(story) if number % 3 else ""),
        "urlPad": link,
        "contentUrl": link or f"getArticleContent?articleId={number}",
        "linkID": 0,
        "countClick": story.counts.get("views", 0),
    }


def share(story: Story) -> str:
    return f"/template/displayTemplate/news/newsDetail/24/{story.id}.html?isShare=true"


def kind(story: Story) -> int:
    """0 text, 2 film."""
    return 2 if films(story) and not pictures(story) else 0


def time(story: Story) -> str:
    """Milliseconds behind a point or, on other servers, a colon."""
    return f"{story.at:%Y-%m-%d %H:%M:%S}{'.0' if int(story.id) % 2 else ':882'}"


async def article(request: web.Request) -> web.Response:
    found = story(request, request.query.get("articleId", ""))
    return web.json_response(detail(found) if found else {"error": "稿件不存在"})


def detail(story: Story) -> dict[str, Any]:
    """A detail: each medium is taken out of the text, a comment stands in its place."""
    reporter = _ONE_REPORTER.fullmatch(story.head_line)
    author: Any = {"id": 1, "name": reporter[1], "duty": "记者"} if reporter else story.head_line
    return {
        "fileId": story.id,
        "siteID": 1,
        "title": story.title,
        "attAbstract": "",
        "publishtime": time(story),
        "source": story.source or "",
        "author": author,
        "shareUrl": share(story),
        "countClick": str(story.counts.get("views", 0)),
        "countPraise": story.counts.get("likes", 0),
        "countDiscuss": str(story.counts.get("comments", 0)),
        "content": _text(story),
        "images": _group("images", "imagearray", [
            {"ref": f"<!--IMAGEARRAY#{n}-->", "picType": 1, "summary": p.text, "imageUrl": p.src}
            for n, p in enumerate(pictures(story))
        ]),
        "videos": _group("videos", "videoarray", [
            {"ref": f"<!--VIDEOARRAY#{n}-->", "videoUrl": p.src, "imageUrl": ""}
            for n, p in enumerate(films(story))
        ]),
        "related": [{"fileId": 1, "title": "别的稿件", "contentUrl": "/x/1.html"}],
    }  # fmt: skip


def _text(story: Story) -> str:
    """A film has its place in a text, but a film article begins with all of its films."""
    if kind(story) == 2:
        return f"<!--VIDEOS#1-->{content(story, film=lambda piece, number: '')}"
    return content(
        story,
        picture=lambda piece, number: f"<!--IMAGEARRAY#{number}-->",
        film=lambda piece, number: f"<!--VIDEOARRAY#{number}-->",
    )


def _group(name: str, within: str, media: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All media of a text stand in one group; where there are none there is no group."""
    return [{"ref": f"<!--{name.upper()}#1-->", within: media}] if media else []


FAMILY = Family(
    name="founder_app",
    channels={name: column for column, name in COLUMNS.items()},
    routes=routes,
    listing="getArticles?columnId=102&version=0&lastFileId=0&page=0&adv=1",
    article=lambda s: f"getArticleContent?articleId={s.id}&colID=102&siteId=1",
    platform_options={"site": "1"},
    special=True,
    links=True,
)
