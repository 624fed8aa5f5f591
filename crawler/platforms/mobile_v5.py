"""The mobile pages of a media cloud whose template set is called mobile_v5.

Each page opens with a block that wants the app opened, shows the body twice around a bare
number, and ends in a comment widget. Class names differ between outlets; the texts do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.items import Article
from crawler.platforms.base import Entry
from crawler.platforms.generic import Generic
from crawler.reading.beside import read_counts
from crawler.reading.blocks import read_pieces
from crawler.reading.body import document_body
from crawler.reading.page import Page

_INCLUDE = re.compile(r"template\s+['\"]mobile_v5/")
_WAKE = ("小贴士", "步打开", "点击右上角")
_COMMENTS = ("来说两句吧", "最热评论")
_LONGEST_FORM = 40


class MobileV5(Generic):
    """Generic reading, and the numbers that this family shows without a label."""

    name = "mobile_v5"

    def recognise(self, page: Page) -> str:
        if _INCLUDE.search(page.text):
            return "a template include of mobile_v5 that leaked as text"
        if all(words in page.text for words in (*_WAKE, *_COMMENTS)):
            return "the wake block and the comment widget of mobile_v5"
        return ""

    def read_article(self, page: Page, entry: Entry) -> Article:
        read = super().read_article(page, entry)
        lines = [p.text for p in read_pieces(document_body(page.tree), "") if p.text]
        read.counts |= read_counts(line for line in lines if len(line) < _LONGEST_FORM)
        number = _bare_number(lines, _shown(read))
        if number is not None:
            read.counts = {k: v for k, v in read.counts.items() if (k, v) != ("likes", number)}
            read.counts["unlabelled"] = number
        return read


def _shown(article: Article) -> list[str]:
    """The lines of the body, captions in their place."""
    texts = [b.image.caption if b.image else b.text for b in article.blocks]
    return [text for text in texts if text]


def _bare_number(lines: Sequence[str], body: Sequence[str]) -> int | None:
    """The number that stands alone behind a copy of the body or before one."""
    if not body:
        return None
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.isdecimal() and len(line) < 10 and (before == body[-1] or after == body[0]):
            return int(line)
    return None
