"""Which element of a page holds the article.

Only text that reads like sentences has weight. Each sentence counts for the element it stands
in and, a little less, for all elements around that; the heaviest element is the body.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from lxml.html import HtmlElement

from crawler.parsing.dom.boilerplate import NON_TEXT_TAGS, is_boilerplate, is_comment_container
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text

#: Text that may be a sentence: found by the C library, so that a page's scripts, menus and
#: white space cost nothing.
_SENTENCES = compile_xpath(
    "//body//text()[string-length(.) > 8]"
    "[contains(.,'，') or contains(.,'。') or contains(.,',') or contains(.,'！')"
    " or contains(.,'？') or contains(.,'：') or contains(.,'、') or contains(.,'. ')"
    " or string-length(normalize-space(.)) > 24]"
    "[not(parent::script or parent::style or parent::textarea or parent::noscript)]"
)
_ANY_TEXT = compile_xpath(
    "//body//text()[string-length(normalize-space(.)) > 3][not(parent::script or parent::style)]"
)
_BLOCKS = compile_xpath(
    "//body//*[self::p or self::div or self::li or self::td or self::section or self::dd]"
    "[not(.//p or .//div or .//li or .//td or .//section or .//dd or .//script or .//style)]"
)
_WITH_CLASS = compile_xpath("//body//*[self::div or self::section or self::article][@class or @id]")
_SHORT_TEXTS = compile_xpath(
    ".//text()[string-length(normalize-space(.)) > 1][not(parent::script or parent::style)]"
)
_IN_LINK, _STRING = (
    compile_xpath("boolean(ancestor-or-self::a or (.//a))"),
    compile_xpath("string()"),
)
_HEADED = compile_xpath("boolean(.//h1)")
INLINE = frozenset((
    "a", "span", "font", "b", "strong", "em", "i", "u", "small", "big", "s", "strike", "sub",
    "sup", "mark", "ins", "del", "cite", "q", "code", "abbr", "tt",
))  # fmt: skip
_PARAGRAPH = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "th", "tr", "tbody", "thead", "dd", "dt",
    "dl", "ul", "ol",
))  # fmt: skip
_IMPRINT = re.compile(
    r"版权所有|ICP备|许可证|举报电话|All Rights Reserved|Copyright|公网安备|备案号|未经.{0,12}授权",
    re.I,
)
#: Names by which pages call the element that holds the text.
_TEXT_NAME = re.compile(
    r"(?:^|[\s_-])(?:article|news|art|detail|main|post)?[-_]?(?:content|body|text|txt|zoom|editor)"
    r"(?=[\s_-]|$)",
    re.I,
)
_PUNCTUATION = re.compile("[，。！？；：、”]|[,.] ")
_SHORTEST = 4
#: With less sentence text (characters) a page is looked at block by block; so long a block is text.
_LITTLE, _LONG, _LONGEST_BLOCK = 120, 24, 5000
#: What a text is worth that has no punctuation, and one that is a link.
_UNPUNCTUATED, _LINKED = 0.3, 0.1
#: Ignore a boilerplate class name on an element that holds more than this share of the text.
_LARGEST_CHROME, _LARGEST_COMMENTS = 0.4, 0.9
#: One that holds at least this much, and a headline, neither.
_HEAVY = 0.1
#: How far around the heaviest element its continuation is looked for, and how much it must hold.
_LEVELS, _GOES_ON = 3, 0.1
#: What a text counts for each further element around it.
_FAR = 0.6


@dataclass(slots=True)
class TextDensity:
    """How much sentence text each element holds, in characters.

    ``own`` counts text whose nearest block is the element, ``total`` all text inside it;
    ``order`` lists the elements, inner before outer.
    """

    own: dict[HtmlElement, float] = field(default_factory=lambda: defaultdict(float))
    total: dict[HtmlElement, float] = field(default_factory=lambda: defaultdict(float))
    order: list[HtmlElement] = field(default_factory=list)
    boilerplate: set[HtmlElement] = field(default_factory=set)


class TextNode(Protocol):
    """A text of the document that knows the element it stands in or behind."""

    is_tail: bool

    def getparent(self) -> HtmlElement: ...
    def strip(self) -> str: ...


def measure_text_density(root: HtmlElement) -> TextDensity:
    """The weights of all elements that hold sentences; chrome and what is in it has none."""
    weights = TextDensity()
    _count(_SENTENCES(root), weights.own)
    if sum(weights.own.values()) < _LITTLE:
        _count_blocks(root, weights.own)
        _count_named(root, weights.own)
    if not weights.own:
        _count(_ANY_TEXT(root), weights.own)
    weights.order = _inner_first(weights.own)
    weights.total = _sum_up(weights)
    _set_chrome_apart(weights)
    return weights


def _count(texts: Iterable[TextNode], own: dict[HtmlElement, float]) -> None:
    """Add each text to the block it stands in."""
    for text in texts:
        if weight := _weight(text.strip()):
            block, linked = _block_of(text)
            own[block] += weight * (_LINKED if linked else 1.0)


def _count_blocks(root: HtmlElement, own: dict[HtmlElement, float]) -> None:
    """Add the text of each block as a whole: each word may stand in an element of its own."""
    for block in _BLOCKS(root):
        text = normalize_text(_STRING(block)[:_LONGEST_BLOCK])
        if block not in own and (_PUNCTUATION.search(text) or len(text) > _LONG):
            own[block] = _weight(text) * (_LINKED if _IN_LINK(block) else 1.0)


def _count_named(root: HtmlElement, own: dict[HtmlElement, float]) -> None:
    """Add the short lines of what its name calls the text: a poem or a table has no sentences."""
    for element in _WITH_CLASS(root):
        if not _TEXT_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            continue
        for text in _SHORT_TEXTS(element):
            block, linked = _block_of(text)
            if block not in own and not linked and not _IMPRINT.search(text):
                own[block] = float(len(text.strip()))


def _block_of(text: TextNode) -> tuple[HtmlElement, bool]:
    """The element that lays the text out as a block, and whether the text is a link."""
    element = text.getparent()
    if text.is_tail:
        element = element.getparent()
    linked = False
    while element.tag in INLINE:
        linked = linked or element.tag == "a"
        element = element.getparent()
    return element, linked


def _weight(line: str) -> float:
    length = len(line)
    if length < _SHORTEST or (length < 200 and _IMPRINT.search(line)):
        return 0.0
    return length if _PUNCTUATION.search(line) else length * _UNPUNCTUATED


def _inner_first(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """The elements and all their ancestors up to ``body``, inner before outer."""
    depth: dict[HtmlElement, int] = {}
    for element in elements:
        path = []
        while element is not None and element not in depth:
            path.append(element)
            element = element.getparent()
        level = depth[element] if element is not None else 0
        for outer in reversed(path):
            level += 1
            depth[outer] = level
    return sorted(depth, key=depth.__getitem__, reverse=True)


def _sum_up(weights: TextDensity) -> dict[HtmlElement, float]:
    total: dict[HtmlElement, float] = defaultdict(float)
    for element in weights.order:
        if element in weights.boilerplate:
            total[element] = 0.0
            continue
        total[element] += weights.own.get(element, 0.0)
        parent = element.getparent()
        if parent is not None:
            total[parent] += total[element]
    return total


def _set_chrome_apart(weights: TextDensity) -> None:
    """Take the weight of named surroundings away, where something remains without them."""
    before = weights.total
    everything = before[weights.order[-1]] if weights.order else 0.0
    for element in weights.order:
        share = before[element] / everything if everything else 0.0
        if element.tag in NON_TEXT_TAGS or _is_chrome(element, share):
            weights.boilerplate.add(element)
    weights.total = _sum_up(weights)
    if everything and weights.total[weights.order[-1]] < 0.05 * everything:
        weights.boilerplate.clear()
        weights.total = before


def _is_chrome(element: HtmlElement, share: float) -> bool:
    """Whether to believe a name, for an element that holds ``share`` of the page's sentences."""
    if not is_boilerplate(element):
        return False
    largest = _LARGEST_COMMENTS if is_comment_container(element) else _LARGEST_CHROME
    return share < largest and not (share > _HEAVY and _HEADED(element))


