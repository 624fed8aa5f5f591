"""What one answer tells: its kind, its names, where it leads; and never a family by guess."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import detect_platform
from crawler.probe.page_classifier import (
    RobotsInfo,
    breadcrumb_links,
    channel_links,
    channel_name,
    classify_page,
    declared_feeds,
    outlet_name,
    parse_robots,
    with_page_placeholder,
)
from tests.site import article, listing

_PAGES = sorted((Path(__file__).parent.parent / "pages" / "generic").glob("*/page.html"))
_HOME = "https://m.example.cn"
_NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
_TEXT = "清晨的白鹭滩起了薄雾，巡护员沿着栈道走了四公里，记下三处新的落脚点。" * 8


def page(body: str | bytes, path: str = "/", kind: str = "text/html") -> FetchedPage:
    raw = body.encode() if isinstance(body, str) else body
    return FetchedPage(f"{_HOME}{path}", raw, kind, f"{_HOME}{path}", _NOW)


def answer(value: Any, path: str = "/api/v9/list") -> FetchedPage:
    return page(json.dumps(value, ensure_ascii=False), path, "application/json")


def items(count: int = 5, **facts: Any) -> list[dict[str, Any]]:
    return [
        {"title": f"白鹭滩第{n}次巡护记录公布", "url": f"/p/4647{n:02}.html", **facts}
        for n in range(count)
    ]


#: Answers of interfaces that are no family's.
_OWN_JSON = {
    "array": items(),
    "wrapped": {"code": 0, "data": {"list": items()}},
    "rows": {"rows": items(), "total": 5},
    "with ids": {"data": items(id="7")},
    "content id": {"state": True, "data": items(content_id=9)},
    "nested": {"result": {"blocks": [{"name": "头条", "items": items()}]}},
    "hasmore": {"items": items(), "hasMore": True},
    "cursor": {"entries": items(), "cursor": "abc"},
    "times": {"list": items(publishTime="2026-11-19 08:00:00")},
    "misspelt": {"lists": items(shareUlr="")},
    "article": {"data": {"title": "白鹭滩巡护记录", "content": f"<p>{_TEXT}</p>"}},
    "flat article": {"title": "白鹭滩巡护记录", "body": _TEXT, "id": 3},
    "error": {"code": 404, "msg": "栏目不存在"},
    "false": {"state": True, "data": False},
    "null": {"data": None},
    "empty list": {"data": []},
    "numbers": [1, 2, 3],
    "menu": {"data": [{"id": 1, "name": "要闻"}, {"id": 2, "name": "民生"}]},
    "text": "清川",
    "deep": {"a": {"b": {"c": {"d": {"title": "无址", "id": "1"}}}}},
}
_LISTS = {
    *("array", "wrapped", "rows", "with ids", "content id", "nested", "hasmore", "cursor"),
    *("times", "misspelt"),
}


@pytest.mark.parametrize("file", _PAGES, ids=lambda f: f.parent.name)
def test_a_page_of_no_family_is_not_known_and_no_listing(file: Path) -> None:
    facts = json.loads((file.parent / "expected.json").read_text("utf-8"))
    fetched = datetime.fromisoformat(facts["fetched_at"])
    saved = FetchedPage(facts["url"], file.read_bytes(), fetched_at=fetched)
    assert detect_platform(saved)[1] == ""
    assert classify_page(saved) != "listing"


@pytest.mark.parametrize("name", _OWN_JSON)
def test_an_answer_of_no_family_is_not_known(name: str) -> None:
    saved = answer(_OWN_JSON[name])
    assert detect_platform(saved)[1] == ""
    wanted = "listing" if name in _LISTS else "article" if "article" in name else ""
    assert classify_page(saved) == wanted


_LINKS = tuple((f"/p/4647{n:02}.html", f"白鹭滩第{n}次巡护记录公布") for n in range(6))
_FEED = (
    "<?xml version='1.0'?><rss><channel><title>清川</title>"
    + "".join(f"<item><title>{t}</title><link>{u}</link></item>" for u, t in _LINKS)
    + "</channel></rss>"
)
_PLACES = "".join(f"<url><loc>{_HOME}/col/{n}/</loc></url>" for n in range(5))


@pytest.mark.parametrize(
    ("body", "path", "kind"),
    [
        (listing(*_LINKS), "/list.html", "listing"),
        (listing(*_LINKS), "/c/46470", "listing"),
        (listing(*_LINKS[:1]), "/list.html", ""),
        (article("白鹭滩巡护记录公布", _TEXT), "/p/464799.html", "article"),
        (article("白鹭滩巡护记录公布", _TEXT), "/about", "article"),
        (article("白鹭滩巡护记录公布", ""), "/p/464799.html", "article"),
        (_FEED, "/rss.xml", "listing"),
        (f"<urlset>{_PLACES}</urlset>", "/sitemap.xml", ""),
        ("<urlset></urlset>", "/sitemap.xml", ""),
        ("", "/", ""),
        ("<html><body><h1>下载客户端</h1></body></html>", "/download", ""),
        ("<html><body><input type=password></body></html>", "/login", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "/p/46470.html", ""),
    ],
)
def test_kinds(body: str | bytes, path: str, kind: str) -> None:
    assert classify_page(page(body, path)) == kind


def test_names() -> None:
    title = "<html><head><title>要闻_清川新闻网</title></head></html>"
    assert (channel_name(page(title, "/list/")), outlet_name(page(title))) == ("要闻", "清川新闻网")
    alone = "<html><head><title>清川新闻网</title></head></html>"
    assert (channel_name(page(alone)), outlet_name(page(alone))) == ("首页", "清川新闻网")
    assert (channel_name(page(alone, "/list/")), outlet_name(page(alone, "/p/1"))) == (
        "清川新闻网",
        "",
    )
    site = '<html><head><meta property="og:site_name" content="清川融媒"></head></html>'
    assert outlet_name(page(site)) == "清川融媒"


def test_links_that_may_be_channels() -> None:
    nav = (
        '<a href="/">首页</a><a href="/yw/">要闻</a><a href="/ms/">民生</a>'
        '<a href="/yw/#top">要闻</a>'
        '<a href="/login">登录</a><a href="https://other.example/x/">友邻</a>'
        '<a href="/download">客户端下载</a><a href="/app.apk">安卓版</a>'
        '<a href="/yw/2.html">下一页</a>'
        '<a href="/p/464701.html">快讯</a><a href="/zt/">一个长得不像频道名称的链接</a>'
    )
    body = f'<html><body><p><a href="/wl/">文旅</a></p><div class="nav">{nav}</div></body></html>'
    found = [(lead.url.removeprefix(_HOME), lead.name) for lead in channel_links(page(body, "/x"))]
    assert found == [("/yw/", "要闻"), ("/ms/", "民生"), ("/wl/", "文旅")]


def test_breadcrumbs_the_innermost_first() -> None:
    crumbs = '<a href="/">首页</a> &gt; <a href="/yw/">要闻</a> &gt; <a href="/yw/jj/">经济</a>'
    body = f'<html><body><div class="crumbs">{crumbs}</div><a href="/x/">它处</a></body></html>'
    assert [lead.name for lead in breadcrumb_links(page(body, "/p/1.html"))] == ["经济", "要闻"]


def test_feeds_of_the_site_only() -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" title="新闻" href="/rss.xml">'
        '<link rel="alternate" type="application/atom+xml" href="https://other.example/a">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="alternate" media="handheld" type="text/html" href="/m/">'
    )
    found = declared_feeds(page(f"<html><head>{links}</head></html>"))
    assert [(lead.url, lead.name) for lead in found] == [(f"{_HOME}/rss.xml", "新闻")]


@pytest.mark.parametrize(
    ("query", "template"),
    [
        ("?page=1", "?page={page}"),
        ("?id=1&pageNo=1&size=10", "?id=1&pageNo={page}&size=10"),
        ("?page_no=1#top", "?page_no={page}#top"),
        ("?page=0", ""),
        ("?page=2", ""),
        ("?page=1x", ""),
        ("?pageSize=1", ""),
        ("", ""),
    ],
)
def test_an_address_that_names_page_1(query: str, template: str) -> None:
    assert with_page_placeholder(f"{_HOME}/list{query}") == (template and f"{_HOME}/list{template}")


def test_robots() -> None:
    text = (
        "User-agent: *\nCrawl-delay: 5\nDisallow: /admin/\n"
        "Sitemap: https://m.example.cn/news.xml\nSitemap: https://other.example/x.xml\n"
    )
    assert parse_robots(text, "Us", f"{_HOME}/robots.txt") == RobotsInfo(
        True, 5.0, (f"{_HOME}/news.xml",)
    )
    assert parse_robots("<html>\x00", "Us", f"{_HOME}/robots.txt") == RobotsInfo(True)
