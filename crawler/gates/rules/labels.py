r"""What short texts say, as rows: the labels of buttons and the notices of pages.

A new wording is a new row. Patterns are read by Python and by JavaScript, so keep to what both
understand in the same way (which ``\w`` and ``\W`` are not).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from crawler.parsing.text import spelt

LabelKind = Literal[
    "open_app",
    "read_on",
    "may_read_on",
    "turn",
    "dismiss",
    "more",
    "loading",
    "gone",
    "refused",
    "end",
]


@dataclass(frozen=True, slots=True)
class LabelRule:
    """What a short text says, as a pattern for the whole of it, its white space taken out.

    In a pattern ``<x>`` is whatever may stand around words (arrows, digits, stops), ``<w>`` a
    character of a word, ``<app>`` an app by any name, ``<staff>`` a role in a newsroom; ``<ask>``
    is how a reader is asked to press, ``<show>`` what is done to a text, ``<rest>`` which part of
    it, ``<text>`` a text by any name, and ``<whole>`` all of it or what lacks.
    """

    kind: LabelKind
    pattern: str


LABEL_PARTS = {
    "<x>": r"[^\u4e00-\u9fffA-Za-z]*",
    "<w>": r"[\u4e00-\u9fffA-Za-z0-9·]",
    "<app>": r"(?:[\u4e00-\u9fffA-Za-z0-9·]{0,12}(?:[Aa][Pp][Pp]|客户端)|应用|手机端|小程序)",
    "<ask>": (
        "(?:点击|點擊|点按|点此|点我|点开|点这里|点一下|此处|这里|轻触|轻点|单击|双击|长按|按此|戳我|戳这里|请|您|你|可以|可|来|再|就"
        "|上滑|上拉|下滑|下拉|往下|向下|继续|繼續|接着)"
    ),
    "<show>": (
        "(?:展开|展開|阅读|閱讀|查看|查閱|查阅|浏览|瀏覽|显示|顯示|加载|翻看|细看|看|读|讀|[Uu]nfold|[Ee]xpand|[Cc]ontinue"
        "|[Kk]eep|[Rr]ead(?:ing)?|[Ss]how|[Ss]ee|[Vv]iew)"
    ),
    "<rest>": (
        "(?:剩余|剩下|余下|餘下|其余|还有|还剩|尚有|未读|未展开|隐藏|折叠|后续|后面|下面|完整|完整版|全部|所有|更多|下半|另外|的|了|吧"
        "|一下|精彩|较长|过长|太长|未完|待续|[Mm]ore|[Ff]ull|[Aa]ll|[Rr]est|[Tt]he|[Oo]f|[Oo]n)"
    ),
    "<text>": (
        "(?:全文|正文|原文全部|全篇|下文|后文|本文|文章|文字|内容|內容|报道|详情|部分|段落|篇幅|页|段|字|行|句"
        "|[Tt]ext|[Aa]rticle|[Ss]tory|[Cc]ontent)"
    ),
    "<whole>": (
        "(?:全文|正文|本文|(?:完整|全部|剩余|余下|更多|后续)(?:的)?(?:内容|报道|正文|文章|精彩|版)?)"
    ),
    "<staff>": (
        "(?:责任编辑|责编|本期编辑|编辑|值班编辑|审核|审读|校对|一审|二审|三审|终审|初审|复审|监制"
        "|总监制|签发|策划|来源|稿源|供稿|作者|文字|撰稿|图文|摄影|通讯员|记者|全媒体记者|实习生)"
    ),
}

LABEL_RULES = (
    LabelRule(
        "open_app",
        "<x>(?:点击|点此|立即|马上|快|去|在|请)*(?:打开|下载|安装|进入|前往|启动|唤起|使用)<app>"
        "<w>{0,14}<x><w>{0,8}<x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:点击|点此|立即|马上|请)*(?:去|到|在|上|用)?<app>(?:内|中|里|上|端)?"
        "(?:打开|查看|阅读|观看|浏览|参与)<w>{0,14}<x><w>{0,8}<x>",
    ),
    LabelRule("open_app", "<x>(?:立即|马上|直接|点击|免费)(?:打开|下载|安装|体验)<x>"),
    LabelRule(
        "open_app",
        "<x>(?:剩余|还有|余下)<x>[0-9]*%?<x>(?:的)?(?:内容|全文|正文)?<x>"
        "(?:请|需|可|在|到|去|打开|下载)+<app>(?:内|中|里|上)?(?:打开|查看|阅读|观看|浏览|继续阅读)?<x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:登录|扫码|分享|关注)<w>{0,8}(?:后|即可)(?:继续)?(?:阅读|查看|浏览)<w>{0,4}<x>",
    ),
    LabelRule(
        "open_app",
        ".{0,16}[,，。!！?？;；](?:请|点击|立即|马上|快|去|只能|仅支持)*"
        "(?:打开|下载|安装|进入|前往|使用|到|至|去|在|用)<app>.{0,16}",
    ),
    LabelRule(
        "open_app",
        "<x>(?:该|此|本|剩余|余下|更多|完整)?(?:内容|文章|全文)?(?:仅支持|仅限|只能|需要|须|请|需)*"
        "(?:在|到|至|去|用|使用|打开)<app>(?:内|中|里|端)?(?:打开|查看|阅读|观看|接着读|继续读).{0,8}<x>",
    ),
    LabelRule(
        "open_app",
        ".{0,12}(?:支付|付费|购买|充值|开通|订阅|解锁|输入口令|输入密码).{0,8}(?:阅读|查看|解锁|看|口令|密码)?"
        "(?:全文|本文|余下|剩余)?.{0,4}",
    ),
    LabelRule(
        "open_app",
        "<x>(?:全文|完整(?:内容|报道|版)|后续(?:内容)?|余下(?:内容)?|更多(?:精彩)?(?:内容|资讯)?|本文未完).{0,10}"
        "(?:请|仅|只|可)?(?:见|看|至|到|在|对|下载|打开|关注)?<app>.{0,12}",
    ),
    LabelRule("open_app", "<x>扫码.{0,10}(?:继续阅读|阅读全文|看全文|查看全文).{0,6}"),
    LabelRule("open_app", "<x>[0-9一二两三]步打开.{0,20}"),
    LabelRule("open_app", "<x>点击右上角.{0,20}"),
    LabelRule(
        "open_app",
        "<x>(?:请)?(?:选择|使用|用|在)?<x>(?:在)?(?:手机|系统|默认)?浏览器.{0,12}打开.{0,6}",
    ),
    LabelRule("open_app", "<x>(?:下载|打开).{0,12}(?:阅读|查看|浏览)(?:更多|全文|全部).{0,6}"),
    # An app's prompt that holds words of reading on: what it takes to read is no reading.
    LabelRule(
        "open_app",
        "<x>(?:立即|马上|直接|点击|免费|一键|请|去)*(?:打开|下载|安装|体验|启动)<x>(?:并|后|即可|继续)*"
        "(?:展开|阅读|查看|看|浏览)<whole><x>",
    ),
    LabelRule(
        "open_app",
        ".{0,8}<app>(?:内|中|里|上|端)?<x>(?:才能|即可|可|继续)*(?:展开|阅读|查看|看|浏览|专享|独享)<whole><x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:请|去|到|在|上|用)*<app>(?:内|中|里|上|端)?<x>(?:点击|继续)*(?:展开|阅读|查看|看|浏览)"
        "<whole>?<x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:继续|展开|阅读|查看|看|浏览)+<whole>?<x>(?:请|需|须|可|仅|只|上|到|去|在|用|打开|下载|安装|前往)+<app>.{0,6}",
    ),
    LabelRule(
        "open_app",
        "<x>(?:微信|请|长按)*(?:扫码|扫一扫|识别二维码)(?:后|即可|可|继续)*(?:展开|阅读|查看|看|浏览)<whole><x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:请)?(?:登录|登陆|注册|关注|分享|转发|点赞|评论|订阅|投票|绑定|打赏)<w>{0,8}<x>(?:展开|阅读|查看|看|浏览)<whole><x>",
    ),
    LabelRule(
        "open_app",
        "<x>(?:打开|去|到|上|前往|进入)(?!网页|浏览器|这里|此处|当前|本页|页面|[上下]一?页|第|滑|拉|翻|底|面|划)<w>{2,8}<x>"
        "(?:展开|阅读|查看|看|浏览)<whole><x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:点击|点此|轻触|继续)?(?:展开|阅读|查看|显示|浏览|打开)"
        "(?:剩余|余下|本文|文章|新闻)?的?(?:全文|全部内容|全部正文|正文|剩余内容|余下内容"
        "|余下全文|剩余全文|完整内容|完整文章)<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:点击|点此|轻触)?(?:展开|展开全部|继续阅读|继续浏览|展开阅读|展开更多|阅读更多|阅读余下"
        "|阅读剩余|展开剩余)<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:还有|剩余|余下|展开剩余|未读|还剩)<x>(?:未读|的内容|内容|未展开|段|字|页)?<x>"
        "(?:点击|点此|点这里|点开)?(?:展开|阅读|查看|继续阅读|接着看|接着读|继续看)<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:[Rr]ead|[Ss]how|[Vv]iew|[Ll]oad)(?:[Mm]ore|[Aa]ll|[Ff]ull)"
        "(?:[Tt]ext|[Aa]rticle|[Ss]tory|[Cc]ontent)?<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:双击|长按|点击|轻点|单击)(?:此处)?(?:展开|阅读|查看|显示)(?:剩余|余下)?(?:全文|正文|内容|更多)?<x>",
    ),
    LabelRule("read_on", "<x>(?:全文|(?:余下|剩余|其余|隐藏)(?:全文|内容|正文))<x>"),
    LabelRule(
        "read_on",
        "<x>(?:点击|点此|展开|查看|阅读|显示|浏览)+(?:完整|后续|余下|剩余|隐藏|全部|更多)(?:的)?"
        "(?:报道|内容|部分|文字|段落|详情|正文)<x>",
    ),
    LabelRule("read_on", "<x>(?:点击|点此)?(?:展开|查看|阅读|浏览)(?:后续|余下|剩余|详情)<x>"),
    LabelRule(
        "read_on",
        "<x>(?:点击此处|点击|点此|点我|点这里|点按|请|上滑|上拉|轻触|继续)*"
        "(?:展开|显示|查看|加载|阅读|浏览|看|点开|展開|閱讀)+(?:本文|文章)?的?"
        "(?:剩余|余下|剩下|其余|完整|全部|全文|正文|[0-9]+%|的)*"
        "(?:正文|内容|全文|部分|版|文章)<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:在|留在)?(?:网页|浏览器|网页版)?(?:中|里|内|版)?(?:暂不下载<x>)?"
        "(?:继续阅读|继续看|接着读|继续浏览|繼續閱讀|继续访问)(?:全文|网页版|网页)?<x>",
    ),
    LabelRule(
        "read_on",
        "<x>(?:是否|直接|不了?|算了)?<x>(?:继续)?(?:在|留在|使用|用)(?:当前)?(?:网页版?|浏览器|本页|页面|H5)(?:中|里|内|上)?"
        "(?:继续)?(?:阅读|浏览|查看|访问|看)(?:全文|本文|文章)?<x>",
    ),
    # Nothing but words of reading on, in whatever order; two of them at least, one of which says
    # what is done to the text or which part of it lacks.
    LabelRule(
        "may_read_on",
        "<x>(?:(?:<ask>|<rest>|<text>)<x>)*(?:"
        "<show><x>(?:(?:<ask>|<show>)<x>)*(?:<rest>|<text>)|(?:剩余|剩下|余下|餘下|其余|后续|未读|隐藏|折叠)<x>(?:的)?<text>"
        "|(?:继续|繼續|接着|往下|向下|[Kk]eep|[Cc]ontinue)<x><show>|展开|展開|全文|[Uu]nfold|[Ee]xpand"
        ")<x>(?:(?:<ask>|<show>|<rest>|<text>)<x>)*",
    ),
    LabelRule(
        "turn",
        "<x>(?:点击|点此|阅读|查看|翻到|转到|进入|本文|全文|正文)*(?:下一页|下页|后一页|下一屏|翻页|下一部分"
        "|下一节|第[2二]页)(?:继续)?(?:阅读|查看|浏览)?(?:全文)?<x>",
    ),
    LabelRule("dismiss", "<x>(?:[×✕✖╳❌⨉Xx])<x>"),
    LabelRule(
        "dismiss",
        "<x>(?:以后再说|下次再说|稍后再说|暂不(?:打开|下载|安装|需要)?|先不(?:打开|下载|了)|不用了|不了"
        "|不打开|不下载|残忍拒绝|忍痛拒绝|取消|关闭|跳过|我知道了|知道了|暂时不用|继续访问|继续浏览网页"
        "|(?:继续)?(?:使用|访问|留在|用)(?:当前)?(?:网页版?|浏览器|本页|当前页面?|H5))<x>",
    ),
    LabelRule(
        "more",
        "<x>(?:点击|上拉|上滑|下拉|滑动)?(?:加载|查看|显示|浏览|展开|获取)(?:更多|下一页|全部)"
        "(?:新闻|内容|文章|资讯|数据|信息|列表)?<x>",
    ),
    LabelRule("more", "<x>(?:更多新闻|更多文章|更多资讯|加载下一页|下一批)<x>"),
    LabelRule(
        "loading",
        "<x>(?:正文|内容|数据|文章|新闻|页面)?(?:正在|努力|拼命|玩命)?(?:加载|载入|获取|读取)"
        "(?:中|正文|内容|数据)<x>(?:请稍候|请稍后|请等待)?<x>",
    ),
    LabelRule("loading", "<x>(?:[Ll]oading|LOADING|请稍候|请稍后|请稍等)<x>"),
    LabelRule(
        "gone",
        "<x>(?:非常|很)?(?:抱歉|对不起)?<x>(?:您|你)?(?:访问|查看|浏览|要找|请求)?的?"
        "(?:该|此|本|这篇)?(?:文章|内容|新闻|页面|稿件|信息|资讯|网页)(?:已|已经|可能已)?(?:经)?"
        "(?:不存在|被删除|删除|下线|下架|失效|过期|撤回|撤稿|找不到|飞走了).{0,20}",
    ),
    LabelRule(
        "refused",
        ".{0,30}(?:访问异常|环境异常|访问过于频繁|操作频繁|请求过于频繁|安全验证|人机验证|请完成验证|请输入验证码"
        "|滑动验证|访问被拒绝|网站防火墙).{0,30}",
    ),
    LabelRule("end", "<x>(?:完|全文完|正文完|END|End|本文完|结束)<x>"),
    LabelRule("end", r"<x>(?:[\u4e00-\u9fff]{2})?<staff>(?:[:：].{0,60}|[\u4e00-\u9fff]{2,4})"),
    LabelRule("end", "[(（【].{0,12}<staff>.{0,60}[)）】]"),
)

#: Words of which every wording but those of the end holds one, asked for first: that is cheap.
LABEL_HINTS = (
    *("打开", "下载", "安装", "进入", "前往", "启动", "唤起", "使用", "体验", "点击", "浏览器"),
    *("APP", "App", "app", "aPP", "客户端", "应用", "手机端", "小程序"),
    *("全文", "全部", "正文", "内容", "展开", "阅读", "浏览", "剩余", "余下", "未读", "更多"),
    *("本文", "完整", "后续"),
    *("加载", "载入", "获取", "读取", "oading", "LOADING", "请稍", "下一批"),
    *("不存在", "删除", "下线", "下架", "失效", "过期", "撤回", "撤稿", "找不到", "飞走"),
    *(
        "展開",
        "閱讀",
        "继续",
        "登录",
        "扫码",
        "还有",
        "还剩",
        "支付",
        "付费",
        "购买",
        "口令",
        "密码",
    ),
    *("ore", "ull", "异常", "频繁", "验证", "访问被拒绝", "防火墙"),
)

#: The longest text that can be a button's or a notice's.
MAX_LABEL_LENGTH = 40
_SPACE = re.compile(r"\s+")
_KINDS: tuple[LabelKind, ...] = get_args(LabelKind)
LABEL_PATTERNS = {
    kind: spelt((row.pattern for row in LABEL_RULES if row.kind == kind), LABEL_PARTS)
    for kind in _KINDS
}
_WORDS = {kind: re.compile(pattern) for kind, pattern in LABEL_PATTERNS.items()}


def matches_label(kind: LabelKind, text: str) -> bool:
    """Whether the whole of a short text says one kind of thing: see ``LabelRule``."""
    short = _SPACE.sub("", text[: 4 * MAX_LABEL_LENGTH])
    if not short or len(short) > MAX_LABEL_LENGTH:
        return False
    if kind in ("read_on", "may_read_on", "turn", "more") and matches_label("open_app", short):
        return False
    return _WORDS[kind].fullmatch(short) is not None
