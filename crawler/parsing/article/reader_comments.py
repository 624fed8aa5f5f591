"""Detect readers' comments by their form: a name, a remark, its time or its likes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from crawler.parsing.dom.blocks import SourcedBlock

_NAME, _REMARK = 24, 6
_NO_NAME = re.compile(r"[。！？；，：:]|^\W*\d+\W*$|^[一二三四五六七八九十\d]+[、.]")
_TRACE = re.compile(
    r"\W*(?:\d{1,6}|\d{1,3}(?:\.\d)?[万wWkK]\+?)\W*|.{0,16}(?:回复|举报|点?赞|顶|踩|来自|楼|IP属地).{0,16}"
    r"|.{0,8}(?:\d{1,2}[-/月]\d{1,2}日?|\d+\s*(?:秒|分钟|小时|天|个?月|年)前|半小时前|刚刚|昨天|今天).{0,16}"
)
_SAID = re.compile("[。！？，]")
_NUMBER = re.compile(r"\W*(\d{1,6})\W*")
#: So many remarks are a discussion, if they are nearly all that is said.
_FEW, _NEARLY_ALL = 3, 0.7


def first_comment_index(pieces: Sequence[SourcedBlock]) -> int:
    """The index of the first of the readers' posts that end the pieces; their number if none do."""
    lines = [(i, piece) for i, piece in enumerate(pieces) if piece.text]
    posts = [k for k in range(1, len(lines) - 1) if _is_post(lines, k)]
    while len(posts) >= _FEW:
        said = [k for k in range(posts[0], len(lines)) if _is_remark(lines[k][1].text)]
        if len(posts) >= _NEARLY_ALL * len(said) and not _counts_up(lines, posts):
            return lines[posts[0] - 1][0]
        del posts[0]
    return len(pieces)


def _is_post(lines: Sequence[tuple[int, SourcedBlock]], at: int) -> bool:
    name, remark, trace = (lines[k][1].text for k in (at - 1, at, at + 1))
    named = len(name) <= _NAME and not _NO_NAME.search(name)
    return named and _is_remark(remark) and _is_trace(trace)


def _is_remark(text: str) -> bool:
    return len(text) >= _REMARK and not _is_trace(text) and _NO_NAME.search(text) is not None


def _is_trace(text: str) -> bool:
    return _SAID.search(text) is None and _TRACE.fullmatch(text) is not None


def _counts_up(lines: Sequence[tuple[int, SourcedBlock]], posts: Sequence[int]) -> bool:
    """Whether the traces only number the parts of a text: 1, 2, 3."""
    numbers = [_NUMBER.fullmatch(lines[k + 1][1].text) for k in posts]
    values = [int(number[1]) for number in numbers if number]
    steps = [b - a for a, b in pairwise(values)]
    return bool(steps) and all(step == 1 for step in steps)
