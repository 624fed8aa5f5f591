"""The entries of an HTML listing: article links, distinguished from navigation by shape."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from crawler.models.listing import Channel, Entry
from crawler.parsing.listing.links import (
    Link,
    LinkBlocks,
    base_url,
    collect_links,
    grouped,
    link_text,
    link_time,
    link_title,
    link_url,
)
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_css, compile_xpath
from crawler.parsing.url import article_url_score, canonical_url, same_site

#: Points from which a link is an article's, and from which it is one among its like.
_SURE, _AMONG_LIKE = 3, 1
#: A group of so many links of one structure is a list.
_MANY = 3
_ANCHORS = compile_xpath("descendant-or-self::a[@href]")
_START = r"(?:^|[-_\s]|(?<=[a-z])(?=[A-Z]))"
_END = r"(?=$|[-_\s\dA-Z])"
_FRAME = re.compile(
    rf"{_START}(?i:nav|navi|navbar|menu|submenu|daohang|foot|footer|crumbs?|breadcrumbs?|weizhi|copyright"
    rf"|pager|pagination|paging|login|toolbar|tabbar|topbar|friend[-_]?links?|yqlj|share){_END}"
)
_SIDE = re.compile(
    rf"{_START}(?i:side|sidebar|aside|hots?|rank|ranking|phb|paihang|related|top10){_END}"
)
_SIDE_HEADING = re.compile(
    r"热门|排行|热榜|点击榜|热读|热文|24小时|猜你喜欢|相关(?:阅读|新闻|推荐)|阅读榜"
)
#: What the links of a page's frame say (home, about us, download).
NAVIGATION_TITLE = re.compile(
    r"(?:网站)?(?:首页|主页|登[录陆]|注册|退出|搜索|返回\S*|上一[页篇]|尾页|末页|关于我们|联系我们|广告\S{0,4}|版权\S{0,4}"
    r"|法律声明|免责声明|隐私\S{0,4}|网站地图|友情链接|加入收藏|设为首页|投稿\S{0,4}|招聘\S{0,4}|诚聘\S{0,4}|客户端\S{0,4}|下载\S{0,4}"
    r"|\S{0,4}举报\S{0,6}|\S{0,12}许可证\S*|\S{0,6}ICP备\S*|\S{0,4}公网安备\S*|帮助\S{0,4}|用户协议|\S{2,12}(?:集团|报社|台|网|公司|中心)简介|无障碍\S{0,4})"
)
_HALF_WIDTH = re.compile(r"[\x21-\x7e]")
_DIGITS = re.compile(r"[\d\s_-]+")
_DIGIT, _PARTS = re.compile(r"\d"), re.compile("[?#]")
_HEADING_LENGTH = 12
_LONGEST = 80
_HIGH = 14


@dataclass(slots=True)
class LinkCandidate:
    """A link with what speaks for and against it."""

    link: Link
    title: str
    time: datetime | None
    address: int
    points: int
    group: str
    in_sidebar: bool = False
    framed: bool = False

    def entry(self) -> Entry:
        return Entry(self.link.url, self.title, self.time, own_key=self.link.own_key)


def extract_html_entries(page: FetchedPage, channel: Channel, number: int = 1) -> list[Entry]:
    """The entries of HTML page ``number`` in page order, each address once. Never raises.

    With ``channel.entries`` those that the selector names, other sites' as ``follow_external``.
    Without, the links that look like articles: of this site only, and beside a main list
    none of the "hot" lists that stand around it.
    """
    if channel.entry_css is not None:
        return _named(page, channel)
    links = _same_site(collect_links(page, channel.base_url), page, channel)
    blocks = LinkBlocks(links)
    places = LinkRegions()
    candidates = [_judged(link, blocks, places, page) for link in links.values()]
    chosen = _chosen(candidates) or _numbered(candidates, _MANY if number == 1 else 1)
    chosen = chosen or [c for c in candidates if c.address >= 2 and c.points > 0]
    main = [c for c in chosen if not c.in_sidebar]
    is_list = len(main) >= _MANY or len(main) * 2 >= len(chosen)
    return [c.entry() for c in (main if is_list else chosen)]


def _named(page: FetchedPage, channel: Channel) -> list[Entry]:
    found: list[tuple[str, HtmlElement]] = []
    base = base_url(page)
    for element in compile_css(channel.entry_css or "")(page.tree):
        places = [element] if element.get("href") else [*_ANCHORS(element), element]
        url = next(filter(None, (link_url(place, base) for place in places)), "")
        if url:
            found.append((url, element))
    links = grouped(found)
    blocks = LinkBlocks(links)
    return [_named_entry(link, blocks, page, channel) for link in links.values()]


def _named_entry(link: Link, blocks: LinkBlocks, page: FetchedPage, channel: Channel) -> Entry:
    title = link_title(link, blocks)
    at_home = _is_home(link.url, page, channel)
    time = link_time(link, title, blocks, page)
    kind: Literal["article", "external"] = "article" if at_home else "external"
    return Entry(link.url, title, time, kind=kind, own_key=link.own_key)


def _is_home(url: str, page: FetchedPage, channel: Channel) -> bool:
    return same_site(url, page.url) or same_site(url, channel.base_url)


def _same_site(links: dict[str, Link], page: FetchedPage, channel: Channel) -> dict[str, Link]:
    here = {
        canonical_url(page.url),
        canonical_url(page.requested_url),
        canonical_url(channel.address()),
    }
    return {
        key: link
        for key, link in links.items()
        if key not in here and _is_home(link.url, page, channel)
    }


def _judged(
    link: Link, blocks: LinkBlocks, places: LinkRegions, page: FetchedPage
) -> LinkCandidate:
    title = link_title(link, blocks) or link_text(link.elements[0])[:_LONGEST]
    address = article_url_score(link.url)
    framed = all(places.in_navigation(element) for element in link.elements)
    group = places.dom_path(link.elements[-1])
    if address < 0 or not title or NAVIGATION_TITLE.fullmatch(title):
        return LinkCandidate(link, title, None, address, -_SURE, group, framed=framed)
    block = blocks.block(link.elements[0])
    time = link_time(link, title, blocks, page)
    points = (2 if address >= 2 else address) + _title_points(title) + 2 * (time is not None)
    points -= 4 * framed
    return LinkCandidate(
        link, title, time, address, points, group, places.in_sidebar(block), framed
    )


def _title_points(title: str) -> int:
    width = display_width(title)
    return 2 if width >= 14 else 1 if width >= 8 else 0 if width >= 5 else -1


def display_width(title: str) -> int:
    """Length in Chinese characters; two half-width ones count as one."""
    return len(title) - len(_HALF_WIDTH.findall(title)) // 2


def _chosen(candidates: list[LinkCandidate]) -> list[LinkCandidate]:
    """The candidates that are articles by themselves or by the company they keep."""
    groups: defaultdict[str, list[LinkCandidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.group].append(candidate)
    bars = {name: _bar(group) for name, group in groups.items()}
    taken = {c.link.key for c in candidates if c.points >= bars[c.group]}
    for like in _lists(candidates):
        if _is_numbered(like, _MANY) and any(c.link.key in taken for c in like):
            taken |= {c.link.key for c in like}  # a list is of one kind: all of it or none
    return [c for c in candidates if c.link.key in taken]


def _numbered(candidates: Iterable[LinkCandidate], least: int) -> list[LinkCandidate]:
    """Where no link has the looks of an article: the longest list of numbered addresses.

    ``least`` links make a list; the last page of one may hold a single link.
    """
    longest = max(_lists(candidates), key=len, default=[])
    return longest if _is_numbered(longest, least) else []


def _lists(candidates: Iterable[LinkCandidate]) -> Iterable[list[LinkCandidate]]:
    """The links of one structure that lead to one folder, where that may be a list of articles.

    An address that looks like a listing's counts where it has the title of an article.
    """
    lists: defaultdict[tuple[str, str], list[LinkCandidate]] = defaultdict(list)
    for candidate in candidates:
        telling = display_width(candidate.title) >= 8 and not NAVIGATION_TITLE.fullmatch(
            candidate.title
        )
        if not candidate.framed and candidate.title and (candidate.points > -_SURE or telling):
            folder = candidate.link.url.partition("?")[0].rstrip("/").rpartition("/")[0]
            lists[candidate.group, folder].append(candidate)
    return lists.values()


def _is_numbered(links: Sequence[LinkCandidate], least: int) -> bool:
    numbered = sum(_has_number(c.link.url) for c in links)
    return len(links) >= least and numbered * 5 >= len(links) * 4


def _has_number(url: str) -> bool:
    """Whether a number stands in the last part of an address's path or of what follows it."""
    lasts = (part.removesuffix("/").rpartition("/")[2] for part in _PARTS.split(url))
    return any(map(_DIGIT.search, lasts))


