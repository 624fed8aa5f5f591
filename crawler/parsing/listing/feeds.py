"""RSS in all its versions, Atom, RDF and JSON Feed: listings that were made for machines.

A listing needs address, title and time of an item. They are read by the local names of elements,
wherever items stand, so that no dialect, prefix or fault of one item costs the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from itertools import islice

from lxml import etree

from crawler.models.listing import Entry, ListingPage, RequestSpec
from crawler.parsing.dates import FARTHEST_ZONE, parse_time
from crawler.parsing.json_record import JsonRecord, to_line
from crawler.parsing.link_identity import merge_same_links
from crawler.parsing.listing.xml_repair import (
    is_closed,
    local_name,
    parse_xml,
    root_element_name,
    text_of,
)
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import absolute_url, canonical_url

_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))
#: An entry may be a document of its own, in Atom's name space only.
_ENTRY, _ATOM = "entry", re.compile(r"https?://(?:www\.w3\.org/2005/Atom|purl\.org/atom/)")
_HEAD = 4096
_JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_ITEMS = frozenset(("item", "entry"))
#: Elements whose inside says nothing of the item itself.
_OTHERS = frozenset((
    "author", "creator", "contributor", "publisher", "managingeditor", "webmaster", "owner",
    "description", "summary", "content", "encoded", "body", "textinput", "image", "source",
    "group", "comments",
))  # fmt: skip
_TIMES = (
    "published", "pubdate", "issued", "date", "publicationdate", "created", "updated", "modified",
)  # fmt: skip
#: How a feed names the page behind this one (RFC 5005): of a paged feed, of an archived one.
_NEXT = ("next", "prev-archive")
#: Links that lead to an item where none is its page: the nearest to it first.
_LAST_LINKS = ("related", "via", "self", "enclosure")
_HTTP = re.compile(r"\s*https?://", re.I)
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
#: So many elements around an item may have a base for its addresses.
_BASES = 16
#: Zones that mail names; CST is China's here.
_ZONES = {
    "CST": "+0800", "HKT": "+0800", "SGT": "+0800", "JST": "+0900", "KST": "+0900",
    "MSK": "+0300", "CET": "+0100", "CEST": "+0200", "BST": "+0100", "BJT": "+0800",
}  # fmt: skip
_ZONE = re.compile(rf"\b(?:{'|'.join(_ZONES)})\b")
_MAIL_LENGTH = 80


def is_feed(page: FetchedPage) -> bool:
    """Whether the answer is a JSON Feed, or its first element a feed's."""
    if page.json is not None:
        version = page.json.get("version") if isinstance(page.json, dict) else None
        return isinstance(version, str) and _JSON_FEED.match(version) is not None
    name = root_element_name(page)
    return name in _ROOTS or (name == _ENTRY and _ATOM.search(page.text, 0, _HEAD) is not None)


def parse_feed(page: FetchedPage) -> ListingPage:
    """The items of a feed that have an address, each once, and the page behind. Never raises."""
    if page.json is not None:
        return _json_feed(page)
    root = parse_xml(page)
    if root is None:
        return ListingPage(error="not a listing: a broken feed")
    entries = unique_entries(_entries(root, page))
    if not entries and not is_closed(page) and len(root):
        return ListingPage(error="not a listing: a feed that is cut off")
    return ListingPage(entries, next_feed_request(page, _next(root)))


