"""Counts shown as a bare number beside an icon, by the names of the elements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.parsing.dom.boilerplate import is_related_list
from crawler.parsing.metadata.info_line import parse_count
from crawler.parsing.selectors import compile_xpath

#: Leaves that hold nothing but a number: 326, 1.2万, 10w+.
_NUMBERS = compile_xpath(
    "//body//*[not(*) or ((i or em or svg or img) and count(*) < 4)]"
    "[string-length(.) < 12][translate(., '0123456789', '') != .]"
)
_NUMBER = re.compile(r"[^\w+]*+(\d[\d,]{0,12}(?:\.\d+)?)\s*+([万wWkK亿千]?)\W*+")
_WORD = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_NAMES = {
    "likes": rf"{_WORD}(?i:zan|dianzan|praise\w*|likes?|thumbs?|digg?|agree|support|good)(?![a-z])",
    "comments": rf"{_WORD}(?i:comments?|cmts?|pinglun|pl|discuss|reply|replies)(?![a-z])",
    "shares": rf"{_WORD}(?i:shares?|forward|repost|zhuanfa|fenxiang)(?![a-z])",
    "views": rf"{_WORD}(?i:eyes?|views?|reads?|readnum|clicks?|hits?|pv|visits?|browse|yuedu|liulan"
    r"|dianji)(?![a-z])",
}
_NAMED = {name: re.compile(pattern) for name, pattern in _NAMES.items()}
#: What separates the words of a name: icon-eye, readCount, read_num.
_JOINTS = re.compile(r"[-_\d]+")
#: How far up a name may stand, and how much text (characters) that element may hold.
_LEVELS, _LITTLE = 3, 16
#: A page with more bare numbers is a table or a list; the first ones are looked at.
_MOST = 300
_STRING, _LENGTH = compile_xpath("string()"), compile_xpath("string-length(normalize-space())")


def icon_counts(root: HtmlElement) -> dict[str, int]:
    """Views, likes, comments and shares as bare numbers; none of those that a list repeats."""
    found = list(_numbers(root))
    often = Counter((name, _make(element)) for name, element, _ in found)
    counts: dict[str, int] = {}
    for name, element, value in found:
        if often[name, _make(element)] == 1:
            counts.setdefault(name, value)
    return counts


def _numbers(root: HtmlElement) -> Iterator[tuple[str, HtmlElement, int]]:
    for element in _NUMBERS(root)[:_MOST]:
        if any(map(_is_of_another, element.iterancestors())):
            continue
        number = _NUMBER.fullmatch(_STRING(element))
        name = _name_of(element) if number else ""
        if number and name:
            yield name, element, parse_count(number[1], number[2])


def _is_of_another(around: HtmlElement) -> bool:
    """Whether an element around a number leads to another page or is named after other articles."""
    href = around.get("href") or "" if around.tag == "a" else ""
    return href.startswith(("http", "/")) or is_related_list(around)


def _make(element: HtmlElement) -> tuple[str, ...]:
    """What the counters of the items of one list have in common."""
    parent = element.getparent()
    grand = parent.getparent() if parent is not None else None
    return tuple(
        f"{e.tag} {e.get('class')}" if e is not None else "" for e in (element, parent, grand)
    )


def _name_of(element: HtmlElement) -> str:
    """What is counted: by the name of the element, of an icon in it or before it, or of what
    holds little else."""
    level: HtmlElement | None = element
    for _ in range(_LEVELS):
        if level is None or level.tag == "body" or _LENGTH(level) > _LITTLE:
            return ""
        icons = [*level.iterchildren("i", "em", "svg", "img"), level.getprevious()]
        for told in (level, *icons):
            name = _counted(told) if told is not None and isinstance(told.tag, str) else ""
            if name:
                return name
        level = level.getparent()
    return ""


def _counted(element: HtmlElement) -> str:
    if element.tag == "a" and element.get("href", "").startswith(("http", "/")):
        return ""
    words = _JOINTS.sub(" ", f"{element.get('class') or ''} {element.get('id') or ''}")
    return next((name for name, named in _NAMED.items() if named.search(words)), "")
