"""The links of a page, each with its block, title and time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from crawler.parsing.dates import find_times, is_all
from crawler.parsing.link_identity import anchor_key, article_anchors
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text
from crawler.parsing.url import (
    absolute_url,
    anchor_of,
    canonical_url,
    is_fragment_route,
    looks_like_article,
)

_HOLDERS = compile_xpath(
    "//body//*[(self::a and @href) or @data-href or @data-url or @data-link or @onclick]"
)
_BASE = compile_xpath("string(//base/@href)")
_STRING = compile_xpath("string()")
_TEXTS = compile_xpath(".//text()[not(parent::script or parent::style)]")
_HEADING = compile_xpath(
    ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
)
_CLASSED = compile_xpath(".//*[@class]")
_LINK_COUNT = compile_xpath("count(.//a[@href])")
_PICTURE = compile_xpath(".//img/@alt")
_JUMP = re.compile(r"""(?:location(?:\.href)?\s*=|open\(|assign\(|replace\()\s*['"]([^'"]+)""")
_TITLE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:title|tit|bt|biaoti|headline|subject|h\d)(?:[-_\s\d]|$)", re.I
)
_LABEL_CLASS = re.compile(
    r"(?:^|[-_\s])(?:tag|label|badge|icon|type|cate|category|lanmu|mark|time|date|source)s?(?:[-_\s\d]|$)",
    re.I,
)
_DATE_LINE = re.compile(
    r"[\[(（【]?(?:\d{4}[-/年.])?\d{1,2}[-/月.]\d{1,2}日?(?:\s+\d\d?:\d\d(?::\d\d)?)?[\])）】]?"
)
_BLOCKS = frozenset(("div", "p", "img", "li", "ul", "dl", "dt", "dd", "section", "figure", "time"))
#: A line of so many characters is a title rather than a label before one.
_LONG_ENOUGH = 6
#: A link of fewer characters does not name an article by itself.
_TITLE_LENGTH = 8
_CUT = re.compile(r"(?<!\s)\s*(?:(?<!\.)\.{2,}|(?<!…)…+)$")
#: What a link says that opens an article without naming it.
_BUTTON = re.compile(
    r"[\[【(（]?(?:查看|阅读|点击|浏览|了解|进入)?(?:详细|详情|全文|原文|更多|内容|查看|阅读|评论|分享|视频|图片|图)"
    r"[\]】)）]?[>》»\s.…]*",
)
_WRITTEN_TIME = re.compile(r"\d{4}|\d月|\d\d[-/]\d\d|\d[:：]\d|前|今|昨|刚")
_BULLET = re.compile(r"^[\s·•●■◆▪◇○>》|\-—]+")
_ROWS = frozenset(("li", "tr", "article", "dd", "section"))
#: How far from a link its block may reach (levels), and the longest line that is a time.
_REACH = 10
#: In so many places at most a link is looked at with what stands around it.
_PLACES = 50
_ROW_LINKS = 4
_TIME_LINE = 48
_BESIDE_TIME = 16


@dataclass(slots=True)
class Link:
    """An address of a page and every element that leads there, in page order."""

    url: str
    key: str
    elements: list[HtmlElement] = field(default_factory=list)

    @property
    def own_key(self) -> str:
        """The key where the address alone does not give it; '' otherwise."""
        return "" if self.key == canonical_url(self.url) else self.key


class Base(NamedTuple):
    """What a page's relative addresses are relative to, and the encoding of their queries."""

    url: str
    encoding: str

    def join(self, href: str) -> str:
        """The absolute address of a link; '' for what is no http(s) address."""
        return absolute_url(self.url, href, self.encoding)


def collect_links(page: FetchedPage, base: str = "") -> dict[str, Link]:
    """The http(s) addresses that a page leads to, each once, by canonical form, in page order."""
    at = base_url(page)
    at = at if at.url else at._replace(url=base)
    found = ((link_url(element, at), element) for element in _HOLDERS(page.tree))
    return grouped((url, element) for url, element in found if url)


def grouped(found: Iterable[tuple[str, HtmlElement]]) -> dict[str, Link]:
    """The elements of a page by the article that they lead to.

    Anchors of one page are articles of their own where their links have titles that differ.
    """
    links = [(canonical_url(url), url, element) for url, element in found]
    titles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key, url, element in links:
        anchor = anchor_of(url)
        if anchor:
            known = titles[key].get(anchor, "")
            titles[key][anchor] = max(known, _link_title(element), key=len)
    apart = {key: article_anchors(titles[key]) for key in titles}
    grouped: dict[str, Link] = {}
    for key, url, element in links:
        anchor = apart.get(key, {}).get(anchor_of(url), "")
        key = anchor_key(url, anchor) if anchor else key
        grouped.setdefault(key, Link(url, key)).elements.append(element)
    return grouped


def _link_title(element: HtmlElement) -> str:
    """What a link says, if that may be an article's title; '' for a button or a short label."""
    line = link_text(element) or normalize_text(element.get("title", ""))
    return "" if len(line) < _TITLE_LENGTH or _BUTTON.fullmatch(line) else line


def base_url(page: FetchedPage) -> Base:
    return Base(absolute_url(page.url, str(_BASE(page.tree))) or page.url, page.query_encoding)


def link_url(element: HtmlElement, base: Base) -> str:
    """Where a press on the element leads, as an absolute address; '' for nowhere we can go.

    A script's jump counts only where the address looks like an article's.
    """
    href = element.get("href", "") if element.tag == "a" else ""
    if href and not href.lstrip().lower().startswith("javascript:"):
        return "" if href.startswith("#") and not is_fragment_route(href[1:]) else base.join(href)
    jump = _JUMP.search(element.get("onclick", ""))
    written = jump[1] if jump else ""
    for name in ("data-href", "data-url", "data-link"):
        written = written or element.get(name, "")
    url = base.join(written) if written else ""
    return url if looks_like_article(url) else ""


class LinkBlocks:
    """Which part of a page belongs to one link alone."""

    def __init__(self, links: dict[str, Link]) -> None:
        #: The key of the only link below an element; '' where there are several.
        self._owner: dict[HtmlElement, str] = {}
        self._narrow: dict[HtmlElement, bool] = {}
        for link in links.values():
            for element in link.elements:
                self._claim(element, link.key)

    def _claim(self, element: HtmlElement, key: str) -> None:
        for step in _upwards(element):
            owner = self._owner.setdefault(step, key)
            if owner == "":
                return
            if owner != key:
                self._owner[step] = ""

    def block(self, element: HtmlElement) -> HtmlElement:
        """The largest element around a link's element that holds no other link."""
        key, block = self._owner.get(element), element
        for step in _upwards(element):
            if self._owner.get(step) != key or not key:
                break
            block = step
        return block

    def of(self, link: Link) -> list[HtmlElement]:
        """The blocks of a link's first elements, each once, in page order."""
        return list(dict.fromkeys(map(self.block, link.elements[:_PLACES])))

    def around(self, block: HtmlElement) -> Iterator[HtmlElement]:
        """The block, what follows it up to the next link, then the row that it stands in."""
        yield block
        followers = islice(block.itersiblings(tag=etree.Element), 3)
        yield from takewhile(lambda e: e not in self._owner, followers)
        for step in _upwards(block):
            if step is not block and step.tag in _ROWS:
                if self._is_narrow(step):
                    yield step
                return

    def _is_narrow(self, row: HtmlElement) -> bool:
        """Whether a row is one thing's, with a few links (its column, its comments)."""
        if row not in self._narrow:
            self._narrow[row] = _LINK_COUNT(row) <= _ROW_LINKS
        return self._narrow[row]


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and its ancestors below the body, as far as a block may reach."""
    step: HtmlElement | None = element
    for _ in range(_REACH):
        if step is None or step.tag in ("body", "html"):
            return
        yield step
        step = step.getparent()


def link_text(element: HtmlElement) -> str:
    return normalize_text(str(_STRING(element)))


def link_title(link: Link, blocks: LinkBlocks) -> str:
    """What the page calls the thing behind a link; '' where it says nothing."""
    for written, beside in (
        (_headings, False),
        (_own_texts, False),
        (_headings, True),
        (_pictures, False),
    ):
        places = blocks.of(link) if beside else link.elements
        titles = [title for place in places for title in written(place) if could_be_title(title)]
        if titles:
            return _BULLET.sub("", max(titles, key=len))
    return ""


def could_be_title(text: str) -> bool:
    """Whether a line could name an article: no button, no number, no date alone."""
    return len(text) > 1 and not _BUTTON.fullmatch(text) and text.strip("0123456789-/.: ") != ""


def _headings(element: HtmlElement) -> list[str]:
    """The lines inside an element that are marked as a title."""
    if not len(element):
        return []
    marked = _HEADING(element) or [
        e for e in _CLASSED(element) if _TITLE_CLASS.search(e.get("class"))
    ]
    return [link_text(marked[0])] if marked else []


def _own_texts(element: HtmlElement) -> list[str]:
    """The text of a link; its ``title`` where that gives the same text in full."""
    whole = link_text(element) if not len(element) else _inner_title(element)
    named = normalize_text(element.get("title", ""))
    return [named if named and named.startswith(_CUT.sub("", whole)) else whole]


def _inner_title(element: HtmlElement) -> str:
    """The title in a link that wraps more: labels, a picture, a summary, a time."""
    texts = [t for t in _TEXTS(element) if not _LABEL_CLASS.search(_holder_class(t))]
    lines = [line for line in map(normalize_text, texts) if not _DATE_LINE.fullmatch(line)]
    if not any(child.tag in _BLOCKS for child in element.iterchildren(etree.Element)):
        return normalize_text(
            "".join(t for t in texts if not _DATE_LINE.fullmatch(normalize_text(t)))
        )
    titles = [line for line in lines if could_be_title(line)]
    return next((line for line in titles if len(line) >= _LONG_ENOUGH), "".join(titles[:1]))


def _holder_class(text: Any) -> str:
    """The class of the element that a text node stands in."""
    holder = text.getparent()
    holder = holder.getparent() if text.is_tail else holder
    return "" if holder is None else holder.get("class") or ""


def _pictures(element: HtmlElement) -> list[str]:
    return [normalize_text(str(alt)) for alt in _PICTURE(element)]


def link_time(link: Link, title: str, blocks: LinkBlocks, page: FetchedPage) -> datetime | None:
    """The time that stands in a link's block, beside it or in its row; None if none does."""
    for block in blocks.of(link):
        for place in blocks.around(block):
            found = _time_in(place, title, page)
            if found:
                return found
    return None


def _time_in(place: HtmlElement, title: str, page: FetchedPage) -> datetime | None:
    """The first time below an element that stands on a line of (nearly) its own."""
    lines = [place.get("datetime", "")]
    lines += [e.get("datetime", "") for e in place.iter("time")]
    for text in [*lines, *_TEXTS(place), place.tail or ""]:
        line = normalize_text(str(text))
        if 3 < len(line) <= _TIME_LINE and line not in title:
            for moment in find_times(line, page.fetched_at, page.timezone):
                written = line[moment.start : moment.end]
                near = len(line) - len(written) <= _BESIDE_TIME and is_all(line, moment)
                if near and _WRITTEN_TIME.search(written):
                    return moment.at
    return None
