"""What one line says: its credits, the source that it claims, and whether it says nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from crawler.models.article import Credit
from pipelines.bylines.grammar import LONGEST, Byline, normalize_line, parse_byline
from pipelines.bylines.person_names import is_institution, is_name, join_spaced_names
from pipelines.bylines.roles import ROLE_PATTERN

Place = Literal["meta", "head", "tail", "body"]

#: A line that is nothing but brackets: （县委宣传部 张三）.
ALONE = re.compile(r"\s*[（(【\[]([^（()）】【\[\]]{2,100})[)）】\]]\s*+[。.]?\s*+")
_SOURCE_LINE = re.compile(
    r"(?:本文|文章|稿件|信息|内容|新闻)?(?:来源|转载?自|稿源|摘自)\s*+(?:于?\s*+(?P<mark>[:|])|于)\s*+(?P<name>[^()。！？,]{2,40}?)"
)
_SOURCE_LABEL = re.compile("来源|转载?自|稿源|摘自")
_SIGNED = re.compile(r"(?P<name>[^/／\s]{2,12})\s*[/／]\s*(?P<unit>[^/／\s]{2,20})")
#: A full stop within the line, or too many commas for a list of names.
_PROSE = re.compile("[。！？](?=.)|，.*，.*，")
#: What only sounds like a role: prizes and renown.
_PRAISE = re.compile(
    r"[^：:]{0,8}(?:优秀|最美|十佳|金牌|先进|知名|著名|名)(?:新闻)?(?:记者|编辑|作者|通讯员)"
)
#: Words in brackets at the very end that begin with a surname.
_NOT_SIGNED = frozenset(("上海", "广东", "广西", "山东", "山西", "陕西", "高清", "组图"))
#: Before a name these may be the rest of an address.
_REGIONS = ("省", "市", "县", "区", "乡")
_BARE_LONGEST, _SOURCE_LONGEST = 40, 60


def credits_of_line(line: str, place: Place) -> list[Credit]:
    """The people that one byline-like line names, in page order; none for prose."""
    return with_place(parse_line(line, place), place)


@lru_cache(maxsize=4096)
def is_byline(line: str) -> bool:
    """Whether a line holds nothing but credits, so that it is not text of the article."""
    if len(line) > LONGEST or _PROSE.search(line) or _PRAISE.match(line):
        return False
    byline = parse_byline(line)
    if byline.only_credits:
        return not byline.source or bool(byline.credits)
    return bool(bracketed_signature(line))


def source_of_line(line: str) -> str | None:
    """The source that a line claims: 来源：X, （本文来源于X）, 张三/X; None if it claims none."""
    return parse_line(line, "meta").source or source_only(line)


def is_source_line(line: str) -> bool:
    """Whether a line says where the article comes from, and nothing else."""
    return source_only(line) is not None


def source_only(line: str) -> str | None:
    if len(line) > _SOURCE_LONGEST or not _SOURCE_LABEL.search(line):
        return None
    found = _SOURCE_LINE.fullmatch(normalize_line(line))
    if found is None or not (found["mark"] or is_institution(found["name"])):
        return None
    return None if ROLE_PATTERN.search(found["name"]) else found["name"]


def parse_line(line: str, place: Place) -> Byline:
    byline = parse_byline(line, strict=place == "meta")
    if not byline.credits and not byline.source:
        byline.credits = bracketed_signature(line)
        byline.only_credits = byline.only_credits or bool(byline.credits)
    if place == "meta" and not byline.credits:
        return _signed(line) or byline
    if not byline.only_credits:
        byline.credits = [c for c in byline.credits if _sure(c, line)]
    return byline


def _signed(line: str) -> Byline | None:
    """张三/某某日报: a name and its outlet, without a role; the outlet is the source."""
    signed = _SIGNED.fullmatch(line.strip())
    if signed is None or not (is_name(signed["name"]) and is_institution(signed["unit"])):
        return None
    return Byline([Credit("", signed["name"], signed["unit"], "reporter")], signed["unit"], True)


def _sure(credit: Credit, line: str) -> bool:
    """Whether a credit can be believed though its line holds other text too."""
    mark = rf"{re.escape(credit.role)}\s*[:：/／|｜丨︱]"
    marked = bool(credit.role) and re.search(mark, line) is not None
    return marked or (bool(credit.role) and is_name(credit.name) and not _PROSE.search(line))


def with_place(byline: Byline, place: Place) -> list[Credit]:
    return [replace(credit, place=place) for credit in byline.credits]


def bracketed_signature(line: str) -> list[Credit]:
    """（清河融媒 王小明 李华）: an outlet or office and its people, alone in brackets."""
    signed = ALONE.fullmatch(line)
    words = re.split(r"[\s、,，;/]+", signed[1].strip()) if signed else []
    if len(words) < 2 or not is_institution(words[0]) or words[0].endswith(_REGIONS):
        return []
    if not names_only(" ".join(words)):
        return []
    return [Credit("", name, words[0], "reporter", "tail") for name in words[1:]]


def names_only(text: str) -> list[str]:
    """The names in a text that holds nothing else but the outlet before them; else none."""
    if len(text) > _BARE_LONGEST:
        return []
    groups = re.split(r"[、,，;/]+", text)
    names = [name for group in groups for name in join_spaced_names(group.split())]
    if len(names) > 1 and is_institution(names[0]):
        del names[0]
    return names if all(is_name(n) and n not in _NOT_SIGNED for n in names) else []
