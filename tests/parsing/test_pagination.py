"""How a listing goes on: its next page, or the signs that its script knows more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.models.listing import Channel
from tests.parsing.reader import HOME, TITLES, URL, document, paths, read


class TestNextPage:
    ITEMS = "".join(f'<li><a href="/p/80{n}.html">{t}</a></li>' for n, t in enumerate(TITLES))

    def next_of(self, pager: str, **given: Any) -> str | None:
        listing = read(document(f"<ul>{self.ITEMS}</ul>{pager}"), **given)
        assert len(listing.entries) == 4
        return listing.next and listing.next.url.removeprefix(HOME)

    @pytest.mark.parametrize(
        "pager",
        [
            '<link rel="next" href="list_2.html">',
            '<p><a href="list.html">上一页</a><a href="list_2.html">下一页</a></p>',
            '<a href="list_2.html">下页 &gt;</a>',
            '<a href="list_2.html">后一页</a>',
            '<a href="list_2.html">Next »</a>',
            '<div><span>1</span><a href="list_2.html">2</a><a href="list_3.html">3</a></div>',
            '<ul><li>1</li><li><a href="list_2.html">2</a></li></ul>',
            '<p><b>1</b><a href="list_3.html">3</a><a href="list_2.html">&gt;</a></p>',
        ],
    )
    def test_is_found(self, pager: str) -> None:
        assert self.next_of(pager) == "/list_2.html"

    @pytest.mark.parametrize(
        "pager",
        [
            "",
            '<a href="javascript:go(2)">下一页</a>',
            '<a href="#">下一页</a>',
            '<a href="list.html">下一页</a>',
            '<a href="/list.html#bottom">下一页</a>',
            '<a href="https://other.example.com/list_2.html">下一页</a>',
            '<ol><li><b>1</b></li><li><a href="/p/801.html">2</a></li></ol>',
            '<script>createPageHTML(1, 0, "list", "html");</script>',
        ],
    )
    def test_is_not_invented(self, pager: str) -> None:
        assert self.next_of(pager) is None

    def test_is_named_by_the_script_of_a_static_listing(self) -> None:
        assert (
            self.next_of('<script>createPageHTML(8, 1, "list", "html")</script>') == "/list_2.html"
        )

    def test_is_the_number_after_this_one(self) -> None:
        pager = '<p><a href="list.html">1</a> 2 <a href="list_3.html">3</a></p>'
        assert self.next_of(pager, number=2, url=f"{HOME}/list_2.html") == "/list_3.html"

    def test_comes_from_the_channel(self) -> None:
        numbered = Channel("要闻", "/list_{page}.html", HOME)
        assert self.next_of("", channel=numbered, number=3) == "/list_4.html"
        assert read(document(""), numbered, 3).next is None
        pager = '<p><a href="list_1.html">1</a><a href="list_2.html">2</a><b>3</b></p>'
        assert self.next_of(pager, channel=numbered, number=3) is None
        named = Channel("要闻", URL, HOME, next_css="a.older")
        assert self.next_of('<a class="older" href="?before=800">往期</a>', channel=named) == (
            "/list.html?before=800"
        )
        assert self.next_of('<a href="list_2.html">下一页</a>', channel=named) is None


class TestMore:
    @pytest.mark.parametrize(
        "sign",
        [
            "<div>点击加载更多</div>",
            '<a href="javascript:;">查看更多</a>',
            "<p>上拉加载</p>",
            '<div class="load-more"></div>',
            "<script>$('#list').dropload({scrollArea: window})</script>",
        ],
    )
    def test_a_page_that_loads_entries_by_script_says_so(self, sign: str) -> None:
        listing = read(document(f'<a href="/p/8001.html">{TITLES[0]}</a>{sign}'))
        assert listing.needs_script
        assert listing.next is None

    def test_an_application_without_entries(self) -> None:
        assert read(document('<div id="app"></div><script src="/js/app.js"></script>')).needs_script

    def test_a_next_page_needs_no_script(self) -> None:
        assert not read(
            document('<div>加载更多</div><a href="/list_2.html">下一页</a>')
        ).needs_script

    def test_a_link_to_a_fuller_list_is_none(self) -> None:
        assert not read(document('<a href="/news/">查看更多</a>')).needs_script

    def test_entries_that_the_page_holds_as_data(self) -> None:
        data = json.dumps({"props": {"list": [{"title": TITLES[0], "url": "/p/8001.html"}]}})
        for script in (
            f'<script id="__NEXT_DATA__" type="application/json">{data}</script>',
            f"<script>window.__STATE__ = {data};</script>",
        ):
            assert paths(read(document(f'<div id="app"></div>{script}'))) == ["/p/8001.html"]
