"""Listings that were made for machines: RSS, Atom, JSON Feed, sitemaps and their indexes."""

from __future__ import annotations

import gzip
import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from tests.parsing.reader import HOME, TITLES, URL, paths, read, read_json, times

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'.format
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>江城</title>{}</channel></rss>'.format
)
ITEM = "<item><title>{}</title><link>{}</link></item>".format
JSON_FEED = "https://jsonfeed.org/version/1.1"
#: Elements of a feed and pieces of none, to be put together at random.
_PIECES = (
    "<rss version='2.0'><channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>",
    "<link href='http://['/>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>",
    "<textinput>", "<georss:point>1 2 x", "<gml:posList xmlns:gml='http://www.opengis.net/gml'>",
    "<width>x</width>", "<psc:chapter start='x'>", "<pubDate>Mon, 99 May 2024 99:99",
    "<dc:date>2024-W99-9", "&#xd800;", "<author>a@b", "<content mode='base64'>!", "&nosuch;",
    "<![CDATA[", "]]>", "<!DOCTYPE a [", "<?x", "<item xml:base='http://['>", "<urlset>", "<url>",
    "<loc>", "http://e.cn/p/1.html", "\x0b", "甲",
)  # fmt: skip


def feed(**facts: Any) -> ListingPage:
    return read_json({"version": JSON_FEED, "title": "江城", **facts})


class TestRss:
    def test_an_item(self) -> None:
        listing = read(
            RSS(
                f"""<item><title><![CDATA[{TITLES[0]}]]></title><link>{HOME}/p/801.html</link>
                <pubDate>Mon, 13 May 2024 02:30:00 GMT</pubDate></item>
                <item><title>{TITLES[1]}</title><guid>{HOME}/p/802.html</guid>
                <pubDate>2024-05-13 09:00</pubDate></item>"""
            ),
            content_type="application/rss+xml",
        )
        assert [e.title for e in listing.entries] == list(TITLES[:2])
        assert times(listing) == ["2024-05-13 10:30", "2024-05-13 09:00"]

    @pytest.mark.parametrize(
        ("written", "at"),
        [
            ("Mon, 13 May 2024 10:30:00 +0800", "2024-05-13 10:30"),
            ("Sun, 12 May 2024 22:30:00 EDT", "2024-05-13 10:30"),
            ("2024-05-13T10:30:00+08:00", "2024-05-13 10:30"),
            ("Mon, 13 May 2024 10:30:00 +9999999999999", ""),
            ("2024-05-13T02:30:00Z", "2024-05-13 10:30"),
            ("2024年5月13日 10:30", "2024-05-13 10:30"),
            ("3小时前", "2024-05-20 09:00"),
            ("", ""),
        ],
    )
    def test_a_time_without_a_zone_is_the_outlets(self, written: str, at: str) -> None:
        item = f"<item><link>/p/1.html</link><pubDate>{written}</pubDate></item>"
        assert times(read(RSS(item))) == [at]

    def test_rdf(self) -> None:
        listing = read(
            f"""<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item rdf:about="/p/1.html">
            <title>{TITLES[0]}</title><link>/p/1.html</link><dc:date>2024-05-13T10:30+08:00</dc:date>
            </item></rdf:RDF>"""
        )
        assert (paths(listing), times(listing)) == (["/p/1.html"], ["2024-05-13 10:30"])

    def test_gbk_that_the_declaration_alone_names(self) -> None:
        text = RSS(ITEM(TITLES[0], "/p/1.html")).replace("1.0", '1.0" encoding="gb2312', 1)
        assert [e.title for e in read(text.encode("gb18030")).entries] == [TITLES[0]]

    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ("春耕&ldquo;第一犁&rdquo;", "春耕“第一犁”"),
            ("春耕&amp;ldquo;第一犁&amp;rdquo;", "春耕“第一犁”"),
            ("A&nbsp;B &amp; C", "A B & C"),
            ("A & B", "A & B"),
            ("&nosuch;甲", "&nosuch;甲"),
            ("<![CDATA[A & <b>B</b>]]>", "A & B"),
        ],
    )
    def test_titles_with_what_xml_does_not_know(self, written: str, title: str) -> None:
        assert [e.title for e in read(RSS(ITEM(written, "/p/1.html"))).entries] == [title]

    def test_an_ampersand_in_an_address(self) -> None:
        links = ("/v?a=1&id=77", "/v?a=1&amp;id=78", "<![CDATA[/v?a=1&copy=79]]>")
        listing = read(RSS("".join(ITEM("题", link) for link in links)))
        assert paths(listing) == ["/v?a=1&id=77", "/v?a=1&id=78", "/v?a=1&copy=79"]

    def test_an_id_that_is_no_address_is_none(self) -> None:
        item = '<item><title>题</title><guid isPermaLink="false">801</guid></item>'
        assert read(RSS(item)) == ListingPage()

    def test_an_item_is_listed_once(self) -> None:
        listing = read(RSS(ITEM("题", "/p/1.html") + ITEM("题", "/p/1.html?from=rss")))
        assert paths(listing) == ["/p/1.html"]

    def test_what_follows_a_fault_is_read(self) -> None:
        broken = f"<item><title>甲<b></title>&#xd800;\x0b</item>{ITEM(TITLES[1], '/p/2.html')}"
        assert "/p/2.html" in paths(read(f"<rss><channel>{broken}"))

    def test_a_feed_without_items(self) -> None:
        assert read(RSS("")) == ListingPage()

    def test_numbered_pages(self) -> None:
        channel = Channel("要闻", "/rss?page={page}", HOME)
        page = RSS(ITEM("题", "/p/1.html"))
        assert read(page, channel, 2).next == RequestSpec(f"{HOME}/rss?page=3")
        assert read(RSS(""), channel, 3).next is None


