"""Find the next page of an article, and merge its pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urlsplit

from lxml.html import HtmlElement

from crawler.models.article import Article, Block
from crawler.parsing.listing.links import base_url, link_text, link_url
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.url import canonical_url, same_site
from crawler.parsing.url_pattern import url_pattern

#: Pages of one body that are read at most.
MAX_PARTS = 20
_PRESSED = compile_xpath(
    "//body//*[self::a[@href] or contains(@onclick, 'location') or self::button[ancestor::form]"
    " or self::input[@type='submit'][ancestor::form]]"
)
_LOCATION = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:assign|replace)\()\s*['\"]([^'\"]+)")
_NEXT = re.compile(
    r"[\s\[【(<]*(?:点击|阅读|本文|全文|正文)*(?:下一?页|后一?页|下一部分|第[2二]页)(?:继续)?(?:阅读)?[\s\]】)>»›→…]*"
)
_NUMBER = re.compile(r"[\[【(]?(?:[2-9]|1\d)[\]】)]?")
_FULL = re.compile(
    r"\W*(?:点击|点此|在本页|继续)*(?:阅读|查看|显示|展开|浏览|看)?(?:剩余|余下|完整|本页|本文)?"
    r"(?:全文|全部内容|完整内容|余下全文|在本页显示全文|单页阅读)\W*"
)
#: What a page's number or the word for the whole adds to an address.
_PART = re.compile(r"[_-](?:\d{1,3}|all|full|whole)$", re.I)
_PART_QUERY = re.compile(
    r"(?:^|&)(?:page|p|pn|pageno|page_no|pageindex|pageid|part|all|full|show|view)=\w*(?=&|$)", re.I
)


@dataclass(frozen=True, slots=True)
class NextPart:
    """Where a body goes on: ``next`` page of it, or the ``full`` text in the place of this."""

    kind: Literal["next", "full"]
    url: str


def find_next_part(page: FetchedPage, known: Collection[str]) -> NextPart | None:
    """The page on which this article goes on; None where it ends here.

    It has the address of this article but for a page's number, and a link here says so.
    ``known`` are the canonical addresses of the parts that were read.
    """
    found: dict[str, NextPart] = {}
    for element in _PRESSED(page.tree):
        kind = _kind(element)
        if not kind or kind in found:
            continue
        url = _leads_to(element, page)
        if url and canonical_url(url) not in known and _of_one_article(url, page.url, kind):
            found[kind] = NextPart("full" if kind == "full" else "next", url)
    return found.get("full") or found.get("next") or found.get("number")


def _leads_to(element: HtmlElement, page: FetchedPage) -> str:
    """The address behind a link, a button that sets the location, or one that sends a form."""
    if element.tag == "a" and not element.get("href", "").lower().startswith("javascript:"):
        return link_url(element, base_url(page))
    found = _LOCATION.search(element.get("onclick", ""))
    if found:
        return base_url(page).join(found[1])
    form = next(element.iterancestors("form"), None)
    if form is None or form.get("method", "get").lower() != "get":
        return ""
    hidden = ((i.get("name"), i.get("value", "")) for i in form.iter("input"))
    query = urlencode([(name, value) for name, value in hidden if name])
    address = base_url(page).join(form.get("action") or page.url)
    return f"{address.partition('?')[0]}?{query}" if address and query else ""


def _kind(element: HtmlElement) -> str:
    text = link_text(element) or element.get("value") or element.get("title", "")
    if _NUMBER.fullmatch(text):
        return "number"
    if not 1 < len(text) <= 20:
        return ""
    if _NEXT.fullmatch(text):
        return "next"
    return "full" if _FULL.fullmatch(text) else ""


def _of_one_article(url: str, other: str, kind: str) -> bool:
    if not same_site(url, other) or canonical_url(url) == canonical_url(other):
        return False
    if kind == "full":  # it may stand in another folder, under the same id
        ids = (url_pattern(u).values[-1:] for u in (url, other))
        one, two = (found[0] if found else "" for found in ids)
        if one == two and len(one) > 2:
            return True
    return _stem(url) == _stem(other) and bool(url_pattern(_stem(url)).values)


def _stem(url: str) -> str:
    """An address without what counts the pages of an article."""
    parts = urlsplit(canonical_url(url))
    name, dot, ending = parts.path.rpartition(".")
    path = _PART.sub("", name) + dot + ending if dot else _PART.sub("", parts.path)
    query = _PART_QUERY.sub("", parts.query).strip("&")
    return f"{parts.scheme}://{parts.netloc}{path}" + (f"?{query}" if query else "")


def merge_parts(parts: Sequence[Article]) -> Article:
    """The article of which each part holds a piece, the first one's head above all."""
    whole = parts[0]
    for part in parts[1:]:
        seen = {_said(block) for block in whole.blocks}
        whole.blocks += [block for block in part.blocks if _said(block) not in seen]
        whole.meta_lines += [line for line in part.meta_lines if line not in whole.meta_lines]
        whole.source_name = whole.source_name or part.source_name
    return whole


def _said(block: Block) -> tuple[str, str]:
    """What tells a block that is repeated on every page from one that goes on."""
    media = (block.image and block.image.url) or (block.video and block.video.url) or ""
    return block.text, media
