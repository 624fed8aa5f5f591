"""The entries of a JSON listing, found by shape: objects with title and URL in arrays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.json_record import (
    TIME_KEYS,
    TITLE_KEYS,
    URL_KEYS,
    JsonRecord,
    iter_array_objects,
    iter_values,
)
from crawler.parsing.link_identity import merge_same_links
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import absolute_url, article_url_score, canonical_url, registrable_domain

_NEXT_ADDRESS = ("nexturl", "nextpageurl", "nextlink", "next", "nextpage")
_HAS_MORE = ("hasmore", "more", "hasnext", "hasnextpage")
_PAGE_PARAMETERS = ("page", "pageno", "pagenum", "pageindex", "currentpage", "p")
_ADDRESS_LIKE = re.compile(r"https?://|/|[\w./-]+\.s?html?\b|[\w-]+/[\w./-]+", re.I)
_SNIPPET = re.compile(r"<a\s(?:[^<>]|<(?!a\s))*?href\s*=", re.I)


def extract_json_entries(value: Any, page: FetchedPage, channel: Channel) -> list[Entry]:
    """The entries of a JSON value of ``page`` in its order, each address once. Never raises."""
    found = (_entry(item, page, channel) for item in iter_array_objects(value))
    entries = merge_same_links(filter(None, found))
    home = _home_sites(entries, page, channel)
    return [e if registrable_domain(e.url) in home else _as_external(e) for e in entries]


def _home_sites(entries: Iterable[Entry], page: FetchedPage, channel: Channel) -> set[str]:
    """The outlet's sites: of the interface, of the source, and of most of what they list."""
    sites = Counter(registrable_domain(entry.url) for entry in entries)
    most = {site for site, count in sites.items() if count * 2 > sites.total()}
    return most | {registrable_domain(page.url), registrable_domain(channel.base_url)}


def _as_external(entry: Entry) -> Entry:
    return replace(entry, kind="external")


def _entry(item: JsonRecord, page: FetchedPage, channel: Channel) -> Entry | None:
    """The entry that an object describes; None where it is a menu's or a picture's."""
    title, url = item.text(*TITLE_KEYS), item.url(channel.base_url or page.url, *URL_KEYS)
    if not title or not url:
        return None
    kind, time, score = item.entry_kind(), item.time(page, *TIME_KEYS), article_url_score(url)
    known = score >= 2 or time is not None or len(title) >= 8 or kind == "topic"
    if score < -2 or not known:
        return None
    return Entry(url, title, time, kind=kind, counts=item.counts())


def is_empty_list(value: Any) -> bool:
    """Whether a JSON answer holds an array, and every array in it is empty: a listing's end."""
    arrays = [part for part in iter_values(value) if isinstance(part, list)]
    return bool(arrays) and not any(arrays)


def embedded_html(value: Any) -> str:
    """The HTML that an answer carries in its strings, joined; '' if it carries no links."""
    texts = [part for part in iter_values(value) if isinstance(part, str) and _SNIPPET.search(part)]
    return "\n".join(texts)


def next_json_page(
    page: FetchedPage, channel: Channel, number: int, found: bool
) -> RequestSpec | None:
    """The request for listing page ``number`` + 1; ``found`` says whether this one has entries."""
    facts = _paging(page.json)
    if any(facts.get(key) in (False, 0, "0", "false") for key in _HAS_MORE):
        return None
    if "{page}" in channel.url:
        return RequestSpec(channel.address(number + 1)) if found else None
    here = {canonical_url(url) for url in (page.url, page.requested_url, channel.address(number))}
    for key in _NEXT_ADDRESS:
        url = _next_address(facts.get(key), page)
        if url and canonical_url(url) not in here:
            return RequestSpec(url)
    return None


def _paging(value: Any) -> dict[str, Any]:
    """The keys of all objects that are no items: what an answer says of itself."""
    facts: dict[str, Any] = {}
    level = [value]
    for _ in range(4):
        objects = [cast("dict[str, Any]", part) for part in level if isinstance(part, dict)]
        for part in objects:
            facts = JsonRecord(part).values | facts
        level = [child for part in objects for child in part.values()]
    return facts


def _next_address(value: Any, page: FetchedPage) -> str:
    """The address of the next page, which is given in full or by its number."""
    if isinstance(value, str) and not value.isdigit():
        return (
            absolute_url(page.url, value) if _ADDRESS_LIKE.match(value) or value[:1] == "?" else ""
        )
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    parts = urlsplit(page.requested_url or page.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    names = [name for name in query if name.lower().replace("_", "") in _PAGE_PARAMETERS]
    if not names or int(value) <= 1:
        return ""
    query[names[0]] = str(value)
    return urlunsplit(parts._replace(query=urlencode(query)))
