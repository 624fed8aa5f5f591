"""Plain listings: what an answer lists, whether HTML, JSON by its shape, or a feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from crawler.platforms.base import Ask, Channel, Entry, Listing
from crawler.reading.addresses import canonical
from crawler.reading.feeds import is_feed, read_feed
from crawler.reading.find import finder, selector
from crawler.reading.html_lists import html_entries
from crawler.reading.json_lists import is_empty_list, json_entries, json_next, snippets
from crawler.reading.links import line_of
from crawler.reading.loose_xml import first_element
from crawler.reading.page import Page
from crawler.reading.pager import next_page, shows_more
from crawler.reading.records import error_of
from crawler.reading.sitemaps import is_sitemap, read_sitemap
from crawler.reading.text import clean_text

_PASSWORD = finder("boolean(//input[translate(@type, 'PASWORD', 'pasword') = 'password'])")
_LINKS = finder("count(//a[@href])")
_FEW_LINKS = 20
_HEADS = finder("//title | //h1")
_LOGIN = re.compile(
    r"(?:请先?|用户|会员|账号|统一|欢迎)*(?:登[录陆]|login|sign in)(?:页面?|系统|后\S*)?", re.I
)
_SEPARATORS = re.compile(r"\s*[-_|｜—–·]\s*")
#: Data that hold nothing, as an interface answers behind its last page.
_NOTHING = frozenset(("null", "false"))
_XML = re.compile(r"\s*<\?xml\s")
_HTML = frozenset(("html", "head", "body", "div", "ul", "ol", "li", "table", "p", "section", "wml"))
_TEXTS = finder(
    "//title//text() | //body//text()[not(ancestor::script or ancestor::style or"
    " ancestor::template)]"
)
#: What a list stands in, be it empty, and what a script fills.
_FRAME = finder(
    "boolean(//body//*[self::ul or self::ol or self::dl or self::table or self::nav or self::main"
    " or self::article or self::script or self::iframe or self::template"
    " or contains(@class, 'list') or contains(@class, 'news') or contains(@class, 'item')"
    " or contains(@id, 'list') or contains(@id, 'news')])"
)
#: A menu of so many links makes no site's page; the words of one that says so little are shown.
_MENU, _FEW_WORDS, _MOST_TEXTS, _SHOWN = 3, 300, 300, 60
_END = re.compile(r"没有更多|没有了|到底|加载完|暂无|no more|^\W*(?:end|0)\W*$", re.I)
_LONGEST_NOTICE = 600
#: Why a short page that lists nothing is none, by its words.
_NOTICES = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in (
    ("a blocking page", (
        r"(?:请求|访问|操作|行为|IP).{0,30}(?:被|已).{0,6}(?:拦截|阻断|拒绝|禁止|限制|封禁|屏蔽)"
        r"|(?:拦截|事件|请求)(?:编号|ID)|(?:访问|请求|操作)(?:过于|太)频繁|防火墙|WAF\b|安全狗|云盾|云锁"
        r"|(?:访问|安全|人机|滑动|身份)验证|验证码|access ?denied|forbidden|blocked"
        r"|too many requests|captcha|checking your browser|verify you are"
    )),
    ("a notice of maintenance", (
        r"(?:系统|网站|服务器?|平台|站点).{0,8}(?:维护|升级|停机|检修)|(?:正在|例行)(?:升级|维护|建设)"
        r"|(?:暂停|停止)(?:访问|服务)|under (?:maintenance|construction)|temporarily|maintenance"
    )),
    ("an error", (
        r"(?:系统|服务器?|网络|程序|数据库|接口|页面).{0,4}(?:繁忙|错误|异常|超时|故障|出错|开小差|崩溃)"
        r"|稍[后候](?:再试|重试|访问)|(?:页面|网页|内容|网站|站点|栏目|文件).{0,6}(?:不存在|找不到|无法(?:访问|显示|打开))"
        r"|发生错误|未知错误|参数错误|非法(?:请求|访问)|bad gateway|gateway time-?out"
        r"|service unavailable|internal server error|bad request|not found|proxy error"
        r"|no input file|upstream"
        r"|\b(?:nginx|openresty|tengine|apache tomcat|microsoft-iis)\b"
        r"|http (?:status|error)|error ?(?:code)?:? ?[45]\d\d\b|something went wrong|nosuch\w+"
    )),
    ("a program's error", (
        r"(?:fatal|parse|syntax) error|stack ?trace|traceback|uncaught|unhandled exception|sqlstate"
        r"|\bat [\w$]+(?:\.[\w$<>]+){2,}\(|java\.(?:lang|sql|io)|exception\b"
        r"|undefined (?:index|variable)|call to undefined|(?:warning|notice): .{0,300}on line"
    )),
    ("a login page", (
        r"请(?:您)?(?:先|重新)?登[录陆]|(?:用户|会员|账号|扫码|统一)登[录陆]|登[录陆](?:超时|已?过期|失效)"
        r"|unauthori[sz]ed|session expired"
    )),
))  # fmt: skip
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
    if page.is_broken_data:
        ended = number > 1 and page.text.strip() in _NOTHING
        return Listing() if ended else Listing(fault="not a listing: data that cannot be read")
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
    if not entries:
        fault = _html_fault(page, number, more)
        if fault:
            return Listing(fault=fault)
    return Listing(tuple(entries), following, more)


def _html_fault(page: Page, number: int, more: bool) -> str:
    """Why a page without entries is no listing; '' for a listing that is empty, and for a page
    whose script may yet fetch its entries."""
    if _asks_for_login(page, more):
        return "login page"
    element = first_element(page)
    if _XML.match(page.text) and element not in _HTML:
        return f"not a listing: XML <{element}> {_said(page)[:_SHOWN]}".rstrip()
    said = _said(page)
    notice = _notice(said)
    if notice:
        return f"not a listing: {notice}"
    if not element and not _END.search(said):
        return "not a listing: a text without mark-up"
    bare = number == 1 and not more and 0 < len(said) <= _FEW_WORDS
    if bare and _LINKS(page.tree) <= _MENU and not _FRAME(page.tree):
        return f"not a listing: a page without links: {said[:_SHOWN]}"
    return ""


def _said(page: Page) -> str:
    """The first words that a page shows, its title before them."""
    texts = (str(text) for text in islice(_TEXTS(page.tree), _MOST_TEXTS))
    return clean_text(" ".join(texts)[: 2 * _LONGEST_NOTICE])


def _notice(text: str) -> str:
    """Why a short text is a notice of an error, a block, a login or maintenance; '' if none."""
    if len(text) > _LONGEST_NOTICE:
        return ""
    return next((kind for kind, pattern in _NOTICES if pattern.search(text)), "")


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
    said = "" if entries else error_of(page.json)
    if said:
        return Listing(fault=f"not a listing: {said}")
    following: Ask | None = json_next(page, channel, number, bool(entries))
    if entries or number > 1 or is_empty_list(page.json):
        return Listing(tuple(entries), following)
    return Listing(fault="not a listing: JSON without entries")
