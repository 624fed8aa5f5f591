"""Parse the lines beside a headline: time, source, counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from crawler.parsing.dates import FoundTime, find_times

_SOURCE = re.compile(
    r"(?<!图片)(?<!资料)(?<!数据)(?<!视频)(?:(?:来\s*源于?|稿\s*源|出\s*处|来自)\s*[:：丨|/]\s*|来源于?+\s?(?=[^\s:：]))"
    r"(?P<name>[^|｜丨,，;；：:()（）【】\[\]]{0,60})"
)
_LABEL = re.compile(r"(?:来\s*源|稿\s*源|出\s*处)于?\s*[:：]?")
_NOT_SOURCE = re.compile(
    r"(?:(?<!\s)\s++)?(?:作者|编辑|责编|责任|记者|通讯员|发布(?=时间|日期|于|\s*[:：\d])|时间|日期"
    r"|点击|浏览|阅读|字号|字体|分享|评论|打印|进入|我要|关注"
    r"|[今昨前][天日]\s*\d|(?:19|20)\d\d|\d\d?[-/月:]|(?<!\d)\d++\s*+(?:$|阅读|评论|人))(?s:.*)"
)
#: A name of two words is one name only where it is not Chinese.
_FIRST_NAME = re.compile(r"(?:\S*[\u3400-\u9fff]\S*)|.+")
#: How the names of Chinese outlets end: enough to know one that stands beside the time unlabelled.
_OUTLET = re.compile(
    r"[\u3400-\u9fff\w·\-－—《》]{1,18}(?:网|报|社|台|经济报道|新闻|客户端|在线|融媒体?|中心|频道|杂志|周刊|政务|热线|时空|传媒|发布)"
    r"|(?:网易|新浪|腾讯|搜狐|凤凰|新华|央视|人民|中新|澎湃|光明|中青)[\u3400-\u9fff]{2,6}"
)
_NEW = re.compile(r"(?:更新|修改|编辑于|修订)[^\d]{0,6}$")
_NEW_BEHIND = re.compile(r"\s*+(?:更新|修改|修订)(?!\s*+(?>(?:时间|日期|于)?)\s*+[:：\d])")
_OLD = re.compile(r"(?:发布|发表|刊发|发稿|上线|首发|时间|日期)[^\d]{0,5}$")
_LONE_DAY = re.compile(r"\W*(?:20|19)?\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?\W*")
_LONE_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
#: Times of something else: of a deadline, a birth, the clock of a page's top bar.
_OTHER_TIME = re.compile(
    r"(?:icp备|上映|截[止至]|开标|出生|有效期|成文|生效|施行|实施|活动|会议|开[始幕]|结束|报名|采访|拍摄|播出|现在|当前|今天是"
    r"|举办|登记|注册|版权|©|copyright|电话|热线|传真|编号)[^\d。；;]{0,8}$",
    re.I,
)
_RANGE_ENDS, _RANGE_GOES_ON = (
    re.compile(r"\d日?\s*[-~～—至]\s*$"),
    re.compile(r"日?\s*[-~～—至]+\s*\d"),
)
#: A date that a sentence goes on with: 5月6日，大桥正式通车。
_SPOKEN = re.compile(r"^\s*[，,][^|]{4,}|[。！？!]\s*$")
#: What a word counts; '' is counted on pages but not kept.
_WORDS = {
    "阅读": "views", "浏览": "views", "点击": "views", "播放": "views", "围观": "views",
    "访问": "views", "查看": "views", "人气": "views", "点赞": "likes", "赞": "likes",
    "评论": "comments", "跟帖": "comments", "跟贴": "comments", "留言": "comments",
    "转发": "shares", "分享": "shares", "参与": "participants", "收藏": "", "在看": "",
    "看过": "views", "回复": "comments", "顶": "likes", "踩": "", "views": "views", "hits": "views",
    "comments": "comments", "likes": "likes", "shares": "shares",
}  # fmt: skip
#: A number or a word that says what is counted.
_COUNT = re.compile(
    rf"(?<![第全])(?P<number>\d[\d,]{{0,12}}(?:\.\d+)?)(?:\s*(?P<unit>[万wWkK亿千]))?"
    r"(?!\d|\s*[年月日号篇张件部场届期周岁元米])"
    rf"|(?P<word>{'|'.join(_WORDS)})(?![\u3400-\u9fff](?<![量数次人条过率者]))",
    re.I,
)
#: A sentence that tells of counts is none of the page's counters.
_SAID = re.compile(r"[。！]$|[\u3400-\u9fff]{4},?，[\u3400-\u9fff]{4}")
#: So many characters may stand between a number and its word: 1164 次 阅读, 评论数：（0）.
_GAP = 4
_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "亿": 100_000_000}
_INFO = re.compile(
    r"格林尼治标准|来\s*源|稿\s*源|更新|修改|首发|于|官方账号|发表|作者|编辑|责编|记者|发布|时间|浏览|阅读|点击|评论|字号|字体|分享|打印|收藏|在看|大|中|小|次"
    r"|关注|举报|转发|点?赞|播放|跟[帖贴]|留言|人气|围观|访问|超大|标准|正常|放大|缩小|(?<=\d)\s*[万wWkK条人]"
    r"|[量数](?=[\s:：]*\d)|[\s\d|｜:：/\[\]【】()（）\-+·,，.]"
)
_DATE = re.compile(
    r"(?:今天|昨天|前天|今日|昨日)\s*\d{1,2}[:：]\d\d|"
    r"(?:20|19)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
    r"|(?:\d{1,2}[-月/.]\d{1,2}日?\s*)?\d{1,2}[:：]\d\d(?:[:：]\d\d)?|\d{1,2}\s*(?:分钟|小时|天)前"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./-]+")
#: People as labels name them, whoever they are.
_PEOPLE = re.compile(
    r"(?:作\s*者|编\s*辑|责\s*编|记\s*者|审\s*[核校]|校\s*对|通讯员|撰稿|录入|供稿|[初复终一二三]审|签发|发布)[人员者]?"
    r"\s*[:：丨|/]\s*(?!\d)[^\s，。,;；|｜【\[:：]{1,20}(?:[\s、/]+[\u3400-\u9fff·]{2,12}(?![\w:：]))*"
)
_ROLE = re.compile(
    r"[\W_]*[\u3400-\u9fff]{0,8}?(?:记者|通讯员|编辑|责编|作者|摄影|供稿)(?:[\s:：/｜|]|[\u3400-\u9fff·]{2,5}$)"
)
#: The way to a page: 首页 > 新闻 > 正文.
_WAY = re.compile(r"(?:(?<!\s)\s++)?(?:>++|＞++|»|›|→|-->)\s*+")
_NO_SECTION = re.compile(r"正文.{0,2}|.{0,4}(?:内容|详情|首页|位置|阅读)|.*[:：]")
#: What may stand beside a time or a source and name who published it.
_NAME = 12
_LONGEST_INFO, _LONGEST_SOURCE, _LONGEST_OUTLET = 120, 30, 20
#: Whoever signs beside a time, and what in brackets follows the name ([整理]).
_SIGNATURE = re.compile(r"(?=.*[\u3400-\u9fff])[\w·、《》“”\-]{2,16}")
_ASIDE = re.compile(r"[\[【(（][^\]】)）]{0,6}[\]】)）]$")
#: What can be pressed beside a headline, or heads a list there.
_BUTTON = re.compile(
    "AI|主播|[听看读写发找搜](?:新闻|资讯|评论|全文)|语音|朗读|播报|我[要来]|手机|更多|相关|热门|最新|推荐|返回|扫[码一]"
    "|订阅|关注|收藏|分享|打印|字[体号]|下载|打开|登录|注册|举报|纠错|投诉|反馈|置顶|原创|转载|独家|首发|标签|专题"
)
#: How the dateline of an agency ends: 新华社北京5月6日电.
_WIRE = re.compile(r"日电|(?<![广供水用充发])电(?:\s*[（(]|$)")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile("[。！？!?；;，]")
_UNTOLD = frozenset(("未知", "无", "不详", "佚名", "admin", "暂无", "本文"))
_NOBODY = frozenset(("原创", "转载", "独家", "首发", "综合", "网络", "未知"))
_LARGEST = 10**12


def parse_count(number: str, unit: str = "") -> int:
    """A written count as a number: ``1.2`` and ``万`` are 12000."""
    value = float(number.replace(",", "") or 0)
    return min(round(value * _SCALE.get(unit.lower(), 1)), _LARGEST)


def parse_counts(lines: Iterable[str]) -> dict[str, int]:
    """Views, likes, comments, shares, participants, as far as short lines label them."""
    counts: dict[str, int] = {}
    for line in lines:
        told = len(line) <= _LONGEST_INFO and not _SAID.search(line)
        if told and any(c.isdigit() for c in line):
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
            yield _WORDS[word["word"].lower()], parse_count(number["number"], number["unit"] or "")
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


def find_labelled_source(lines: Sequence[str]) -> str:
    """The source that a line claims (来源：X); '' where none does."""
    return next((name for i in range(len(lines)) if (name := _labelled(lines, i))), "")


def find_outlet(lines: Iterable[str]) -> str:
    """An outlet that stands unlabelled beside the time or alone in a line; '' where none does."""
    found = (word for line in lines for word in _words_beside(line) if _OUTLET.fullmatch(word))
    return next(found, "")


def find_unlabelled_author(lines: Sequence[str]) -> str:
    """Whatever stands beside a time as its only word, in its line or in a line next to it: an
    account, an office or a person."""
    for line in filter(_DATE.search, lines):
        told = _told(line)
        if len(told) == 1 and _SIGNATURE.fullmatch(told[0]):
            return told[0]
    times = [i for i, line in enumerate(lines) if _DATE.search(line) and not _told(line)]
    near = (lines[k] for i in times for k in (i - 1, i + 1) if 0 <= k < len(lines))
    near = (line for line in near if not starts_with_role(line))
    return next((line for line in near if _told(line) == [line] and _SIGNATURE.fullmatch(line)), "")


def _told(line: str) -> list[str]:
    """The words of a short line that are neither times nor buttons nor labels."""
    words = (_ASIDE.sub("", word) for word in _words_beside(line))
    return [word for word in words if _INFO.sub("", word)]


def as_outlet_name(text: str) -> str:
    """The outlet that a text of its own names; '' where it is a sentence, a time or a count."""
    name = _name(_LABEL.split(text, maxsplit=1)[-1])
    if name.startswith("来自") and not _OUTLET.fullmatch(name):
        return ""
    if not 1 < len(name) <= _LONGEST_OUTLET or name in _NOBODY or is_info_line(text):
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


def _words_beside(line: str) -> list[str]:
    """The words of a short line that has a time, or of a very short one, without buttons; those
    behind the time first."""
    before, *behind = _DATE.split(_ADDRESS.sub(" ", line))
    words = [*" ".join(behind).split(), *before.split()]
    if sum(map(len, words)) > (_LONGEST_SOURCE * 2 if behind else _NAME):
        return []
    return [word for word in words if word not in _NOBODY and not _BUTTON.match(word)]


def _name(text: str) -> str:
    found = _FIRST_NAME.match(_NOT_SOURCE.sub("", text).strip())
    name = found[0].strip('“”"') if found else ""
    return name if len(name) <= _LONGEST_SOURCE and name not in _UNTOLD else ""


def find_publish_times(
    lines: Iterable[str], now: datetime, zone: str
) -> tuple[FoundTime | None, FoundTime | None]:
    """The visible time of publication and of the last change among lines, nearest first.

    A time that the page labels as published is better than one it does not label, one with
    an hour better than a mere date.
    """
    best: FoundTime | None = None
    rank, updated = -1, None
    for line in _with_clock(lines):
        if len(line) > _LONGEST_INFO:
            continue
        for moment in find_times(line, now, zone):
            before, behind = line[: moment.start], line[moment.end :]
            if _NEW.search(before) or _NEW_BEHIND.match(behind):
                updated = updated or moment
                continue
            if _is_of_something_else(line, moment):
                continue
            value = 4 * (not moment.is_relative) + 2 * moment.has_hour + bool(_OLD.search(before))
            if value > rank:
                best, rank = moment, value
    return best, updated


def _with_clock(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with a day and the hour in the line behind it put together."""
    day = ""
    for line in lines:
        if day and _LONE_CLOCK.fullmatch(line):
            yield f"{day} {line}"
            day = ""
            continue
        if day:
            yield day
        day = line if _LONE_DAY.fullmatch(line) else ""
        if not day:
            yield line
    if day:
        yield day


