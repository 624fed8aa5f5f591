"""Bad moments of public servers, a row each: what they answer for an article meanwhile.

Statuses, redirects, broken transport, machines' errors; what is written for readers stands in
``tests/faults/notices.py``.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.paper import Story, content, framed, front
from tests.site import Answer, redirect

_GZIP = {"Content-Type": "text/html", "Content-Encoding": "gzip"}


@dataclass(frozen=True)
class Asked:
    """A request for an article: which, beside which others, of an outlet at ``url``."""

    story: Story
    shown: tuple[Story, ...]
    url: str


@dataclass(frozen=True)
class Moment:
    """``answer`` is what comes for an article; ``robots`` what robots.txt says to the paths that
    are hit. ``same`` is set where all articles get one text, so that it is tried behind a listing
    without titles too; ``others`` are further addresses of the outlet; it lasts ``runs`` runs."""

    name: str
    answer: Callable[[Asked], Answer | str | bytes] | None = None
    robots: Callable[[list[str]], Answer | str] | None = None
    same: bool = False
    others: Callable[[Asked], dict[str, Answer | str | bytes]] | None = None
    runs: int = 1


def always(answer: Answer | str | bytes) -> Callable[[Asked], Answer | str | bytes]:
    return lambda _: answer


def plain(title: str, *lines: str, status: int = 200) -> Answer:
    """A page of a server, not of the outlet."""
    text = "".join(f"<p>{line}</p>" for line in lines)
    return Answer(
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><center><h1>{title}</h1></center><hr>{text}</body></html>",
        status=status,
    )


def half_of(asked: Asked) -> bytes:
    """An article's page up to the middle of a sentence, where it stops without an end."""
    page = asked.story.page()
    return page[: page.index(asked.story.lines[1]) + len(asked.story.lines[1]) // 2].encode()


def packed(asked: Asked) -> Answer:
    """A gzip stream that stops in the middle of the text."""
    whole = gzip.compress(asked.story.page().encode(), mtime=0)
    return Answer(whole[: len(whole) * 2 // 3], headers=_GZIP)


def part(asked: Asked) -> Answer:
    body, whole = half_of(asked), len(asked.story.page().encode())
    reach = f"bytes 0-{len(body) - 1}/{whole}"
    return Answer(body, status=206, headers={"Content-Type": "text/html", "Content-Range": reach})


def portal(asked: Asked) -> Answer:
    """The name of the same machine is another site's."""
    return redirect(asked.url.replace("127.0.0.1", "localhost") + "/portal/index.html")


_PORTAL = framed("云上九州", content("全国资讯一站直达，汇集各地新闻、天气、出行与便民服务。"))
_LOGIN = framed(
    "用户登录",
    '<form method="post"><label>手机号<input name="tel"></label>'
    '<label>密码<input type="password" name="pw"></label><button>登录</button></form>',
)
_JAVA = (
    "<pre>java.lang.NullPointerException: Cannot invoke getArticle() because channel is null\n"
    + "\n".join(
        f"\tat cn.portal.cms.web.Filter{n}.doFilter(Filter{n}.java:{40 + n})" for n in range(6)
    )
    + "\n\tat java.base/java.lang.Thread.run(Thread.java:833)</pre>"
)
_PHP = (
    "<br />\n<b>Fatal error</b>:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused"
    " in /data/wwwroot/cms/lib/Db.php:88\nStack trace:\n#0 /data/wwwroot/cms/lib/Db.php(88):"
    " PDO-&gt;__construct('mysql:host=10.0...')\n#1 /data/wwwroot/cms/show.php(17): Db-&gt;open()\n"
    "#2 {main}\n  thrown in <b>/data/wwwroot/cms/lib/Db.php</b> on line <b>88</b><br />"
)
_WARNING = (
    "<br />\n<b>Warning</b>:  file_get_contents(/data/cache/show.html): failed to open stream: No"
    " space left on device in <b>/www/cms/inc/cache.php</b> on line <b>231</b><br />\n"
) * 3
_PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(2000)
_PDF = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + b"%\n" * 400 + b"%%EOF"
_JSON = {"Content-Type": "application/json; charset=utf-8"}


def said(**facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False)


def forbidden(paths: list[str]) -> str:
    return "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in paths)


SERVERS = (
    Moment(
        "404 before the CDN has it", always(plain("404 Not Found", "nginx", status=404)), runs=2
    ),
    Moment("410", always(plain("410 Gone", "该资源暂不可用", status=410))),
    Moment("403", always(plain("403 Forbidden", "openresty", status=403))),
    Moment("503 without Retry-After", always(plain("503 Service Unavailable", status=503))),
    Moment("500 with a Java stack trace", always(Answer(_JAVA, status=500))),
    Moment("a Java stack trace with 200", always(_JAVA), same=True),
    Moment("500 with a PHP error", always(Answer(_PHP, status=500))),
    Moment("a PHP fatal error with 200", always(_PHP), same=True),
    Moment("PHP warnings and nothing else", always(_WARNING), same=True),
    Moment(
        "a gateway's page with 200",
        always(plain("502 Bad Gateway", "nginx/1.18.0 (Ubuntu)")),
        same=True,
        runs=2,
    ),
    Moment("empty 200", always(Answer()), runs=2),
    Moment("white space with 200", always(Answer("\n\n  \r\n"))),
    Moment("204", always(Answer(status=204))),
    Moment("led to the home page", always(redirect("/")), others=lambda a: {"/": front(a.shown)}),
    Moment(
        "led to a login page",
        always(redirect("/member/login.html?back=1")),
        others=lambda _: {"/member/login.html": _LOGIN},
    ),
    Moment("a redirect loop", lambda a: redirect(f"{a.story.path}?r=1")),
    Moment("led to another site", portal, others=lambda _: {"/portal/index.html": _PORTAL}),
    Moment(
        "led home by a script",
        always("<html><head><script>location.replace('/')</script></head><body></body></html>"),
        others=lambda a: {"/": front(a.shown)},
    ),
    Moment("HTML cut, its length the cut one's", half_of, runs=2),
    Moment("HTML cut, no length", lambda a: Answer(half_of(a), unsized=True)),
    Moment("fewer bytes than promised", lambda a: Answer(half_of(a), cut=True)),
    Moment("gzip without its end", packed),
    Moment("a part with 206", part),
    Moment("connection closed without an answer", always(Answer(drops=True))),
    Moment("robots.txt forbids for a while", robots=forbidden, runs=2),
    Moment("robots.txt answers 500", robots=lambda _: Answer(status=500)),
    Moment("a picture as text/html", always(_PICTURE)),
    Moment("a PDF as text/html", always(_PDF)),
    Moment(
        "an interface's error",
        always(Answer(said(code=500, msg="系统繁忙，请稍后再试", data=None), headers=_JSON)),
        same=True,
    ),
    Moment(
        "an interface's error as text/html",
        always(
            said(
                status="fail",
                errcode=40013,
                errmsg="内容服务超时，本次请求没有得到处理结果",
                data={},
            )
        ),
        same=True,
    ),
    Moment(
        "an XML error",
        lambda a: Answer(
            '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>The'
            f" specified key does not exist.</Message><Key>{a.story.path[1:]}</Key>"
            "<RequestId>65B1F0AC77E2</RequestId></Error>",
            headers={"Content-Type": "application/xml"},
        ),
    ),
    Moment(
        "a web server's first page",
        always(
            plain(
                "Welcome to nginx!",
                "If you see this page, the nginx web server is successfully installed and working."
                " Further configuration is required.",
                "Thank you for using nginx.",
            )
        ),
        same=True,
    ),
    Moment("It works!", always("<html><body><h1>It works!</h1></body></html>"), same=True),
)
