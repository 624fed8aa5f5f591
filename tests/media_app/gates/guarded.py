"""Pages that look at who asks: the User-Agent, a cookie, whether somebody is looking."""

from __future__ import annotations

from aiohttp import web

from tests.media_app.gates.pages import GET_BODY, content, full, page, shell
from tests.media_app.gates.rows import Gate, filled, rows
from tests.media_app.gates.texts import Text
from tests.media_app.keys import html

_DESK = page(content("<p>请使用手机访问，扫描二维码或打开APP阅读</p>"))
_CHAT = page(content("<p>请在微信客户端打开链接</p>"))
_SET = "<script>document.cookie='pass_@ID@=1;path=/';location.reload()</script>"
_SUM = (
    "<html><body><script>var s=0;for(var i=1;i<=@ID@;i++)s+=i;"
    "document.cookie='sum_@ID@='+s+';path=/';location.replace(location.href)</script></body></html>"
)


def _answer(request: web.Request, text: Text, markup: str) -> web.Response:
    return html(filled(markup, text, request.url.port or 80))


def mobile_only(request: web.Request, text: Text) -> web.Response | None:
    """Those without Mobile in their name are told to take a phone."""
    is_phone = "Mobile" in request.headers.get("User-Agent", "")
    return None if is_phone else _answer(request, text, _DESK)


def chat_only(request: web.Request, text: Text) -> web.Response | None:
    is_chat = "MicroMessenger" in request.headers.get("User-Agent", "")
    return None if is_chat else _answer(request, text, _CHAT)


def cookie_by_script(request: web.Request, text: Text) -> web.Response | None:
    has = f"pass_{text.number}" in request.cookies
    return None if has else _answer(request, text, _SET)


def cookie_by_sum(request: web.Request, text: Text) -> web.Response | None:
    """The cookie must be what the script works out."""
    wanted = str(text.number * (text.number + 1) // 2)
    has = request.cookies.get(f"sum_{text.number}") == wanted
    return None if has else _answer(request, text, _SUM)


def cookie_by_server(request: web.Request, text: Text) -> web.Response | None:
    if f"seen_{text.number}" in request.cookies:
        return None
    away = web.Response(status=302, headers={"Location": request.path})
    away.set_cookie(f"seen_{text.number}", "1", path="/")
    return away


_PLAIN = full("")
_LOOKING = {
    "visible-test": shell(f"if(!document.hidden&&document.visibilityState==='visible'){GET_BODY}"),
    "focus-test": shell(f"if(document.hasFocus()){GET_BODY}"),
    "focus-waiting": shell(
        f"var t=setInterval(()=>{{if(document.hasFocus()){{clearInterval(t);{GET_BODY}}}}},300)"
    ),
    "touch-test": shell(f"if('ontouchstart' in window&&navigator.maxTouchPoints>0){GET_BODY}"),
    "screen-test": shell(
        f"if(matchMedia('(max-width:600px)').matches&&innerHeight>innerWidth){GET_BODY}"
    ),
    "mobile-script": shell(
        f"if(/Android|iPhone/i.test(navigator.userAgent)){GET_BODY};else location='/gates/download'"
    ),
    "wechat-script": shell(
        f"if(/MicroMessenger/i.test(navigator.userAgent)){GET_BODY};"
        "else show('<p>请在微信客户端打开链接</p>')"
    ),
}

ROWS = [
    Gate("mobile-only", "guarded", _PLAIN, guard=mobile_only),
    Gate("wechat-only", "guarded", _PLAIN, guard=chat_only),
    Gate("cookie-script", "guarded", _PLAIN, "blocking", True, cookie_by_script),
    Gate("cookie-sum", "guarded", _PLAIN, "blocking", True, cookie_by_sum),
    Gate("cookie-server", "guarded", _PLAIN, None, False, cookie_by_server),
    *rows("guarded", _LOOKING, state="blocking", browser=True),
]