def unique_entries(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """The entries, each address once."""
    return tuple(merge_same_links(entries))


def absolute_page_url(base: str, written: object) -> str:
    """What a page names as an address, made absolute; '' where it names none."""
    named = written.strip() if isinstance(written, str) else ""
    return absolute_url(base, named.replace("&amp;", "&")) if named else ""


def next_feed_request(page: FetchedPage, written: object) -> RequestSpec | None:
    """The request for the page that this one names as the next; None where that is no other."""
    url = absolute_page_url(page.url, written)
    here = {canonical_url(page.url), canonical_url(page.requested_url)}
    return RequestSpec(url) if url and canonical_url(url) not in here else None


def _next(root: etree._Element) -> str | None:
    """The address of the page behind, as the feed's own links name it."""
    heads = [root, *(child for child in root.iterchildren(etree.Element) if not _is_item(child))]
    links = {
        link.get("rel"): link.get("href")
        for head in heads[:_BASES]
        for link in [head, *islice(head.iterchildren(etree.Element), _BASES)]
        if local_name(link) == "link"
    }
    return next(filter(None, map(links.get, _NEXT)), None)


def _is_item(element: etree._Element) -> bool:
    return local_name(element) in _ITEMS


def _entries(root: etree._Element, page: FetchedPage) -> Iterator[Entry]:
    based = "xml:base" in page.text
    for item in root.iter(etree.Element):
        if not _is_item(item):
            continue
        fields = [*item.iterchildren(etree.Element)]
        base = _base_of(item, page.url) if based else page.url
        url = _address(item, fields, base, based) or _address(item, _below(item), base, based)
        if url:
            yield Entry(url, _title(item, fields), _time(fields, page))


def _base_of(element: etree._Element, url: str) -> str:
    """The address that those within an element are relative to (xml:base)."""
    around = [element, *islice(element.iterancestors(), _BASES)]
    for step in reversed(around):
        written = step.get(_BASE) or step.get("xml:base")
        url = (absolute_url(url, written) if written else "") or url
    return url


def _below(item: etree._Element) -> list[etree._Element]:
    """All elements below an item that may be its own, where a fault has nested them."""
    found = []
    below = [*item.iterchildren(etree.Element, reversed=True)]
    while below:
        element = below.pop()
        if local_name(element) not in _OTHERS and not _is_item(element):
            found.append(element)
            below.extend(element.iterchildren(etree.Element, reversed=True))
    return found


def _address(item: etree._Element, fields: Iterable[etree._Element], base: str, based: bool) -> str:
    """The address of an item's page: its link, the id that is one, or what it is about."""

    def made(element: etree._Element, written: object) -> str:
        here = _base_of(element, base) if based and element.get(_BASE) else base
        return absolute_page_url(here, written)

    links = [field for field in fields if local_name(field) == "link"]
    ids = [field for field in fields if local_name(field) in ("guid", "id")]
    enclosures = [field for field in fields if local_name(field) == "enclosure"]
    pages = [link for link in links if link.get("rel", "alternate").lower() == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "html"))
    others = [link for rel in _LAST_LINKS for link in links if link.get("rel") == rel]
    found = (
        *(made(link, text_of(link) or link.get("href")) for link in pages),
        *(made(each, text_of(each)) for each in ids if _may_be_address(each)),
        *(absolute_page_url(base, value) for value in _own_address(item)),
        *(made(link, link.get("href")) for link in others),
        *(made(each, each.get("url")) for each in enclosures),
    )
    return next(filter(None, found), "")


def _may_be_address(ident: etree._Element) -> bool:
    """Whether an id is an address: one of the web, or whatever is said to be one."""
    permanent = ident.get("isPermaLink") == "true"
    return permanent or _HTTP.match(text_of(ident)) is not None


def _own_address(item: etree._Element) -> list[str]:
    """What RDF says an item is about, and where CDF says that it is."""
    named = [(re.split("[}:]", str(name))[-1], str(value)) for name, value in item.items()]
    return [value for name, value in named if name in ("about", "href")]


def _title(item: etree._Element, fields: list[etree._Element]) -> str:
    """The title in the item's own name space, else another's (dc:title)."""
    titles = [field for field in fields if local_name(field) == "title"]
    titles.sort(key=lambda title: _space(title) != _space(item))
    return next(filter(None, (to_line(unescape(text_of(title))) for title in titles)), "")


def _space(element: etree._Element) -> str:
    return re.split("[}:]", f":{element.tag}")[-2]


def _time(fields: list[etree._Element], page: FetchedPage) -> datetime | None:
    """The time of publication as the first field that holds one has it."""
    for name in _TIMES:
        for field in fields:
            if local_name(field) == name:
                written = text_of(field)
                found = _mail_time(written, page.timezone)
                found = found or parse_time(written, page.fetched_at, page.timezone)
                if found:
                    return found
    return None


def _mail_time(written: str, zone: str) -> datetime | None:
    """A time as RSS writes it (RFC 822), if it names a zone that there is."""

    if len(written) > _MAIL_LENGTH:
        return None
    if not zone.startswith("America/"):
        written = _ZONE.sub(lambda named: _ZONES[named[0]], written)
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    offset = found.utcoffset()
    return found if offset is not None and abs(offset) <= FARTHEST_ZONE else None


def _json_feed(page: FetchedPage) -> ListingPage:
    items = JsonRecord(page.json).children("items")
    return ListingPage(
        unique_entries(_json_entries(items, page)),
        next_feed_request(page, page.json.get("next_url")),
    )


def _json_entries(items: list[JsonRecord], page: FetchedPage) -> Iterator[Entry]:
    for item in items:
        url = item.url(page.url, "url", "external_url") or absolute_url("", item.text("id"))
        if url:
            time = item.time(page, "date_published", "date_modified")
            yield Entry(url, item.text("title"), time)
