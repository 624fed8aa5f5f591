"""RSS, Atom and JSON Feed: listings that were made for machines.

RSS in all its versions, Atom and RDF are read by feedparser. It is given what a listing needs, as
well-formed XML: at texts it is slow, and the time that it takes for an author grows with the
square of the author's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from crawler.platforms.base import Ask, Entry, Listing
from crawler.reading.addresses import absolute, canonical
from crawler.reading.identity import distinct
from crawler.reading.loose_xml import first_element, name_of, tree_of
from crawler.reading.page import Page
from crawler.reading.records import Record, line_of
from crawler.reading.times import parse_time

_ROOTS = frozenset(("rss", "feed", "rdf:rdf"))
_JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
#: What feedparser is spared, whatever its prefix.
_NOT_READ = frozenset((
    "author", "creator", "contributor", "publisher", "managingeditor", "webmaster", "owner",
    "description", "summary", "content", "encoded", "textinput", "image",
))  # fmt: skip
_TIMES = ("published", "updated", "created")
#: How a feed names the page behind this one (RFC 5005): of a paged feed, of an archived one.
_NEXT = ("next", "prev-archive")


def is_feed(page: Page) -> bool:
    """Whether the answer is a JSON Feed, or its first element a feed's."""
    if page.json is not None:
        version = page.json.get("version") if isinstance(page.json, dict) else None
        return isinstance(version, str) and _JSON_FEED.match(version) is not None
    return first_element(page) in _ROOTS


def read_feed(page: Page) -> Listing:
    """The items of a feed that have an address, each once, and the page behind. Never raises."""
    if page.json is not None:
        return _json_feed(page)
    try:
        feed = _parsed(page)
    except (ValueError, TypeError, LookupError) as error:
        # feedparser raises these at values that no feed has.
        return Listing(fault=f"not a listing: a broken feed ({type(error).__name__})")
    links = {link.get("rel"): link.get("href") for link in feed.feed.get("links", ())}
    following = next(filter(None, map(links.get, _NEXT)), None)
    return Listing(once(_entries(feed, page)), next_ask(page, following))


def once(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """The entries, each address once."""
    return tuple(distinct(entries))


def address(page: Page, written: object) -> str:
    """What a page names as an address, made absolute; '' where it names none."""
    named = written.strip() if isinstance(written, str) else ""
    return absolute(page.url, named) if named else ""


def next_ask(page: Page, written: object) -> Ask | None:
    """The request for the page that this one names as the next; None where that is no other."""
    url = address(page, written)
    here = {canonical(page.url), canonical(page.requested_url)}
    return Ask(url) if url and canonical(url) not in here else None


def _parsed(page: Page) -> Any:
    root = tree_of(page)
    if root is None:
        return feedparser.FeedParserDict(feed={}, entries=[])
    for element in [*root.iter(etree.Element)]:
        parent = element.getparent()
        if parent is not None and name_of(element) in _NOT_READ:
            parent.remove(element)
    return feedparser.parse(
        BytesIO(etree.tostring(root, encoding="utf-8")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": page.url,
        },
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _entries(feed: Any, page: Page) -> Iterator[Entry]:
    for item in feed.entries:
        url = address(page, item.get("link")) or absolute("", item.get("id") or "")
        if url:
            yield Entry(url, line_of(unescape(item.get("title") or "")), _time(item, page))


def _time(item: Any, page: Page) -> datetime | None:
    """The time as it is written: feedparser takes one without a zone for UTC."""
    for name in _TIMES:
        written = dict.get(item, name) or ""
        found = _mail_time(written) or parse_time(written, page.fetched_at, page.timezone)
        if found:
            return found
    return None


def _mail_time(written: str) -> datetime | None:
    """A time as RSS writes it (RFC 822), if it names a zone."""
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else None


def _json_feed(page: Page) -> Listing:
    items = Record(page.json).records("items")
    return Listing(once(_json_entries(items, page)), next_ask(page, page.json.get("next_url")))


def _json_entries(items: list[Record], page: Page) -> Iterator[Entry]:
    for item in items:
        url = item.address(page.url, "url", "external_url") or absolute("", item.text("id"))
        if url:
            time = item.time(page, "date_published", "date_modified")
            yield Entry(url, item.text("title"), time)