class TestAtom:
    def test_an_entry(self) -> None:
        listing = read(
            ATOM(
                f"""<entry><title>{TITLES[0]}</title><link rel="self" href="/api/801"/>
                <link href="/p/801.html"/><updated>2024-05-13T10:30:00+08:00</updated></entry>"""
            )
        )
        assert paths(listing) == ["/p/801.html"]
        assert times(listing) == ["2024-05-13 10:30"]

    def test_it_was_published_before_it_was_changed(self) -> None:
        entry = """<entry><link href="/p/1.html"/><updated>2024-05-19T10:30:00+08:00</updated>
            <published>2024-05-13T10:30:00+08:00</published></entry>"""
        assert times(read(ATOM(entry))) == ["2024-05-13 10:30"]

    def test_a_base(self) -> None:
        entry = '<entry xml:base="/p/"><link href="1.html"/></entry>'
        assert paths(read(ATOM(entry))) == ["/p/1.html"]

    @pytest.mark.parametrize("rel", ["next", "prev-archive"])
    def test_the_page_behind(self, rel: str) -> None:
        following = read(
            ATOM(f'<link rel="self" href="?p=1"/><link rel="{rel}" href="?p=2"/>')
        ).next
        assert following == RequestSpec(f"{URL}?p=2")

    def test_a_page_that_names_itself_is_the_last(self) -> None:
        assert read(ATOM(f'<link rel="next" href="{URL}"/>')).next is None


class TestJsonFeed:
    def test_items(self) -> None:
        listing = feed(
            items=[
                {"id": 1, "url": f"{HOME}/p/1.html", "title": TITLES[0],
                 "date_published": "2024-05-13T02:30:00Z", "content_html": "<p>正文</p>"},
                {"id": "2", "external_url": f"{HOME}/p/2.html",
                 "date_published": "2024-05-13 09:00"},
                {"id": f"{HOME}/p/3.html", "title": "题", "date_modified": "2024-05-13"},
                {"id": "4", "title": "没有地址"},
                "不是对象",
            ]
        )  # fmt: skip
        assert paths(listing) == ["/p/1.html", "/p/2.html", "/p/3.html"]
        assert [e.title for e in listing.entries] == [TITLES[0], "", "题"]
        assert times(listing) == ["2024-05-13 10:30", "2024-05-13 09:00", "2024-05-13 00:00"]

    def test_an_author_is_no_article(self) -> None:
        author = {"name": "江城区融媒体中心新闻部", "url": f"{HOME}/article/7001.html"}
        item = {"url": f"{HOME}/p/1.html", "title": "题", "authors": [author]}
        assert paths(feed(authors=[author], items=[item])) == ["/p/1.html"]

    @pytest.mark.parametrize(
        ("written", "url"),
        [
            (f"{HOME}/feed.json?page=2", f"{HOME}/feed.json?page=2"),
            ("?page=2", f"{HOME}/api/list?page=2"),
            (f"{HOME}/api/list?page=1", ""),
            (7, ""),
            ("javascript:;", ""),
        ],
    )
    def test_the_page_behind(self, written: Any, url: str) -> None:
        following = feed(next_url=written, items=[]).next
        assert following == (RequestSpec(url) if url else None)

    @pytest.mark.parametrize("items", [None, [], {}, "", [None, 1, []]])
    def test_a_feed_without_items(self, items: Any) -> None:
        assert feed(items=items) == ListingPage()

    def test_other_json_of_some_version_is_none(self) -> None:
        item = {"url": f"{HOME}/p/801.html", "title": TITLES[0]}
        assert paths(read_json({"version": "1.1", "list": [item]})) == ["/p/801.html"]


