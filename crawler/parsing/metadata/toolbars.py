"""The bars beside a body: chrome, but for who edited the article and how often it was liked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from crawler.parsing.dom import section_markers
from crawler.parsing.dom.blocks import read_pieces
from crawler.parsing.dom.body import INLINE, Weights
from crawler.parsing.dom.boilerplate import holds_comments, stands_around
from crawler.parsing.metadata import info_line
from crawler.parsing.selectors import finder

#: What is longer (characters) is a list of other articles; as a bar of counts, even this is.
_LARGEST, _LONGEST_BAR, _SHORT = 3000, 80, 16
#: A paragraph with so much text of its own (characters) is one of the article.
_A_SENTENCE = 20
_STRING = finder("string()")
_COUNTED = re.compile(r"\d")


class Skipper:
    """Says which elements are no part of an article, and keeps what it was asked about and said so.

    They are the chrome of the page, and what is named like chrome: but for a word within a
    sentence (a name that is a link to its tag, say), which is text whatever it is called.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.passed: list[HtmlElement] = []

    def __call__(self, element: HtmlElement) -> bool:
        weighed = element in self._weights.total
        skipped = element in self._weights.chrome if weighed else stands_around(element)
        if skipped and element.tag in INLINE and self._within_sentence(element):
            return False
        if skipped:
            self.passed.append(element)
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


def lines_of_bars(passed: Iterable[HtmlElement]) -> list[str]:
    """The lines in chrome that only tell who edited the article, or what was counted."""
    return [line for element in passed for line in _lines(element)]


def _lines(element: HtmlElement) -> Iterator[str]:
    text = _STRING(element)
    if len(text) > _LARGEST:
        return
    counted = _COUNTED.search(text) is not None and len(text.strip()) <= _LONGEST_BAR
    edited = section_markers.names_editor(text) and not holds_comments(element)
    if not (counted or edited):
        return
    for piece in read_pieces(element, "", spaced=True):
        line = piece.text
        short = counted and (len(line) <= _SHORT or info_line.informs(line))
        if short or (edited and section_markers.is_signed(line)):
            yield line
