"""An index of sitemaps as a channel: when its sitemaps are opened, and opened again."""

from __future__ import annotations

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site
from tests.test_crawl import story

_XML = {"Content-Type": "application/xml"}


def index(url: str, **changed: str) -> Answer:
    """The index: each sitemap's name and when it changed."""
    maps = "".join(
        f"<sitemap><loc>{url}/{name}.xml</loc><lastmod>{time}</lastmod></sitemap>"
        for name, time in changed.items()
    )
    return Answer(f"<sitemapindex>{maps}</sitemapindex>", headers=_XML)


def sitemap(url: str, *numbers: int) -> Answer:
    urls = "".join(f"<url><loc>{url}/p/{n}.html</loc></url>" for n in numbers)
    return Answer(f"<urlset>{urls}</urlset>", headers=_XML)


def test_a_sitemap_is_opened_again_when_its_index_says_that_it_changed(crawls: Crawls) -> None:
    with Site({f"/p/{n}.html": story(n) for n in range(1, 6)}) as site:
        crawls.add("qc", toml(site.url, "/index.xml"))
        site.pages["/index.xml"] = index(site.url, news="2026-11-03T08:00Z", old="2026-11-01")
        site.pages["/news.xml"] = sitemap(site.url, 1, 2)
        site.pages["/old.xml"] = sitemap(site.url, 3, 4)
        stored = [crawls.run("qc") and crawls.books("qc")["stored"]]
        site.pages["/news.xml"] = sitemap(site.url, 5, 1, 2)
        stored.append(crawls.run("qc") and crawls.books("qc")["stored"])
        site.pages["/index.xml"] = index(site.url, news="2026-11-03T08:20Z", old="2026-11-01")
        stored.append(crawls.run("qc") and crawls.books("qc")["stored"])
    assert stored == [4, 0, 1]
    assert (site.hits["/news.xml"], site.hits["/old.xml"]) == (2, 1)
    assert all(balanced(run) for run in crawls.rows("select * from runs"))
