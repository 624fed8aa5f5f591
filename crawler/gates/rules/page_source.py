r"""APP-WAKE RULES: how pages push a reader into their app, as rows.

A new trick is a new row here. The guard in the browser, the engine and the judge read these
rows; none of them knows a row by name. Patterns are read by Python and by JavaScript, so keep
to what both understand in the same way (which ``\w`` and ``\W`` are not).
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.gates.rules.labels import LABEL_PARTS, LABEL_PATTERNS, MAX_LABEL_LENGTH, LabelKind
from crawler.gates.rules.urls import ARTICLE_URL, NON_ARTICLE_URLS
from crawler.parsing.text import spelt


@dataclass(frozen=True, slots=True)
class UserAgentRule:
    """A program that a page wants to be read in: it says ``pattern`` (the whole of a short
    text), and is asked once more by a reader whose User-Agent names ``token`` too."""

    pattern: str
    token: str


@dataclass(frozen=True, slots=True)
class SourceSignal:
    """What shows in a page's source that it tries to wake an app.

    ``needs`` is a part of every match, asked for first because that is cheap.
    """

    name: str
    pattern: str
    needs: tuple[str, ...]


USER_AGENT_RULES = (
    UserAgentRule(
        r"<x>(?:请|仅限?|只能|仅支持|须|需)*(?:你)?(?:在|用|使用|通过|从|支持)*(?:手机)?微信(?:客户端|内置浏览器|浏览器)?"
        r"(?:中|里|内|端|上)?(?:打开|访问|浏览|阅读|查看|观看)(?:链接|此页|本页|本文|页面|全文)*<x>",
        "MicroMessenger/8.0.50",
    ),
)


SOURCE_SIGNALS = (
    SourceSignal(
        "a link of an app's own scheme",
        r"[\"'`=(]\s{0,2}"
        r"(?!(?:https?|data|blob|about|javascript|ftp|file|wss?|intent|[a-z]+-extension)\b)[a-z][a-z0-9+.-]{2,30}://",
        ("://",),
    ),
    SourceSignal("an intent link", "intent://", ("intent://",)),
    SourceSignal(
        "a wake library",
        r"\b(?:OpenInstall|MobLink|linkedme|CallApp|callapp-lib|web-launch-app|XInstall"
        r"|ShareInstall)\b",
        ("Install", "MobLink", "linkedme", "CallApp", "callapp-lib", "web-launch-app"),
    ),
    SourceSignal("a chat app's open tag", "wx-open-launch-(?:app|weapp)", ("wx-open-launch-",)),
    SourceSignal(
        "an app store's address",
        r"(?:itunes|apps)\.apple\.com|a\.app\.qq\.com",
        (".apple.com", "a.app.qq.com"),
    ),
)
#: Names by which pages call a folded body, and a layer that covers the page.
FOLD_CLASSES = (
    r"(?:^|[\s_-])(?:un)?(?:fold(?:ed)?|limit(?:ed)?|to-?hide|collapsed?|max-?height|clamp|shrink"
    r"|fix[-_]?(?:height|hieght)|set-?height|packup|expand(?:ed|able)?)(?=[\s_-]|$)"
)
OVERLAY_CLASSES = (
    r"(?:^|[\s_-])(?:mask|overlay|shadow|cover|guide|full[-_]?screen|popup|modal|dialog|layer)"
    r"(?=[\s_-]|$)"
)

#: Names by which pages call the button of a folded body, where it has no words of its own.
EXPAND_CLASSES = (
    r"(?:^|[\s_-])(?:unfold|expand|(?:show|read|view|open|load|see)[-_]?(?:more|all|full|rest)"
    r"|zhan-?kai|more-?btn|btn-?more|arrow-?down|down-?arrow)(?=[\s_-]|$)"
)
#: Names of buttons that do something for the reader or to the page, and bring no text.
SIDE_EFFECT_CLASSES = (
    r"zan|like|praise|share|fav|collect|comment|reply|follow|subscribe|play|audio|video|search|menu|nav|back"
    r"|top|vote|login|user|font|print|copy|qr|swiper|slide|banner|tab|digg|tread|ding|cai(?=[\s_-]|$)|aswift|ads?(?=[\s_-]|$)"
)
#: Names of what opens an app, or asks for one: a label inside of it is part of that.
APP_DOOR_CLASSES = (
    r"(?:open|wake|launch|call|down(?:load)?|goto)[-_]?(?:app|client)"
    r"|app[-_]?(?:open|down|wake|launch|btn|bar|banner|guide|tip|link|call)"
)
#: Names of a row of page numbers; what says that a row of numbers is one where it has no such name.
PAGER_CLASSES = r"pag(?:e|er|es|ing|ination)(?=[\s_-]|$)|fen-?ye|ye-?ma"
PAGE_TURN_LABELS = "上一?页|下一?页|首页|尾页|末页|[Pp]rev|[Nn]ext"


def rules_for_javascript() -> dict[str, object]:
    """The rows that the scripts in a page need, as JSON values."""
    kinds: tuple[LabelKind, ...] = ("open_app", "read_on", "may_read_on", "turn", "dismiss", "more")
    return {
        "asides": [row.pattern for row in NON_ARTICLE_URLS],
        "article_like": ARTICLE_URL,
        "label": MAX_LABEL_LENGTH,
        "unfolds": EXPAND_CLASSES,
        "otherwise_named": SIDE_EFFECT_CLASSES,
        "doors": APP_DOOR_CLASSES,
        "pagers": PAGER_CLASSES,
        "turns": PAGE_TURN_LABELS,
        "guises": [f"^(?:{spelt([row.pattern], LABEL_PARTS)})$" for row in USER_AGENT_RULES],
        **{kind: f"^(?:{LABEL_PATTERNS[kind]})$" for kind in kinds},
    }
