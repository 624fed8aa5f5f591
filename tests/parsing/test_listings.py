"""What a plain listing gives: its entries, how it goes on, and why it is none."""

from __future__ import annotations

import json
from time import perf_counter, process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.listing import Channel, ListingPage
from crawler.parsing.listing.extract import extract_listing
from crawler.parsing.page import FetchedPage
from tests.parsing.reader import HOME, NOW, TITLES, URL, document, paths, read, read_json, times

FRAME = """
<header><a href="/"><img src="/logo.png" alt="江城融媒"></a>
  <nav><ul><li><a href="/">首页</a></li><li><a href="/news/">新闻</a></li>
  <li><a href="/zhengwu/">政务</a></li><li><a href="/p/88.html">直播</a></li>
  <li><a href="/channel/12.html">视听</a></li></ul></nav></header>
"""
FOOTER = """
<footer><a href="/about/1001.html">关于我们</a> <a href="/about/1002.html">联系我们</a>
  <a href="/p/1003.html">互联网新闻信息服务许可证编号公示</a> <a href="https://beian.example.com/">备案号</a>
  <a href="/p/1004.html">江城区融媒体中心今年公开招募通讯员公告</a></footer>
"""


class TestLayouts:
    """Without any hint, an entry is told from navigation by its shape."""

    def test_items_of_a_list(self) -> None:
        items = "".join(
            f'<li><a href="/2024/0513/{n}.shtml">{t}</a><span>2024-05-1{n} 10:0{n}</span></li>'
            for n, t in enumerate(TITLES)
        )
        listing = read(
            document(f'{FRAME}<div class="main"><ul class="news">{items}</ul></div>{FOOTER}')
        )
        assert [e.title for e in listing.entries] == list(TITLES)
        assert paths(listing) == [f"/2024/0513/{n}.shtml" for n in range(4)]
        assert times(listing)[2] == "2024-05-12 10:02"
        assert listing.next is None
        assert not listing.needs_script
        assert not listing.error

    def test_cards_with_picture_title_summary_and_time(self) -> None:
        cards = "".join(
            f"""<div class="card"><a href="/p/{700 + n}.html"><img src="/i/{n}.jpg" alt=""></a>
            <div class="text"><h3><a href="/p/{700 + n}.html">{t}</a></h3>
            <p>记者从有关部门了解到，2023年3月1日起实施的办法将继续有效，
            各单位要认真抓好落实，确保取得实际成效。</p><div class="meta"><span>江城融媒</span>
            <time datetime="2024-05-13T08:3{n}:00+08:00">5月13日</time></div></div></div>"""
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f"{FRAME}<main>{cards}</main>{FOOTER}"))
        assert [e.title for e in listing.entries] == list(TITLES)
        assert times(listing) == [f"2024-05-13 08:3{n}" for n in range(4)]

    def test_cards_that_are_one_link(self) -> None:
        cards = "".join(
            f"""<a class="item" href="/article/{n + 1}"><div><img data-src="/i.jpg"></div>
            <div class="info"><p class="title">{t}</p><p><span>要闻</span>
            <span>{n + 1}小时前</span><span>4.2万阅读</span></p></div></a>"""
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f'<div id="list">{cards}</div>'))
        assert [e.title for e in listing.entries] == list(TITLES)
        assert times(listing)[:2] == ["2024-05-20 11:00", "2024-05-20 10:00"]

    def test_rows_of_a_table(self) -> None:
        rows = "".join(
            f"""<tr><td>[<a href="/node_31.htm">时政</a>]
            <a href="content_4000{n}.htm" title="{t}">{t[:9]}...</a></td>
            <td align="right">[05-1{n}]</td></tr>"""
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f"<table>{rows}</table>"), url=f"{HOME}/news/node_30.htm")
        assert [e.title for e in listing.entries] == list(TITLES)
        assert paths(listing)[0] == "/news/content_40000.htm"
        assert times(listing) == [f"2024-05-1{n} 00:00" for n in range(4)]

    def test_a_definition_list(self) -> None:
        items = "".join(
            f"""<dt><a href="/a/20240513/12345{n}.html">{t}</a></dt>
            <dd>发布时间：2024年5月13日 1{n}:20</dd>"""
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f"{FRAME}<dl>{items}</dl>"))
        assert [e.title for e in listing.entries] == list(TITLES)
        assert times(listing) == [f"2024-05-13 1{n}:20" for n in range(4)]

    def test_links_and_times_side_by_side_in_one_block(self) -> None:
        items = "<br>".join(
            f"· <a href='t20240513_90{n}.html'>{t}</a> <i>2024-05-13</i>"
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f"<div>{items}</div>"))
        assert [e.title for e in listing.entries] == list(TITLES)
        assert set(times(listing)) == {"2024-05-13 00:00"}

    def test_a_list_beside_which_a_hot_list_stands(self) -> None:
        items = "".join(f'<li><a href="/p/80{n}.html">{t}</a></li>' for n, t in enumerate(TITLES))
        hot = "".join(
            f'<li><i>{n}</i><a href="/p/5{n}.html">上月点击很高的一条旧闻之{n}</a></li>'
            for n in range(5)
        )
        for side in (
            f'<div class="sidebar"><ul>{hot}</ul></div>',
            f"<div><h4>本周排行</h4><ul>{hot}</ul></div>",
        ):
            listing = read(
                document(f'{FRAME}<div class="left"><ul>{items}</ul></div>{side}{FOOTER}')
            )
            assert paths(listing) == [f"/p/80{n}.html" for n in range(4)]

    def test_a_hot_list_that_is_all_there_is(self) -> None:
        hot = "".join(f'<li><a href="/p/5{n}.html">{t}</a></li>' for n, t in enumerate(TITLES))
        assert len(read(document(f'<div class="hot-list"><ul>{hot}</ul></div>')).entries) == 4

    def test_a_mobile_waterfall_of_blocks_with_handlers(self) -> None:
        cards = "".join(
            f"""<div class="cell c{n}" onclick="location.href='/mobile/detail.html?id={9000 + n}'">
            <img src="/i.jpg"><div class="cell-title">{t}</div><p>昨天 1{n}:00</p></div>"""
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f'<div class="waterfall">{cards}</div><div>上拉加载更多</div>'))
        assert [e.title for e in listing.entries] == list(TITLES)
        assert paths(listing)[3] == "/mobile/detail.html?id=9003"
        assert times(listing)[0] == "2024-05-19 10:00"
        assert listing.needs_script

    def test_short_titles_among_their_like(self) -> None:
        names = ("春耕", "我们的节日", "江城味道", "夜色里的滨江路", "非遗")
        items = "".join(
            f'<li><a href="/v/2024-05-13/{n}1{n}2{n}.html">{t}</a></li>'
            for n, t in enumerate(names)
        )
        rest = "".join(f'<li><a href="/p/80{n}.html">{t}</a></li>' for n, t in enumerate(TITLES))
        listing = read(document(f'<ul class="pics">{items}{rest}</ul>'))
        assert len(listing.entries) == 9

    def test_addresses_of_words_only(self) -> None:
        items = "".join(
            f'<li><a href="/news/{w}">{t}</a><b>2024-05-13</b></li>'
            for w, t in zip(("spring", "river", "school", "lift"), TITLES, strict=True)
        )
        assert len(read(document(f"{FRAME}<ul>{items}</ul>")).entries) == 4

    def test_a_time_beside_a_link_speaks_for_an_article(self) -> None:
        linked = f'<p><a href="/news/spring">{TITLES[0]}</a>{{}}</p>'
        assert len(read(document(linked.format("<i>2024-05-13</i>"))).entries) == 1
        assert len(read(document(linked.format(""))).entries) == 0

    def test_hash_routes(self) -> None:
        items = "".join(
            f'<li><a href="#/newsDetail/32{n}0?isShare=true">{t}</a></li>'
            for n, t in enumerate(TITLES)
        )
        listing = read(document(f"<ul>{items}</ul>"), url=f"{HOME}/dist/index.html")
        assert paths(listing)[1] == "/dist/index.html#/newsDetail/3210?isShare=true"
        assert len(listing.entries) == 4

    def test_a_page_of_navigation_only(self) -> None:
        tiles = "".join(
            f'<a class="tile" href="/channel/{n}.html"><img src="/{n}.png"><p>{t}</p></a>'
            for n, t in enumerate(("时政", "社会", "镇街", "视频", "政务服务大厅", "健康科普"))
        )
        listing = read(document(f"{FRAME}<div class='tiles'>{tiles}</div>{FOOTER}"))
        assert listing == ListingPage()


