"""What the lines beside a headline say: time, source, how often read and liked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from crawler.reading.times import Moment, find_moments

_SOURCE = re.compile(
    r"(?<!图片)(?<!资料)(?<!数据)(?<!视频)(?:(?:来\s*源于?|稿\s*源|出\s*处|来自)\s*[:：丨|/]\s*|来源于?+\s?(?=[^\s:：]))"
    r"(?P<name>[^|｜丨,，;；：:()（）【】\[\]]{0,60})"
)
_LABEL = re.compile(r"(?:来\s*源|稿\s*源|出\s*处)于?\s*[:：]?")
_NOT_SOURCE = re.compile(
    r"\s*(?:作者|编辑|责编|责任|记者|通讯员|发布(?=时间|日期|于|\s*[:：\d])|时间|日期|点击|浏览|阅读"
    r"|字号|字体|分享|评论|打印|进入|我要|关注"
    r"|(?:19|20)\d\d|\d\d?[-/月:]|\d+\s*(?:$|阅读|评论|人)).*$"
)
#: A name of two words is one name only where it is not Chinese.
_FIRST_NAME = re.compile(r"(?:\S*[\u3400-\u9fff]\S*)|.+")
#: How the names of Chinese outlets end: enough to know one that stands beside the time unlabelled.
_OUTLET = re.compile(
    r"[\u3400-\u9fff\w·\-－—《》]{1,18}(?:网|报|社|台|新闻|客户端|在线|融媒体?|中心|频道|杂志|周刊|政务|热线|时空|传媒|发布)"
    r"|(?:网易|新浪|腾讯|搜狐|凤凰|新华|央视|人民|中新|澎湃|光明|中青)[\u3400-\u9fff]{2,6}"
)
_NEW = re.compile(r"(?:更新|修改|编辑于|修订)[^\d]{0,6}$")
_OLD = re.compile(r"(?:发布|发表|刊发|发稿|上线|首发|时间|日期)[^\d]{0,5}$")
#: What a word counts; '' is counted on pages but not kept.
_WORDS = {
    "阅读": "views", "浏览": "views", "点击": "views", "播放": "views", "围观": "views",
    "访问": "views", "查看": "views", "人气": "views", "点赞": "likes", "赞": "likes",
    "评论": "comments", "跟帖": "comments", "跟贴": "comments", "留言": "comments",
    "转发": "shares", "分享": "shares", "参与": "participants", "收藏": "", "在看": "",
}  # fmt: skip
#: A number or a word that says what is counted.
_COUNT = re.compile(
    rf"(?<!第)(?P<number>\d[\d,]{{0,12}}(?:\.\d+)?)(?:\s*(?P<unit>[万wWkK亿千]))?|(?P<word>{'|'.join(_WORDS)})(?!员)"
)
#: So many characters may stand between a number and its word: 1164 次 阅读, 评论数：（0）.
_GAP = 4
_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "亿": 100_000_000}
_INFO = re.compile(
    r"来\s*源|稿\s*源|作者|编辑|责编|记者|发布|时间|浏览|阅读|点击|评论|字号|字体|分享|打印|收藏|在看|大|中|小|次"
    r"|关注|举报|转发|点?赞|播放|跟[帖贴]|留言|人气|围观|访问|超大|标准|正常|放大|缩小|(?<=\d)\s*[万wWkK条人]"
    r"|[量数](?=[\s:：]*\d)|[\s\d|｜:：/\[\]【】()（）\-+·,，.]"
)
_DATE = re.compile(
    r"(?:20|19)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
    r"|(?:\d{1,2}[-月/.]\d{1,2}日?\s*)?\d{1,2}[:：]\d\d(?:[:：]\d\d)?|\d{1,2}\s*(?:分钟|小时|天)前"
)
#: What may stand beside a time or a source and name who published it.
_NAME = 12
_LONGEST_INFO, _LONGEST_SOURCE, _LONGEST_OUTLET = 120, 30, 20
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile("[。！？!?；;，]")
_NOBODY = frozenset(("原创", "转载", "独家", "首发", "综合", "网络", "未知"))
_LARGEST = 10**12


def count_of(number: str, unit: str = "") -> int:
    """A written count as a number: ``1.2`` and ``万`` are 12000."""
    value = float(number.replace(",", "") or 0)
    return min(round(value * _SCALE.get(unit.lower(), 1)), _LARGEST)


def read_counts(lines: Iterable[str]) -> dict[str, int]:
    """Views, likes, comments, shares, participants, as far as short lines label them."""
    counts: dict[str, int] = {}
    for line in lines:
        if len(line) <= _LONGEST_INFO and any(c.isdigit() for c in line):
            for name, value in _counts_of(_DATE.sub("|", line)):
                counts.setdefault(name, value)
    counts.pop("", None)
    return counts


def _counts_of(line: str) -> Iterator[tuple[str, int]]:
    """Each number with its word, which stands behind it or before it."""
    tokens = list(_COUNT.finditer(line))
    ends = tokens and (not line[: tokens[0].start()].strip(" |") or tokens[-1]["word"])
    number_first = bool(ends) and tokens[0]["number"] is not None
    at = 0
    while at + 1 < len(tokens):
        pair = tokens[at : at + 2]
        if _belong(tokens[at : at + 3], number_first):
            number, word = sorted(pair, key=lambda token: token["number"] is None)
            yield _WORDS[word["word"]], count_of(number["number"], number["unit"] or "")
            at += 1
        at += 1


def _belong(tokens: Sequence[re.Match[str]], number_first: bool) -> bool:
    """Whether the first two tokens are a number and its word; a third may claim the word."""
    one, two = tokens[:2]
    gap = two.start() - one.end()
    if (one["number"] is None) == (two["number"] is None) or gap > _GAP:
        return False
    if one["word"] or len(tokens) < 3 or tokens[2]["word"]:
        return True
    other = tokens[2].start() - two.end()
    return gap < other or (gap == other and number_first)


def read_source(lines: Sequence[str]) -> str:
    """The source that a line claims (来源：X); '' where none does."""
    return next((name for i in range(len(lines)) if (name := _labelled(lines, i))), "")


def read_outlet(lines: Iterable[str]) -> str:
    """An outlet that stands unlabelled beside the time or alone in a line; '' where none does."""
    return next((name for line in lines if (name := _unlabelled(line))), "")


def as_source(text: str) -> str:
    """The outlet that a text of its own names; '' where it is a sentence, a time or a count."""
    name = _name(_LABEL.split(text, maxsplit=1)[-1])
    if not 1 < len(name) <= _LONGEST_OUTLET or name in _NOBODY or informs(text):
        return ""
    return "" if _LETTER.search(name) is None or _SENTENCE.search(text) else name


def _labelled(lines: Sequence[str], index: int) -> str:
    """The source of a line with a label; a label alone speaks of the next line."""
    line = lines[index]
    if len(line) > _LONGEST_INFO:
        return ""
    if _LABEL.fullmatch(line):
        return _name(lines[index + 1]) if index + 1 < len(lines) else ""
    found = _SOURCE.search(line)
    return _name(found["name"]) if found else ""


def _unlabelled(line: str) -> str:
    rest, dates = _DATE.subn(" ", line)
    if len(rest) > (_LONGEST_SOURCE * 2 if dates else _NAME):
        return ""
    found = (word for word in rest.split() if _OUTLET.fullmatch(word))
    return next(found, "")


def _name(text: str) -> str:
    found = _FIRST_NAME.match(_NOT_SOURCE.sub("", text).strip())
    name = found[0].strip('“”"') if found else ""
    return name if len(name) <= _LONGEST_SOURCE else ""


def published_and_updated(
    lines: Iterable[str], now: datetime, zone: str
) -> tuple[Moment | None, Moment | None]:
    """The visible time of publication and of the last change among lines, nearest first.

    A time that the page labels as published is better than one it does not label, one with
    an hour better than a mere date.
    """
    best: Moment | None = None
    rank, updated = -1, None
    for line in lines:
        if len(line) > _LONGEST_INFO:
            continue
        for moment in find_moments(line, now, zone):
            before = line[: moment.start]
            if _NEW.search(before):
                updated = updated or moment
                continue
            value = 2 * moment.exact + bool(_OLD.search(before))
            if value > rank:
                best, rank = moment, value
    return best, updated


def names_time_or_source(line: str) -> bool:
    """Whether a line holds a date or the label of a source."""
    return _DATE.search(line) is not None or _SOURCE.search(line) is not None


def informs(line: str) -> bool:
    """Whether a line by itself only informs about an article: its time, source, counts."""
    if not line or len(line) > _LONGEST_INFO:
        return False
    rest, dates = _DATE.subn("", line)
    rest, sources = _SOURCE.subn("", rest)
    rest = _INFO.sub("", rest)
    return len(rest) <= (_NAME if dates or sources else 0) and "电" not in rest
