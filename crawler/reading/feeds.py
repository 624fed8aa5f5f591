"""RSS, Atom and news sitemaps: listings that were made for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from crawler.platforms.base import Entry
from crawler.reading.addresses import absolute, canonical
from crawler.reading.page import Page
from crawler.reading.text import clean_text
from crawler.reading.times import parse_time

_FIRST_ELEMENT = re.compile(r"<([A-Za-z][\w:]*)")
_ROOTS = frozenset(("rss", "feed", "rdf:rdf", "urlset"))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TIMES = ("pubdate", "published", "publication_date", "date", "updated", "lastmod")


def is_feed(page: Page) -> bool:
    """Whether the first element of the answer is a feed's."""
    first = _FIRST_ELEMENT.search(page.text[:4096])
    return first is not None and first[1].lower() in _ROOTS


def feed_entries(page: Page) -> list[Entry]:
    """The items of a feed that have an address, each once. Never raises."""
    found: dict[str, Entry] = {}
    for item in _items(page):
        parts = _parts(item)
        url = absolute(page.url, parts.get("link") or parts.get("loc") or parts.get("guid") or "")
        if url:
            entry = Entry(url, clean_text(parts.get("title", "")), _time(parts, page))
            found.setdefault(canonical(url), entry)
    return list(found.values())


def _items(page: Page) -> Iterator[etree._Element]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    source = _DECLARATION.sub("", page.text).encode("utf-8", "replace")
    root = etree.fromstring(source, parser)
    if root is not None:
        yield from root.iter("{*}item", "{*}entry", "{*}url")


def _parts(item: etree._Element) -> dict[str, str]:
    """The texts one or two levels below an item by local name; of several links the readers'."""
    parts: dict[str, str] = {}
    children = item.iterchildren(tag=etree.Element)
    for element in (e for child in children for e in (child, *child.iterchildren(etree.Element))):
        name = etree.QName(element).localname.lower()
        text = (element.text or "").strip()
        if name == "link" and element.get("rel", "alternate") == "alternate":
            text = text or element.get("href", "")
        if text:
            parts.setdefault(name, text)
    return parts


def _time(parts: dict[str, str], page: Page) -> datetime | None:
    for name in _TIMES:
        written = parts.get(name, "")
        found = _mail_time(written) or parse_time(written, page.fetched_at, page.timezone)
        if found:
            return found
    return None


def _mail_time(written: str) -> datetime | None:
    """A time as RSS writes it (RFC 822), if it names a zone."""
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, IndexError, TypeError):
        return None
    return found if found.tzinfo else None
