"""The entries of a JSON listing, found by shape: objects with a title and an address in arrays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.platforms.base import Ask, Channel, Entry
from crawler.reading.addresses import absolute, article_score, canonical, site_of
from crawler.reading.page import Page
from crawler.reading.text import clean_text
from crawler.reading.times import parse_time

#: Keys are compared without case, ``_`` and ``-``; the first that holds something counts.
_TITLES = (
    "title", "doctitle", "newstitle", "articletitle", "contenttitle", "listtitle", "headline",
    "maintitle", "topic", "name",
)  # fmt: skip
#: Public pages before the addresses of the interface itself. Misspellings are real.
_ADDRESSES = (
    "shareurl", "shareulr", "sharelink", "h5url", "h5link", "h5preview", "wapurl", "mobileurl",
    "publicurl", "puburl", "docpuburl", "newsurl", "articleurl", "pageurl", "weburl", "url",
    "link", "linkurl", "href", "permalink", "jumpurl", "outlink", "contenturl", "detailurl",
    "contentlink",
)  # fmt: skip
_TIMES = (
    "publishtime", "publishtimestamp", "publishedat", "published", "publishat", "publishdate",
    "pubtime", "pubdate", "pubtimelong", "realpublishtime", "realpubtime", "docpubtime",
    "docreltime", "releasetime", "releasedate", "issuetime", "onlinetime", "showtime",
    "showdate", "sorttime", "sortorder", "ptime", "ctime", "date", "datetime", "time",
    "createtime", "createdat", "created", "updatetime", "updatedate", "updatedat",
)  # fmt: skip
_COUNTS: Mapping[str, tuple[str, ...]] = {
    "views": ("viewcount", "views", "hits", "countclick", "clicknum", "viewnum", "reads"),
    "likes": ("likecount", "likes", "praisecount", "countpraise", "praisenum", "thumbs"),
    "comments": (
        "commentcount",
        "comments",
        "replycount",
        "countdiscuss",
        "commentnum",
        "comcount",
    ),
}
#: Which values of which keys say that a thing is a special topic, or a page of somebody else.
_CONTAINERS = {("modelid", "10"), ("appid", "10"), ("articletype", "3"), ("contenttype", "64")}
_EXTERNALS = {("modelid", "3"), ("articletype", "4"), ("contenttype", "8")}
_CONTAINER_WORDS = frozenset(("subject", "special", "topic"))
_EXTERNAL_WORDS = frozenset(("link", "outlink", "external"))
_NEXT_ADDRESS = ("nexturl", "nextpageurl", "nextlink", "next", "nextpage")
_HAS_MORE = ("hasmore", "more", "hasnext", "hasnextpage")
_PAGE_PARAMETERS = ("page", "pageno", "pagenum", "pageindex", "currentpage", "p")
_ADDRESS_LIKE = re.compile(r"https?://|/|[\w./-]+\.s?html?\b|[\w-]+/[\w./-]+", re.I)
_SNIPPET = re.compile(r"<a\s[^>]*href\s*=", re.I)
#: Bounds of a walk: values looked at, and how deep they may be nested.
_VALUES, _DEPTH = 400_000, 24


def json_entries(value: Any, page: Page, channel: Channel) -> list[Entry]:
    """The entries of a JSON value of ``page`` in its order, each address once. Never raises."""
    found: dict[str, Entry] = {}
    for item in _items(value):
        entry = _entry(item, page, channel)
        if entry:
            found.setdefault(canonical(entry.url), entry)
    entries = list(found.values())
    home = _home_sites(entries, page, channel)
    return [e if site_of(e.url) in home else _as_external(e) for e in entries]


def _home_sites(entries: Iterable[Entry], page: Page, channel: Channel) -> set[str]:
    """The outlet's sites: of the interface, of the source, and of most of what they list."""
    sites = Counter(site_of(entry.url) for entry in entries)
    most = {site for site, count in sites.items() if count * 2 > sites.total()}
    return most | {site_of(page.url), site_of(channel.base_url)}


def _as_external(entry: Entry) -> Entry:
    return Entry(entry.url, entry.title, entry.published_at, counts=entry.counts, kind="external")


def walk(value: Any) -> Iterator[Any]:
    """A JSON value and all values below it, in document order, within bounds."""
    stack = [(value, 0)]
    for _ in range(_VALUES):
        if not stack:
            return
        value, depth = stack.pop()
        yield value
        below = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list) and depth < _DEPTH:
            stack.extend((child, depth + 1) for child in reversed(list(below)))


