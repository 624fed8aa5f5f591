"""The gates' pages: their listing, their articles, and the traps beside them."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from tests.media_app.gates import GATES, TEXTS, Gate, api, name_of, paged, path_of
from tests.media_app.gates.pages import content, page
from tests.media_app.gates.rows import filled
from tests.media_app.gates.texts import STORE, Text, text
from tests.media_app.keys import html

_LIST = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>门_清川融媒</title></head>
<body><div class="list"><ul>
{items}
</ul></div></body></html>
"""
_STORE = f"<!DOCTYPE html><html><body><h1>清川融媒客户端</h1><p>{STORE}</p></body></html>"
#: An article that is nobody's: whoever stores it was led astray.
_OTHER = 998


def routes() -> list[web.RouteDef]:
    article = r"/gates/{name:[a-z0-9-]+}-{number:\d{4}}"
    return [
        web.get("/gates/", listing),
        web.get("/gates/spa", spa),
        web.get(r"/gates/read/{number:\d{4}}", pushed),
        web.get("/gates/other{rest:.*}", other),
        web.get("/gates/app.apk", apk),
        *(
            web.route("*", f"/gates/{trap}{{rest:.*}}", store)
            for trap in ("download", "store", "h5/")
        ),
        web.get(article + ".html", gate_page),
        web.get(article + r"_{part:\d}.html", gate_page),
        web.get(article + "_all.html", whole_page),
        *api.routes(),
    ]


async def listing(request: web.Request) -> web.Response:
    """Links to the gates; only those named by ``only``, or of one ``kind``."""
    items = "\n".join(map(_item, _wanted(request.query.get("only"), request.query.get("kind"))))
    return html(_LIST.format(items=items))


def _wanted(only: str | None, kind: str | None) -> Iterable[Gate]:
    if only is not None:
        return [GATES[name] for name in only.split(",") if name in GATES]
    return [gate for gate in GATES.values() if (gate.kind == kind if kind else gate.listed)]


def _item(gate: Gate) -> str:
    article = TEXTS[gate.name]
    link = f'<a href="{path_of(gate.name)}">{article.title}</a>'
    return f"<li>{link}<span>{article.at:%Y-%m-%d}</span></li>"


def _gate(request: web.Request) -> tuple[Gate, Text]:
    name = name_of(int(request.match_info["number"]))
    if name is None or request.match_info.get("name", name) != name:
        raise web.HTTPNotFound
    return GATES[name], TEXTS[name]


async def gate_page(request: web.Request) -> web.StreamResponse:
    """A gate's page, or what its guard answers instead."""
    gate, article = _gate(request)
    guarded = gate.guard(request, article) if gate.guard else None
    if guarded is not None:
        return guarded
    if "all" in request.query:
        return await whole_page(request)
    return _filled(request, _markup(request, gate, article), article)


def _markup(request: web.Request, gate: Gate, article: Text) -> str:
    if gate.name not in paged.PARTS:
        return gate.page
    shown = request.match_info.get("part") or request.query.get("page", "1")
    if shown not in ("1", "2", "3"):
        raise web.HTTPNotFound
    return paged.part(gate.name, article.number, int(shown))


async def whole_page(request: web.Request) -> web.StreamResponse:
    """The article of a gate without a gate, where the gate links to that."""
    gate, article = _gate(request)
    if not gate.name.startswith("all-"):
        raise web.HTTPNotFound
    return _filled(request, page(content("@BODY@")), article)


async def spa(request: web.Request) -> web.Response:
    return html(GATES["spa-hash"].page)


async def pushed(request: web.Request) -> web.Response:
    """Where a pushed state would lead on a reload: the same page."""
    gate, article = _gate(request)
    return _filled(request, gate.page, article)


async def store(request: web.Request) -> web.Response:
    return html(_STORE)


async def apk(request: web.Request) -> web.Response:
    return web.Response(body=b"PK", content_type="application/vnd.android.package-archive")


async def other(request: web.Request) -> web.Response:
    return _filled(request, page(content("@BODY@")), text(_OTHER))


def _filled(request: web.Request, markup: str, article: Text) -> web.Response:
    return html(filled(markup, article, request.url.port or 80))
