"""A mountain of cheap articles for benchmarks.

``/bulk/list?n=10000&first=F&page=K`` lists articles F … F + n - 1, a hundred a page, joined by
下一页; ``/bulk/article/ID.html`` is one of them: about 40 KB around a text of 1,500 characters.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from aiohttp import web

from tests.media_app.bulk_text import bulk_paragraphs, bulk_time, bulk_title
from tests.media_app.keys import html

PER_PAGE = 100
PAGE_BYTES = 40_000
_TEXT_BYTES = 5_200
_DEFAULT_N = 10_000


def routes() -> list[web.RouteDef]:
    return [
        web.get("/bulk/list", bulk_list),
        web.get(r"/bulk/article/{id:\d{1,9}}.html", bulk_article),
    ]


async def bulk_list(request: web.Request) -> web.Response:
    return listing(request, "/bulk/article/{}.html".format)


def listing(request: web.Request, address: Callable[[int], str]) -> web.Response:
    """The page of a listing that a request's ``n``, ``first`` and ``page`` ask for."""
    n, first = _number(request, "n", _DEFAULT_N), _number(request, "first", 1)
    page = _number(request, "page", 1)
    start = first + (page - 1) * PER_PAGE
    items = "\n".join(
        f'<li><a href="{address(i)}">{bulk_title(i)}</a>'
        f"<span>{bulk_time(i):%Y-%m-%d %H:%M}</span></li>"
        for i in range(start, min(start + PER_PAGE, first + n))
    )
    following = request.rel_url.update_query(page=page + 1)
    link = f'<a href="{escape(str(following))}">下一页</a>' if page * PER_PAGE < n else ""
    return html(_LIST.format(items=items, next=link))


async def bulk_article(request: web.Request) -> web.Response:
    body = bulk_page(int(request.match_info["id"]))
    return web.Response(body=body, headers={"Content-Type": "text/html; charset=utf-8"})


def bulk_page(number: int) -> bytes:
    """The bytes of article ``number``: the same shell around another text."""
    title = bulk_title(number)
    paragraphs = "\n".join(f"<p>{text}</p>" for text in bulk_paragraphs(number))
    text = _ARTICLE.format(title=title, time=bulk_time(number), body=paragraphs)
    return b"".join((_BEFORE, text.encode(), _AFTER))


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else default


_LIST = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>全部稿件_清川新闻网</title></head>
<body><div class="list"><ul>
{items}
</ul><div class="pages">{next}</div></div></body></html>
"""
_ARTICLE = """<title>{title}_清川新闻网</title></head><body>
<div class="article-main"><h1 class="article-title">{title}</h1>
<div class="article-infos"><span class="date">发布时间：{time:%Y-%m-%d %H:%M}</span>
<span class="source">来源：清川融媒</span></div>
<div class="article-content">
{body}
</div></div>
"""


def _shell() -> tuple[bytes, bytes]:
    """What stands before and after every article, so that all make up ``PAGE_BYTES``."""
    styles = "".join(f".m{n} .t{n % 7} {{ margin: {n % 13}px }}\n" for n in range(500))
    head = '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n'
    before = f"{head}<style>\n{styles}</style>\n"
    line = "window.__c = (window.__c || []).concat({id: 'm000', show: false, order: 0});\n"
    missing = PAGE_BYTES - _TEXT_BYTES - len(before)
    after = f"<script>\n{line * (missing // len(line))}</script>\n</body></html>\n"
    return before.encode(), after.encode()


_BEFORE, _AFTER = _shell()