def body_candidates(root: HtmlElement, weights: TextDensity) -> Iterator[HtmlElement]:
    """Elements that may hold the article, the likeliest first, none within one before it.

    The document's ``body`` alone when nothing on the page has weight; where it is the likeliest,
    what stands in it may be the article too.
    """
    scores = _scores(weights)
    candidates = [e for e in weights.order if e.tag not in _PARAGRAPH and e.tag != "html"]
    candidates.sort(key=scores.__getitem__, reverse=True)
    told = [_whole(candidates[0], weights) if candidates else document_body(root)]
    yield told[0]
    parts = told[1:] if told[0].tag == "body" else told
    for element in candidates:
        family = {element, *element.iterancestors()}
        around = any(element in t.iterancestors() or element is t for t in told)
        if not family.intersection(parts) and not around:
            told.append(_whole(element, weights))
            parts.append(told[-1])
            yield told[-1]


def document_body(root: HtmlElement) -> HtmlElement:
    """The ``body`` element, or the root of a document that has none (a frameset)."""
    body = root.find("body")
    return root if body is None else body


def _scores(weights: TextDensity) -> dict[HtmlElement, float]:
    """Own text counts fully for an element and for the one around it, then less and less."""
    scores: dict[HtmlElement, float] = defaultdict(float)
    apart = _within_chrome(weights)
    for element in weights.order:
        if element in apart:
            continue
        own = weights.own.get(element, 0.0)
        scores[element] += own
        parent = element.getparent()
        if parent is not None:
            leaf = own == weights.total[element]
            scores[parent] += scores[element] * (1.0 if leaf else _FAR)
    return scores


def _within_chrome(weights: TextDensity) -> set[HtmlElement]:
    """The chrome, and all that is in it."""
    apart = set(weights.boilerplate)
    for element in reversed(weights.order):
        if element.getparent() in apart:
            apart.add(element)
    return apart


def _whole(element: HtmlElement, weights: TextDensity) -> HtmlElement:
    """The element, or the one around it where the body goes on in siblings of the same make."""
    best, child = element, element
    for level in range(_LEVELS):
        parent = child.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        others = (s for s in parent if s is not child and s in weights.total)
        like = sum(weights.total[s] for s in others if _alike(s, child, level))
        if like > _GOES_ON * weights.total[child]:
            best = parent
        child = parent
    return best


def _alike(one: HtmlElement, other: HtmlElement, level: int) -> bool:
    if one.tag != other.tag:
        return one.tag == "p" and level == 0
    named = one.get("class") or (level == 0 or one.tag == "section")
    return bool(named) and one.get("class") == other.get("class")
