"""Sitemaps, those of news above all, and indexes of sitemaps: what a site tells search engines.

An index names its sitemaps as a special topic names its articles: each is opened, one level deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from crawler.models.listing import Entry, ListingPage
from crawler.parsing.dates import parse_time
from crawler.parsing.listing.feeds import absolute_page_url, unique_entries
from crawler.parsing.listing.xml_repair import local_name, parse_xml, root_element_name, text_of
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import normalize_text
from crawler.parsing.url import article_url_score

_ROOTS = frozenset(("urlset", "sitemapindex"))
_ITEMS = frozenset(("url", "sitemap"))


def is_sitemap(page: FetchedPage) -> bool:
    """Whether the first element of the answer is a sitemap's or an index's."""
    return page.json is None and root_element_name(page) in _ROOTS


def parse_sitemap(page: FetchedPage) -> ListingPage:
    """The pages of a sitemap, or the sitemaps of an index, each once. Never raises."""
    root = parse_xml(page)
    return ListingPage(() if root is None else unique_entries(_entries(root, page)))


def _entries(root: etree._Element, page: FetchedPage) -> Iterator[Entry]:
    for item in root.iter(etree.Element):
        if local_name(item) not in _ITEMS:
            continue
        url = absolute_page_url(page.url, _text(item, "loc"))
        if not url:
            continue
        if local_name(item) == "sitemap":
            changed = parse_time(_text(item, "lastmod"), page.fetched_at, page.timezone)
            yield Entry(url, published_at=changed, kind="topic")
            continue
        news = _child(item, "news")
        title = "" if news is None else normalize_text(_text(news, "title"))
        written = "" if news is None else _text(news, "publication_date")
        if title or written or _may_be_article(url):
            # When a page last changed (lastmod) is not when it was published.
            yield Entry(url, title, parse_time(written, page.fetched_at, page.timezone))


def _child(item: etree._Element, name: str) -> etree._Element | None:
    return next((c for c in item.iterchildren(etree.Element) if local_name(c) == name), None)


def _text(item: etree._Element, name: str) -> str:
    found = _child(item, name)
    return "" if found is None else text_of(found)


def _may_be_article(url: str) -> bool:
    """Whether an address of which the sitemap says no more is not the home's or a listing's."""
    return article_url_score(url) >= 0 and len(urlsplit(url).path) > 1
