"""Plain listings: what an answer lists, whether HTML, JSON by its shape, or a feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crawler.platforms.base import Ask, Channel, Entry, Listing
from crawler.reading.addresses import canonical
from crawler.reading.feeds import is_feed, read_feed
from crawler.reading.find import finder, selector
from crawler.reading.html_lists import html_entries
from crawler.reading.json_lists import is_empty_list, json_entries, json_next, snippets
from crawler.reading.links import line_of
from crawler.reading.page import Page
from crawler.reading.pager import next_page, shows_more
from crawler.reading.sitemaps import is_sitemap, read_sitemap

_PASSWORD = finder("boolean(//input[translate(@type, 'PASWORD', 'pasword') = 'password'])")
_LINKS = finder("count(//a[@href])")
_FEW_LINKS = 20
_HEADS = finder("//title | //h1")
_LOGIN = re.compile(
    r"(?:请先?|用户|会员|账号|统一|欢迎)*(?:登[录陆]|login|sign in)(?:页面?|系统|后\S*)?", re.I
)
_SEPARATORS = re.compile(r"\s*[-_|｜—–·]\s*")
_DATA_SCRIPTS = finder("//script[not(@src)]/text()")
_ASSIGNED = re.compile(
    r"^\s*(?:(?:window|self|var|let|const)[\s.]*)?[\w.$\[\]'\"]+\s*=\s*(?=[{\[])"
)


def read_listing(page: Page, channel: Channel, number: int) -> Listing:
    """The entries of listing page ``number`` (from 1), and how the listing goes on.

    Addresses are as the page links them, each article once, in page order. An answer that
    is a listing without entries has no fault. Never raises on bad input.
    """
    if not page.body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Listing(fault="empty answer")
    if page.binary:
        return Listing(fault=f"not a listing: {page.binary}")
    fault = _selector_fault(channel)
    if fault:
        return Listing(fault=fault)
    if is_feed(page) or is_sitemap(page):
        return _made_for_machines(page, channel, number)
    if page.json is not None:
        return _json_listing(page, channel, number)
    return _html_listing(page, channel, number)


def _made_for_machines(page: Page, channel: Channel, number: int) -> Listing:
    """A feed or a sitemap; it goes on as the channel's address says, else as it says itself."""
    listing = read_sitemap(page) if is_sitemap(page) else read_feed(page)
    if listing.entries and "{page}" in channel.url:
        return replace(listing, next=Ask(channel.address(number + 1)))
    return listing


def _selector_fault(channel: Channel) -> str:
    for css in (channel.entries, channel.next):
        if css is not None:
            try:
                selector(css)
            except ValueError as error:
                return str(error)
    return ""


def _html_listing(page: Page, channel: Channel, number: int) -> Listing:
    entries = html_entries(page, channel, number)
    if not entries and channel.entries is None:
        entries = _embedded_entries(page, channel)
    following = next_page(page, channel, number, _keys(entries))
    more = following is None and shows_more(page, not entries)
    if not entries and _asks_for_login(page, more):
        return Listing(fault="login page")
    return Listing(tuple(entries), following, more)


def _keys(entries: list[Entry]) -> set[str]:
    return {canonical(entry.url) for entry in entries}


def _asks_for_login(page: Page, more: bool) -> bool:
    """Whether a page without entries is a form for those who have an account.

    A password field alone says so where the page is little else: many sites hide one.
    """
    lines = [line_of(head) for head in _HEADS(page.tree)]
    named = any(_LOGIN.fullmatch(_SEPARATORS.split(line)[0]) for line in lines)
    return named or (not more and _PASSWORD(page.tree) and _LINKS(page.tree) <= _FEW_LINKS)


def _embedded_entries(page: Page, channel: Channel) -> list[Entry]:
    """The entries of a page that carries its listing as data for its script."""
    for value in _embedded(page):
        entries = json_entries(value, page, channel)
        if entries:
            return entries
    return []


def _embedded(page: Page) -> Iterator[Any]:
    """The JSON values that the page's own scripts hold or begin with."""
    for text in _DATA_SCRIPTS(page.tree):
        source = _ASSIGNED.sub("", str(text), count=1).lstrip()
        if source.startswith(("{", "[")):
            try:
                yield json.JSONDecoder(strict=False).raw_decode(source)[0]
            except (ValueError, RecursionError):
                continue


def _json_listing(page: Page, channel: Channel, number: int) -> Listing:
    entries = json_entries(page.json, page, channel)
    markup = "" if entries else snippets(page.json)
    if markup:
        inner = replace(page, body=markup.encode("utf-8", "replace"), content_type="text/html")
        entries = html_entries(inner, channel, number)
    following: Ask | None = json_next(page, channel, number, bool(entries))
    if entries or number > 1 or is_empty_list(page.json):
        return Listing(tuple(entries), following)
    return Listing(fault="not a listing: JSON without entries")
