"""The pages that Founder's systems show to readers: share pages of apps, and static pages.

Facts: public client code of 2016 to 2026. A share page lies under ``displayTemplate``; newer ones
are one page for all articles, whose script reads the id from the fragment (``#/newsDetail/7/``)
and asks the outlet's ``app_if`` for it. Static pages tell in comments where the text begins and
ends (``enpcontent``), and its title and time (``enpproperty``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from crawler.models.article import Article, Block
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.article.html_fragment import set_body_from_html
from crawler.parsing.dates import parse_time
from crawler.parsing.metadata.publish_time import validate_publish_time
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import comparison_key, normalize_text
from crawler.parsing.url import absolute_url
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.platform import PlatformOption
from crawler.platforms.founder_app import FounderApp

_TEXT = re.compile(r"<!--\s*enpcontent\s*-->"), re.compile(r"<!--\s*/enpcontent\s*-->")
_PROPERTIES = re.compile(r"<!--\s*enpproperty\b"), re.compile("-->")
_PROPERTY = re.compile(r"<(title|date|subtitle)>([^<]{1,300})</\1>")
_SHARE = re.compile(r"/displayTemplate\d*/[^\s\"'<>]{0,80}?newsDetail/[\d/]*\d")
_APP_IF = re.compile(r"[\"'(]([^\"'\s()]{0,200}/app_if)/")
_ROUTE = re.compile(r"/displayTemplate\d*/[^#]{0,200}#!?/newsDetail/(?:\d+/)?(?P<id>\d+)/?$")
#: So many links to share pages make a list of them.
_MANY = 3
_APP = FounderApp()


class FounderH5(Generic):
    """Generic reading, and what the family's comments and routes say exactly."""

    name = "founder_h5"
    title = "Founder pages (displayTemplate, enpcontent)"
    options = (
        PlatformOption(
            "api",
            "the address of the interface that fills pages with a route (#/newsDetail/7/), such "
            "as https://app.example.cn/app_if; without it they need the browser",
            "",
            discoverable=True,
        ),
        PlatformOption("site", "the number of the site on its server (siteId)", "1"),
    )
    #: The article of a route, of which the column is not known.
    article_endpoint = Endpoint("getArticleContent?articleId={id}&siteId={site}")

    def detect(self, page: FetchedPage) -> str:
        if _SHARE.search(page.requested_url) or _SHARE.search(page.url):
            return "an address under displayTemplate"
        if _between(page.text, _PROPERTIES) or _between(page.text, _TEXT):
            return "comments that mark properties and text (enp)"
        if "<founder-content" in page.text:
            return "an element founder-content"
        many = len(set(_SHARE.findall(page.text))) >= _MANY
        return "links to pages under displayTemplate" if many else ""

    def options_from_page(self, page: FetchedPage) -> dict[str, str]:
        found = _APP_IF.search(page.text)
        return {"api": absolute_url(page.url, found[1])} if found else {}

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        listing = super().parse_listing(page, channel, number)
        return replace(listing, entries=tuple(self._asked(e, channel) for e in listing.entries))

    def _asked(self, entry: Entry, channel: Channel) -> Entry:
        """The entry, and how to ask for it where the page of all articles would say nothing."""
        route, api = _ROUTE.search(entry.url), channel.platform_options.get("api", "")
        base = absolute_url(f"{channel.base_url.rstrip('/')}/", api) if api else ""
        if route is None or not base:
            return entry
        site = channel.platform_options.get("site", "1")
        return replace(
            entry, request=self.article_endpoint.request(base, {"id": route["id"], "site": site})
        )

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        if page.json is not None:
            read = _APP.parse_article(page, entry)
        else:
            read = super().parse_article(page, entry)
            _correct(read, page, entry)
        read.platform = self.name
        return read


def _correct(article: Article, page: FetchedPage, entry: Entry) -> None:
    """Put right what the comments of a page say exactly."""
    found = _PROPERTY.findall(_between(page.text, _PROPERTIES))
    told = {name: normalize_text(unescape(value)) for name, value in found}
    article.title = told.get("title") or article.title
    article.subtitle = article.subtitle or told.get("subtitle", "")
    published = parse_time(told.get("date"), page.fetched_at, page.timezone)
    if published:
        article.published_at = published
        validate_publish_time(article, entry.published_at, page.fetched_at)
    marked = _between(page.text, _TEXT)
    if marked:
        exact = Article(article.url, article.title)
        set_body_from_html(exact, marked, page)
        article.blocks = _joined(article, exact.blocks) or article.blocks


def _between(text: str, marks: tuple[re.Pattern[str], re.Pattern[str]]) -> str:
    """What stands between the first mark and the next one that closes it; '' if nothing does."""
    begins = marks[0].search(text)
    ends = marks[1].search(text, begins.end()) if begins else None
    return text[begins.end() : ends.start()] if begins and ends else ""


def _joined(article: Article, exact: list[Block]) -> list[Block]:
    """The marked text, and what was read before it that belongs to it: pictures, films, a lead."""
    first = next((comparison_key(block.text) for block in exact if block.text), "")
    texts = [comparison_key(block.text) for block in article.blocks]
    if not first:
        return []
    before = article.blocks[: texts.index(first)] if first in texts else []
    leads = [comparison_key(line) for line in article.summary.splitlines() if comparison_key(line)]
    shown = {block.image.url for block in exact if block.image}
    kept = (
        b for b in before if not b.text or any(lead in comparison_key(b.text) for lead in leads)
    )
    return [*(b for b in kept if not (b.image and b.image.url in shown)), *exact]
