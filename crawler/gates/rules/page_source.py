r"""APP-WAKE RULES: how pages push a reader into their app, as rows.

A new trick is a new row here. The guard in the browser, the engine and the judge read these
rows; none of them knows a row by name. Patterns are read by Python and by JavaScript, so keep
to what both understand in the same way (which ``\w`` and ``\W`` are not).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.gates.rules.labels import LABEL, PARTS, SPELT, Saying
from crawler.parsing.text import spelt


@dataclass(frozen=True, slots=True)
class Aside:
    """An address that is not an article's: no script may take the crawler there."""

    pattern: str
    why: str


@dataclass(frozen=True, slots=True)
class Guise:
    """A program that a page wants to be read in: it says ``pattern`` (the whole of a short
    text), and is asked once more by a reader whose User-Agent names ``token`` too."""

    pattern: str
    token: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows in a page's source that it tries to wake an app.

    ``needs`` is a part of every match, asked for first because that is cheap.
    """

    name: str
    pattern: str
    needs: tuple[str, ...]


GUISES = (
    Guise(
        r"<x>(?:请|仅限?|只能|仅支持|须|需)*(?:你)?(?:在|用|使用|通过|从|支持)*(?:手机)?微信(?:客户端|内置浏览器|浏览器)?"
        r"(?:中|里|内|端|上)?(?:打开|访问|浏览|阅读|查看|观看)(?:链接|此页|本页|本文|页面|全文)*<x>",
        "MicroMessenger/8.0.50",
    ),
)

ASIDES = (
    Aside(
        r"^https?://[^/?#]+/*(?:index\.[a-z]+)?\??"
        r"(?:#!?/?(?:home|index|main|top)?/?)?$",
        "a front page",
    ),
    Aside(r"\.(?:apk|ipa|exe|dmg|zip|rar|plist|mobileconfig)(?:[?#]|$)", "a download"),
    Aside(
        r"[/?&#=_.-](?!down/\d+\.s?html?)(?:app)?[-_]?(?:down(?:load)?s?|install)"
        r"(?:app|page|client)?(?:[/?&#=_.-]|$)",
        "a download page",
    ),
    Aside(
        r"[/?&#=_.-](?:open|launch|wake|wakeup|call|get|goto|jump|to|invite)[-_]?(?:app|client)"
        r"(?:[/?&#=_.-]|$)",
        "an app's door",
    ),
    Aside(
        r"[/?&#=_.-](?:app[-_]?(?:store|market|open|page|guide|promotion)|wakeup|khd)"
        r"(?:[/?&#=_.-]|$)",
        "an app's door",
    ),
    Aside(
        r"[/?&#=_.-](?!guide/\d+\.s?html?)(?:h5[-_/])?(?:app[-_]?)?(?:guide|landing|yindao|spread|promo(?:te)?)"
        r"(?:page)?(?:[/?&#=_.-]|$)",
        "a page that leads to an app",
    ),
    Aside(
        r"[/?&#=_.-](?:log[-_]?in|sign[-_]?in|passport|register|oauth2?)(?:[/?&#=_.-]|$)",
        "a login page",
    ),
)

SIGNS = (
    Sign(
        "a link of an app's own scheme",
        r"[\"'`=(]\s{0,2}"
        r"(?!(?:https?|data|blob|about|javascript|ftp|file|wss?|intent|[a-z]+-extension)\b)[a-z][a-z0-9+.-]{2,30}://",
        ("://",),
    ),
    Sign("an intent link", "intent://", ("intent://",)),
    Sign(
        "a wake library",
        r"\b(?:OpenInstall|MobLink|linkedme|CallApp|callapp-lib|web-launch-app|XInstall"
        r"|ShareInstall)\b",
        ("Install", "MobLink", "linkedme", "CallApp", "callapp-lib", "web-launch-app"),
    ),
    Sign("a chat app's open tag", "wx-open-launch-(?:app|weapp)", ("wx-open-launch-",)),
    Sign(
        "an app store's address",
        r"(?:itunes|apps)\.apple\.com|a\.app\.qq\.com",
        (".apple.com", "a.app.qq.com"),
    ),
)
#: Names by which pages call a folded body, and a layer that covers the page.
FOLDS = (
    r"(?:^|[\s_-])(?:un)?(?:fold(?:ed)?|limit(?:ed)?|to-?hide|collapsed?|max-?height|clamp|shrink"
    r"|fix[-_]?(?:height|hieght)|set-?height|packup|expand(?:ed|able)?)(?=[\s_-]|$)"
)
COVERS = (
    r"(?:^|[\s_-])(?:mask|overlay|shadow|cover|guide|full[-_]?screen|popup|modal|dialog|layer)"
    r"(?=[\s_-]|$)"
)

#: Names by which pages call the button of a folded body, where it has no words of its own.
UNFOLDS = (
    r"(?:^|[\s_-])(?:unfold|expand|(?:show|read|view|open|load|see)[-_]?(?:more|all|full|rest)"
    r"|zhan-?kai|more-?btn|btn-?more|arrow-?down|down-?arrow)(?=[\s_-]|$)"
)
#: Names of buttons that do something for the reader or to the page, and bring no text.
OTHERWISE_NAMED = (
    r"zan|like|praise|share|fav|collect|comment|reply|follow|subscribe|play|audio|video|search|menu|nav|back"
    r"|top|vote|login|user|font|print|copy|qr|swiper|slide|banner|tab|digg|tread|ding|cai(?=[\s_-]|$)|aswift|ads?(?=[\s_-]|$)"
)
#: Names of what opens an app, or asks for one: a label inside of it is part of that.
DOORS = (
    r"(?:open|wake|launch|call|down(?:load)?|goto)[-_]?(?:app|client)"
    r"|app[-_]?(?:open|down|wake|launch|btn|bar|banner|guide|tip|link|call)"
)
#: Names of a row of page numbers; what says that a row of numbers is one where it has no such name.
PAGERS = r"pag(?:e|er|es|ing|ination)(?=[\s_-]|$)|fen-?ye|ye-?ma"
TURNS = "上一?页|下一?页|首页|尾页|末页|[Pp]rev|[Nn]ext"
#: What the address of an article holds and that of a shop, a guide, an app's door does not: an
#: id, a date, or a title of several words. Also a pattern of JavaScript's (`for_script`).
ARTICLE_LIKE = (
    r"^[^?#]*(?:\d{3,}|/[a-z0-9%]+(?:-[a-z0-9%]+){2,})|[?&#/](?:\w*id|aid|nid|key)=\w*\d"
    r"|^[^#]*#!?/\D*\d"
)

_ASIDES = [(re.compile(row.pattern, re.I), row.why) for row in ASIDES]
_ARTICLE_LIKE = re.compile(ARTICLE_LIKE, re.I)


def aside(url: str) -> str:
    """Why an address is no article's ("a download page"), or ''."""
    return next((why for pattern, why in _ASIDES if pattern.search(url)), "")


def article_like(url: str, home: str) -> bool:
    """Whether a script may lead from ``home`` to an address: it is the same page once more, or
    shaped as an article's is, and no aside."""
    if aside(url):
        return False
    return _path(url) == _path(home) or _ARTICLE_LIKE.search(_path_on(url)) is not None


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _path_on(url: str) -> str:
    """An address from its path on: a host's digits are no article's id."""
    return "/" + url.partition("://")[2].partition("/")[2]


def for_script() -> dict[str, object]:
    """The rows that the scripts in a page need, as JSON values."""
    kinds: tuple[Saying, ...] = ("open_app", "read_on", "may_read_on", "turn", "dismiss", "more")
    return {
        "asides": [row.pattern for row in ASIDES],
        "article_like": ARTICLE_LIKE,
        "label": LABEL,
        "unfolds": UNFOLDS,
        "otherwise_named": OTHERWISE_NAMED,
        "doors": DOORS,
        "pagers": PAGERS,
        "turns": TURNS,
        "guises": [f"^(?:{spelt([row.pattern], PARTS)})$" for row in GUISES],
        **{kind: f"^(?:{SPELT[kind]})$" for kind in kinds},
    }
