"""When two addresses are the same article or the same site, and what an article's look like."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.page import FetchedPage
from crawler.parsing.url import (
    TRACKING_PARAMS,
    absolute_url,
    canonical_url,
    host_with_port,
    is_private_host,
    looks_like_article,
    registrable_domain,
    same_site,
)

#: What addresses, sound and broken, are made of.
PIECES = st.one_of(
    st.sampled_from(["http://", "https://", "A.cn", "m.x.cn", ":80", ":443", ":x", "@", "[::1]"]),
    st.sampled_from(["/", "p", "12", ".html", "..", "/./", ";", "%e5", "%2F", "%", "句", "\ud800"]),
    st.sampled_from(["?", "&", "=", "a=1", "b", "+", "utm_a=1", "from=x", "{page}", "#", "#/d/1"]),
    st.sampled_from(["!", "~", "'", '"', "|", "\\", "\t"]),
)
ADDRESSES = st.lists(PIECES, max_size=12).map("".join)


class TestCanonical:
    @pytest.mark.parametrize(
        ("written", "canonical_form"),
        [
            ("HTTP://M.Example.CN", "http://m.example.cn/"),
            ("http://m.example.cn:80/p/1.html", "http://m.example.cn/p/1.html"),
            ("https://m.example.cn:443/p/1.html", "https://m.example.cn/p/1.html"),
            ("http://m.example.cn:8080/p/1.html", "http://m.example.cn:8080/p/1.html"),
            ("  https://m.example.cn/p/1.html\n", "https://m.example.cn/p/1.html"),
            ("https://m.example.cn./p/1.html", "https://m.example.cn/p/1.html"),
            ("https://m.example.cn/a/../p/./1.html", "https://m.example.cn/p/1.html"),
            ("https://m.example.cn/?b=2&a=1", "https://m.example.cn/?a=1&b=2"),
            ("https://m.example.cn/s/Y%3d%3D.html", "https://m.example.cn/s/Y==.html"),
            ("https://m.example.cn/%e6%b1%9f", "https://m.example.cn/%E6%B1%9F"),
            ("https://m.example.cn/江", "https://m.example.cn/%E6%B1%9F"),
            ("https://m.example.cn/?q=%bd%ad", "https://m.example.cn/?q=%BD%AD"),
            ("https://江城.example/p/1.html", "https://xn--uis919b.example/p/1.html"),
            ("https://m.example.cn/p/1.html;jsessionid=0AF3", "https://m.example.cn/p/1.html"),
            ("http://[::1]:8000/p/1.html", "http://[::1]:8000/p/1.html"),
        ],
    )
    def test_has_one_form(self, written: str, canonical_form: str) -> None:
        assert canonical_url(written) == canonical_form

    def test_keeps_the_scheme(self) -> None:
        assert canonical_url("http://m.example.cn/p/1.html") != canonical_url(
            "https://m.example.cn/p/1.html"
        )

    @pytest.mark.parametrize(
        "noise",
        [
            "utm_source=wx&utm_medium=x",
            "spm=a1.b2",
            "from=timeline&isappinstalled=0",
            "isShare=true",
            "isView=true",
            "isOpenApp=isOpenApp",
            "source=weixin",
            "share_token=ab-12",
            "scene=1&wxfrom=5",
            "_t=1715612400",
            "t=1715612400123",
            "timestamp=1715612400",
            "r=0.83119",
            "%5F=17",
            "FROM=singlemessage",
            "&&",
        ],
    )
    def test_does_not_depend_on_how_it_was_shared(self, noise: str) -> None:
        plain = "https://m.example.cn/show?id=12"
        assert canonical_url(f"{plain}&{noise}") == plain
        assert canonical_url(f"https://m.example.cn/show?{noise}&id=12#comments") == plain
        assert (
            canonical_url(f"https://m.example.cn/p/1.html?{noise}")
            == "https://m.example.cn/p/1.html"
        )

    @pytest.mark.parametrize(
        "query",
        ["id=1&source=2", "t=12", "time=morning", "page=2", "share_id=5", "channel=9"],
    )
    def test_keeps_what_may_say_which_article(self, query: str) -> None:
        assert canonical_url(f"https://m.example.cn/show?{query}").endswith(query)

    @pytest.mark.parametrize(
        "route",
        [
            "#/newsDetail/123",
            "#/detail/normal/7906",
            "#!/p/5",
            "#id=77",
            "#/d?id=12",
            "#10000",
            "#/n/aBcD",
            "#/n/abcd",
            "#!x",
            "#?id=1",
            "#/?id=1",
            "#nid=ab",
            "#article-5",
        ],
    )
    def test_keeps_a_fragment_that_is_the_article(self, route: str) -> None:
        assert canonical_url(f"https://h5.example.cn/{route}") == f"https://h5.example.cn/{route}"

    def test_cleans_a_route_of_its_own_noise(self) -> None:
        shared = "https://h5.example.cn/dist/index.html#/newsDetail/123?isShare=true&x=1"
        assert canonical_url(shared) == "https://h5.example.cn/dist/index.html#/newsDetail/123?x=1"

    @pytest.mark.parametrize(
        "anchor",
        [
            "#comments",
            "#top",
            "#",
            "#/",
            "#p2",
            "#comment-123",
            "#comments-3",
            "#1",
            "#!/",
            "#?from=x",
            "#id=",
            "#:~:text=a",
            "#wechat_redirect",
            "#pl",
            "#aBcD",
        ],
    )
    def test_drops_an_anchor(self, anchor: str) -> None:
        assert (
            canonical_url(f"https://m.example.cn/p/1.html{anchor}")
            == "https://m.example.cn/p/1.html"
        )

    @pytest.mark.parametrize(
        "rubbish",
        ["", " ", "http://", "http://[", "http://a:b/", "javascript:go()", "\ud800"],
    )
    def test_gives_rubbish_back(self, rubbish: str) -> None:
        assert canonical_url(rubbish) == rubbish.strip()

    @given(ADDRESSES | st.text(max_size=40) | ADDRESSES.map("http://m.x.cn/{}".format))
    def test_is_its_own_canonical_form(self, address: str) -> None:
        once = canonical_url(address)
        assert canonical_url(once) == once

    def test_says_why_a_parameter_goes(self) -> None:
        assert all(row.name == row.name.lower() and row.why for row in TRACKING_PARAMS)
        assert len({row.name for row in TRACKING_PARAMS}) == len(TRACKING_PARAMS)

    def test_is_fast(self) -> None:
        begun = perf_counter()
        for n in range(20_000):
            canonical_url(f"https://m.example.cn/fast/{n}.html?from=weixin&x={n}")
        assert perf_counter() - begun < 4


class TestSites:
    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ("https://m.example.cn/", "http://www.example.cn/p/1"),
            ("https://news.example.com.cn/", "https://example.com.cn/"),
            ("https://a.jc.gov.cn/", "https://b.jc.gov.cn/"),
            ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"),
            ("http://LOCALHOST/a", "http://localhost:80/b"),
        ],
    )
    def test_one_site(self, a: str, b: str) -> None:
        assert same_site(a, b)

    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ("https://example.cn/", "https://example.com/"),
            ("https://a.com.cn/", "https://b.com.cn/"),
            ("https://jc.gov.cn/", "https://hc.gov.cn/"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/"),
            ("http://127.0.0.1/", "http://127.0.0.2/"),
            ("http://localhost:1/", "http://localhost:2/"),
            ("", ""),
            ("http://[", "http://["),
        ],
    )
    def test_two_sites(self, a: str, b: str) -> None:
        assert not same_site(a, b)

    def test_a_site_is_what_an_outlet_registered(self) -> None:
        assert registrable_domain("https://m.news.example.com.cn/p/1.html") == "example.com.cn"
        assert host_with_port("https://M.Example.cn:443/p") == "m.example.cn"
        assert host_with_port("http://m.example.cn:8080/p") == "m.example.cn:8080"

    @pytest.mark.parametrize(
        "url", ["http://localhost/", "http://10.1.2.3:80/", "http://[::1]:8/", "http://x.local/"]
    )
    def test_private_by_name(self, url: str) -> None:
        assert is_private_host(url)
        assert not is_private_host("https://m.example.cn/")


class TestAbsolute:
    @pytest.mark.parametrize(
        ("href", "url"),
        [
            ("2.html", "https://m.example.cn/a/2.html"),
            ("/2.html", "https://m.example.cn/2.html"),
            ("//x.cn/2.html", "https://x.cn/2.html"),
            (" /2\n.html ", "https://m.example.cn/2.html"),
            (r"\a\2.html", "https://m.example.cn/a/2.html"),
            (r"..\b\2.html?p=\#\3", r"https://m.example.cn/b/2.html?p=\#\3"),
            (r"\\x.cn\2.html", "https://x.cn/2.html"),
            (r"http:\\x.cn\2.html", "http://x.cn/2.html"),
            (r"/\x.cn/2.html", "https://x.cn/2.html"),
            ("///x.cn/2.html", "https://x.cn/2.html"),
            ("http:/x.cn/2.html", "http://x.cn/2.html"),
            ("http:x.cn/2.html", "http://x.cn/2.html"),
            ("HTTP:////x.cn/2.html", "http://x.cn/2.html"),
            ("https:2.html", "https://m.example.cn/a/2.html"),
            ("https:/2.html", "https://m.example.cn/2.html"),
            ("https:///x.cn/2.html", "https://x.cn/2.html"),
            ("?page=2", "https://m.example.cn/a/1.html?page=2"),
            ("mailto:a@b.cn", ""),
            ("javascript:;", ""),
            ("weixin://dl", ""),
            ("http://[", ""),
            ("\ud800", ""),
        ],
    )
    def test_seen_from_a_page(self, href: str, url: str) -> None:
        assert absolute_url("https://m.example.cn/a/1.html", href) == url

    @pytest.mark.parametrize(
        ("encoding", "query"),
        [
            ("utf-8", "q=江&r=1"),
            ("gbk", "q=%BD%AD&r=1"),
            ("gb18030", "q=%BD%AD&r=1"),
            ("big5", "q=%A6%BF&r=1"),
        ],
    )
    def test_a_query_is_in_the_encoding_of_its_page(self, encoding: str, query: str) -> None:
        base = "https://m.example.cn/a/1.html"
        url = absolute_url(base, "/江?q=江&r=1#江", encoding)
        assert url == f"https://m.example.cn/江?{query}#江"
        assert canonical_url(url) == canonical_url(canonical_url(url))

    def test_what_the_encoding_lacks_is_sent_as_a_reference(self) -> None:
        asked = absolute_url("https://m.example.cn/", "/?q=한&r=镕", "gbk")
        assert asked == "https://m.example.cn/?q=%26%2354620%3B&r=%E9F"
        assert canonical_url(asked) == asked

    @pytest.mark.parametrize(
        ("page", "encoding"),
        [
            (FetchedPage("", "春".encode("gbk")), "gbk"),
            (FetchedPage("", "春".encode("gbk"), "text/html; charset=gb2312"), "gbk"),
            (FetchedPage("", "春".encode("gbk"), "text/html; charset=gb18030"), "gb18030"),
            (FetchedPage("", "春".encode("big5"), "text/html; charset=big5"), "big5hkscs"),
            (FetchedPage("", b"&#26149;", "text/html; charset=gbk"), "gbk"),
            (FetchedPage("", "春".encode(), "text/html; charset=gbk"), "utf-8"),
            (FetchedPage("", "春".encode(), "text/html; charset=gbk", rendered=True), "gbk"),
            (FetchedPage("", "春".encode()), "utf-8"),
            (FetchedPage("", b"spring", "text/html; charset=iso-8859-1"), "utf-8"),
        ],
    )
    def test_the_encoding_of_the_queries_of_a_page(self, page: FetchedPage, encoding: str) -> None:
        assert page.query_encoding == encoding

    @pytest.mark.parametrize("end", [":99999", ":0", ":x", ":-1", "/\x00", "/\ud800"])
    def test_an_address_that_nobody_can_ask_for_is_none(self, end: str) -> None:
        assert absolute_url("https://m.example.cn/", f"http://b.cn{end}/1.html") == ""

    def test_one_without_end_is_none(self) -> None:
        assert absolute_url("https://m.example.cn/", f"/{'1' * 4000}.html")
        assert absolute_url("https://m.example.cn/", f"/{'1' * 5000}.html") == ""


class TestLooks:
    @pytest.mark.parametrize(
        "path",
        [
            "/p/464704.html",
            "/news/p/12.html",
            "/article/323",
            "/2019/0830/266656.shtml",
            "/2024-05/13/content_37330990.htm",
            "/202405/t20240513_15249693.htm",
            "/n1/2024/0510/c1004-40232587.html",
            "/240423/e7opdxr.html",
            "/edu/news/2166791.html",
            "/displayTemplate/news/newsDetail/24/32809.html?isShare=true",
            "/dist/index.html#/newsDetail/1234/",
            "/#/detail/normal/7906",
            "/news.html?id=31239",
            "/webDetails/news?id=3123994",
            "/share/YS0yMS01MTY0MTE4.html",
            "/w/article/YS0yMS01MTY0MTE4%3D%3D.html",
            "/node_742c1a40f1/ae7e7ec561.shtml",
            "/c/8GVppf8aesd",
            "/index.php?app=article&action=show&contentid=12",
        ],
    )
    def test_of_an_article(self, path: str) -> None:
        assert looks_like_article(f"https://m.example.cn{path}")

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/index.html",
            "/news/",
            "/list_2.html",
            "/index_12.shtml",
            "/channel/12345.html",
            "/node_742c1a40f1.htm",
            "/col/col1234/index.html",
            "/tags/12345",
            "/author/12",
            "/about/contact.html",
            "/2024/0513/1.jpg",
            "/upload/202401/app.apk",
            "/news/list?columnId=12",
            "/list.php?catid=5&page=2",
            "/list.php?id=5",
        ],
    )
    def test_of_something_else(self, path: str) -> None:
        assert not looks_like_article(f"https://m.example.cn{path}")

    @given(st.text(max_size=60))
    def test_of_rubbish(self, text: str) -> None:
        assert looks_like_article(text) in (True, False)
