"""The outlet behind the scripts of Hoge m2o: as apps ask them, and as anybody may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Piece, Story
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

_COLUMNS = {"11": "yw", "24": "ms", "39": "xz"}
_SPECIAL_ID = "801"
_KEYS = {"appid": "12", "appkey": "example-operator"}
#: Names of the same counts, one set for each article in turn.
_COUNTS = (
    {"views": "click_num", "likes": "praise_num", "comments": "comment_num"},
    {"views": "clicks", "likes": "column_praise_num", "comments": "comments"},
    {"views": "column_click_num", "likes": "column_praise_num", "comments": "column_comment_num"},
)


def routes() -> list[web.RouteDef]:
    return [
        web.get("/families/hoge/news_recomend_column.php", _with_keys(columns)),
        web.get("/families/hoge/news.php", _with_keys(news)),
        web.get("/families/hoge/item.php", _with_keys(item)),
        web.get("/families/hoge/special_content.php", _with_keys(special)),
    ]


def public_routes() -> list[web.RouteDef]:
    return [
        web.get("/families/hoge_public/contents.php", contents),
        web.get("/families/hoge_public/item.php", item),
        web.get("/families/hoge_public/special_content.php", special),
    ]


def _with_keys(serve: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
    """The script as it answers who has the outlet's keys."""

    async def guarded(request: web.Request) -> web.Response:
        if any(request.query.get(name) != value for name, value in _KEYS.items()):
            return _refusal("appkey error")
        answer: web.Response = await serve(request)
        return answer

    return guarded


def _refusal(said: str) -> web.Response:
    return web.json_response({"ErrorCode": "0x0001", "ErrorText": said})


async def columns(request: web.Request) -> web.Response:
    named = [{"id": c, "name": CHANNELS[ours], "column_url": ""} for c, ours in _COLUMNS.items()]
    return web.json_response(named)


def _page(request: web.Request) -> list[dict[str, Any]]:
    """The items of a column from an offset on."""
    ours = _COLUMNS.get(request.query.get("column_id", ""), "")
    first, count = whole(request, "offset", 0), whole(request, "count", 20)
    items = [_item(s, request) for s in stories(request, ours)[first : first + count]]
    if ours == "yw" and first == 0:
        items.insert(SPECIAL_AT, _topic())
    return items


async def news(request: web.Request) -> web.Response:
    """Items as each column has them: {slide, list}, a bare array, {top, list, hot}."""
    ours, items = _COLUMNS.get(request.query.get("column_id", "")), _page(request)
    if ours == "ms":
        return web.json_response(items)
    if ours == "xz":
        return web.json_response({"top": items[:2], "list": items[2:], "hot": [], "slide": []})
    return web.json_response({"slide": items[:1], "list": items})


async def contents(request: web.Request) -> web.Response:
    return web.json_response(_page(request))


async def special(request: web.Request) -> web.Response:
    if request.query.get("column_id") != _SPECIAL_ID:
        return _refusal("no such column")
    return web.json_response({"list": [_item(s, request) for s in stories(request, SPECIAL)]})


def _topic() -> dict[str, Any]:
    return {"id": "9001", "content_id": "9001", "content_fromid": _SPECIAL_ID, "title": "文旅专题",
            "module_id": "special", "content_url": "", "publish_time_stamp": ""}  # fmt: skip


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    number = int(story.id)
    return {
        "id": story.id if number % 2 else number,
        "content_id": story.id,
        "content_fromid": "1",
        "module_id": "link" if is_linked(story) else "vod" if films(story) else "news",
        "title": story.title,
        "source": story.source or "",
        "content_url": f"{request.url.origin()}{story.path}" if _has_page(story) else "",
        "publish_time": f"{story.at:%m-%d}",
        "publish_time_stamp": str(int(story.at.timestamp())),
        "column": [{"id": "11", "name": "要闻"}],
        "indexpic": _parts("/upload/cover.jpg", request),
        "childs_data": [_parts("/upload/cover.jpg", request)],
    }


def _has_page(story: Story) -> bool:
    """Of some articles the listing names the public page."""
    return is_linked(story) or int(story.id) % 3 == 0


async def item(request: web.Request) -> web.Response:
    found = story(request, request.query.get("id", ""))
    if found is None or is_linked(found):
        return _refusal("内容不存在")
    number = int(found.id)
    values: dict[str, Any] = {
        "id": found.id,
        "title": found.title,
        "source": found.source or "",
        "author": found.head_line,
        "publish_user_name": "admin",
        "content_url": "",
        "content": content(found, picture=_place, film=lambda *_: ""),
        "material": [_material(p, n, request) for n, p in enumerate(pictures(found))],
        "indexpic": f"{request.url.origin()}/upload/cover.jpg",
        "childs_data": [_parts("/upload/cover.jpg", request)],
    }
    if number % 2:
        values["publish_time_stamp"] = int(found.at.timestamp())
    else:
        values["publish_time"] = f"{found.at:%Y-%m-%d %H:%M:%S}"
    for film in films(found):
        values |= _film(film, number, request)
    names = _COUNTS[number % len(_COUNTS)]
    values |= {names[name]: str(count) for name, count in found.counts.items()}
    return web.json_response(values)


def _place(_: Piece, number: int) -> str:
    return f'<div m2o_mark="pic_{number}" style="display:none"></div>'


def _material(piece: Piece, number: int, request: web.Request) -> dict[str, Any]:
    whole_address = f"{request.url.origin()}{piece.src}"
    return {"pic": whole_address if number % 2 else _parts(piece.src, request)}


def _film(piece: Piece, number: int, request: web.Request) -> dict[str, Any]:
    """A film by its four parts, or by the older three."""
    parts = _parts(piece.src, request)
    if number % 2:
        return {"video": parts}
    return {
        "hostwork": parts["host"].rstrip("/"),
        "video_path": f"{parts['dir']}{parts['filepath']}",
        "video_filename": parts["filename"],
    }


def _parts(path: str, request: web.Request) -> dict[str, str]:
    """``/upload/2026/1119/a.jpg`` in its four parts."""
    folder, *middle, name = path.strip("/").split("/")
    filepath = "".join(f"{part}/" for part in middle)
    host = f"{request.url.origin()}/"
    return {"host": host, "dir": f"{folder}/", "filepath": filepath, "filename": name}


FAMILY = Family(
    name="hoge",
    channels={ours: column for column, ours in _COLUMNS.items()},
    routes=routes,
    listing="news.php?site_id=1&column_id=11&count=20&offset=0&appid=12&appkey=example-operator",
    article=lambda s: f"item.php?id={s.id}&appid=12&appkey=example-operator",
    platform_options=_KEYS,
    special=True,
    links=True,
)
PUBLIC = Family(
    name="hoge_public",
    platform="hoge",
    channels=FAMILY.channels,
    routes=public_routes,
    listing="contents.php?column_id=11&count=20&offset=0",
    article=lambda s: f"item.php?id={s.id}",
    platform_options={"list": "contents.php"},
    special=True,
    links=True,
    lacks=frozenset(("menu",)),
)
