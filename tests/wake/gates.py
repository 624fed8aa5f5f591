"""A small newsroom whose pages do everything that pages do to get a reader into their app."""

from __future__ import annotations

import base64
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEAD = "清晨六点，青石镇的老码头已经热闹起来，第一批渔船载着满舱的鲜货靠了岸。"
LEAD = "镇里去年修好了三公里长的冷链通道，渔民卖鱼不用再赶着天亮前进城，价钱也比往年高出一成。"
MIDDLE = "“以前最怕天热，一船鱼放到中午就掉价。”船老大周水根一边过秤一边说，“现在心里不慌了。”"
MORE = "镇农业服务中心介绍，冷库日处理能力达到四十吨，周边五个村的养殖户都能排上号。"
TAIL = "下一步，青石镇还将把通道延伸到湖西岸，让更多渔家赶上早市。"
PARAGRAPHS = (HEAD, LEAD, MIDDLE, MORE, TAIL)
SENTENCES = (HEAD, MIDDLE, TAIL)
STORE = "扫码下载青石新闻客户端，安装之后即可看到更多精彩内容，还有红包等你来领取！"
TITLE = "青石镇：冷链通道让渔获不愁卖"


def html(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}</title>{head}</head>"
        f"<body><h1>{TITLE}</h1><time>2024-05-06 07:08</time>{body}</body></html>"
    )


def full(script: str, head: str = "") -> str:
    """A page with its whole body in it, and a script after that."""
    return page(f"<div class='content'>{html()}</div><script>{script}</script>", head)


def shell(script: str, inside: str = "") -> str:
    """A page whose body is brought by a script."""
    return page(f"<div id='content'>{inside}</div><script>{script}</script>")


WHOLE = json.dumps(html(), ensure_ascii=True)
REST = json.dumps(html(PARAGRAPHS[2:]), ensure_ascii=True)
PREVIEW = html(PARAGRAPHS[:2])
BASE64 = base64.b64encode(html().encode()).decode()
PUT = "document.getElementById('content').innerHTML"
ADD = "document.getElementById('content').insertAdjacentHTML('beforeend',"

#: What pages do that hold their body: they must be left as they are.
PUSHY = {
    "iframe-scheme": full(
        "var f=document.createElement('iframe');f.src='qsnews://a/1';document.body.appendChild(f)"
    ),
    "location-at-load": full("location.href='qsnews://a/1'"),
    "intent": full("top.location.href='intent://a/1#Intent;scheme=qsnews;package=cn.qs;end'"),
    "anchor-click": full(
        "var a=document.createElement('a');a.href='qsnews://a/1';document.body.appendChild(a);a.click()"
    ),
    "fallback": full(
        "location.href='qsnews://a/1';setTimeout(()=>{location.href='/download'},2000)"
    ),
    "fallback-text": full("setTimeout(\"location.href='/download'\",2000)"),
    "replace-at-once": page(
        f"<div class='content'>{html()}</div>", "<script>location.replace('/download')</script>"
    ),
    "front-page": full("setTimeout(()=>{location.href='/'},300)"),
    "other-article": full("setTimeout(()=>{location.href='/p/1999.html'},300)"),
    "meta-refresh": full("", "<meta http-equiv='refresh' content='0.2;url=/download'>"),
    "form-submit": full(
        "var f=document.createElement('form');f.action='/download';document.body.appendChild(f);"
        "f.submit();f.requestSubmit()"
    ),
    "form-button": full(
        "document.body.insertAdjacentHTML('beforeend','<form method=post action=/download>"
        "<button id=b>x</button></form>');document.getElementById('b').click()"
    ),
    "dialogs": full(
        "for(var i=0;i<3;i++){alert('请打开APP');prompt('手机号')}"
        "if(confirm('打开APP？'))location.href='/download';setInterval(()=>alert('请打开APP'),50)"
    ),
    "pop-up": full(
        "window.open('/download');window.open('/download','_self');"
        "var a=document.createElement('a');a.href='/download';a.target='_blank';"
        "document.body.appendChild(a);a.click()"
    ),
    "apk": full("setTimeout(()=>{location.href='/qs.apk'},100)"),
    "overwrite": full(
        f"window.onload=()=>setTimeout(()=>{{document.open();document.write('{STORE}');"
        "document.close()},300)"
    ),
    "emptied": full(f"setTimeout(()=>{{document.body.innerHTML='{STORE}'}},600)"),
    "history": full(
        "window.onload=()=>{history.pushState({},'','#a');history.go(-2);history.back()}"
    ),
    "reloads": full("setTimeout(()=>location.reload(),200)"),
    "library": page(
        "<div id='content'></div><script src='//res.cdn.openinstall.io/openinstall.js'></script>"
        "<script>new OpenInstall({appKey:'k'},OpenInstall.parseUrlParams());"
        f"{PUT}={WHOLE}</script>"
    ),
    "polling": full("setInterval(()=>fetch('/poll?'+Math.random()),300);fetch('/hang')"),
    "busy-after-load": full("window.onload=()=>{while(true);}"),
    "busy-inline": page(
        f"<div>{html(PARAGRAPHS[:3])}</div><script>while(true);</script><div>{html(PARAGRAPHS[3:])}</div>"
    ),
    "hanging-script": page(
        f"<script src='http://localhost:PORT/hang.js'></script><div>{html()}</div>"
    ),
    "hanging-own-script": full("", "<script async src='/hang.js'></script>"),
}

