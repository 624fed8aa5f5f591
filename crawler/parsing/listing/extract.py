"""Extract the entries of a listing: HTML, JSON by its shape, or a feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from crawler.gates.rules.notices import MAX_NOTICE_LENGTH, find_notice
from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.parsing.json_record import error_of
from crawler.parsing.listing.feeds import is_feed, parse_feed
from crawler.parsing.listing.html_links import extract_html_entries
from crawler.parsing.listing.json_entries import (
    embedded_html,
    extract_json_entries,
    is_empty_list,
    next_json_page,
)
from crawler.parsing.listing.links import link_text
from crawler.parsing.listing.pagination import has_load_more, next_page_request
from crawler.parsing.listing.sitemaps import is_sitemap, parse_sitemap
from crawler.parsing.listing.xml_repair import root_element_name
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_css, compile_xpath
from crawler.parsing.size_limits import json_excess
from crawler.parsing.text import normalize_text
from crawler.parsing.url import canonical_url

_PASSWORD = compile_xpath("boolean(//input[translate(@type, 'PASWORD', 'pasword') = 'password'])")
_LINKS = compile_xpath("count(//a[@href])")
_FEW_LINKS = 20
_HEADS = compile_xpath("//title | //h1")
_LOGIN = re.compile(
    r"(?:请先?|用户|会员|账号|统一|欢迎)*(?:登[录陆]|login|sign in)(?:页面?|系统|后\S*)?", re.I
)
_SEPARATORS = re.compile(r"(?:(?<!\s)\s++)?[-_|｜—–·]\s*+")
#: Data that hold nothing, as an interface answers behind its last page.
_NOTHING = frozenset(("null", "false"))
_XML = re.compile(r"\s*<\?xml\s")
_HTML = frozenset(("html", "head", "body", "div", "ul", "ol", "li", "table", "p", "section", "wml"))
_TEXTS = compile_xpath(
    "//title//text() | //body//text()[not(ancestor::script or ancestor::style or"
    " ancestor::template)]"
)
#: What a list stands in, be it empty, and what a script fills.
_FRAME = compile_xpath(
    "boolean(//body//*[self::ul or self::ol or self::dl or self::table or self::nav or self::main"
    " or self::article or self::script or self::iframe or self::template"
    " or contains(@class, 'list') or contains(@class, 'news') or contains(@class, 'item')"
    " or contains(@id, 'list') or contains(@id, 'news')])"
)
#: A menu of so many links makes no site's page; the words of one that says so little are shown.
_MENU, _FEW_WORDS, _MOST_TEXTS, _SHOWN = 3, 300, 300, 60
_END = re.compile(r"没有更多|没有了|到底|加载完|暂无|no more|^\W*(?:end|0)\W*$", re.I)
_DATA_SCRIPTS = compile_xpath("//script[not(@src)]/text()")
_ASSIGNED = re.compile(
    r"^\s*+(?:(?:window|self|var|let|const)[\s.]*+)?[\w.$\[\]'\"]++\s*+=\s*+(?=[{\[])"
)


def extract_listing(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    """The entries of listing page ``number`` (from 1), and how the listing goes on.

    Addresses are as the page links them, each article once, in page order. An answer that
    is a listing without entries has no fault. Never raises on bad input.
    """
    if not page.body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return ListingPage(error="empty answer")
    if page.binary_media_type:
        return ListingPage(error=f"not a listing: {page.binary_media_type}")
    fault = _selector_fault(channel)
    if fault:
        return ListingPage(error=fault)
    if is_feed(page) or is_sitemap(page):
        return _made_for_machines(page, channel, number)
    if page.json is not None:
        return _json_listing(page, channel, number)
    if page.is_truncated_json:
        ended = number > 1 and page.text.strip() in _NOTHING
        return (
            ListingPage() if ended else ListingPage(error="not a listing: data that cannot be read")
        )
    return _html_listing(page, channel, number)


def _made_for_machines(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    """A feed or a sitemap; it goes on as the channel's address says, else as it says itself."""
    listing = parse_sitemap(page) if is_sitemap(page) else parse_feed(page)
    if listing.entries and "{page}" in channel.url:
        return replace(listing, next=RequestSpec(channel.address(number + 1)))
    return listing