def _bar(group: list[LinkCandidate]) -> int:
    """The points that a member of a group needs: fewer where most of a list are articles."""
    if len(group) < _MANY:
        return _AMONG_LIKE if any(c.points >= _SURE for c in group) else _SURE
    titled = sum(display_width(c.title) >= 8 for c in group)
    bar = _SURE - 1 if titled * 2 > len(group) else _SURE
    sure = sum(c.points >= bar for c in group)
    alike = sum(c.address >= 2 for c in group)
    is_list = sure * 5 >= len(group) * 3 or (sure >= _MANY and alike * 5 >= len(group) * 4)
    return min(bar, _AMONG_LIKE) if is_list else bar


class LinkRegions:
    """Where on the page an element stands. Remembers what it found, for one page."""

    def __init__(self) -> None:
        self._labels: dict[HtmlElement, str] = {}
        self._regions: dict[HtmlElement, str] = {}
        self._headed: dict[HtmlElement, bool] = {}

    def dom_path(self, element: HtmlElement) -> str:
        """Tag and class of an element and four ancestors: the same for the items of a list."""
        chain = [element]
        for _ in range(4):
            parent = chain[-1].getparent()
            if parent is None:
                break
            chain.append(parent)
        return ">".join(map(self._label, chain))

    def _label(self, element: HtmlElement) -> str:
        if element not in self._labels:
            first = (element.get("class") or "").split(maxsplit=1)[:1]
            self._labels[element] = f"{element.tag}.{_DIGITS.sub('', ''.join(first))}"
        return self._labels[element]

    def in_navigation(self, element: HtmlElement) -> bool:
        """Whether an element is part of the page's frame: navigation, footer, pager."""
        return any(self._region(step) == "frame" for step in self._above(element))

    def in_sidebar(self, block: HtmlElement) -> bool:
        """Whether a block stands in a list beside the main one ("hot", "most read")."""
        steps = list(self._above(block))
        return any(self._region(step) == "side" for step in steps) or any(
            self._is_headed(step) for step in steps[:4]
        )

    def _above(self, element: HtmlElement) -> list[HtmlElement]:
        steps = [element]
        for step in element.iterancestors():
            if step.tag in ("body", "html") or len(steps) == _HIGH:
                break
            steps.append(step)
        return steps

    def _region(self, element: HtmlElement) -> str:
        if element not in self._regions:
            self._regions[element] = _region(element)
        return self._regions[element]

    def _is_headed(self, element: HtmlElement) -> bool:
        """Whether a short line before the element announces a list beside the main one."""
        if element not in self._headed:
            before = next(element.itersiblings(tag=etree.Element, preceding=True), None)
            line = link_text(before) if before is not None and len(before) <= 4 else ""
            short = len(line) <= _HEADING_LENGTH
            self._headed[element] = short and _SIDE_HEADING.search(line) is not None
        return self._headed[element]


def _region(element: HtmlElement) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("nav", "footer") or _FRAME.search(names):
        return "frame"
    if element.tag == "aside" or _SIDE.search(names):
        return "side"
    return ""