def _is_of_something_else(line: str, moment: FoundTime) -> bool:
    """Whether a time is told by its label, by a range or by its sentence to be no publication."""
    before, behind = line[: moment.start], line[moment.end :]
    if _OTHER_TIME.search(before) or _RANGE_ENDS.search(before) or _RANGE_GOES_ON.match(behind):
        return True
    told = moment.has_hour and not moment.is_relative and line[moment.start] not in "今昨前"
    return not (told or _OLD.search(before)) and _SPOKEN.search(behind) is not None


def starts_with_role(line: str) -> bool:
    """Whether a line opens with a role: 全媒体记者 X, 编辑：X."""
    return _ROLE.match(line) is not None


def section_from_breadcrumb(lines: Iterable[str]) -> str:
    """The column of the site that the way to the page ends in (首页 > 新闻 > 正文); '' if none."""
    for line in lines:
        parts = _WAY.split(line)
        if len(parts) > 1:
            names = [p.strip() for p in parts[1:] if p.strip() and not _NO_SECTION.fullmatch(p)]
            return names[-1] if names and len(names[-1]) <= _NAME else ""
    return ""


def has_time_or_source(line: str) -> bool:
    """Whether a line holds a date or the label of a source."""
    return _DATE.search(line) is not None or _SOURCE.search(line) is not None


def is_info_line(line: str) -> bool:
    """Whether a line by itself only informs about an article: its time, source, counts."""
    if not line or len(line) > _LONGEST_INFO:
        return False
    rest, dates = _DATE.subn("", _ADDRESS.sub("", line))
    rest, sources = _SOURCE.subn("", _PEOPLE.sub("", rest))
    rest = _INFO.sub("", rest)
    return len(rest) <= (_NAME if dates or sources else 0) and not _WIRE.search(rest)
