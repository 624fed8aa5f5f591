"""The outlet behind the interface /v2 of the CmsTop 媒体云, and its public pages /p/ID.html."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
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
    page_of,
    pictures,
    stories,
    story,
    whole,
)
from tests.media_app.keys import html
from tests.media_app.render import render

_SIZE = 7
_MENU = {"21": "yw", "22": "ms", "35": "xz"}
_SPECIAL_ID = "77"
#: Which stories in place of the third to the fifth of the first page stand in blocks of their own.
_BLOCKS = ((3, 5, 800003), (5, 6, "800005"))
_BASE = "/families/cmstop_b"
#: Articles that the interface shows without their text, by template and by id; and those that it
#: lists as links to the outlet's own /p/ pages.
_WITHOUT_TEXT, _FILM_ON_PAGE, _LINKED_PAGES = "pc", "7131", "xhr"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_BASE}/v2/start", start),
        web.get(f"{_BASE}/v2/menudata", menudata),
        web.get(f"{_BASE}/v2/{{call:article|gallery|video}}", detail),
        web.post(f"{_BASE}/v2/special", special),
        web.get(f"{_BASE}/p/{{id}}.html", page),
        web.get(f"{_BASE}/{{channel}}/p/{{id}}.html", page),
    ]


def _answer(**modules: Any) -> web.Response:
    return web.json_response({"state": True, "data": modules})


def _refusal(said: str) -> web.Response:
    return web.json_response({"state": False, "error": said, "data": False})


async def start(request: web.Request) -> web.Response:
    columns = [{"menuid": int(menu), "name": CHANNELS[ours]} for menu, ours in _MENU.items()]
    return _answer(common={"menu": [{"menuid": 1, "name": "新闻", "submenu": columns}]})


async def menudata(request: web.Request) -> web.Response:
    """A slide and a list; on the first page a special topic, and blocks with lists inside."""
    ours = _MENU.get(request.query.get("menuid", ""))
    if ours is None:
        return _refusal("栏目不存在")
    number = whole(request, "page")
    shown = page_of(stories(request, ours), number, _SIZE)
    items = [_item(s, request) for s in shown]
    slide = items[:1] if number == 1 else []
    if number == 1:
        for first, last, appid in reversed(_BLOCKS):
            items[first:last] = [{"appid": appid, "contentid": "0", "title": "推荐",
                                  "lists": items[first:last]}]  # fmt: skip
    if ours == "yw" and number == 1:
        topic = {"contentid": _SPECIAL_ID, "appid": "10", "title": "文旅专题", "thumb": ""}
        items.insert(SPECIAL_AT, topic)
    return _answer(common={"slide": {"lists": slide}, "list": {"lists": items}})


async def special(request: web.Request) -> web.Response:
    form = await request.post()
    if form.get("contentid") != _SPECIAL_ID or "thumbrate" not in form:
        return _refusal("专题不存在")
    return _answer(newcom={"list": [_item(s, request) for s in stories(request, SPECIAL)]})


def _item(story: Story, request: web.Request) -> dict[str, Any]:
    kind = _kind(story)
    item = {
        "contentid": story.id,
        "appid": kind if int(story.id) % 2 else str(kind),
        "title": story.title,
        "thumb": "",
        "source": story.source or "",
        "published": _ago(story),
        "created": f"{story.at:%H:%M}",
        "comments": str(story.counts.get("comments", 0)),
    }
    if kind == 3:
        item["url"] = f"{request.url.origin()}{_page_of(story)}"
    return item


def _kind(story: Story) -> int:
    """1 article, 2 gallery, 3 link, 4 film."""
    if is_linked(story) or story.template == _LINKED_PAGES:
        return 3
    return 4 if films(story) else 2 if len(pictures(story)) > 1 else 1


def _page_of(story: Story) -> str:
    return story.path if is_linked(story) else f"{_BASE}/{story.channel}/p/{story.id}.html"


def _ago(story: Story) -> str:
    hours = int((datetime.now(UTC) - story.at).total_seconds() // 3600)
    if hours < 0:
        return f"{story.at:%Y-%m-%d %H:%M}"
    return f"{hours}小时前" if hours < 24 else f"{hours // 24}天前"


async def detail(request: web.Request) -> web.Response:
    """An article by the call for its kind only."""
    found = story(request, request.query.get("contentid", ""))
    call = request.match_info["call"]
    if found is None or {"gallery": 2, "video": 4}.get(call, 1) != _kind(found):
        return _refusal("稿件不存在")
    common: dict[str, Any] = {
        "contentid": found.id,
        "title": found.title,
        "source": found.source or "",
        "published": f"{found.at:%Y-%m-%d %H:%M:%S}",
        "summary": "",
        "share_url": f"{request.url.origin()}{_BASE}/p/{found.id}.html",
        "comments": str(found.counts.get("comments", 0)),
        "property": {"propertyName": found.head_line},
        "content": content(found),
    }
    if call == "gallery":
        common["content"] = content(_without(found, "!"))
        common["images"] = [{"image": p.src, "note": p.text} for p in pictures(found)]
    if call == "video":
        common["content"] = content(_without(found, "%"))
        common["video"] = films(found)[0].src
    if found.template == _WITHOUT_TEXT or found.id == _FILM_ON_PAGE:
        common |= {"content": "", "video": ""}
    return _answer(common=common)


def _without(story: Story, mark: str) -> Story:
    """The story without its pictures or films."""
    lines = (line for line in story.text.splitlines() if not line.strip().startswith(mark))
    return replace(story, text="\n".join(lines))


async def page(request: web.Request) -> web.Response:
    """A public page, whose films are scripts that lead to their player."""
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    others = [s for s in stories(request, found.channel) if s.id != found.id]
    body = content(
        found,
        film=lambda piece, _: f'<p><script class="cmstopVideo" src="{piece.src}"></script></p>',
    )
    return html(render("cmstop_page", story=found, body=body, others=others[:5]))


FAMILY = Family(
    name="cmstop_b",
    channels={ours: menu for menu, ours in _MENU.items()},
    routes=routes,
    listing="v2/menudata?menuid=21&page=1&pagesize=20&siteid=10001&clientid=1&modules=common:3",
    article=lambda s: f"v2/article?contentid={s.id}&sharesiteid=10001&siteid=10001&clientid=1",
    special=True,
    links=True,
    lacks=frozenset(("views", "likes")),
)
