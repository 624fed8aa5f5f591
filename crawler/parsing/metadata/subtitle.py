"""The second line of a headline: 引题 above it, 副题 below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.neighbours import ACCOUNT
from crawler.parsing.metadata.info_line import has_time_or_source, is_info_line

_WORD = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_NAMED = re.compile(
    rf"{_WORD}(?i:(?:sub|second|vice|fu|intro|pre|yin|jian|lead)[-_]?(?:head|tit|ti|biaoti|bt)\w*|fbt|ftit(?:le)?|kicker|yin"
    r"|shoulder)(?![a-z])"
)
_DASH = re.compile(r"[—–―]{1,4}[^—–―].*")
_DASHED = re.compile(r".*[—–―]{2}\s*")
_SENTENCE = re.compile(r"[。；]$")
_SHORTEST, _LONGEST = 4, 80


def find_subtitle(lines: Sequence[SourcedBlock], title: int, last: int) -> tuple[str, int]:
    """The line next to the headline that is part of it, '' if none; and the index of the first
    line below both. The headline stands in the lines ``title`` to ``last``."""
    below = last + 1
    if below < len(lines) and _is_below(lines[below], lines[title]):
        return lines[below].text, below + 1
    if title and _is_above(lines[title - 1]):
        return lines[title - 1].text, below
    return "", below


def is_dash_subtitle(text: str) -> bool:
    """Whether a dash makes a line the second one of a headline: ——首届大赛落幕, 一场赛事——."""
    return _DASH.fullmatch(text) is not None or _DASHED.fullmatch(text) is not None


def _may_be(line: SourcedBlock) -> bool:
    text = line.text
    if not _SHORTEST <= len(text) <= _LONGEST or line.is_link or _SENTENCE.search(text):
        return False
    return not (is_info_line(text) or has_time_or_source(text))


def _is_below(line: SourcedBlock, title: SourcedBlock) -> bool:
    if not _may_be(line) or ACCOUNT.search(_names(line)):
        return False
    heading = 0 < title.block.level < line.block.level
    return heading or is_dash_subtitle(line.text) or _is_named(line)


def _is_above(line: SourcedBlock) -> bool:
    return _may_be(line) and (_DASHED.fullmatch(line.text) is not None or _is_named(line))


def _is_named(line: SourcedBlock) -> bool:
    return bool(_NAMED.search(_names(line)))


def _names(line: SourcedBlock) -> str:
    return f"{line.element.get('class') or ''} {line.element.get('id') or ''}"
