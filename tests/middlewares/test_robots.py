"""robots.txt is obeyed by what pages do in the browser too."""

from __future__ import annotations

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