def _selector_fault(channel: Channel) -> str:
    for css in (channel.entry_css, channel.next_css):
        if css is not None:
            try:
                compile_css(css)
            except ValueError as error:
                return str(error)
    return ""


def _html_listing(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    entries = extract_html_entries(page, channel, number)
    if not entries and channel.entry_css is None:
        entries = _embedded_entries(page, channel)
    following = next_page_request(page, channel, number, _keys(entries))
    more = following is None and has_load_more(page, not entries)
    if not entries:
        fault = _html_fault(page, number, more)
        if fault:
            return ListingPage(error=fault)
    return ListingPage(tuple(entries), following, more)


def _html_fault(page: FetchedPage, number: int, more: bool) -> str:
    """Why a page without entries is no listing; '' for a listing that is empty, and for a page
    whose script may yet fetch its entries."""
    if _asks_for_login(page, more):
        return "login page"
    element = root_element_name(page)
    if _XML.match(page.text) and element not in _HTML:
        return f"not a listing: XML <{element}> {_said(page)[:_SHOWN]}".rstrip()
    said = _said(page)
    notice = find_notice(said)
    if notice:
        return f"not a listing: {notice}"
    if not element and not _END.search(said):
        return "not a listing: a text without mark-up"
    bare = number == 1 and not more and 0 < len(said) <= _FEW_WORDS
    if bare and _LINKS(page.tree) <= _MENU and not _FRAME(page.tree):
        return f"not a listing: a page without links: {said[:_SHOWN]}"
    return ""


def _said(page: FetchedPage) -> str:
    """The first words that a page shows, its title before them."""
    texts = (str(text) for text in islice(_TEXTS(page.tree), _MOST_TEXTS))
    return normalize_text(" ".join(texts)[: 2 * MAX_NOTICE_LENGTH])


def _keys(entries: list[Entry]) -> set[str]:
    return {canonical_url(entry.url) for entry in entries} | {entry.key for entry in entries}


def _asks_for_login(page: FetchedPage, more: bool) -> bool:
    """Whether a page without entries is a form for those who have an account.

    A password field alone says so where the page is little else: many sites hide one.
    """
    lines = [link_text(head) for head in _HEADS(page.tree)]
    named = any(_LOGIN.fullmatch(_SEPARATORS.split(line)[0]) for line in lines)
    return named or (not more and _PASSWORD(page.tree) and _LINKS(page.tree) <= _FEW_LINKS)


def _embedded_entries(page: FetchedPage, channel: Channel) -> list[Entry]:
    """The entries of a page that carries its listing as data for its script."""
    for value in _embedded(page):
        entries = extract_json_entries(value, page, channel)
        if entries:
            return entries
    return []


def _embedded(page: FetchedPage) -> Iterator[Any]:
    """The JSON values that the page's own scripts hold or begin with."""
    for text in _DATA_SCRIPTS(page.tree):
        source = _ASSIGNED.sub("", str(text), count=1).lstrip()
        if source.startswith(("{", "[")) and not json_excess(source):
            try:
                yield json.JSONDecoder(strict=False).raw_decode(source)[0]
            except (ValueError, RecursionError):
                continue


def _json_listing(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    entries = extract_json_entries(page.json, page, channel)
    markup = "" if entries else embedded_html(page.json)
    if markup:
        inner = replace(page, body=markup.encode("utf-8", "replace"), content_type="text/html")
        entries = extract_html_entries(inner, channel, number)
    said = "" if entries else error_of(page.json)
    if said:
        return ListingPage(error=f"not a listing: {said}")
    following: RequestSpec | None = next_json_page(page, channel, number, bool(entries))
    if entries or number > 1 or is_empty_list(page.json):
        return ListingPage(tuple(entries), following)
    return ListingPage(error="not a listing: JSON without entries")
