"""Tolerant access to JSON objects: keys in any case and spelling, numbers as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from crawler.parsing.dates import parse_time
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import normalize_text
from crawler.parsing.url import absolute_url

#: Keys are compared without case, ``_`` and ``-``; the first that holds something counts.
TITLE_KEYS = (
    "title", "doctitle", "newstitle", "articletitle", "contenttitle", "listtitle", "headline",
    "maintitle", "topic", "name",
)  # fmt: skip
#: Public pages before the addresses of the interface itself. Misspellings are real.
SHARE_URL_KEYS = (
    "shareurl", "shareulr", "sharelink", "h5url", "h5link", "h5preview", "wapurl", "mobileurl",
    "publicurl", "puburl", "docpuburl", "newsurl", "articleurl", "pageurl", "weburl",
)  # fmt: skip
URL_KEYS = (
    *SHARE_URL_KEYS, "url", "link", "linkurl", "href", "permalink", "jumpurl", "outlink",
    "contenturl", "detailurl", "contentlink",
)  # fmt: skip
TIME_KEYS = (
    "publishtimestamp", "publishtime", "publishedat", "published", "publishat", "publishdate",
    "pubtime", "pubdate", "pubtimelong", "realpublishtime", "realpubtime", "docpubtime",
    "docreltime", "releasetime", "releasedate", "relasedatetimestamp", "issuetime", "onlinetime",
    "showtime", "showdate", "sorttime", "sortorder", "ptime", "ctime", "date", "datetime", "time",
    "datepublished", "createtime", "createdat", "created", "updatetime", "updatedate", "updatedat",
)  # fmt: skip
COUNT_KEYS: Mapping[str, tuple[str, ...]] = {
    "views": (
        "viewcount", "views", "hits", "countclick", "clickcount", "clicknum", "clicks", "viewnum",
        "reads", "columnclicknum", "thumbsviewcount",
    ),
    "likes": (
        "likecount", "likes", "praisecount", "countpraise", "praisenum", "thumbs",
        "columnpraisenum",
    ),
    "comments": (
        "commentcount", "comments", "replycount", "countdiscuss", "commentnum", "comcount",
        "columncommentnum",
    ),
    "shares": ("sharecount", "sharecounts", "sharenum", "countshare", "columnsharenum"),
}  # fmt: skip
#: Which values of which keys say that a thing is a special topic, or a page of somebody else.
_CONTAINERS = {("modelid", "10"), ("appid", "10"), ("articletype", "3"), ("contenttype", "64")}
_EXTERNALS = {("modelid", "3"), ("appid", "3"), ("articletype", "4"), ("contenttype", "8")}
_KINDS = ("type", "moduleid", "structid", "series")
_CONTAINER_WORDS = frozenset(("subject", "special", "topic"))
_EXTERNAL_WORDS = frozenset(("link", "outlink", "external"))
_ADDRESS_LIKE = re.compile(r"https?://|/|[\w./-]+\.s?html?\b|[\w-]+/[\w./-]+", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LONGEST_LINE = 1000
#: Where answers say how they went, in words and by a code; objects that they may do it in.
_MESSAGES = (
    "message", "msg", "errmsg", "errormsg", "errormessage", "errortext", "errordescription",
    "error", "resultmsg", "retmsg", "returnmsg", "statusmsg", "desc", "reason", "detail", "tips",
    "info", "exception",
)  # fmt: skip
_CODES = (
    "code", "errcode", "errorcode", "errno", "status", "statuscode", "state", "ret", "retcode",
    "returncode", "resultcode", "rescode", "result", "success", "issuccess", "succeed", "ok",
    "flag",
)  # fmt: skip
_ENVELOPES = ("error", "meta", "head", "header", "status", "result", "response")
_WELL = frozenset((
    "0", "00", "000", "0000", "00000", "000000", "1", "100", "200", "2000", "10000", "20000",
    "true", "success", "succeed", "ok", "s", "y", "yes",
))  # fmt: skip
#: Codes that are an error's wherever they stand: those of HTTP, and what is below zero.
_REFUSED = re.compile(r"[45]\d\d|[45]\d\d0[0-9]|-\d+")
_GOES_WELL = re.compile(r".{0,6}成功.{0,2}|success(?:ful)?(?:ly)?|succeed|ok|正常|\d+", re.I)
_NO_MORE = re.compile(
    r"(?:没有|沒有|无|無|暂无|已无|查无)(?:更多|其他|相关|相關|任何)?(?:的)?(?:数据|內容|内容|新闻|记录|文章|结果|信息|稿件)"
    r"|没有更多|没有了|到底|(?:全部|已经)加载|no (?:more|data|record|result|content)|^empty$",
    re.I,
)
_FAILS = re.compile(
    r"错误|有误|失败|异常|不存在|找不到|未找到|繁忙|超时|故障|登[录陆]|无权|权限|拒绝|拦截|禁止|频繁|非法|无效|过期"
    r"|缺少|不能为空|维护|验证|签名|error|fail|denied|forbidden|not found|invalid|unauthori[sz]ed"
    r"|time ?out|exception|required|missing|expired|refused|unavailable|too many",
    re.I,
)
#: Values that hold more than how a request went.
_SUBSTANCE = (
    "content", "body", "html", "text", "doctitle", "title", "newstitle", "articletitle",
    "contenttitle", "listtitle", "headline",
)  # fmt: skip
#: So many values show whether an answer holds data.
_FIRST_VALUES = 500
#: Bounds of a walk: values looked at, and how deep they may be nested.
_VALUES, _DEPTH = 400_000, 24

EntryKind = Literal["article", "topic", "external"]


class JsonRecord:
    """One object of a JSON answer. ``values`` are its values by plain keys."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.values = {normalize_key(key): value for key, value in raw.items()}

    def __contains__(self, name: str) -> bool:
        return normalize_key(name) in self.values

    def get(self, *names: str) -> Any:
        """The first value that holds something, under any of the names; None where none does."""
        for name in names:
            value = self.values.get(normalize_key(name))
            if value not in (None, "", [], {}, False):
                return value
        return None

    def text(self, *names: str) -> str:
        """The first text or number as one line, without the mark-up that some put into it."""
        return next(
            (line for line in (to_line(self.values.get(normalize_key(n))) for n in names) if line),
            "",
        )

    def integer(self, *names: str) -> int:
        """The first whole number, be it a text; -1 where there is none."""
        found = (to_int(self.values.get(normalize_key(name))) for name in names)
        return next((number for number in found if number >= 0), -1)

    def url(self, base: str, *names: str) -> str:
        """The first http(s) address, made absolute; '' where there is none."""
        for name in names:
            value = self.values.get(normalize_key(name))
            if isinstance(value, str) and _ADDRESS_LIKE.match(value.strip()):
                found = absolute_url(base, value)
                if found:
                    return found
        return ""

    def time(self, page: FetchedPage, *names: str) -> datetime | None:
        """The first time under any of the names, relative ones counted from when ``page`` was
        fetched."""
        for name in names:
            found = parse_time(self.values.get(normalize_key(name)), page.fetched_at, page.timezone)
            if found:
                return found
        return None

    def counts(self) -> dict[str, int]:
        """Views, likes, comments, shares, as far as the object names them."""
        found = {name: self.integer(*keys) for name, keys in COUNT_KEYS.items()}
        return {name: number for name, number in found.items() if number >= 0}

    def child(self, *path: str) -> JsonRecord | None:
        """The object at a path of keys; None where there is none."""
        here: JsonRecord | None = self
        for name in path:
            value = here.values.get(normalize_key(name)) if here else None
            here = JsonRecord(value) if isinstance(value, dict) else None
        return here

    def children(self, *names: str) -> list[JsonRecord]:
        """The objects of the first list; a lone object counts as a list of one."""
        value = self.get(*names)
        values = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
        return [JsonRecord(each) for each in values if isinstance(each, dict)]

    def entry_kind(self) -> EntryKind:
        """What the usual marks say: an article, a special topic, or somebody else's page."""
        marks = {(k, str(v)) for k, v in self.values.items() if isinstance(v, str | int)}
        words = {str(self.values.get(key, "")).lower() for key in _KINDS}
        special = self.values.get("isspecialcontent") in (True, 1, "1", "true")
        if marks & _CONTAINERS or words & _CONTAINER_WORDS or special:
            return "topic"
        return "external" if marks & _EXTERNALS or words & _EXTERNAL_WORDS else "article"