class TestEntries:
    def test_an_article_is_listed_once_under_its_first_address(self) -> None:
        listing = read(
            document(
                f"""<ul><li><a href="/p/801.html?from=weixin#top">{TITLES[0]}</a></li>
                <li><a href="/p/801.html#comments">8条评论</a></li>
                <li><a href="/p/801.html">详情</a></li></ul>"""
            )
        )
        assert paths(listing) == ["/p/801.html?from=weixin#top"]
        assert listing.entries[0].title == TITLES[0]

    def test_other_sites_are_left_out_unless_the_selector_names_them(self) -> None:
        body = document(
            f"""<ul><li><a href="https://news.example.com/2024/0513/1.html">{TITLES[0]}</a></li>
            <li><a href="https://www.example.cn/p/2.html">{TITLES[1]}</a></li></ul>"""
        )
        assert [e.title for e in read(body).entries] == [TITLES[1]]
        named = read(body, Channel("要闻", URL, HOME, entry_css="li a"))
        assert [e.kind for e in named.entries] == ["external", "article"]

    def test_a_selector_finds_what_no_shape_shows(self) -> None:
        body = document('<div><b><a href="/x">甲</a></b><b class="y"><a href="/y">乙</a></b></div>')
        assert paths(read(body, Channel("要闻", URL, HOME, entry_css="b.y a"))) == ["/y"]
        assert paths(read(body, Channel("要闻", URL, HOME, entry_css="b"))) == ["/x", "/y"]

    def test_a_bad_selector_is_a_fault(self) -> None:
        assert "not a CSS selector" in read("<p>", Channel("", URL, HOME, entry_css="a[")).error

    def test_a_base_element_counts(self) -> None:
        listing = read(
            f'<base href="/news/">{document(f"<a href=2024/0513/1.html>{TITLES[0]}</a>")}'
        )
        assert paths(listing) == ["/news/2024/0513/1.html"]

    def test_a_full_title_in_the_attribute_beats_a_cut_one(self) -> None:
        listing = read(document(f'<a href="/p/9001.html" title="{TITLES[0]}">{TITLES[0][:8]}…</a>'))
        assert listing.entries[0].title == TITLES[0]

    @pytest.mark.parametrize(
        "inside",
        [
            "<i>·</i> {title} <span>2024-05-13</span>",
            '<span class="tag">时政</span>{title}<b>[05-13]</b>',
            "<em>{first}</em>{rest}",
            "<div><span>要闻</span><img src='/i.jpg'></div><p>{title}</p><p>导语一句，再一句</p>",
            "<img src='/i.jpg' alt='图'><p>{title}</p><p>2024-05-13</p>",
        ],
    )
    def test_a_title_among_what_else_a_link_wraps(self, inside: str) -> None:
        title = TITLES[0]
        link = inside.format(title=title, first=title[:3], rest=title[3:])
        listing = read(document(f'<ul><li><a href="/p/9001.html">{link}</a></li></ul>'))
        assert [e.title for e in listing.entries] == [title]

    def test_a_picture_is_named_by_its_text(self) -> None:
        listing = read(document(f'<a href="/p/9001.html"><img src="/i.jpg" alt="{TITLES[0]}"></a>'))
        assert listing.entries[0].title == TITLES[0]

    @pytest.mark.parametrize(
        "summary",
        [
            "自2023年12月1日起，全区认真组织开展有关工作。",
            "据悉，自2023年12月1日起，全区各部门按照统一部署，认真组织开展了有关工作，取得了明显的成效。",
        ],
    )
    def test_a_date_in_a_title_or_a_summary_is_not_its_time(self, summary: str) -> None:
        link = '<a href="/p/9001.html">2024年3月1日起这些新规开始施行</a>'
        assert times(read(document(f"<ul><li>{link}<p>{summary}</p></li></ul>"))) == [""]

    def test_the_time_of_the_next_link_is_not_its_time(self) -> None:
        first, second = (f'<a href="/p/900{n}.html">{TITLES[n]}</a>' for n in range(2))
        listing = read(document(f"<div>{first}{second}<i>2024-05-13</i></div>"))
        assert times(listing) == ["", "2024-05-13 00:00"]


