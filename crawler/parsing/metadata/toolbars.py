"""Toolbars beside the body: boilerplate, except editor and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from crawler.parsing.dom import section_markers
from crawler.parsing.dom.blocks import extract_blocks
from crawler.parsing.dom.body import INLINE, TextDensity
from crawler.parsing.dom.boilerplate import is_boilerplate, is_comment_container
from crawler.parsing.metadata import info_line
from crawler.parsing.selectors import compile_xpath

#: What is longer (characters) is a list of other articles; as a bar of counts, even this is.
_LARGEST, _LONGEST_BAR, _SHORT = 3000, 80, 16
#: A paragraph with so much text of its own (characters) is one of the article.
_A_SENTENCE = 20
_STRING = compile_xpath("string()")
_COUNTED = re.compile(r"\d")


class BoilerplateFilter:
    """Says which elements are no part of an article, and keeps what it was asked about and said so.

    They are the chrome of the page, and what is named like chrome: but for a word within a
    sentence (a name that is a link to its tag, say), which is text whatever it is called.
    """

    def __init__(self, weights: TextDensity) -> None:
        self._weights = weights
        self.skipped: list[HtmlElement] = []

    def __call__(self, element: HtmlElement) -> bool:
        weighed = element in self._weights.total
        skipped = element in self._weights.boilerplate if weighed else is_boilerplate(element)
        if skipped and element.tag in INLINE and self._within_sentence(element):
            return False
        if skipped:
            self.skipped.append(element)
        return skipped

    def _within_sentence(self, element: HtmlElement) -> bool:
        """Whether words of the same paragraph stand right before and right behind an element."""
        while element.tag in INLINE:
            before = element.getprevious()
            parent = element.getparent()
            text = parent.text if before is None else before.tail
            if text and text.strip() and element.tail and element.tail.strip():
                return True
            element = parent
        return element.tag == "p" and self._weights.own.get(element, 0.0) > _A_SENTENCE


def toolbar_lines(passed: Iterable[HtmlElement]) -> list[str]:
    """The lines in chrome that only tell who edited the article, or what was counted."""
    return [line for element in passed for line in _lines(element)]


def _lines(element: HtmlElement) -> Iterator[str]:
    text = _STRING(element)
    if len(text) > _LARGEST:
        return
    counted = _COUNTED.search(text) is not None and len(text.strip()) <= _LONGEST_BAR
    edited = section_markers.mentions_editor(text) and not is_comment_container(element)
    if not (counted or edited):
        return
    for piece in extract_blocks(element, "", spaced=True):
        line = piece.text
        short = counted and (len(line) <= _SHORT or info_line.is_info_line(line))
        if short or (edited and section_markers.is_editor_line(line)):
            yield line