def normalize_key(key: str) -> str:
    """A key without case, ``_`` and ``-``: ``share_url`` and ``shareUrl`` are one."""
    return key.lower().replace("_", "").replace("-", "")


def to_line(value: Any) -> str:
    """A text or a number as one line; '' for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return normalize_text(_TAG.sub("", value[:_LONGEST_LINE])) if isinstance(value, str) else ""


def to_int(value: Any) -> int:
    """A count; -1 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return -1
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1


def iter_values(value: Any) -> Iterator[Any]:
    """A JSON value and all values below it, in document order, within bounds."""
    stack = [(value, 0)]
    for _ in range(_VALUES):
        if not stack:
            return
        value, depth = stack.pop()
        yield value
        below = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list) and depth < _DEPTH:
            stack.extend((child, depth + 1) for child in reversed(list(below)))


def iter_array_objects(value: Any) -> Iterator[JsonRecord]:
    """The objects that stand in arrays, in document order."""
    items: set[int] = set()
    for part in iter_values(value):
        if isinstance(part, list):
            items |= {id(item) for item in part}
        elif id(part) in items and isinstance(part, dict):
            yield JsonRecord(part)


def iter_objects_under(value: Any, *names: str) -> Iterator[JsonRecord]:
    """The objects of the arrays under these keys, key by key, wherever in an answer they are."""
    objects = [JsonRecord(part) for part in iter_values(value) if isinstance(part, dict)]
    for name in map(normalize_key, names):
        for record in objects:
            if isinstance(record.values.get(name), list):
                yield from record.children(name)