class TestFaults:
    @pytest.mark.parametrize("body", ["", "  \n", "\x00"])
    def test_an_empty_answer(self, body: str) -> None:
        assert read(body) == ListingPage(error="empty answer")

    @pytest.mark.parametrize(
        "body",
        [
            '<form><input name="u"><input type="Password" name="p"></form>',
            "<h1>请登录</h1>",
            "<title>登录 - 江城融媒后台</title>",
        ],
    )
    def test_a_login_page(self, body: str) -> None:
        assert read(body).error == "login page"

    def test_a_listing_with_a_login_form_is_a_listing(self) -> None:
        listing = read(f'<input type="password"><a href="/p/8001.html">{TITLES[0]}</a>')
        assert len(listing.entries) == 1
        assert not listing.error

    @pytest.mark.parametrize("value", [{"code": 0, "msg": "ok"}, {"data": False}, {}, {"a": [1]}])
    def test_json_without_entries(self, value: Any) -> None:
        assert read_json(value).error == "not a listing: JSON without entries"

    def test_an_empty_json_list_is_a_listing(self) -> None:
        assert read_json({"code": 0, "data": {"list": []}}) == ListingPage()

    def test_a_picture(self) -> None:
        assert read(b"\x89PNG", content_type="image/png").error == "not a listing: image/png"


