"""The bulk articles as share pages: their text is that of ``/bulk/article/ID.html``.

``/bulk/<kind>/list`` (as ``/bulk/list``) links to ``/bulk/<kind>/ID.html``, of these kinds:

- ``xhr``: a wake bar, a wake script and an empty place that a script fills from the API;
- ``wake``: the same with what real share pages load besides, some 190 KB in 11 files;
- ``half``: two paragraphs, and a button that fetches the rest;
- ``busy``, ``crash``: as ``xhr``, but once it is shown, the page keeps its thread busy for ever,
  or takes its own renderer down within about a second.

In a listing ``busy=7,9&crash=13`` makes these articles' links lead to pages of those kinds.

``/bulk/api/article?id=ID&t=CLOCK`` is the API. Ordered to lie, it answers who does not sign with
another article's text under the right title; ordered to say 404, with that. The pages sign then.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app import bulk_assets
from tests.media_app.bulk import listing
from tests.media_app.bulk_text import bulk_paragraphs, bulk_time, bulk_title
from tests.media_app.content import OUTLET
from tests.media_app.keys import html, world_of
from tests.media_app.render import render

#: Paragraphs of a ``half`` page before its button is pressed.
PREVIEW = 2
_LIE = 500_000_000
_SIGN = 1_000_003
_AUTHORS = ("周以宁", "林书棠", "何远舟", "唐念青", "许明柯", "程望舒", "韩静澜")
_EDITORS = ("罗安歌", "魏亭", "江洛川", "彭朗", "谢知秋")


def routes() -> list[web.RouteDef]:
    return [
        web.get("/bulk/{kind:xhr|wake|half}/list", share_list),
        web.get(r"/bulk/half/{id:\d{1,9}}.html", half_page),
        web.get(r"/bulk/half/rest/{id:\d{1,9}}", half_rest),
        web.get(r"/bulk/{kind:xhr|wake|busy|crash}/{id:\d{1,9}}.html", share_page),
        web.get("/bulk/api/article", api),
        *bulk_assets.routes(),
    ]


def author_of(number: int) -> str:
    return _AUTHORS[number % len(_AUTHORS)]


def editor_of(number: int) -> str:
    return _EDITORS[number % len(_EDITORS)]


async def share_list(request: web.Request) -> web.Response:
    spoilt = {
        number: kind
        for kind in ("busy", "crash")
        for number in request.query.get(kind, "").split(",")
    }
    own = request.match_info["kind"]
    return listing(request, lambda number: f"/bulk/{spoilt.get(str(number), own)}/{number}.html")


async def share_page(request: web.Request) -> web.Response:
    number, kind = int(request.match_info["id"]), request.match_info["kind"]
    signs = world_of(request).api_mood(number) != "honest"
    return html(render("bulk_share", number=number, kind=kind, sign=_SIGN if signs else 0))


async def half_page(request: web.Request) -> web.Response:
    number = int(request.match_info["id"])
    facts: dict[str, Any] = {
        "number": number,
        "title": bulk_title(number),
        "at": bulk_time(number),
        "author": author_of(number),
        "paragraphs": bulk_paragraphs(number)[:PREVIEW],
    }
    return html(render("bulk_half", **facts))


async def half_rest(request: web.Request) -> web.Response:
    number = int(request.match_info["id"])
    return html(_paragraphs(bulk_paragraphs(number)[PREVIEW:]))


async def api(request: web.Request) -> web.Response:
    """{state, data: {contentid, title, published, source, author, editor, content, views}}."""
    asked = request.query.get("id", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return web.json_response({"state": False, "error": "参数有误"}, status=400)
    number = int(asked)
    mood = "honest" if _is_signed(request, number) else world_of(request).api_mood(number)
    if mood == "404":
        return web.json_response({"state": False, "error": "稿件不存在"}, status=404)
    text = number + _LIE if mood == "lie" else number
    data = {
        "contentid": number,
        "title": bulk_title(number),
        "published": f"{bulk_time(number):%Y-%m-%d %H:%M}",
        "source": OUTLET,
        "author": author_of(number),
        "editor": editor_of(number),
        "content": _paragraphs(bulk_paragraphs(text)),
        "views": str(300 + number * 7919 % 9000),
    }
    return web.json_response({"state": True, "data": data})


def _is_signed(request: web.Request, number: int) -> bool:
    clock = request.query.get("t", "")
    given = request.query.get("sign", "")
    return clock.isdigit() and given == str((number * 7919 + int(clock)) % _SIGN)


def _paragraphs(texts: list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)
