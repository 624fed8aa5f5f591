"""What a probe does not do: guess, leave the outlet's hosts, ask without end, overwrite."""

from __future__ import annotations

import json

import pytest

from tests.probe.conftest import Probe
from tests.site import Answer, Site, article, listing

_TEXT = (
    "清晨的白鹭滩起了薄雾，巡护员沿着栈道走了四公里，记下三处新的落脚点。",
    "湿地保护站已经在核心区外围加设了提示牌，提醒摄影爱好者保持两百米以上的距离。",
    "本周末起，观鸟屋每天向公众开放四个小时，需要提前一天预约。",
)


def titled(number: int) -> str:
    return f"白鹭滩第{number}次巡护记录公布"


def outlet(count: int, **pages: str | Answer) -> dict[str, str | Answer]:
    """A listing at /list/ and its articles."""
    made: dict[str, str | Answer] = {
        f"/p/4647{n:02}.html": article(titled(n), *_TEXT) for n in range(count)
    }
    links = [(path, titled(n)) for n, path in enumerate(made)]
    return {"/list/": listing(*links), "/robots.txt": Answer(status=404), **made, **pages}


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({}, "HTTP 404"),
        ({"/x": ""}, "neither a listing nor an article"),
        ({"/x": "<html><body><h1>下载客户端</h1></body></html>"}, "neither a listing nor an"),
        ({"/x": Answer('{"code": 1, "msg": "栏目不存在"}')}, "know how to read (栏目不存在)"),
        ({"/x": Answer(b"\x89PNG", headers={"Content-Type": "image/png"})}, "neither a listing"),
        ({"/x": Answer(status=302, headers={"Location": "http://127.0.0.1:9/"})}, "another site"),
        ({"/x": Answer(status=302, headers={"Location": "qcapp://open"})}, "qcapp"),
        ({"/robots.txt": Answer(status=503), "/x": "x"}, "robots.txt: HTTP 503"),
    ],
    ids=["404", "empty", "download", "json", "picture", "elsewhere", "app", "robots"],
)
def test_where_nothing_is_known_it_says_so(
    probe: Probe, pages: dict[str, str | Answer], reason: str
) -> None:
    with Site({"/robots.txt": Answer(status=404), **pages}) as site:
        found = probe.findings(f"{site.url}/x", "--save", "nothing", status=1)
        assert found["requests"] == sum(site.hits.values())
    assert reason in found["fault"]
    assert (found["family"], found["articles"]) == ("not known", 0)
    assert not probe.sources.exists()


def test_an_article_that_no_listing_leads_to(probe: Probe) -> None:
    pages = {"/robots.txt": Answer(status=404), "/p/464700.html": article(titled(0), *_TEXT)}
    with Site(pages) as site:
        found = probe.findings(f"{site.url}/p/464700.html", status=1)
    assert found["kind"] == "article"
    assert "give the address of a listing" in found["fault"]


def test_only_the_outlet_is_asked(probe: Probe) -> None:
    with Site(outlet(3)) as other, Site(outlet(4)) as site:
        rest = f'<script src="{other.url}/app.js"></script>'
        by_script = f"<html><body><h1>{titled(9)}</h1><p>2026-11-03 08:05</p>{rest}</body></html>"
        site.pages["/p/464709.html"] = by_script
        links = [(f"/p/4647{n:02}.html", titled(n)) for n in (0, 1, 2, 3, 9)]
        links += [(f"{other.url}/p/464701.html", "别处的一条巡护记录公布")]
        feed = f'<link rel="alternate" type="application/rss+xml" href="{other.url}/list/">'
        nav = f'<ul class="nav"><li><a href="{other.url}/list/">友邻</a></li></ul>'
        site.pages["/list/"] = listing(*links).replace("<body>", feed + nav)
        found = probe.findings(f"{site.url}/list/")
        assert found["requests"] == sum(site.hits.values())
        assert other.hits == {}
        assert site.agents
        assert all("CountyNewsCrawler" in agent for agent in site.agents)
    assert found["tried"] == 5
    assert found["browser_pages"] == 1


def test_a_probe_ends_after_so_many_requests(probe: Probe) -> None:
    pages = outlet(30)
    for n in range(30):
        for part in range(1, 6):
            more = f'<a href="/p/4647{n:02}_{part + 1}.html">下一页</a>' if part < 5 else ""
            pages[f"/p/4647{n:02}{f'_{part}' if part > 1 else ''}.html"] = article(
                titled(n), *(f"第{part}页：{text}" for text in _TEXT), tail=more
            )
    with Site(pages) as site:
        found = probe.findings(f"{site.url}/list/")
        assert found["requests"] == sum(site.hits.values()) <= 60
    assert found["articles"] == found["tried"] == 10
    assert "60 requests left room for 10 articles." in found["notes"]


