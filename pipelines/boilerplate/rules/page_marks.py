"""Times, counters and ornaments around a text."""

from __future__ import annotations

from pipelines.boilerplate.rules.base import full_match, rule

_WHEN = r"(?:(?:发布|发表|更新|发稿)?(?:日期|时间|于)\s*+:?\s*+)?"
_DAY = r"(?:19|20)\d\d\s*+[-年/.]\s*+\d{1,2}\s*+[-月/.]\s*+\d{1,2}\s*+日?t?"
_HOUR = r"\d{1,2}:\d\d(?::\d\d)?"
_time_stamp = full_match(
    rf"{_WHEN}{_DAY}\s*+{_HOUR}\s*+(?:首发|发布|发表)?\W*+", ".{0,6}最后更新.{0,24}"
)
_NUMBER = r"[\d,.]++\s*+[万w千k]?\+?"
_counter = full_match(
    rf"[^\w\s]*+{_NUMBER}\s*+[次人条个]?(?:阅读|浏览|点击|播放|赞|评论|转发|收藏|围观)?",
    r"(?:(?:阅读|浏览|点击|访问|点赞|赞|评论|转发|分享|收藏|播放|在看|人气|热度)(?:量|数|次数)?"
    rf"\s*+[:(]?\s*+{_NUMBER}\s*+\)?\s*+[次人条]?[\s|·]*+)+(?:(?:点赞|评论|转发|分享|收藏)\s*+)*",
    r"\+1",
)
_END = r"[\W_]*(?:t\s*h\s*e[\s-]*)?e\s*n\s*d[\W_]*|\W*全文完\W*"
_ornament = full_match(rf"{_END}|\W*(?:正文|新闻正文|图集|完)\W*|[\W_]*")
_end_mark = full_match(_END)
_divider = full_match(r"[-—_=~*\s]{4,}")
_advertised = full_match("广告|advertisement|推广")
_original_title = full_match(r"\(?(?:本文)?原(?:文标题|标题|题)\s*[:为《][^。]{1,90}。?\)?")


@rule("anywhere", 100)
def original_title(line: str) -> bool:
    """The headline of the first print: （原标题：…）."""
    return _original_title(line)


@rule("edges")
def time_stamp(line: str) -> bool:
    """A time to the minute, alone around the text, is the page's and no signature."""
    return _time_stamp(line)


@rule("edges")
def counter(line: str) -> bool:
    """Views and likes around the text: 阅读 10万+. A short number may head a part."""
    return _counter(line) and (len(line) > 2 or not line.isdigit())


@rule("tail", 7)
def trailing_number(line: str) -> bool:
    """A bare number behind the last line of text counts something of the page."""
    return line.isdigit()


@rule("rest", 40)
def end_mark(line: str) -> bool:
    """The mark that the text is over, with all that follows if none of it is text: — END —."""
    return _end_mark(line)


@rule("anywhere", 16, removes_image=True)
def ad_label(line: str) -> bool:
    """The word that marks an advertisement between the lines of a text."""
    return _advertised(line)


@rule("anywhere")
def divider(line: str) -> bool:
    """A line of dashes or bullets that only parts two passages."""
    return _divider(line)


@rule("edges", 24)
def ornament(line: str) -> bool:
    """Marks that only set the text off, before and behind it: ▼, a lone bracket."""
    return _ornament(line)