def error_message(value: Any) -> str:
    """What an answer says of itself beside its data: "栏目不存在"; '' where it says nothing."""
    if not isinstance(value, dict):
        return ""
    return JsonRecord(value).text(
        "message", "msg", "errmsg", "error", "errormsg", "errortext", "errorcode", "info"
    )


def error_of(value: Any) -> str:
    """What an interface says where its answer is an error; '' for any other answer.

    Interfaces agree on no code: 0, 1, 200 and true all stand for success somewhere. So an answer
    that holds data is none, nor is one that says that there is no more; what a code leaves open
    the message decides.
    """
    if not isinstance(value, dict) or _holds_data(value):
        return ""
    answer = _answer(value)
    said = answer.text(*_MESSAGES)
    if _NO_MORE.search(said):
        return ""
    codes = {str(answer.values[n]).lower() for n in _CODES if _is_code(answer.values.get(n))}
    refused = next((code for code in sorted(codes) if _REFUSED.fullmatch(code)), "")
    if refused:
        return said or f"code {refused}"
    if not said or _GOES_WELL.fullmatch(said):
        return ""
    odd = not codes & _WELL if codes else isinstance(answer.values.get("error"), str | dict)
    return said if "false" in codes or odd or _FAILS.search(said) else ""


def _answer(value: Mapping[str, Any]) -> JsonRecord:
    """What an answer says of itself, where it may hold that in an object of its own."""
    facts = JsonRecord(value).values
    inner = (facts.get(name) for name in _ENVELOPES)
    held = [JsonRecord(each).values for each in inner if isinstance(each, dict)]
    return JsonRecord({name: v for each in [*held, facts] for name, v in each.items()})


def _is_code(value: Any) -> bool:
    return isinstance(value, bool | int) or (isinstance(value, str) and 0 < len(value) < 16)


def _holds_data(value: Any) -> bool:
    """Whether an answer holds a list of things, or a text with its title."""
    for part in islice(iter_values(value), _FIRST_VALUES):
        if isinstance(part, list) and any(isinstance(item, dict | list) for item in part):
            return True
        if isinstance(part, dict):
            record = JsonRecord(part)
            if record.text(*_SUBSTANCE) or (record.get("id") and record.text(*TITLE_KEYS)):
                return True
    return False