#: Pages whose body, or the rest of it, comes only by their script.
BROUGHT = {
    "expand-inline": shell(
        f"document.getElementById('more').onclick=()=>{ADD}{REST})",
        f"{PREVIEW}</div><div id='more'>展开全文</div><div>",
    ),
    "expand-fetch": shell(
        "document.getElementById('more').addEventListener('click',()=>fetch('/api/rest')"
        f".then(r=>r.text()).then(t=>{ADD}t)))",
        f"{PREVIEW}</div><div id='more'><span>点击查看全文 ↓</span></div><a href='qsnews://a'>打开APP阅读全文</a><div>",
    ),
    "expand-touch": shell(
        "document.getElementById('more').addEventListener('touchend',()=>fetch('/api/rest')"
        f".then(r=>r.text()).then(t=>{ADD}t)))",
        f"{PREVIEW}</div><div id='more'>继续阅读</div><div>",
    ),
    "xhr": shell(
        "var x=new XMLHttpRequest();x.open('GET','/api/body');"
        f"x.onload=()=>{{{PUT}=JSON.parse(x.responseText).content}};x.send()"
    ),
    "base64": shell(
        f"var b=Uint8Array.from(atob('{BASE64}'),c=>c.charCodeAt(0));"
        f"{PUT}=new TextDecoder().decode(b)"
    ),
    "delayed": shell(f"setTimeout(()=>{{{PUT}={WHOLE}}},4000)", "正文加载中…"),
    "countdown": shell(
        f"var n=4,t=setInterval(()=>{{if(!--n){{clearInterval(t);{PUT}={WHOLE}}}}},1000)", "请稍候"
    ),
    "slow-answer": shell(f"fetch('/slow').then(r=>r.text()).then(t=>{{{PUT}=t}})"),
    "scrolled": page(
        f"<div id='content'>{PREVIEW}</div><div style='height:2000px'></div><div id='end'>-</div>"
        "<script>new IntersectionObserver((e,o)=>{if(e[0].isIntersecting){o.disconnect();"
        f"fetch('/api/rest').then(r=>r.text()).then(t=>{ADD}t))}}}}).observe(document.getElementById('end'))"
        "</script>"
    ),
    "frame": page("<iframe src='/frame.html'></iframe>"),
    "shadow": shell(
        "customElements.define('news-body',class extends HTMLElement{connectedCallback(){"
        f"this.attachShadow({{mode:'open'}}).innerHTML={json.dumps(html(PARAGRAPHS[:3]))}+'<slot></slot>'}}}});"
        f"{PUT}='<news-body>'+{json.dumps(html(PARAGRAPHS[3:]))}+'</news-body>'"
    ),
    "hash-route": shell(
        "window.onhashchange=()=>fetch('/api/body').then(r=>r.json()).then(j=>{"
        f"{PUT}=j.content}});location.hash='#/detail/77'"
    ),
    "window-onload": page(
        "<div id='content'></div><img src='/hang.png'><script async src='http://localhost:PORT/hang.js'>"
        f"</script><script>window.onload=()=>{{{PUT}={WHOLE}}}</script>"
    ),
    "s/short": page("<script>location.replace('/p/2024.html')</script>"),
    "p/2024.html": full(
        "",
        "<link rel=stylesheet href=/page.css><link rel=icon href=/icon.png>"
        "<script>navigator.sendBeacon('/beacon','x')</script>"
        "<img src=/photo.jpg onerror=\"this.src='/default.jpg'\"><video src=/film.mp4></video>"
        "<iframe src='http://localhost:PORT/player'></iframe>",
    ),
}