def _items(value: Any) -> Iterator[dict[str, Any]]:
    """The objects that stand in arrays, their keys in plain form."""
    for part in walk(value):
        if isinstance(part, list):
            yield from (_plain(item) for item in part if isinstance(item, dict))


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {key.lower().replace("_", "").replace("-", ""): value for key, value in item.items()}


def _entry(item: dict[str, Any], page: Page, channel: Channel) -> Entry | None:
    """The entry that an object describes; None where it is a menu's or a picture's."""
    title = next(filter(None, (_text(item.get(key)) for key in _TITLES)), "")
    url = next(filter(None, (_address(item.get(key), page, channel) for key in _ADDRESSES)), "")
    if not title or not url:
        return None
    kind, time, score = _kind(item), _time(item, page), article_score(url)
    known = score >= 2 or time is not None or len(title) >= 8 or kind == "container"
    if score < -2 or not known:
        return None
    return Entry(url, title, time, kind=kind, counts=_counts(item))


def _text(value: Any) -> str:
    """A title as one line, without the mark-up that some interfaces put into it."""
    if not isinstance(value, str):
        return ""
    return clean_text(re.sub(r"</?\w[^<>]*>", "", value[:1000]))


def _address(value: Any, page: Page, channel: Channel) -> str:
    if not isinstance(value, str) or not _ADDRESS_LIKE.match(value.strip()):
        return ""
    return absolute(channel.base_url or page.url, value)


def _time(item: dict[str, Any], page: Page) -> datetime | None:
    for key in _TIMES:
        found = parse_time(item.get(key), page.fetched_at, page.timezone)
        if found:
            return found
    return None


def _kind(item: dict[str, Any]) -> Literal["article", "container", "external"]:
    marks = {(key, str(value)) for key, value in item.items() if isinstance(value, str | int)}
    words = {str(item.get(key, "")).lower() for key in ("type", "moduleid", "series")}
    if marks & _CONTAINERS or words & _CONTAINER_WORDS or item.get("isspecialcontent") is True:
        return "container"
    return "external" if marks & _EXTERNALS or words & _EXTERNAL_WORDS else "article"


def _counts(item: dict[str, Any]) -> dict[str, int]:
    found = {name: [_whole(item.get(key)) for key in keys] for name, keys in _COUNTS.items()}
    return {name: next(n for n in ns if n >= 0) for name, ns in found.items() if max(ns) >= 0}


def _whole(value: Any) -> int:
    """A count; -1 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return -1
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1


def is_empty_list(value: Any) -> bool:
    """Whether a JSON answer holds an array, and every array in it is empty: a listing's end."""
    arrays = [part for part in walk(value) if isinstance(part, list)]
    return bool(arrays) and not any(arrays)


def snippets(value: Any) -> str:
    """The HTML that an answer carries in its strings, joined; '' if it carries no links."""
    texts = [part for part in walk(value) if isinstance(part, str) and _SNIPPET.search(part)]
    return "\n".join(texts)


def json_next(page: Page, channel: Channel, number: int, found: bool) -> Ask | None:
    """The request for listing page ``number`` + 1; ``found`` says whether this one has entries."""
    facts = _paging(page.json)
    if any(facts.get(key) in (False, 0, "0", "false") for key in _HAS_MORE):
        return None
    if "{page}" in channel.url:
        return Ask(channel.address(number + 1)) if found else None
    here = {canonical(url) for url in (page.url, page.requested_url, channel.address(number))}
    for key in _NEXT_ADDRESS:
        url = _next_address(facts.get(key), page)
        if url and canonical(url) not in here:
            return Ask(url)
    return None


def _paging(value: Any) -> dict[str, Any]:
    """The keys of all objects that are no items: what an answer says of itself."""
    facts: dict[str, Any] = {}
    level = [value]
    for _ in range(4):
        objects = [cast("dict[str, Any]", part) for part in level if isinstance(part, dict)]
        for part in objects:
            facts = _plain(part) | facts
        level = [child for part in objects for child in part.values()]
    return facts


def _next_address(value: Any, page: Page) -> str:
    """The address of the next page, which is given in full or by its number."""
    if isinstance(value, str) and not value.isdigit():
        return absolute(page.url, value) if _ADDRESS_LIKE.match(value) or value[:1] == "?" else ""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    parts = urlsplit(page.requested_url or page.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    names = [name for name in query if name.lower().replace("_", "") in _PAGE_PARAMETERS]
    if not names or int(value) <= 1:
        return ""
    query[names[0]] = str(value)
    return urlunsplit(parts._replace(query=urlencode(query)))
