"""The text of bulk article N, the same for the same N.

It is put together from the sentences of the outlet's own articles, some thirty out of several
hundred, so that two articles share little; each paragraph opens with a line of
figures that no other has.
"""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from functools import lru_cache

from tests.media_app.content import ZONE, read_content, story_from

CHARACTERS = 1_500
_PARAGRAPHS = 8
_LAST = datetime(2026, 11, 19, 18, 0, tzinfo=ZONE)
_SENTENCE = re.compile(r"[^。！？]{12,}[。！？]")

_PLACES = ("石桥", "柳湾", "双泉", "白鹭滩", "茶坪", "北渡", "麻栗坳", "青麓", "南坡", "高岭")
_GROUPS = ("村", "社区", "合作社", "林场", "小学", "卫生站", "集市", "院落", "渡口", "茶园")
_MATTERS = ("管护", "修缮", "采收", "培训", "巡查", "议事", "开放", "试点", "清淤", "招募")
_TITLE = "{place}{group}{matter}手记（第{number}篇）"
_LEAD = "第{number}号记录的第{part}段写于{place}{group}，当天到场{people}人。"


def bulk_title(number: int) -> str:
    """The title of article ``number``; no two are equal."""
    place, group, matter = _name(number)
    return _TITLE.format(place=place, group=group, matter=matter, number=number)


def bulk_time(number: int) -> datetime:
    """Article 1 is the newest; each further one is seven minutes older."""
    return _LAST - timedelta(minutes=7 * number)


def bulk_paragraphs(number: int) -> list[str]:
    """The paragraphs of article ``number``, together some 1,500 characters."""
    pool = sentences()
    pick = random.Random(number)
    wanted = pick.sample(pool, CHARACTERS // _mean_length() - _PARAGRAPHS)
    share = -(-len(wanted) // _PARAGRAPHS)
    place, group, _ = _name(number)
    return [
        _LEAD.format(number=number, part=part + 1, place=place, group=group, people=7 + part * 3)
        + "".join(wanted[part * share : (part + 1) * share])
        for part in range(_PARAGRAPHS)
    ]


def _name(number: int) -> tuple[str, str, str]:
    return _PLACES[number % 10], _GROUPS[number // 10 % 10], _MATTERS[number // 100 % 10]


@lru_cache(maxsize=1)
def sentences() -> list[str]:
    """All sentences of the outlet's paragraphs that can stand alone: no quotes, no questions."""
    lines = (
        piece.text
        for raw in read_content()
        if "reprint_of" not in raw
        for piece in story_from(raw).pieces
        if piece.kind == "paragraph" and not piece.text.startswith(("问：", "答："))
    )
    found = (sentence for line in lines for sentence in _SENTENCE.findall(line))
    return [sentence for sentence in found if not set(sentence) & set("“”‘’：")]


@lru_cache(maxsize=1)
def _mean_length() -> int:
    pool = sentences()
    return sum(map(len, pool)) // len(pool)
