"""Reading and cleaning take time in proportion to a page, whatever it is made of.

Each shape is a page of one kind of thing, repeated. Four times as many may take seven times as
long; the square of their number would take sixteen times.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import get_platform
from pipelines.clean import clean

_URL = "http://m.example.cn/a/1.html"
_TITLE = "东岸大桥今天通车"
_HEAD = f"<html><head><title>{_TITLE}</title></head><body><h1>{_TITLE}</h1><p>2026-11-03 08:05</p>"
_LINE = "桥面铺装今天完成。"
_GROWTH = 7.0
#: Seconds that count as nothing: so much a busy machine adds.
_NOTHING = 0.05


def numbered(before: str, text: str) -> Callable[[int], str]:
    """A text that is repeated behind another, ``{i}`` in it numbered."""
    return lambda number: before + "".join(text.replace("{i}", str(i)) for i in range(number))


def each(text: str) -> Callable[[int], str]:
    """A page of a text that is repeated."""
    return numbered(_HEAD, text)


def around(before: str, text: str, after: str) -> Callable[[int], str]:
    """A page in one element of which a text is repeated."""
    return lambda number: _HEAD + before + text * number + after


SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "deep": (lambda n: _HEAD + "<div>" * n + _LINE + "</div>" * n, 4000),
    "paragraphs": (each(f"<p>{_LINE}</p>"), 800),
    "other paragraphs": (each("<p>桥面铺装，两侧栏杆下周安装，第{i}段。</p>"), 800),
    "blocks in blocks": (each(f"<div><p>{_LINE}</p><p>第{{i}}段</p></div>"), 400),
    "breaks": (around("<div>", f"{_LINE}<br>", "</div>"), 800),
    "spans": (around("<p>", "<span>桥。</span>", "</p>"), 1000),
    "rows": (around("<table>", "<tr><td>桥。</td><td>路。</td></tr>", "</table>"), 400),
    "pictures": (each('<p><img src="/{i}.jpg"></p>'), 400),
    "captions": (each("<p><img src=/{i}.jpg></p><p>图为大桥 记者 钱一 摄</p>"), 200),
    "attributes": (lambda n: _HEAD + "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">x", 4000),
    "classes": (lambda n: f'{_HEAD}<p class="{"a " * n}">{_LINE}</p>', 10_000),
    "one line": (around("<p>", "桥面铺装今天完成，", "</p>"), 10_000),
    "spaces": (around("<p>", " \u3000\xa0", "x</p>"), 20_000),
    "dots": (around("<p>桥", "……。。..", "x</p>"), 10_000),
    "brackets": (around("<p>", "（【《", "</p>"), 10_000),
    "times": (around("<p>", "2026-11-03 08:05 ", "</p>"), 2000),
    "dates in blocks": (each("<p>2026-11-03 08:05</p>"), 400),
    "a line of credits": (around("<p>桥。</p><p>", "记者 钱一 ", "</p>"), 4000),
    "lines of credits": (each("<p>记者 钱一</p>"), 400),
    "editors behind editors": (around(f"<p>{_LINE}", "责任编辑：李四。", "</p>"), 4000),
    "buttons behind editors": (each("<p>责任编辑：李四</p><p>点击阅读原文</p>"), 300),
    "ends before prose": (
        lambda n: _HEAD + "<p>相关阅读：</p>" * n + f"<p>{'桥面铺装今天完成，' * 9}{_LINE}</p>",
        400,
    ),
    "headings": (each("<h2>桥面铺装今天完成</h2>"), 400),
    "links": (each('<li><a href="/a/{i}.html">东岸大桥第{i}标段今天通车</a></li>'), 400),
    "links in a line": (each('<a href="/a/{i}.html">东岸大桥第{i}标段</a>'), 400),
    "one link": (each(f'<li><a href="{_URL}">东岸大桥标段今天通车</a></li>'), 400),
    "deep links": (
        lambda n: _HEAD + "".join(f'<ul><li><a href="/a/{i}.html">第{i}段</a>' for i in range(n)),
        400,
    ),
    "open links": (each("<a x"), 4000),
    "pages": (each('<a href="?page={i}">{i}</a>'), 400),
    "metas": (each(f'<meta property="og:title" content="{_TITLE}">'), 800),
    "scripts": (each('<script>var a{i} = "东岸大桥";</script>'), 800),
    "a script of quotes": (around("<script>var a = ", "'\"\\", "</script>"), 10_000),
    "styles": (around("<style>", ".a{height:1px}", "</style><p class=a>桥。</p>"), 4000),
    "hidden": (each('<div style="height:9px;overflow:hidden">桥。</div>'), 400),
    "comments": (each("<!-- x -->"), 4000),
    "unclosed": (each("<!--<style><script"), 4000),
}


_ITEM = '{"title": "东岸大桥第{i}标段今天通车", "url": "/a/{i}.html", "time": "2026-11-03 08:05"}'
_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'


def items(item: str, before: str = '{"data": [', after: str = "]}") -> Callable[[int], str]:
    """JSON with an item that is repeated."""
    return lambda n: before + ",".join(item.replace("{i}", str(i)) for i in range(n)) + after


#: Answers that are no pages: kind, content, and how often it is repeated.
DATA: dict[str, tuple[str, Callable[[int], str], int]] = {
    "items": ("json", items(_ITEM), 400),
    "deep lists": ("json", lambda n: "[" * n + "]" * n, 20_000),
    "deep objects": ("json", lambda n: '{"data":' * n + "1" + "}" * n, 10_000),
    "keys": ("json", items('"k{i}": 1', "{", "}"), 4000),
    "texts with links": ("json", items('"<a <a <a <a <a <a <a <a <a <a <a"'), 2000),
    "one text with links": ("json", lambda n: '{"html": "' + "<a x" * n + '"}', 20_000),
    "commas": ("json", lambda n: "{" + "," * n + "x", 20_000),
    "comments": ("json", lambda n: "[1," + "/**/," * n + "x", 10_000),
    "open comments": ("json", lambda n: "[1," + "/*" * n, 20_000),
    "open texts": ("json", lambda n: "[x," + '"\\' * n, 20_000),
    "open single texts": ("json", lambda n: "[x," + "'\\" * n, 20_000),
    "guards": ("json", lambda n: ";" * n + "{", 20_000),
    "spaces": ("json", lambda n: "var a" + " " * n + "x", 20_000),
    "feed": (
        "xml",
        numbered(_FEED, "<item><title>桥{i}</title><link>http://m.example.cn/{i}.html</link></item>"),
        400,
    ),
    "deep feed": ("xml", lambda n: _FEED + "<item>" * n, 4000),
    "entities": ("xml", lambda n: _FEED + "<item><title>" + "&amp;&x;" * n, 10_000),
    "declarations": ("xml", lambda n: "<!DOCTYPE x [" + "<!ENTITY a 'b'>" * n + "]><rss/>", 4000),
    "open declarations": ("xml", lambda n: "<!DOCTYPE x [" + "<!--<?" * n, 10_000),
    "sitemap": (
        "xml",
        numbered("<urlset>", "<url><loc>http://m.example.cn/a/{i}.html</loc></url>"),
        400,
    ),
}  # fmt: skip


def page(body: str, kind: str = "text/html") -> FetchedPage:
    return FetchedPage(
        url=_URL,
        body=body.encode(),
        content_type=f"{kind}; charset=utf-8",
        requested_url=_URL,
        fetched_at=datetime(2026, 11, 4, tzinfo=UTC),
    )


def article(page: FetchedPage) -> None:
    found, _ = read_article_page(page, Entry(_URL, _TITLE), None)
    clean(found)


def listing(page: FetchedPage) -> None:
    get_platform(None).parse_listing(page, Channel("a", "/list.html", "http://m.example.cn"), 1)


def seconds(act: Callable[[FetchedPage], None], body: str, kind: str) -> float:
    made = page(body, kind)
    begun = process_time()
    act(made)
    return process_time() - begun


def is_linear(
    act: Callable[[FetchedPage], None], shape: Callable[[int], str], n: int, kind: str
) -> bool:
    """Whether four times as much takes not much more than four times as long."""
    small, large = shape(n), shape(4 * n)
    for _ in range(2):  # twice: the machine may be busy
        few, many = seconds(act, small, kind), seconds(act, large, kind)
        if many <= _GROWTH * few + _NOTHING:
            return True
    return False


@pytest.mark.parametrize("act", [article, listing])
@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_page(name: str, act: Callable[[FetchedPage], None]) -> None:
    shape, number = SHAPES[name]
    assert is_linear(act, shape, number, "text/html")


@pytest.mark.parametrize("act", [article, listing])
@pytest.mark.parametrize("name", DATA)
def test_time_grows_with_the_data(name: str, act: Callable[[FetchedPage], None]) -> None:
    kind, shape, number = DATA[name]
    assert is_linear(act, shape, number, f"application/{kind}")


def test_what_takes_the_square_of_a_page_is_found_out() -> None:
    def act(page: FetchedPage) -> None:
        lines = page.text.split("<p>")
        sum(line in lines[:at] for at, line in enumerate(lines))

    assert not is_linear(act, each("<p>{i}</p>"), 3000, "text/html")


def test_a_body_of_pictures_alone_in_a_page_that_is_not_closed_is_read() -> None:
    article(page(_HEAD + '<div class="content"><p><img src="/1.jpg"></p></div>'))
