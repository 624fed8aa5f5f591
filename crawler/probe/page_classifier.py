"""Classify a response: listing or article, names, candidate links. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from protego import Protego

from crawler.fetching.page_reader import read_article_page
from crawler.gates.rules.urls import non_article_url_reason
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.json_record import TITLE_KEYS, JsonRecord
from crawler.parsing.listing.feeds import is_feed
from crawler.parsing.listing.html_links import NAVIGATION_TITLE, LinkRegions, display_width
from crawler.parsing.listing.links import base_url, collect_links, link_text
from crawler.parsing.page import FetchedPage
from crawler.parsing.robots import matching_groups
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text
from crawler.parsing.url import absolute_url, article_url_score, canonical_url, same_site
from crawler.platforms.registry import GENERIC

PageKind = Literal["listing", "article", ""]

#: A list has so many entries; what an interface answers may be shorter.
_LIST, _JSON_LIST = 3, 2
#: Characters of text that no listing has, and of a text in JSON that is an article's.
_TEXT, _JSON_TEXT = 100, 200
#: A channel is called by so many Chinese characters at most.
_NAME = 8
_SEPARATORS = re.compile(r"(?:(?<!\s)\s++)?[-_|｜—–·]++\s*+")
_TITLE = compile_xpath("string(//title)")
_SITE_NAME = compile_xpath("string(//meta[@property = 'og:site_name']/@content)")
_FEEDS = compile_xpath("//link[@href and contains(concat(' ', @rel, ' '), ' alternate ')]")
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf|feed)\+?\w*|text/xml", re.I)
_CRUMBS = compile_xpath("//*[@class or @id]")
_CRUMB = re.compile(r"crumb|weizhi|position|(?:^|[-_\s])(?:path|location|local|dqwz|where)", re.I)
_TURN = re.compile(r"(?:下一?|后一)[页篇]\W*|(?:查看|点击|加载)?更多\W*")
_ANCHORS = compile_xpath("descendant-or-self::a[@href]")
_FILE = re.compile(r"\.(?!s?html?$|php$|aspx?$|jsp$|json$|xml$|do$)[a-z]\w{1,4}$", re.I)
#: list_1.html, page/1.
_FIRST = re.compile(r"((?:[A-Za-z]|/page)[-_/])1(\.\w{2,5}|/?)$")
_PAGES = ("page", "pageno", "pagenum", "pageindex", "currentpage", "p")


@dataclass(frozen=True)
class CandidateLink:
    """An address that may be a channel, and how it was found."""

    url: str
    name: str
    found: str


@dataclass(frozen=True)
class RobotsInfo:
    """What robots.txt says: its Crawl-delay (s) and its sitemaps; ``found``: there is one."""

    found: bool = False
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()


def as_channel(url: str) -> Channel:
    """An address as a channel of an outlet of which nothing is known."""
    return Channel(name=url, url=url.replace("{", "%7B").replace("}", "%7D"), base_url=url)


def generic_listing(page: FetchedPage) -> ListingPage:
    """What a page of no known family lists, by its shape."""
    return GENERIC.parse_listing(page, as_channel(page.url), 1)


def classify_page(page: FetchedPage) -> PageKind:
    """Whether an answer of no known family is a listing, an article, or cannot be told."""
    if page.binary_media_type or not page.body.strip():
        return ""
    listing = generic_listing(page)
    if page.json is not None:
        if _is_article(page.json):
            return "article"
        return "listing" if len(listing.entries) >= _JSON_LIST else ""
    if is_feed(page):
        articles = sum(bool(e.title) or article_url_score(e.url) >= 2 for e in listing.entries)
        return "listing" if articles * 2 > len(listing.entries) else ""
    return _kind_of_html(page, listing)


def _is_article(value: Any) -> bool:
    """Whether a JSON answer holds, outside of its lists, an object with a title and a text."""
    level = [value]
    while level:
        objects = [part for part in level if isinstance(part, dict)]
        for part in objects:
            texts = (v for v in part.values() if isinstance(v, str) and len(v) >= _JSON_TEXT)
            if JsonRecord(part).text(*TITLE_KEYS) and any(texts):
                return True
        level = [child for part in objects for child in part.values()]
    return False


def _kind_of_html(page: FetchedPage, listing: ListingPage) -> PageKind:
    article, verdict = read_article_page(page, Entry(page.url), GENERIC.name)
    words = sum(len(block.text) for block in article.blocks)
    titles = sum(len(entry.title) for entry in listing.entries)
    is_list = len(listing.entries) >= _LIST
    dated = is_list and sum(e.published_at is not None for e in listing.entries) * 2 >= len(
        listing.entries
    )
    named = article_url_score(page.url) >= 2
    whole = verdict.complete and article.published_at is not None
    if (whole or (named and words >= _TEXT)) and (
        named or (not dated and words >= min(titles, _TEXT))
    ):
        return "article"
    if is_list and words < titles:
        return "listing"
    return "article" if named and bool(article.title) else ""


# --- names -------------------------------------------------------------------------------------


def outlet_name(page: FetchedPage) -> str:
    """What a page calls the outlet; '' where it says nothing."""
    if page.json is not None:
        return ""
    said, parts = normalize_text(str(_SITE_NAME(page.tree))), _title_parts(page)
    return said or (parts[-1] if len(parts) > 1 or (parts and is_front_page(page.url)) else "")


def channel_name(page: FetchedPage) -> str:
    """What a listing calls itself; '' where it says nothing, or names the outlet."""
    if is_front_page(page.url):
        return "首页"
    own = "" if page.json is not None else (_title_parts(page) or [""])[0]
    return own if own != outlet_name(page) else ""


def is_front_page(url: str) -> bool:
    """Whether an address is a site's front page."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _title_parts(page: FetchedPage) -> list[str]:
    title = normalize_text(str(_TITLE(page.tree)))
    return [part for part in _SEPARATORS.split(title) if part]


