"""The lines before and after a body, nearest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml.html import HtmlElement

from crawler.models.article import Block
from crawler.parsing.dom.blocks import SourcedBlock, extract_blocks
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text

#: How far around the body its last lines may stand.
_CLOSELY = 4
_LINE = 200
_STRING = compile_xpath("string()")
#: How makers of pages name the element that holds nothing but the source.
_WORD = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
SOURCE = re.compile(rf"{_WORD}(?i:source|src|from|copyfrom|laiyuan|ly)(?![a-z])")
#: The same of an account that publishes, where outlets and people do so under a name of their own.
ACCOUNT = re.compile(
    rf"{_WORD}(?i:nick[-_]?name|(?:account|author|media|user|publisher|mp|site|subject)[-_]?name"
    rf"|(?:weibo|wb)[-_]?user|account|publisher)(?![a-z])"
)


def blocks_before(body: HtmlElement, base: str) -> Iterator[SourcedBlock]:
    """The pieces that stand before ``body`` on the page, the nearest first."""
    for found in _before(body):
        if isinstance(found, str):
            yield from _lone(found, body)
        elif isinstance(found.tag, str):
            yield from reversed(extract_blocks(found, base, spaced=True))


def blocks_after(body: HtmlElement, skip: Callable[[HtmlElement], bool]) -> Iterator[SourcedBlock]:
    """The lines that stand after ``body`` or after what holds it closely, the nearest first."""
    for found in _after(body):
        if isinstance(found, str):
            yield from _lone(found, body)
        elif isinstance(found.tag, str) and not skip(found):
            yield from extract_blocks(found, "", skip, spaced=True)


def texts_by_class(
    places: Iterable[HtmlElement], end: HtmlElement, name: re.Pattern[str]
) -> Iterator[str]:
    """The texts in ``places``, up to ``end``, of elements whose class or id has such a ``name``."""
    for place in dict.fromkeys(places):
        for element in place.iter("*"):
            if element is end:
                break
            if name.search(f"{element.get('class', '')} {element.get('id', '')}"):
                yield normalize_text(_STRING(element)[:_LINE])


def link_target(places: Iterable[HtmlElement], text: str) -> str:
    """Where a link in ``places`` leads whose text is ``text``, as it is written; '' if nowhere."""
    links = (a for place in dict.fromkeys(places) for a in place.iter("a"))
    return next(
        (a.get("href", "") for a in links if normalize_text(_STRING(a)[:_LINE]) == text), ""
    )


def previous_line(body: HtmlElement) -> str:
    """The text of the element right before ``body``; '' where there is none."""
    element = next(body.itersiblings(preceding=True, tag="*"), None)
    return "" if element is None else normalize_text(_STRING(element)[:_LINE])


def _lone(text: str, beside: HtmlElement) -> Iterator[SourcedBlock]:
    """Text that stands between elements."""
    line = normalize_text(text)
    if line:
        yield SourcedBlock(Block("paragraph", line), beside)


def _before(body: HtmlElement) -> Iterator[HtmlElement | str]:
    """Elements and texts before ``body``, level by level outwards, in reverse page order."""
    for level in (body, *body.iterancestors()):
        parent = level.getparent()
        if parent is None or level.tag == "body":
            return
        for sibling in level.itersiblings(preceding=True):
            yield sibling.tail or ""
            yield sibling
        yield parent.text or ""


def _after(body: HtmlElement) -> Iterator[HtmlElement | str]:
    """Elements and texts after ``body``, level by level outwards, in page order."""
    level, left = body, _CLOSELY
    while left:
        parent = level.getparent()
        if parent is None or level.tag == "body":
            return
        yield level.tail or ""
        for sibling in level.itersiblings():
            yield sibling
            yield sibling.tail or ""
        left -= len(parent) > 1  # what only wraps is no distance
        level = parent