class TestSitemaps:
    NEWS = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{HOME}/p/801.html</loc>
        <lastmod>2024-05-19</lastmod><news:news><news:publication><news:name>江城</news:name>
        </news:publication><news:title>{TITLES[0]}</news:title>
        <news:publication_date>2024-05-13T10:30:00+08:00</news:publication_date></news:news></url></urlset>"""

    def test_news(self) -> None:
        listing = read(self.NEWS)
        assert [(e.title, e.url) for e in listing.entries] == [(TITLES[0], f"{HOME}/p/801.html")]
        assert times(listing) == ["2024-05-13 10:30"]

    @pytest.mark.parametrize("kind", ["application/x-gzip", "application/octet-stream", ""])
    def test_a_packed_one(self, kind: str) -> None:
        assert len(read(gzip.compress(self.NEWS.encode()), content_type=kind).entries) == 1

    def test_one_that_grows_beyond_bounds_is_cut(self) -> None:
        packed = gzip.compress(self.NEWS.encode() + b" " * (60 * 2**20))
        begun = process_time()
        assert len(read(packed).entries) == 1
        assert process_time() - begun < 20

    def test_a_broken_pack_is_no_listing(self) -> None:
        assert read(b"\x1f\x8b\x08broken").error == "not a listing: application/gzip"

    def test_pages_that_are_no_articles_by_their_address(self) -> None:
        places = ("/", "/channel/12.html", "/logo.png", "/p/801.html", "/news/spring")
        urls = "".join(
            f"<url><loc>{HOME}{p}</loc><lastmod>2024-05-13</lastmod></url>" for p in places
        )
        listing = read(f"<urlset>{urls}</urlset>")
        assert paths(listing) == ["/p/801.html", "/news/spring"]
        assert times(listing) == ["", ""], "lastmod is no time of publication"

    @pytest.mark.parametrize("space", ["&#xD800;a", "}a", "{a}b:c"])
    def test_a_name_space_that_is_none(self, space: str) -> None:
        listing = read(f'<urlset xmlns="{space}"><url><loc>{HOME}/p/801.html</loc></url></urlset>')
        assert [entry.url for entry in listing.entries] == [f"{HOME}/p/801.html"]

    @pytest.mark.parametrize("half", ["&#xD800;", "&#057343;", "&#xdc00 "])
    def test_half_of_a_pair_where_no_section_is_meant(self, half: str) -> None:
        item = f"<sitemap><loc>{HOME}/news.xml</loc><lastmod>{half}2024-05-13</lastmod></sitemap>"
        listing = read(f'<sitemapindex xmlns="<![CDATA[x">{item}</sitemapindex>')
        assert [entry.url for entry in listing.entries] == [f"{HOME}/news.xml"]

    def test_an_index_names_sitemaps_to_open(self) -> None:
        listing = read(
            f"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <sitemap><loc>{HOME}/news.xml</loc><lastmod>2024-05-13T10:30:00+08:00</lastmod>
            </sitemap><sitemap><loc>/old.xml.gz</loc></sitemap><sitemap/></sitemapindex>"""
        )
        assert [(e.kind, e.url) for e in listing.entries] == [
            ("topic", f"{HOME}/news.xml"),
            ("topic", f"{HOME}/old.xml.gz"),
        ]
        assert times(listing) == ["2024-05-13 10:30", ""]