# --- where else a page leads -------------------------------------------------------------------


def declared_feeds(page: FetchedPage) -> list[CandidateLink]:
    """The feeds that a page declares."""
    if page.json is not None:
        return []
    found = [
        (base_url(page).join(link.get("href")), normalize_text(link.get("title", "")))
        for link in _FEEDS(page.tree)
        if _FEED_TYPE.fullmatch(link.get("type", "").strip())
    ]
    leads = (
        CandidateLink(url, name, "a feed that the page declares") for url, name in found if url
    )
    return _once(leads, page)


def breadcrumb_links(page: FetchedPage) -> list[CandidateLink]:
    """The links of an article's breadcrumbs, the innermost first; the front page is none."""
    if page.json is not None:
        return []
    places = [
        e for e in _CRUMBS(page.tree) if _CRUMB.search(f"{e.get('class', '')} {e.get('id', '')}")
    ]
    anchors = [anchor for place in places for anchor in _ANCHORS(place)]
    leads = [
        CandidateLink(url, link_text(a), "a breadcrumb of the article")
        for a in reversed(anchors)
        if (url := base_url(page).join(a.get("href"))) and _may_list(url, page)
    ]
    return _once((lead for lead in leads if _is_name(lead.name)), page)


def channel_links(page: FetchedPage) -> list[CandidateLink]:
    """The links of a page that are called like channels, those of its navigation first."""
    if page.json is not None:
        return []
    places = LinkRegions()
    framed: list[CandidateLink] = []
    others: list[CandidateLink] = []
    for link in collect_links(page).values():
        name = next(filter(None, map(link_text, link.elements)), "")
        if _is_name(name) and _may_list(link.url, page):
            lead = CandidateLink(link.url, name, "a link of the page")
            (framed if any(map(places.in_navigation, link.elements)) else others).append(lead)
    return _once([*framed, *others], page)


def _is_name(text: str) -> bool:
    known = (
        NAVIGATION_TITLE.fullmatch(text)
        or _TURN.fullmatch(text)
        or text.strip("0123456789-/.: ") == ""
    )
    return len(text) > 1 and display_width(text) <= _NAME and not known


def _may_list(url: str, page: FetchedPage) -> bool:
    """Whether an address of the outlet may be a listing, by its looks."""
    looks = (
        not is_front_page(url)
        and -3 <= article_url_score(url) < 2
        and not non_article_url_reason(url)
    )
    return looks and same_site(url, page.url) and not _FILE.search(urlsplit(url).path)


def _once(leads: Iterable[CandidateLink], page: FetchedPage) -> list[CandidateLink]:
    here = {canonical_url(page.url), canonical_url(page.requested_url)}
    found: dict[str, CandidateLink] = {}
    for lead in leads:
        if canonical_url(lead.url) not in here and same_site(lead.url, page.url):
            found.setdefault(canonical_url(lead.url), lead)
    return list(found.values())


# --- paging and politeness ---------------------------------------------------------------------


def with_page_placeholder(url: str) -> str:
    """The address with ``{page}`` where its query or its file names page 1; '' where none does."""
    parts = urlsplit(url)
    if _FIRST.search(parts.path):
        return url.replace(parts.path, _FIRST.sub(r"\g<1>{page}\g<2>", parts.path), 1)
    for name, value in parse_qsl(parts.query):
        if value == "1" and name.lower().replace("_", "") in _PAGES:
            pattern = rf"((?:^|[?&]){re.escape(name)}=)1(?=&|$|#)"
            return re.sub(pattern, r"\g<1>{page}", url, count=1)
    return ""


def parse_robots(text: str, agent: str, url: str) -> RobotsInfo:
    """What the robots.txt of the site of ``url`` says to ``agent``. Never raises."""
    rules = Protego.parse(matching_groups(text, agent))
    delay = rules.crawl_delay(agent)
    sitemaps = (absolute_url(url, str(address)) for address in rules.sitemaps)
    return RobotsInfo(True, float(delay) if delay else None, tuple(_of_site(sitemaps, url)))


def _of_site(addresses: Iterable[str], url: str) -> Iterator[str]:
    return (address for address in dict.fromkeys(addresses) if same_site(address, url))