class TestBadInput:
    @given(st.binary(max_size=400))
    def test_any_bytes_are_read(self, body: bytes) -> None:
        assert isinstance(read(body), ListingPage)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["title", "url", "list", "next", "date", "id"]), inner
                )
            ),
            max_leaves=20,
        )
    )
    def test_any_json_is_read(self, value: Any) -> None:
        body = json.dumps(value).encode()
        page = FetchedPage(URL, body, "application/json", fetched_at=NOW)
        assert isinstance(extract_listing(page, Channel("", URL, HOME), 1), ListingPage)

    @pytest.mark.parametrize(
        "href",
        [
            "http://[",
            "//",
            "http://\udcff/",
            "mailto:a@b",
            "tel:110",
            "",
            "?",
            "http://x:99999/1.html",
        ],
    )
    def test_rubbish_addresses(self, href: str) -> None:
        body = document(f'<a href="{href}">{TITLES[0]}</a>').encode("utf-8", "surrogatepass")
        assert isinstance(read(body), ListingPage)
        assert isinstance(read_json([{"title": TITLES[0], "url": href}]), ListingPage)

    def test_halves_of_characters_do_not_come_through(self) -> None:
        listing = read_json([{"title": "江城\ud800春\x00耕", "url": "/p/801.html"}])
        assert listing.entries[0].title == "江城春耕"

    def test_twenty_thousand_links_take_seconds(self) -> None:
        items = "".join(
            f'<li><a href="/p/{n}.html?from=x">{TITLES[n % 4]}{n}</a><i>2024-05-13</i></li>'
            for n in range(20_000)
        )
        begun = perf_counter()
        assert len(read(document(f"<ul>{items}</ul>{'<p>正文</p>' * 100_000}")).entries) == 20_000
        assert perf_counter() - begun < 60

    @pytest.mark.parametrize(
        "piece",
        ["<div>", "<!---->", "<a href='/p/1234.html'>", "<ul><li><a href=1.html>", "[", '{"a":'],
    )
    def test_deep_nesting_ends(self, piece: str) -> None:
        begun = perf_counter()
        assert isinstance(read(piece * 40_000), ListingPage)
        assert perf_counter() - begun < 60


@pytest.mark.parametrize(
    "shape", ["/article/{n}.html", "/{n}", "/v?id={n}", "/a/{n}", "/set/x-{n}.html", "/p/a{n}.html"]
)
@pytest.mark.parametrize("title", ["{n}", "稿{n}", "第{n}期：镇里新修的路通车了，村民出行更方便"])
def test_a_plain_list_is_read_whole_however_short_its_titles(shape: str, title: str) -> None:
    items = "".join(
        f'<li><a href="{shape.format(n=n)}">{title.format(n=n)}</a></li>' for n in range(11, 31)
    )
    assert len(read(document(f"<ul>{items}</ul>")).entries) == 20


def test_a_link_in_thousands_of_places_takes_no_longer_than_their_number() -> None:
    began = process_time()
    read(f"{'<ul><li>' * 300}{'<a href=/p/1.html>x</a>' * 3000}")
    assert process_time() - began < 5
