"""Recognise boilerplate containers by their class and id names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from lxml.html import HtmlElement

#: Elements that never hold a line of an article.
NON_TEXT_TAGS = frozenset((
    "script", "style", "noscript", "template", "head", "title", "select", "option", "button",
    "textarea", "svg", "canvas", "input", "map", "object", "embed", "audio",
))  # fmt: skip

_LONGEST_NAME = 200
#: Elements that stand around an article by their very kind.
_OUTER = frozenset(("nav", "footer", "aside"))
_WORD = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_END = r"(?![a-z])"
_COMMENTS = re.compile(
    rf"{_WORD}(?i:comment|pinglun|gentie|cmt{_END}|reply|replies|discuss|liuyan)"
)
_AROUND = re.compile(
    rf"""{_WORD}(?i:
    relat(?:ed|ion|e[-_]?(?:news|list|read)) | recommend | recom{_END} | tuijian | xiangguan
    | guess | more[-_]?(?:news|read|list) | hot[-_]?(?:news|list|read|word|tag)
    | rank(?:ing)?{_END} | paihang
    | share | jiathis | social | fenxiang | dianzan
    | nav{_END} | menu | bread | crumb | mianbaoxie
    | foot(?:er)?{_END} | copyright | banquan | disclaimer | statement | shengming | mianze
    | advert\w* | ads?\d{{0,2}}(?![a-z\d])
    | guanggao | gg{_END} | banner | sponsor | promo{_END} | tuiguang
    | side[-_]?bar | aside
    | (?:open|down|load|call|wake)[-_]?app | app[-_]?(?:open|down|load|wake|bar|tip|guide)
    | wake | huanqi | download | (?:weixin|wx)[-_]?(?:mask|tip|guide)
    | qr{_END} | qr[-_]?code | erweima | ewm{_END}
    | login | search | toolbar | tools?{_END}
    | page[-_]?(?:nav|bar|list|num)s? | pagination | pager | prev[-_]?next
    | vote | feedback | report[-_]?error | jubao | tags?{_END} | keywords?{_END}
    )""",
    re.X,
)
_OTHERS = re.compile(
    rf"{_WORD}(?i:relat(?:ed|ion)|recommend|recom{_END}|tuijian|xiangguan|guess|rank|hot{_END}|list{_END})"
)
_CAPTION = re.compile(
    rf"{_WORD}(?i:caption|cap{_END}|tuzhu|tushuo|(?:img|image|pic|picture|photo)[-_]?"
    rf"(?:desc|note|text|txt|tit|info|intro|word|alt|cap|say|tip)\w*)"
)

Name = Literal["", "comments", "around", "caption"]


@lru_cache(maxsize=8192)
def _told_by(named: str) -> Name:
    """What a class and id say that an element holds; pages of a site repeat their names."""
    if _CAPTION.search(named):
        return "caption"
    if _COMMENTS.search(named):
        return "comments"
    return "around" if _AROUND.search(named) else ""


def _told(element: HtmlElement) -> Name:
    named, identity = element.get("class"), element.get("id")
    if not named and not identity:
        return ""
    return _told_by(f"{named or ''} {identity or ''}"[:_LONGEST_NAME])


def is_comment_container(element: HtmlElement) -> bool:
    return _told(element) == "comments"


def is_boilerplate(element: HtmlElement) -> bool:
    """Whether an element says, by kind or name, that it holds something else than the article."""
    if element.tag in _OUTER:
        return element.tag != "footer" or next(element.iterancestors("article"), None) is None
    return _told(element) in ("comments", "around")


def is_related_list(element: HtmlElement) -> bool:
    """Whether an element is named after a list of other articles."""
    return _OTHERS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or _told(element) == "caption"