class TestBadInput:
    @given(st.lists(st.sampled_from(_PIECES), max_size=30), st.booleans())
    def test_any_pieces_are_read(self, pieces: list[str], begun: bool) -> None:
        start = "<rss version='2.0'><channel><item><link>http://e.cn/1</link>" if begun else ""
        assert isinstance(read(start + "".join(pieces)), ListingPage)

    @given(
        st.dictionaries(
            st.sampled_from(["items", "next_url", "url", "id", "title", "date_published"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["url", "id", "title"]), inner)
                ),
            ),
        )
    )
    def test_any_json_feed_is_read(self, facts: dict[str, Any]) -> None:
        assert isinstance(feed(**facts), ListingPage)

    @pytest.mark.parametrize(
        "bad",
        [
            "<item><title><width>x</width></title></item>",
            f"<item><link>{HOME}/{'9' * 3000 * 2}</link></item>",
            "<item><link>http://[</link></item>",
            "<item><guid isPermaLink='true'>&#xd800;</guid></item>",
        ],
    )
    def test_a_bad_item_costs_no_other(self, bad: str) -> None:
        listing = read(RSS(f"{ITEM('甲', '/p/1.html')}{bad}{ITEM('乙', '/p/2.html')}"))
        assert {"/p/1.html", "/p/2.html"} <= set(paths(listing))
        assert not listing.error

    def test_a_zone_too_far_away_costs_that_time_alone(self) -> None:
        far = "<pubDate>Mon, 13 May 2024 10:30:00 +1600</pubDate>"
        listing = read(RSS(f"<item><link>/p/1.html</link>{far}</item>{ITEM('乙', '/p/2.html')}"))
        assert (paths(listing), times(listing)) == (["/p/1.html", "/p/2.html"], ["", ""])

    def test_a_title_of_a_megabyte_is_cut(self) -> None:
        listing = read(RSS(ITEM("甲" * 2**20, "/p/1.html")))
        assert len(listing.entries[0].title) <= 1000

    def test_a_feed_that_ends_before_its_first_item_is_a_fault(self) -> None:
        cut = RSS(ITEM("甲", "/p/1.html")).partition("<item>")[0]
        assert read(cut).error == "not a listing: a feed that is cut off"

    def test_entities_that_grow_stay_as_they_are_written(self) -> None:
        grown = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
        text = f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{grown}]>{RSS(ITEM('&e11;', '/p/1.html'))[21:]}"
        assert [e.title for e in read(text).entries] == ["&e11;"]

    def test_an_entity_fetches_nothing(self) -> None:
        named = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
        assert read(named + RSS(ITEM("&x;", "/1"))[21:]).entries == (Entry(f"{HOME}/1", "&x;"),)

    @pytest.mark.parametrize(
        "piece",
        [
            "<author>" + "a" * 100_000 + "</author>",
            "<itunes:author>" + "1." * 50_000 + "</itunes:author>",
            "<dc:creator>" + "a-" * 50_000 + "</dc:creator>",
            "<pubDate>" + "1 " * 50_000 + "</pubDate>",
            "<title>" + "&amp;" * 100_000 + "</title>",
            "<link/>" * 50_000,
            "<item>" * 50_000,
            "<![CDATA[" * 50_000,
            "<a b=" * 50_000,
            "<!DOCTYPE " * 50_000,
            "<guid>" * 50_000,
        ],
        ids=lambda piece: piece[:12],
    )
    def test_long_values_and_deep_nests_end(self, piece: str) -> None:
        begun = process_time()
        read(RSS(f"<item><link>/p/1.html</link>{piece}</item>"))
        assert process_time() - begun < 10

    def test_twenty_thousand_whole_texts_take_seconds(self) -> None:
        texts = "<p>正文</p>" * 20
        whole = f"<description><![CDATA[{texts}]]></description>"
        items = "".join(f"<item><link>/p/{n}.html</link>{whole}</item>" for n in range(20_000))
        begun = process_time()
        assert len(read(RSS(f"{items}&nbsp;<b>")).entries) == 20_000
        assert process_time() - begun < 20


def test_a_feed_in_json_text_is_no_feed() -> None:
    body = json.dumps({"text": "<rss><channel>", "list": []})
    assert read(body, content_type="application/json") == ListingPage()