#: Pages of whom nothing is to be had.
LOST = {
    "crash": full("fetch('/kill')"),
    "private": page("<script>location.href='http://localhost:PORT/p/2024.html'</script>"),
}

MORE_LINKS = page(
    "<ul id='list'></ul><div id='more'>加载更多</div><script>"
    "var n=0;function add(){for(var i=0;i<10;i++){n++;"
    "document.getElementById('list').insertAdjacentHTML('beforeend',"
    "'<li><a href=/p/'+n+'.html>第'+n+'条</a></li>')}}add();"
    "document.getElementById('more').onclick=add</script>"
)


class Newsroom(BaseHTTPRequestHandler):
    """Answers with the pages above. ``asked`` holds the paths that were asked for."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []  # noqa: RUF012 - one list for the one server of a test run
    agents: set[str] = set()  # noqa: RUF012
    closing = threading.Event()

    def log_message(self, *_: object) -> None:
        """A test's output is no access log."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0].lstrip("/")
        self.asked.append(path)
        self.agents.add(self.headers.get("User-Agent", ""))
        if path in ("hang", "hang.js"):
            self.closing.wait(30)
        act: Callable[[], None] = getattr(self, f"do_{path}", self.send_page)
        act()

    def do_POST(self) -> None:
        self.do_GET()

    def send(self, text: str, kind: str = "text/html", status: int = 200, **more: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, **more}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the browser may have gone meanwhile
            self.wfile.write(body)

    def send_page(self) -> None:
        path = self.path.split("?")[0].lstrip("/")
        pages = {**PUSHY, **BROUGHT, **LOST, "more-links": MORE_LINKS, "download": page(STORE)}
        answers = {
            "api/rest": html(PARAGRAPHS[2:]),
            "api/body": json.dumps({"content": html()}),
            "frame.html": page(html()),
            "": page(STORE),
            "p/1999.html": page(STORE),
        }
        text = pages.get(path, answers.get(path))
        if text is None:
            self.send("nothing here", status=404)
        else:
            self.send(text.replace("PORT", str(self.server.server_port)))  # type: ignore[attr-defined]

    def do_slow(self) -> None:
        time.sleep(2.5)
        self.send(html())

    def do_cookie(self) -> None:
        if "pass=1" in self.headers.get("Cookie", ""):
            self.send(full(""))
        else:
            self.send("<script>document.cookie='pass=1;path=/';location.reload()</script>")

    def do_moved(self) -> None:
        self.send("", status=302, Location="/p/2024.html")

    def do_astray(self) -> None:
        self.send("", status=302, Location="qsnews://a/1")

    def do_inward(self) -> None:
        self.send("", status=302, Location=f"http://localhost:{self.server.server_port}/secret")  # type: ignore[attr-defined]

    def do_missing(self) -> None:
        self.send(page("页面不存在"), status=404)

    def do_data(self) -> None:
        self.send(json.dumps({"content": HEAD}), "application/json")

    def do_file(self) -> None:
        self.send("PK", "application/zip")

    def do_kill(self) -> None:
        for process in renderers():
            os.kill(process, signal.SIGKILL)
        self.send("")


def renderers() -> list[int]:
    """The renderers of the browser that runs below this process."""
    return [p for p in below(os.getpid()) if b"--type=renderer" in read(p, "cmdline")]


def below(parent: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    parents = {
        int(folder.name): read(int(folder.name), "stat").rpartition(b")")[2].split()[1:2]
        for folder in Path("/proc").glob("[0-9]*")
    }
    found = {parent}
    while more := {p for p, up in parents.items() if up and int(up[0]) in found} - found:
        found |= more
    return found - {parent}


def read(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""  # it ended meanwhile


@contextmanager
def newsroom() -> Iterator[str]:
    """A running newsroom; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Newsroom)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        Newsroom.closing.set()
        server.shutdown()
        server.server_close()
