"""What a page declares about its article: meta elements, JSON-LD, comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

from crawler.parsing.dates import FoundTime, find_times
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.size_limits import json_excess
from crawler.parsing.text import normalize_text
from crawler.parsing.url import absolute_url

_LONGEST, _LONGEST_TIME = 2000, 60
_METAS = compile_xpath("//meta[@content][@name or @property or @itemprop]")
_JSON_LD = compile_xpath("//script[contains(@type, 'ld+json')]/text()")
_MARKED = compile_xpath(
    "//*[@itemprop='datePublished']/@content | //time[@pubdate or @itemprop]/@datetime"
)
_SPELT_OUT = compile_xpath("(descendant-or-self::* | parent::*)[@datetime or @title]")
_STRING = compile_xpath("string()")
_MARKS = ("datePublished", "pubdate")
#: The properties that one family of editing systems writes into a comment of each page.
_NOTE = re.compile(r"<(date|author|title|keyword|nodename|subtitle)>([^<]{0,300})</\1>")
_KEYWORDS = re.compile(r"[,，;；、\s|]+")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "pubdate", "publish_time", "publishtime", "publish-date", "og:release_date",
    "bytedance:published_time", "weibo: article:create_at", "_pubtime", "apub:time",
    "og:time", "date", "createdate", "dateupdate",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "bytedance:updated_time",
    "weibo: article:update_at", "lastmodified",
)  # fmt: skip
_SOURCES = ("mediaid", "contentsource", "source", "og:article:source", "article:source")
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_AUTHORS = ("author", "article:author", "editor")
_CANONICAL = compile_xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
_SECTIONS = ("article:section", "columnname", "og:article:section", "nodename")


class HtmlHead:
    """The declarations of one page, looked up by lower-case name."""

    def __init__(self, page: FetchedPage) -> None:
        self._now, self._zone = page.fetched_at, page.timezone
        self._tree, self._url = page.tree, page.url
        self._values: dict[str, str] = {}
        for meta in _METAS(page.tree):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            content = normalize_text(meta.get("content")[:_LONGEST])
            self._values.setdefault(name.strip().lower(), content)
        if "enpproperty" in page.text:
            for name, value in _NOTE.findall(page.text):
                self._values.setdefault(name, normalize_text(value))
        self._linked = _linked_data(page.tree) if "ld+json" in page.text else {}
        marked = _MARKED(page.tree) if any(mark in page.text for mark in _MARKS) else []
        self._marked = [str(value) for value in marked]

    def published(self) -> FoundTime | None:
        """The declared time of publication."""
        named = (self._values.get(name, "") for name in _PUBLISHED)
        return self._first_moment([*named, self._linked.get("datePublished", ""), *self._marked])

    def updated(self) -> FoundTime | None:
        """The declared time of the last change."""
        named = (self._values.get(name, "") for name in _UPDATED)
        return self._first_moment([*named, self._linked.get("dateModified", "")])

    def source(self) -> str:
        return self._first(_SOURCES)

    def description(self) -> str:
        return self._first(_DESCRIPTIONS)

    def authors(self) -> list[str]:
        """Whom meta elements name as author or editor."""
        named = (self._values.get(name, "") for name in _AUTHORS)
        return list(dict.fromkeys(name for name in named if name))

    def canonical(self) -> str:
        """The absolute address that the page gives as its own; '' if none."""
        return next(
            (url for href in _CANONICAL(self._tree) if (url := absolute_url(self._url, href))), ""
        )

    def section(self) -> str:
        return self._first(_SECTIONS)

    def keywords(self) -> list[str]:
        words = _KEYWORDS.split(self._first(("keywords", "news_keywords", "keyword", "og:tags")))
        return list(dict.fromkeys(word for word in words if word))

    def _first(self, names: Iterable[str]) -> str:
        return next((self._values[n] for n in names if self._values.get(n)), "")

    def _first_moment(self, values: Iterable[str]) -> FoundTime | None:
        for value in values:
            moments = find_times(value, self._now, self._zone) if value else []
            if moments:
                return moments[0]
        return None


def precise_time(shown: FoundTime, places: Iterable[HtmlElement], page: FetchedPage) -> FoundTime:
    """The time that the element of a vaguely shown one (3天前, 11月3日) has as its attribute.

    ``places`` are the elements where ``shown`` may stand; without such an attribute, ``shown``.
    """
    if shown.has_hour and shown.has_year and not shown.is_relative:
        return shown
    for place in dict.fromkeys(places):
        for element in _SPELT_OUT(place):
            text = normalize_text(_STRING(element)[:_LONGEST_TIME])
            moments = find_times(text, page.fetched_at, page.timezone)
            if any(moment.at == shown.at for moment in moments):
                found = (m for m in _attributes(element, page) if _spells_out(m, shown))
                return next(found, shown)
    return shown


def _attributes(element: HtmlElement, page: FetchedPage) -> Iterator[FoundTime]:
    for name in ("datetime", "title"):
        value = element.get(name, "")[:_LONGEST_TIME]
        yield from find_times(value, page.fetched_at, page.timezone)


def _spells_out(exact: FoundTime, shown: FoundTime) -> bool:
    """Whether one time is fully written and does not contradict the one that is not."""
    if not (exact.has_hour and exact.has_year) or exact.is_relative:
        return False
    there = exact.at.astimezone(shown.at.tzinfo)
    same_day = (there.month, there.day) == (shown.at.month, shown.at.day)
    return shown.is_relative or (same_day and (not shown.has_year or there.year == shown.at.year))


def _linked_data(root: HtmlElement) -> dict[str, str]:
    """The text values of the JSON-LD objects of a page, the first of a name winning."""
    found: dict[str, str] = {}
    for script in _JSON_LD(root):
        for item in _objects(_loads(str(script))):
            for name, value in item.items():
                if isinstance(value, str):
                    found.setdefault(name, normalize_text(value))
    return found


def _loads(text: str) -> Any:
    if json_excess(text):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    while isinstance(value, dict):
        yield value
        value = value.get("@graph")
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
