"""What the gates' scripts ask for, and what other servers' misdeeds are tried against."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable

from aiohttp import web

from tests.media_app.gates import TEXTS, name_of
from tests.media_app.gates.pages import content, page
from tests.media_app.gates.processes import renderers
from tests.media_app.gates.rows import filled
from tests.media_app.gates.texts import STORE, Text
from tests.media_app.keys import html, world_of

SLOW_SECONDS, HANG_SECONDS = 6, 60
_TOKEN = "qc-20261119"
_APP = """(function () {
  var me = document.currentScript;
  fetch('/gates/api/html/' + me.dataset.id).then(r => r.text()).then(h => {
    document.getElementById('content').innerHTML = h;
  });
})();
"""
_MODULE = """export const load = async id => {
  const answer = await fetch('/gates/api/html/' + id);
  document.getElementById('content').innerHTML = await answer.text();
};
"""
_INNER = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>"
_OUTER = _INNER.format(body="<iframe src='/gates/api/frame/@ID@.html'></iframe>")
_BUTTON = _INNER.format(
    body="<div id='content'>@HALF@</div><div id='more'>展开全文</div><script>"
    "document.getElementById('more').onclick=function(){this.remove();"
    "fetch('/gates/api/rest/@ID@').then(r=>r.text()).then(h=>document.getElementById('content')"
    ".insertAdjacentHTML('beforeend',h))}</script>"
)
_MORE_LINKS = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><ul id='list'></ul>"
    "<div id='more'>加载更多</div><script>var n=0;function add(){for(var i=0;i<10;i++){n++;"
    "document.getElementById('list').insertAdjacentHTML('beforeend',"
    "'<li><a href=/gates/nothing-'+(5000+n)+'.html>第'+n+'条</a></li>')}}add();"
    "document.getElementById('more').onclick=add</script></body></html>"
)
#: A page with much beside its text.
_FURNISHED = page(
    content("@BODY@"),
    "<link rel='stylesheet' href='/gates/api/page.css'><link rel='icon' href='/gates/api/icon.png'>"
    "<script>navigator.sendBeacon('/gates/api/beacon','x')</script>",
    "<img src='/gates/api/photo.jpg' onerror=\"this.src='/gates/api/default.jpg'\">"
    "<video src='/gates/api/film.mp4'></video>"
    "<iframe src='http://localhost:@PORT@/gates/api/player'></iframe>",
)

#: Kind of answer → what it says of an article.
_TEXT: dict[str, Callable[[Text], str]] = {
    "html": lambda article: article.whole,
    "rest": lambda article: article.rest,
    "furnished": lambda article: _FURNISHED,
    "short": lambda article: "<script>location.replace('/gates/api/furnished/@ID@')</script>",
}
_FRAMES = {
    "frame": _INNER.format(body="@BODY@"),
    "outer": _OUTER,
    "button": _BUTTON,
}


def routes() -> list[web.RouteDef]:
    number = r"{number:\d{4}}"
    return [
        web.get(r"/gates/api/{what:html|rest|furnished|short}/" + number, words),
        web.get(r"/gates/api/{what:frame|outer|button}/" + number + ".html", frame),
        web.get("/gates/api/body/" + number, body),
        web.get("/gates/api/lines/" + number, lines),
        web.get("/gates/api/nested/" + number, nested),
        web.get("/gates/api/part/" + number, part),
        web.get("/gates/api/slow/" + number, slow),
        web.get("/gates/api/jsonp/" + number, jsonp),
        web.get("/gates/api/secret/" + number, secret),
        web.post(r"/gates/api/{what:post|post-rest}/" + number, posted),
        web.get("/gates/api/kill/" + number, kill),
        web.get("/gates/api/token", token),
        web.get("/gates/api/store-words", store_words),
        web.get("/gates/api/app.js", script),
        web.get("/gates/api/module.js", script),
        web.get("/gates/api/more-links", more_links),
        web.get("/gates/api/data", data),
        web.get("/gates/api/file", file),
        web.get("/gates/api/missing", missing),
        web.get(r"/gates/api/{where:moved|astray|inward}", away),
        web.get("/gates/api/hang{rest:.*}", hang),
        web.get("/gates/api/poll", poll),
    ]


def _article(request: web.Request) -> Text:
    name = name_of(int(request.match_info["number"]))
    if name is None:
        raise web.HTTPNotFound
    return TEXTS[name]


def _filled(request: web.Request, markup: str) -> web.Response:
    return html(filled(markup, _article(request), request.url.port or 80))


async def words(request: web.Request) -> web.Response:
    return _filled(request, _TEXT[request.match_info["what"]](_article(request)))


async def frame(request: web.Request) -> web.Response:
    return _filled(request, _FRAMES[request.match_info["what"]])


async def body(request: web.Request) -> web.Response:
    """{code, data: {id, title, published, content}}, the content as HTML."""
    article = _article(request)
    published = f"{article.at:%Y-%m-%d %H:%M}"
    answer = {"title": article.title, "published": published, "content": article.whole}
    return web.json_response({"code": 0, "data": {"id": article.number, **answer}})


async def lines(request: web.Request) -> web.Response:
    return web.json_response({"list": _article(request).paragraphs})


async def nested(request: web.Request) -> web.Response:
    """JSON that holds JSON as a string."""
    inner = json.dumps({"content": _article(request).whole})
    return web.json_response({"code": "0", "data": inner})


async def part(request: web.Request) -> web.Response:
    """{html, last}: the part of the article that ``n`` (1, 2, 3) names."""
    shown = request.query.get("n", "1")
    if shown not in ("1", "2", "3"):
        raise web.HTTPNotFound
    pages = _article(request).pages
    return web.json_response({"html": pages[int(shown) - 1], "last": shown == "3"})


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(SLOW_SECONDS)
    return html(_article(request).whole)


async def jsonp(request: web.Request) -> web.Response:
    call = request.query.get("callback", "callback")
    answer = json.dumps({"content": _article(request).whole})
    return web.Response(text=f"{call}({answer})", content_type="text/javascript")


async def token(request: web.Request) -> web.Response:
    return web.json_response({"token": _TOKEN})


async def secret(request: web.Request) -> web.Response:
    if request.headers.get("X-Token") != _TOKEN:
        raise web.HTTPForbidden
    return html(_article(request).whole)


async def posted(request: web.Request) -> web.Response:
    """The body, or the rest of it, for those who ask by POST and name the article."""
    article = _article(request)
    if str(article.number) not in await request.text():
        raise web.HTTPBadRequest
    return html(article.whole if request.match_info["what"] == "post" else article.rest)


async def script(request: web.Request) -> web.Response:
    text = _APP if request.path.endswith("app.js") else _MODULE
    return web.Response(text=text, content_type="text/javascript", charset="utf-8")


async def store_words(request: web.Request) -> web.Response:
    return html(f"<body><h1>{STORE}</h1></body>")


async def more_links(request: web.Request) -> web.Response:
    return html(_MORE_LINKS)


async def data(request: web.Request) -> web.Response:
    """JSON where a page was expected, of the first gate's article."""
    article = next(iter(TEXTS.values()))
    return web.json_response({"content": article.paragraphs[0]})


async def file(request: web.Request) -> web.Response:
    return web.Response(body=b"PK", content_type="application/zip")


async def missing(request: web.Request) -> web.Response:
    return html(page(content("页面不存在")), status=404)


async def away(request: web.Request) -> web.Response:
    """A redirect: within the site, to an app's scheme, or into this machine's other name."""
    number = next(iter(TEXTS.values())).number
    to = {
        "moved": f"/gates/api/furnished/{number}",
        "astray": f"qcapp://article/{number}",
        "inward": f"http://localhost:{request.url.port}/gates/api/inside",
    }
    return web.Response(status=302, headers={"Location": to[request.match_info["where"]]})


async def hang(request: web.Request) -> web.Response:
    """Nothing, until the client has left or a minute is over."""
    await asyncio.sleep(HANG_SECONDS)
    return web.Response()


async def poll(request: web.Request) -> web.Response:
    return web.json_response({"online": 1})


async def kill(request: web.Request) -> web.Response:
    """Kills the renderers of this test's browser, the first time that it is asked."""
    if world_of(request).hits[request.path_qs] == 1:
        for process in renderers():
            os.kill(process, signal.SIGKILL)
    return web.Response()
