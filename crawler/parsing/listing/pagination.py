"""Find the next page of a listing, or signs that a script loads more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree
from lxml.html import HtmlElement

from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.listing.links import base_url, link_text, link_url
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_css, compile_xpath
from crawler.parsing.url import canonical_url, same_site

_ANCHORS = compile_xpath("//a[@href]")
_DECLARED = compile_xpath("//link[@rel and @href] | //a[@rel and @href]")
_SAID = compile_xpath(
    "//body//text()[contains(., '加载') or contains(., '更多') or contains(., '上拉')]"
)
_APP_ROOT = compile_xpath(
    "//body//*[@id='app' or @id='root' or @id='__next' or @id='__nuxt' or @id='main-app']"
)
_SCRIPTS = compile_xpath("boolean(//script)")
_NEXT = re.compile(r"[\s\[【<(]*(?:下一?[页頁]|后一?页|後一?頁|next(?: page)?)[\s\]】>)»›→]*", re.I)
_ARROW = re.compile(r"[>»›→]{1,2}")
_NUMBER = re.compile(r"\d{1,4}")
#: The call by which a static listing names its pages: how many, which this is, name, ending.
_STATIC = re.compile(
    r"""createPage(?:HTML|Html)\w{0,20}\(\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]"""
)
_MORE = re.compile(
    r"(?:点击|上拉|下拉|上滑|继续|滑动)*(?:加载|查看|显示|浏览|阅读)(?:更多|下一页)\S{0,4}|上拉加载\S{0,4}"
)
_ENDLESS = re.compile(
    r"""(?:class|id)\s*=\s*["'][^"'<>]{0,80}(?:load[-_]?more|more[-_]?btn|btn[-_]?more|infinite[-_]?scroll
    |dropload|mescroll|van-list|pull[-_]?up|scroll[-_]?load)|\bdropload\s*\(|\bnew\s+MeScroll\b|\binfiniteScroll\b
    |\b(?:load|get)_?More(?:Data|News|List)?\s*\(""",
    re.X | re.I,
)


def next_page_request(
    page: FetchedPage, channel: Channel, number: int, entries: Collection[str]
) -> RequestSpec | None:
    """The request for listing page ``number`` + 1; None where the page shows none.

    ``entries`` are the canonical addresses of the page's entries. A next page that is this
    one, an entry or another site's is none.
    """
    here = {canonical_url(url) for url in (page.url, page.requested_url, channel.address(number))}
    if channel.next_css is None and "{page}" in channel.url:
        last = not entries or _is_last(page, number)
        return None if last else RequestSpec(channel.address(number + 1))
    for url in _candidates(page, channel, number):
        key = canonical_url(url)
        if key not in here and key not in entries and same_site(url, page.url or url):
            return RequestSpec(url)
    return None


def _candidates(page: FetchedPage, channel: Channel, number: int) -> Iterator[str]:
    if channel.next_css is not None:
        yield from (link_url(e, base_url(page)) for e in compile_css(channel.next_css)(page.tree))
        return
    for element in _DECLARED(page.tree):
        if "next" in element.get("rel", "").lower().split():
            yield base_url(page).join(element.get("href", ""))
    anchors = [(a, link_text(a) or a.get("title", "")) for a in _ANCHORS(page.tree)]
    yield from (link_url(a, base_url(page)) for a, text in anchors if _NEXT.fullmatch(text))
    for anchor, text in anchors:
        if text == str(number + 1) or _ARROW.fullmatch(text):
            beside = _numbers_beside(anchor) - {text}
            if beside:
                yield link_url(anchor, base_url(page))
    yield from _static(page)


def _numbers_beside(anchor: HtmlElement) -> set[str]:
    """The numbers that stand alone around a link of a pager."""
    parent = anchor.getparent()
    place = parent if parent is None or len(parent) > 1 else parent.getparent()
    if place is None or len(place) > 60:
        return set()
    return {
        text
        for text in map(link_text, place.iterchildren(tag=etree.Element))
        if _NUMBER.fullmatch(text)
    }


def _static(page: FetchedPage) -> Iterator[str]:
    found = _STATIC.search(page.text)
    if found and int(found[2]) + 1 < int(found[1]):
        yield base_url(page).join(f"{found[3]}_{int(found[2]) + 1}.{found[4]}")


def _is_last(page: FetchedPage, number: int) -> bool:
    """Whether the page shows a pager that ends with page ``number``."""
    anchors = [(a, link_text(a)) for a in _ANCHORS(page.tree)]
    if any(_NEXT.fullmatch(text) and link_url(a, base_url(page)) for a, text in anchors):
        return False
    pager = [a for a, text in anchors if _NUMBER.fullmatch(text)]
    shown = {int(n) for a in pager for n in _numbers_beside(a)}
    return len(shown) > 1 and number in shown and max(shown) == number


def has_load_more(page: FetchedPage, empty: bool) -> bool:
    """Whether the page shows that its script would fetch entries beyond those it holds."""
    if empty and _SCRIPTS(page.tree) and _APP_ROOT(page.tree):
        return True
    if _ENDLESS.search(page.text):
        return True
    return any(_says_more(text, page) for text in _SAID(page.tree))


def _says_more(text: str, page: FetchedPage) -> bool:
    """Whether a text is a button that loads more, and no plain link to another page."""
    if not _MORE.fullmatch("".join(text.split())):
        return False
    holder = text.getparent()  # type: ignore[attr-defined]
    anchors = (e for e in (holder, *holder.iterancestors("a")) if e.tag == "a")
    return not any(link_url(a, base_url(page)) for a in anchors)