def test_a_listing_that_comes_by_script_is_opened_in_the_browser(probe: Probe) -> None:
    pages = outlet(5)
    items = [[path, titled(n)] for n, path in enumerate(p for p in pages if p.startswith("/p/"))]
    pages["/api/rows"] = Answer(json.dumps(items), headers={"Content-Type": "application/json"})
    pages["/list/"] = (
        "<html><head><meta charset='utf-8'><title>要闻_清川新闻网</title></head><body>"
        "<div id='app'></div><script>"
        "fetch('/api/rows').then(r => r.json()).then(rows => rows.forEach(row => {"
        "var line = document.createElement('li'), link = document.createElement('a');"
        "link.href = row[0]; link.textContent = row[1]; line.append(link);"
        "document.getElementById('app').append(line)}))</script></body></html>"
    )
    with Site(pages) as site:
        found = probe.findings(f"{site.url}/list/")
        assert found["requests"] == sum(site.hits.values())
    assert found["browser"] == ["要闻: needed: entries of the listing come by script"]
    assert (found["articles"], found["fetched_by"]) == (5, {"http": 5})


def test_a_plain_list_of_a_family_s_pages_is_known_by_these(probe: Probe) -> None:
    pages = outlet(5)
    for path, text in pages.items():
        if path.startswith("/p/4") and not path.endswith("4.html"):
            pages[path] = str(text).replace("<body>", '<body class="BSHARE_POP">')
    with Site(pages) as site:
        found = probe.findings(f"{site.url}/list/")
    assert found["platform"] == "cmstop_b"
    assert found["evidence"] == "4 of 5 articles are its pages"
    assert "platform =" not in found["toml"]  # not all of its pages are


def test_a_crawl_delay_is_kept_and_written(probe: Probe) -> None:
    robots = Answer("User-agent: *\nCrawl-delay: 0.3\n", headers={"Content-Type": "text/plain"})
    with Site(outlet(3, **{"/robots.txt": robots})) as site:
        found = probe.findings(f"{site.url}/list/")
    assert found["robots"] == {"found": True, "crawl_delay": 0.3}
    assert "delay = 0.3  # the Crawl-delay of its robots.txt" in found["toml"]


def test_feeds_and_sitemaps_are_channels_where_they_show_more(probe: Probe) -> None:
    def feed(*numbers: int) -> str:
        shown = "".join(
            f"<item><title>{titled(n)}</title><link>/p/4647{n:02}.html</link></item>"
            for n in numbers
        )
        return f"<rss><channel><title>巡护</title>{shown}</channel></rss>"

    pages = outlet(9)
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}.xml">'
        for name in ("same", "more")
    )
    some = [(f"/p/4647{n:02}.html", titled(n)) for n in range(4)]
    pages["/list/"] = listing(*some).replace("<body>", links)
    pages |= {"/same.xml": feed(0, 1, 2, 3), "/more.xml": feed(4, 5, 6), "/map.xml": feed(7, 8)}
    with Site(pages) as site:
        pages = {"/robots.txt": Answer(f"Sitemap: {site.url}/map.xml\n")}
        site.pages |= pages
        found = probe.findings(f"{site.url}/list/")
    taken = {c["name"]: c["taken"] for c in found["channels"] if c["name"]}
    assert taken == {"same": False, "more": True}
    assert found["sitemaps"] == [f"{site.url}/map.xml"]
    assert [c["taken"] for c in found["channels"] if c["url"].endswith("map.xml")] == [True]
    assert found["articles"] == 9


def test_a_file_is_not_overwritten_unless_forced(probe: Probe) -> None:
    probe.sources.mkdir()
    file = probe.sources / "birds.toml"
    file.write_text("mine", "utf-8")
    with Site(outlet(3)) as site:
        refused = probe.run(f"{site.url}/list/", "--save", "birds")
        assert (refused.returncode, file.read_text("utf-8")) == (1, "mine")
        assert "--force" in refused.stderr
        assert not site.hits
        found = probe.findings(f"{site.url}/list/", "--save", "birds", "--force")
    assert file.read_text("utf-8") == found["toml"]


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ((), 2),
        (("http://127.0.0.1:9/", "http://127.0.0.1:9/"), 2),
        (("ftp://127.0.0.1/",), 1),
        (("http://127.0.0.1:9/",), 1),
        (("http://127.0.0.1:9/", "--save", "../up"), 1),
    ],
)
def test_what_cannot_start_is_one_sentence(
    probe: Probe, args: tuple[str, ...], status: int
) -> None:
    ended = probe.run(*args)
    assert ended.returncode == status
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip() or "No source that works" in ended.stdout


def test_where_listing_and_article_disagree_it_says_so(probe: Probe) -> None:
    pages = outlet(4)
    pages["/p/464702.html"] = article("完全是另一件事情的报道", *_TEXT)
    with Site(pages) as site:
        found = probe.findings(f"{site.url}/list/")
    said = [trial["disagreements"] for trial in found["trials"]]
    assert said == [[], [], [f"title: {titled(2)} / 完全是另一件事情的报道"], []]
