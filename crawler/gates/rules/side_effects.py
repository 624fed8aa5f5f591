"""Is a page's request a read? What may be asked again without the page. Pure functions.

A GET is a read by definition of HTTP, unless its URL names an action; a POST is one only where it
is proven (see ``request_verifier.same_responses``). A word of doing in URL or body excludes both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class SideEffect:
    """What requests do to a server, and the words that say so, as a pattern.

    Without ``part`` it is matched against whole words, with what programs write in front of them
    and behind them (``addLike``, ``zanCount``); with ``part`` against any part of a word.
    """

    effect: str
    pattern: str
    part: bool = False


_BEFORE = (
    "(?:add|do|un|up|down|is|has|to|on|my|user|news|article|info|click|cancel|save|send|post|set|get|give"
    "|re|pre|ali|wx|we|web|api|app)*"
)
_BEHIND = "(?:s|d|ed|ing|add|do|count|num|it|info|api|news|article|user|state|status|log|save)*"

SIDE_EFFECTS = (
    SideEffect("likes", "like|zan|thumb|heart|digg|tread|dingcai|caiding"),
    SideEffect("likes", "praise|dianzan|dislike|upvote|downvote", part=True),
    SideEffect("votes", "vote|voting|poll|ballot|score|rate|rating|star"),
    SideEffect("votes", "toupiao|pingfen", part=True),
    SideEffect("comments", "comment|reply|pinglun|liuyan|huifu|danmu|barrage|feedback", part=True),
    SideEffect("shares", "share|sharing|forward"),
    SideEffect("shares", "fenxiang|zhuanfa|repost|retweet", part=True),
    SideEffect("reports", "report|inform|accus|complain"),
    SideEffect("reports", "jubao|tousu|complaint", part=True),
    SideEffect("collects", "collect|fav|bookmark|star"),
    SideEffect("collects", "favou?r|shoucang|bookmark", part=True),
    SideEffect("follows", "attention|fan|subscribe"),
    SideEffect("follows", "follow|subscri|guanzhu|dingyue", part=True),
    SideEffect(
        "pays", "pay|payment|buy|purchase|cart|gift|tip|coin|redeem|coupon|claim|lottery|draw"
    ),
    SideEffect(
        "pays",
        "checkout|recharge|withdraw|refund|reward|donat|dashang|zhifu|goumai|chongzhi",
        part=True,
    ),
    SideEffect("pays", "(?:create|place|submit|make)order|order(?:create|submit)", part=True),
    SideEffect(
        "changes", "add|save|insert|modify|edit|submit|upload|remove|del|drop|erase|clear|destroy"
    ),
    SideEffect("changes", "delete|shanchu|tijiao|unpublish|revoke", part=True),
    SideEffect(
        "signs in or out", "bind|binding|auth|authorize|authorise|grant|agree|consent|quit|exit"
    ),
    SideEffect(
        "signs in or out",
        "log_?(?:in|out|off)|sign_?(?:in|out|up|off)|regist|passport|oauth|denglu|zhuce|zhuxiao|tuichu|bangding",
        part=True,
    ),
    SideEffect("takes part", "join|apply|enroll|enrol|invite|booking|reserve|checkin|punch|answer"),
    SideEffect("takes part", "qiandao|baoming|yuyue|lingqu|choujiang|subscribe", part=True),
    SideEffect(
        "says so in Chinese",
        "赞|踩|投票|打赏|赞赏|举报|投诉|评论|留言|回复|分享|转发|收藏|关注|订阅|登录|登陆|注册|注销|退出|绑定|支付|付款|购买|充值"
        "|提现|下单|领取|抽奖|删除|撤回|提交|上传|保存|修改|签到|报名|预约|申请|授权|同意|拉黑|屏蔽",
        part=True,
    ),
)

#: A word of more characters is no word of doing: it is not matched as a whole.
MAX_WORD_LENGTH = 40
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u3400-\u9fff]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_RULES = [
    (re.compile(d.pattern if d.part else f"(?:{_BEFORE})(?:{d.pattern}){_BEHIND}"), d)
    for d in SIDE_EFFECTS
]


@lru_cache(maxsize=1024)
def find_side_effect(url: str, posted: str = "") -> str:
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
            return deed.effect
        if not deed.part and len(word) <= MAX_WORD_LENGTH and pattern.fullmatch(word):
            return deed.effect
    return ""


def _readings(text: str) -> set[str]:
    """A text as it is and with its escapes undone, in the encodings that outlets use."""
    found = {text}
    for _ in range(2):  # what was escaped twice
        raw = [unquote_to_bytes(one.replace("+", " ")) for one in found]
        found |= {one.decode(name, "ignore") for one in raw for name in ("utf-8", "gb18030")}
    return {_ESCAPE.sub(lambda code: chr(int(code[1], 16)), one) for one in found}
