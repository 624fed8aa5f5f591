"""robots.txt: the groups that name us are obeyed, by what pages do in the browser too."""

from __future__ import annotations

import pytest
from protego import Protego

from crawler.parsing.robots import matching_groups
from tests.crawling import Crawls, toml
from tests.site import Answer, Site, article, listing, redirect

_TITLE = "河口湿地公园迎来首批候鸟"
_LINES = ("候鸟昨天清晨抵达河口，数量超过两千只。", "观鸟点增设围栏，步道限流三百人。")


def test_no_document_that_robots_txt_forbids_is_opened(crawls: Crawls) -> None:
    frame = "<iframe src='/private/frame.html'></iframe>"
    script = "<script>location.replace('/private/next.html')</script>"
    pages: dict[str, Answer | str | bytes] = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n", headers={}),
        "/list.html": listing(("/p/1.html", _TITLE), ("/p/2.html", f"{_TITLE}二")),
        "/p/1.html": article(_TITLE, *_LINES, tail=frame + script),
        "/p/2.html": redirect("/private/2.html"),
        "/private/2.html": article(f"{_TITLE}二", *_LINES),
        "/private/frame.html": "<p>frame</p>",
        "/private/next.html": article(_TITLE, *_LINES),
    }
    with Site(pages) as site:
        crawls.add("hk", toml(site.url, render="always"))
        crawls.run("hk")
        assert [path for path in site.hits if path.startswith("/private/")] == []
        assert site.hits["/p/2.html"] >= 1
    [stored] = crawls.rows("select url, fetched_by, gate_detail from articles")
    assert (stored["url"][-9:], stored["fetched_by"]) == ("/p/1.html", "browser")
    assert [x for x in stored["gate_detail"]["blocked"] if x.startswith("robots ")]


def test_a_robots_txt_is_read_up_to_a_size(crawls: Crawls) -> None:
    rules = [f"Disallow: /{number:06d}*" for number in range(40_000)]
    text = "\n".join(["User-agent: *", "Disallow: /p/1.html", *rules, "Disallow: /p/2.html", ""])
    pages: dict[str, Answer | str | bytes] = {
        "/robots.txt": Answer(text, headers={}),
        "/list.html": listing(("/p/1.html", _TITLE), ("/p/2.html", f"{_TITLE}二")),
        "/p/1.html": article(_TITLE, *_LINES),
        "/p/2.html": article(f"{_TITLE}二", *_LINES),
    }
    with Site(pages) as site:
        crawls.add("hk", toml(site.url))
        crawls.run("hk")
    assert [row["url"][-9:] for row in crawls.rows("select url from articles")] == ["/p/2.html"]


def rules(text: str) -> Protego:
    return Protego.parse(matching_groups(text, "CountyNewsCrawler"))


def may(text: str, path: str) -> bool:
    return bool(rules(text).can_fetch(f"http://a.example{path}", "CountyNewsCrawler"))


@pytest.mark.parametrize(
    "named",
    [
        "CountyNewsCrawler",
        "countynewscrawler",
        "CountyNewsCrawler/0.1",
        "COUNTYNEWSCRAWLER/9",
        "CountyNewsCrawler/2 beta",
        "CountyNewsCrawler 0.1",
        "CountyNewsCrawler/0.1 (+https://desk.example/robots)",
        "CountyNewsCrawler/0.1 # the county's crawler",
        "CountyNewsCrawler*",
    ],
)
@pytest.mark.parametrize("line", ["User-agent: {}", "user-agent:{}", "  User-Agent :  {}  "])
def test_a_group_that_names_our_product_token_binds_us(line: str, named: str) -> None:
    text = f"User-agent: *\nAllow: /\n\n{line.format(named)}\nDisallow: /a/\nCrawl-delay: 7\n"
    assert not may(text, "/a/1.html")
    assert may(text, "/b/1.html")
    assert rules(text).crawl_delay("CountyNewsCrawler") == 7


@pytest.mark.parametrize(
    "named",
    [
        *("County", "CountyNews", "c", "Crawler", "CountyNewsCrawlerPlus", "CountyNewsCrawler2"),
        *("CountyNewsCrawler-Images", "CountyNewsCrawler_cn", "MyCountyNewsCrawler"),
        *("Mozilla/5.0", "?"),
    ],
)
def test_a_group_that_names_another_does_not(named: str) -> None:
    text = f"User-agent: {named}\nDisallow: /\nCrawl-delay: 9\n"
    assert may(text, "/a/1.html")
    assert rules(text).crawl_delay("CountyNewsCrawler") is None
    all_others = f"{text}\nUser-agent: *\nDisallow: /b/\n"
    assert may(all_others, "/a/1.html")
    assert not may(all_others, "/b/1.html")


def test_several_groups_that_name_us_are_one_and_the_one_for_all_is_left_aside() -> None:
    text = (
        "User-agent: CountyNewsCrawler/0.1\nDisallow: /a/\n\n"
        "User-agent: *\nDisallow: /\nCrawl-delay: 60\n\n"
        "User-agent: Elsebot\nUser-agent: countynewscrawler\nDisallow: /b/\nCrawl-delay: 3\n"
    )
    assert [may(text, f"/{x}/1.html") for x in "abc"] == [False, False, True]
    assert rules(text).crawl_delay("CountyNewsCrawler") == 3
    free = "User-agent: *\nDisallow: /\nUser-agent: CountyNewsCrawler/0.1\nDisallow:\n"
    assert may(free, "/a/1.html")


def test_nothing_is_fetched_that_a_group_with_our_version_forbids(crawls: Crawls) -> None:
    pages: dict[str, Answer | str | bytes] = {
        "/robots.txt": Answer("User-agent: CountyNewsCrawler/0.1\nDisallow: /p/\n", headers={}),
        "/list.html": listing(("/p/1.html", _TITLE)),
        "/p/1.html": article(_TITLE, *_LINES),
    }
    with Site(pages) as site:
        crawls.add("hk", toml(site.url))
        crawls.run("hk")
        assert not site.hits["/p/1.html"]
    assert crawls.rows("select 1 from articles") == []
