"""Is a page's request a read? What may be asked again without the page. Pure functions.

A GET is one by what HTTP says of it, unless its address says that it does something; a POST is
one only where it is proven (see ``repeats``). A word of doing in address or body ends it for both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from crawler.fetching.dom_patch import leaves_of
from crawler.parsing.page import Page


@dataclass(frozen=True, slots=True)
class Deed:
    """What requests do to a server, and the words that say so, as a pattern.

    Without ``part`` it is matched against whole words, with what programs write in front of them
    and behind them (``addLike``, ``zanCount``); with ``part`` against any part of a word.
    """

    does: str
    pattern: str
    part: bool = False


_BEFORE = (
    "(?:add|do|un|up|down|is|has|to|on|my|user|news|article|info|click|cancel|save|send|post|set|get|give"
    "|re|pre|ali|wx|we|web|api|app)*"
)
_BEHIND = "(?:s|d|ed|ing|add|do|count|num|it|info|api|news|article|user|state|status|log|save)*"

DEEDS = (
    Deed("likes", "like|zan|thumb|heart|digg|tread|dingcai|caiding"),
    Deed("likes", "praise|dianzan|dislike|upvote|downvote", part=True),
    Deed("votes", "vote|voting|poll|ballot|score|rate|rating|star"),
    Deed("votes", "toupiao|pingfen", part=True),
    Deed("comments", "comment|reply|pinglun|liuyan|huifu|danmu|barrage|feedback", part=True),
    Deed("shares", "share|sharing|forward"),
    Deed("shares", "fenxiang|zhuanfa|repost|retweet", part=True),
    Deed("reports", "report|inform|accus|complain"),
    Deed("reports", "jubao|tousu|complaint", part=True),
    Deed("collects", "collect|fav|bookmark|star"),
    Deed("collects", "favou?r|shoucang|bookmark", part=True),
    Deed("follows", "attention|fan|subscribe"),
    Deed("follows", "follow|subscri|guanzhu|dingyue", part=True),
    Deed("pays", "pay|payment|buy|purchase|cart|gift|tip|coin|redeem|coupon|claim|lottery|draw"),
    Deed(
        "pays",
        "checkout|recharge|withdraw|refund|reward|donat|dashang|zhifu|goumai|chongzhi",
        part=True,
    ),
    Deed("pays", "(?:create|place|submit|make)order|order(?:create|submit)", part=True),
    Deed(
        "changes", "add|save|insert|modify|edit|submit|upload|remove|del|drop|erase|clear|destroy"
    ),
    Deed("changes", "delete|shanchu|tijiao|unpublish|revoke", part=True),
    Deed("signs in or out", "bind|binding|auth|authorize|authorise|grant|agree|consent|quit|exit"),
    Deed(
        "signs in or out",
        "log_?(?:in|out|off)|sign_?(?:in|out|up|off)|regist|passport|oauth|denglu|zhuce|zhuxiao|tuichu|bangding",
        part=True,
    ),
    Deed("takes part", "join|apply|enroll|enrol|invite|booking|reserve|checkin|punch|answer"),
    Deed("takes part", "qiandao|baoming|yuyue|lingqu|choujiang|subscribe", part=True),
    Deed(
        "says so in Chinese",
        "赞|踩|投票|打赏|赞赏|举报|投诉|评论|留言|回复|分享|转发|收藏|关注|订阅|登录|登陆|注册|注销|退出|绑定|支付|付款|购买|充值"
        "|提现|下单|领取|抽奖|删除|撤回|提交|上传|保存|修改|签到|报名|预约|申请|授权|同意|拉黑|屏蔽",
        part=True,
    ),
)

#: Names of what a read may move by itself: counts of readings, clocks, and numbers of an answer.
_MOVES = re.compile(
    r"view|read|click|hit|visit|browse|^[pu]v$|time|now|date|stamp|trace|request_?id|elapsed|cost",
    re.I,
)
#: A word of more characters is no word of doing: it is not matched as a whole.
LONGEST_WORD = 40
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u3400-\u9fff]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_RULES = [
    (re.compile(d.pattern if d.part else f"(?:{_BEFORE})(?:{d.pattern}){_BEHIND}"), d)
    for d in DEEDS
]


@lru_cache(maxsize=1024)
def deed_of(url: str, posted: str = "") -> str:
    """What a request does by the words of its address and body ("votes: addVote"), or ''.

    The host is no part of it: outlets keep their pages on hosts such as share.example.cn.
    """
    path = url.partition("://")[2].partition("/")[2]
    for text in _readings(f"{path}\n{posted}"):
        for run in re.findall(r"[A-Za-z_\u3400-\u9fff]+", text):
            for word in {*_WORD.findall(run), *re.split("_+", run), run.replace("_", "")}:
                found = _deed(word.lower())
                if found:
                    return f"{found}: {run}"
    return ""


def _deed(word: str) -> str:
    for pattern, deed in _RULES:
        if deed.part and pattern.search(word):
            return deed.does
        if not deed.part and len(word) <= LONGEST_WORD and pattern.fullmatch(word):
            return deed.does
    return ""


def _readings(text: str) -> set[str]:
    """A text as it is and with its escapes undone, in the encodings that outlets use."""
    found = {text}
    for _ in range(2):  # what was escaped twice
        raw = [unquote_to_bytes(one.replace("+", " ")) for one in found]
        found |= {one.decode(name, "ignore") for one in raw for name in ("utf-8", "gb18030")}
    return {_ESCAPE.sub(lambda code: chr(int(code[1], 16)), one) for one in found}


def repeats(one: Sequence[Page], other: Sequence[Page]) -> bool:
    """Whether answers to the same requests, sent twice, say the same: what was asked is a read.

    Only what any reading moves may differ: counts of readings, clocks.
    """
    first, second = leaves_of(one), leaves_of(other)
    moved = {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)}
    return all(_MOVES.search(path.rpartition("/")[2]) for path in moved)
