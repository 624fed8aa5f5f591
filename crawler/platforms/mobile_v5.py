"""The mobile pages of a media cloud whose template set is called mobile_v5.

Each page opens with a block that wants the app opened, shows the body twice around a bare
number, and ends in a comment widget. Class names differ between outlets; the texts do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.dom.blocks import SourcedBlock, extract_blocks
from crawler.parsing.dom.body import document_body
from crawler.parsing.metadata.info_line import has_time_or_source, parse_counts
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import comparison_key, normalize_text
from crawler.platforms.core.generic import Generic

#: Its quotes stand as they are or, where the server escapes text, as entities.
_INCLUDE = re.compile(r"template\s+(?:['\"]|&(?:#39|#x27|#34|quot|apos);)mobile_v5/")
_WAKE = ("小贴士", "步打开", "点击右上角")
_COMMENTS = ("来说两句吧", "最热评论")
_LONGEST_FORM, _ALL_FORM, _LONGEST_NUMBER, _CLOSE = 40, 100, 10, 5
_BUTTONS, _STRING = compile_xpath("//body//button"), compile_xpath("string()")


class MobileV5(Generic):
    """Generic reading, and the numbers that this family shows without a label."""

    name = "mobile_v5"

    def detect(self, page: FetchedPage) -> str:
        if _INCLUDE.search(page.text):
            return "a template include of mobile_v5 that leaked as text"
        if all(words in page.text for words in (*_WAKE, *_COMMENTS)):
            return "the wake block and the comment widget of mobile_v5"
        return ""

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        read = super().parse_article(page, entry)
        pieces = extract_blocks(document_body(page.tree), "")
        lines = [p.text for p in pieces if p.text and not _is_of_another(p)]
        read.counts |= parse_counts(filter(_is_form, lines))
        number = _bare_number(lines, _shown(read)) or _pressed_number(page.tree)
        if number is not None:
            read.counts = {k: v for k, v in read.counts.items() if v != number or not v}
            read.counts["unlabelled"] = number
        return read


def _is_of_another(piece: SourcedBlock) -> bool:
    """Whether a line says when another article was published, and how often it was read."""
    return piece.is_link and has_time_or_source(piece.text)


def _is_form(line: str) -> bool:
    """Whether a line may be one of the comment form: short, or several of them in one."""
    return len(line) < (_LONGEST_FORM if _COMMENTS[0] not in line else _ALL_FORM)


def _pressed_number(root: HtmlElement) -> int | None:
    """The number that is all the text of a button."""
    texts = (normalize_text(_STRING(button)) for button in _BUTTONS(root))
    return next((int(t) for t in texts if t.isdecimal() and len(t) < _LONGEST_NUMBER), None)


def _shown(article: Article) -> list[str]:
    """The lines of the body, captions in their place."""
    texts = [b.image.caption if b.image else b.text for b in article.blocks]
    return [text for text in texts if text]


def _bare_number(lines: Sequence[str], body: Sequence[str]) -> int | None:
    """The number that stands alone closely behind a copy of the body or before one."""
    text = {comparison_key(line) for line in body}
    for at, line in enumerate(lines):
        if line.isdecimal() and len(line) < _LONGEST_NUMBER:
            near = (*lines[max(0, at - _CLOSE) : at], *lines[at + 1 : at + _CLOSE])
            if not text.isdisjoint(map(comparison_key, near)):
                return int(line)
    return None
