"""Cleaning rules: how newsrooms' pages write what is not the article.

A rule is one small function of one line; its name counts it in the stats, its documentation is
its reason. It sees the line in plain form (see ``plain``) and says whether the whole line is
chrome: a sentence that mentions an app or a share button stays. No rule knows a site. How the
rules are applied to the blocks of an article is in ``sweep.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

#: anywhere: between the lines of the text too. head, tail, edges: only before its first line,
#: behind its last one, either. rest: at its end, with everything that follows.
Where = Literal["anywhere", "head", "tail", "edges", "rest"]
Test = Callable[[str], bool]


@dataclass(frozen=True)
class Rule:
    """A rule with the scope it holds in and the longest line (characters) it can be true of."""

    name: str
    reason: str
    where: Where
    longest: int
    holds: Test


RULES: list[Rule] = []


def plain(line: str) -> str:
    """A line with ASCII marks, in lower case, without bullets and brackets around it."""
    folded = unicodedata.normalize("NFKC", line).lower()
    return folded.strip(" \t•·●▲▼■◆★>-—_~|【】[]※*")


def rule(where: Where, longest: int = 40) -> Callable[[Test], Test]:
    """Add a function to the rules under its own name."""

    def add(holds: Test) -> Test:
        reason = (holds.__doc__ or "").strip()
        RULES.append(Rule(holds.__name__, reason, where, longest, holds))
        return holds

    return add


def _whole(*forms: str) -> Callable[[str], bool]:
    """Whether a line as a whole has one of these forms."""
    match = re.compile("|".join(f"(?:{form})" for form in forms)).fullmatch
    return lambda line: match(line) is not None


# --- apps, gates, templates --------------------------------------------------------------
_GO = "(?:点击|立即|马上|请|去|点此|免费)?"
_APP = r"\s*(?:app|客户端)"
_ACT = (
    "(?:阅读|查看|观看|浏览|收看|看|听|体验|参与|发表|享受|了解|获取)"
    "(?:全文|全部|完整|更多|更佳|更好|最新|精彩|高清|评论|讨论|互动|内容|视频|新闻|资讯|体验|直播|原文|的)*"
)
_app_prompt = _whole(
    rf"{_GO}(?:打开|启动|唤起|使用){_APP}(?:[,\s]*{_ACT})?",
    rf"{_GO}(?:打开|下载|安装|使用|进入|前往|在)[^,。;]{{0,12}}?{_APP}[内中里]?[,\s]*{_ACT}",
    rf"{_GO}(?:下载|安装){_APP}",
    "立即(?:下载|打开|安装)",
    "app[中内里]?(?:打开|查看|阅读|看全文)",
    r"(?:点击|点此|轻触)?(?:展开|阅读|查看|显示|余下|浏览)(?:剩余|余下|完整)*(?:全文|正文)(?:\(\))?",
    r"(?:点击|点此)?(?:展开|查看|显示|阅读)(?:剩余|余下)(?:\d+%|部分|内容)?",
    "(?:点击|点此)?(?:展开更多|继续阅读|展开(?:阅读|查看)全文)",
    rf"[(（]?(?:未完待续|剩余内容|更多(?:精彩|内容|资讯)|完整内容|全文)[?,。\s]*(?:请|点击|立即)*"
    rf"(?:至|到|去|在|打开|下载|前往|进入)[^,。;]{{0,12}}?{_APP}[内中里]?[,\s]*[^。;]{{0,14}}[)）]?[>\s]*",
    rf"(?:点击|立即|马上)(?:打开|下载|安装)[^,。;]{{0,12}}?{_APP}[,\s][^。;]{{0,16}}[>\s]*",
)
_app_name = _whole(
    "(?:点击|立即)?(?:打开|下载|安装|关注)[^,。;:]{1,14}(?:app|客户端)",
    r"[^,。;:\s]{1,10}(?:app|客户端)(?:下载|打开)?",
)
_wake_step = _whole(
    r"\d\s*步打开.{0,20}",
    "(?:请)?(?:点击|点)(?:屏幕|页面)?右上角.{0,24}",
    '(?:请)?(?:使用|选择|在|用)["“]?(?:系统|手机|其他|其它|默认|自带|外部)?浏览器'
    r'(?:/safari)?[中里]?["”]?\s*[中里]?打开.{0,8}',
    "如(?:已|果)?.{0,6}安装.{0,16}(?:打开|点击).{0,10}",
)
_leftover = _whole(
    r"(?:\{\{.*?\}\}|\$\{.*?\}|\{\$.*?\}|<%.*?%>|\{/?(?:template|include|loop|if|else)\b.*?\}"
    r"|@@\w+@@|<!--.*?-->|[\s,;:/|-])+",
    r"(?:template|include)\s+['\"][\w./:-]+['\"]",
    r"undefined|null|nan|\[?object object\]?|none|false|true",
)


@rule("anywhere", 32)
def app_prompt(line: str) -> bool:
    """Buttons that lead from the page into the app: 打开APP阅读全文, 展开全文."""
    return _app_prompt(line)


@rule("edges", 24)
def app_name(line: str) -> bool:
    """A lone invitation to one app, before or behind the text: 打开云上小城APP."""
    return _app_name(line)


@rule("anywhere", 40)
def wake_step(line: str) -> bool:
    """The steps by which an app-wake block leaves a chat app: 点击右上角, 使用浏览器打开."""
    return _wake_step(line)


@rule("head", 8)
def tips_heading(line: str) -> bool:
    """The heading of an app-wake block before the text; later it heads real advice."""
    return line.rstrip(":") in ("小贴士", "温馨提示", "提示")


@rule("anywhere", 100)
def template_leftover(line: str) -> bool:
    """What a template engine should have filled in: {{title}}, template 'x/wake', undefined."""
    return _leftover(line)


# --- sharing, following ------------------------------------------------------------------
_BUTTON = (
    "(?:分享(?:到|至|给|让)?(?:更多人看到|好友和朋友圈|微信|微博|朋友圈|手机)*|一键分享|转发|收藏"
    "|点赞|打印(?:本[页文])?|字[号体](?:大小)?|超大|放大|缩小|正常|标准|微信好友|微信朋友圈|朋友圈"
    "|微信|新浪微博|腾讯微博|微博|qq好友|qq空间|qq|qzone|空间|人人网|豆瓣|facebook|twitter|复制链接"
    "|链接已复制|生成海报|海报|纠错|举报|关闭|更多|手机看|听新闻|语音播报|朗读|a[+-]|t|[大中小])"
)
_share_bar = _whole(
    rf"(?:{_BUTTON}[\s:|/()\[\]【】·、,+-]*){{2,20}}",
    "(?:点击)?分享(?:到|至|让|给).{0,12}",
    r"字[号体]\s*:.{0,16}",
    r"打印本[页文]|关闭(?:窗口|本页)|复制链接|链接已复制\W*|一键分享.{0,8}|扫码分享",
)
_share_word = _whole(_BUTTON)
_CODE = "(?:二维码|小程序码|扫码|扫一扫|扫描|长按|识别)"
_follow = _whole(
    rf"(?:[↑↓👆👇]|请|欢迎|[上下]方|用|打开|微信|使用|手机)*{_CODE}[^。！?,]{{0,16}}"
    "(?:关注|订阅|下载|公众号|客户端|app|分享|朋友圈|手机(?:阅读|看|打开)|打开当前页|更多(?:精彩|资讯)|进群)"
    "[^。！?,]{0,12}",
    "(?:微信|手机)?扫一扫,?(?:继续|(?:在)?手机)?.{0,8}",
    "长按(?:图片)?(?:识别|扫描)?(?:[上下]方)?二维码.{0,10}",
    r"[点击戳]{0,2}(?:[上下]方)?\s*(?:蓝色?字|名片|卡片)?\s*(?:点击)?关注"
    "(?:我们|本号|.{0,14}(?:公众号|微信号|官方微信|官方微博|视频号|抖音号))吧?",
    "关注(?:微信)?公众号:.{1,20}|用微信扫(?:码|描)?二维码|点击菜单栏.{0,20}",
    r"(?:\d[、.])?回复[\[【“「\"].{1,10}[\]】”」\"].{0,16}",
)
_code_caption = _whole(
    "[^。！?]{0,16}(?:二维码|小程序码|扫一扫|长按)[^。！?]{0,24}",
    "(?:扫码|扫描)[^。！?]{0,24}",
    r"\+?\s*关注|点个?[赞在]看?.{0,12}",
)


@rule("anywhere", 60)
def share_bar(line: str) -> bool:
    """Rows of buttons beside the text: 分享到：微信 微博, 字号：大 中 小, 打印 收藏."""
    return len(line) > 3 and _share_bar(line)


@rule("edges", 12)
def share_word(line: str) -> bool:
    """One button alone before or behind the text; between its lines it may be a heading."""
    return _share_word(line)


@rule("anywhere", 48)
def follow_us(line: str) -> bool:
    """Captions of QR codes and calls to follow: 长按识别二维码关注我们."""
    return _follow(line)


@rule("tail", 40)
def code_caption(line: str) -> bool:
    """A short line about a QR code behind the text; within it, it may be advice."""
    return _code_caption(line)


# --- rights ------------------------------------------------------------------------------
_disclaims = re.compile(
    "未经.{0,14}(?:授权|许可|同意|允许)|版权.{0,6}(?:归|所有|属于?|声明|说明)"
    "|转载.{0,12}(?:注明|联系|授权|请|须|需|来源|自)|[仅不]代表.{0,20}(?:观点|立场|看法|意见)"
    "|侵权|侵犯.{0,10}权|联系.{0,12}(?:删除|处理|我们)|仅供.{0,6}参考|不构成.{0,10}建议|仅提供信息"
    "|信息(?:存储|发布)(?:空间)?(?:服务|平台)|不良信息|举报电话|icp备|许可证|copyright|©"
    r"|rights reserved|(?:报料|爆料|投稿|新闻热线|联系电话|邮箱).{0,30}\d"
    "|更多.{0,16}(?:下载|关注|尽在).{0,16}(?:app|客户端|公众号)"
).search
_disclaimer_opens = re.compile(
    r"\(?(?:(?:免责|版权|特别|郑重|重要|权利)?(?:声明|说明|提示)|免责|版权|特此|本[文网报站号平公]"
    "|以上|凡|如[有需涉果若发]|若|未经|转载|内容|图片|文章|来源|投稿|部分|网友评论|温馨提示"
    "|风险提示|注:|备注|欢迎|copyright|©|违法|互联网"
    r"|[^,。]{0,24}专稿|[^,。\s]{0,12}(?:报料|爆料|新闻热线|授权|独家|版权|原创))"
).match
_notice = re.compile(r"\(?(?:免责|版权|特别|郑重)?声明\s*:").match


@rule("edges", 600)
def disclaimer(line: str) -> bool:
    """Who owns and who answers for the text, around it: 声明：…, 未经授权不得转载."""
    if len(line) > 160 and not _notice(line):
        return False
    return _disclaimer_opens(line) is not None and _disclaims(line) is not None


# --- other articles, comments ------------------------------------------------------------
_related = _whole(
    r"\W*(?:相关|推荐|延伸|更多|热门|热点|精彩|往期|猜你|为[您你]|您可能|你可能|大家都|编辑|今日|最新"
    "|深度|点击|其他)(?:阅读|推荐|新闻|报道|文章|回顾|精选|资讯|内容|精彩|专题|喜欢|感兴趣|在看|视频"
    r"|热点|热文|热门|热搜)的?(?:人|文章|新闻)?\W*(?:更多|more)?\W*",
    r"\W*(?:往期精彩(?:回顾|推荐|内容)?|文章推荐|阅读推荐|热搜|(?:新闻|点击|热点)?排行榜?"
    r"|作者最(?:新|近)文章)\W*",
)
_related_line = _whole(
    r"(?:相关|推荐|延伸|更多|往期)(?:阅读|推荐|回顾|链接|新闻)\s*[:|>]+[^。]{1,60}"
)
_REMARK = "(?:评论|留言|跟贴|跟帖)"
_comments = _whole(
    r"(?:我)?来说两句吧?\W*",
    rf"(?:最热|最新|全部|精彩|网友|热门|所有|精选){_REMARK}\W*\d*\W*",
    rf"(?:共|已有|全部)?\s*\d+\s*条(?:精彩)?{_REMARK}\W*",
    r"已有\s*\d+\s*人参与.{0,24}|\d+\s*人参与\W*(?:\d+\s*评论)?",
    rf"(?:点击)?查看(?:更多|全部)(?:精彩)?(?:\s*\d+\s*条)?(?:{_REMARK}|回复)\W*",
    rf"(?:还没有|暂无|还没)(?:任何)?{_REMARK}.{{0,16}}|.{{0,6}}抢沙发.{{0,6}}",
    rf"(?:请)?先?登录后?(?:才能|方可|再|即可|可以)?.{{0,6}}{_REMARK}.{{0,6}}",
    rf"发表(?:评论|我的看法)|写{_REMARK}\W*|网友评论仅供.{{0,30}}",
    rf"文明上网\W*理性(?:发言|{_REMARK}).{{0,30}}",
)
_comment_word = _whole(
    r"(?:表情|评论|留言|跟贴|发送|提交|回复|评论区|参与评论|发布)\W*\d*|表情删除后不可恢复\W*是否删除"
)


@rule("rest", 24)
def related(line: str) -> bool:
    """The heading of a list of other articles, with all that follows: 相关阅读, 往期回顾."""
    return _related(line)


@rule("tail", 80)
def related_line(line: str) -> bool:
    """Another article on one line behind the text: 推荐阅读：…"""
    return _related_line(line)


@rule("rest", 60)
def comments(line: str) -> bool:
    """The form and headings of readers' comments, with all that follows: 来说两句吧, 最热评论."""
    return _comments(line)


@rule("edges", 20)
def comment_word(line: str) -> bool:
    """One button of a comment form, alone before or behind the text: 表情."""
    return _comment_word(line)


# --- players, scripts, ways to other pages -----------------------------------------------
_PLAYER = (
    "(?:(?:视频|音频)?(?:加载|缓冲|播放)(?:中|失败)|正在播放|播放|暂停|重播|重新播放|全屏|静音|倍速"
    "|自动播放|清晰度|[高标超]清|流畅|点击播放|循环播放|画中画)"
)
_SPEED = r"(?:[0-9.]+\s*(?:x|倍)|\d{1,2}:\d\d)"
_player = _whole(
    rf"(?:{_SPEED}[\s/|,]*)*{_PLAYER}[\s/|,.:、。…-]*(?:(?:{_PLAYER}|{_SPEED})[\s/|,.:、。…-]*){{0,12}}",
    r"\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d|(?:[0-9.]+x[\s/|]*){2,8}",
    r"(?:您的|当前|你的|该|此)?浏览器(?:版本过低|不支持).{0,30}",
    "视频加载中.{0,12}|请?(?:点击|按)此?处?播放视频",
)
_loading = _whole(
    r"(?:正在|努力|数据|内容|页面|拼命|问题|调查)*加载中\W*(?:请稍[候后等])?\W*|点击加载更多|加载更多",
    r"没有更多(?:内容|数据)?了?\W*|(?:已经|我)(?:到底|是有底线的).{0,6}|若长时间无响应.{0,12}",
)
_navigation = _whole(
    r"[上下]一[篇条页图张则](?:新闻|文章)?(?:\s*[:>].{0,60})?",
    "返回(?:首页|顶部|列表|上一页|上页|目录|频道|主页).{0,12}|回到顶部|网站首页|文章导航",
    r"(?:[您你]的?)?(?:当前|现在|所在|目前)的?位置\s*:.{0,60}",
    r"首页\s*[>›»|].{0,60}",
    r"(?=.*页)(?:(?:首页|尾页|末页|上一页|下一页|\d{1,2})[\s|/·.]*){3,}",
)
_original_title = _whole(r"\(?(?:本文)?原(?:文标题|标题|题)\s*[:为][^。]{1,90}。?\)?")


@rule("anywhere", 60)
def player(line: str) -> bool:
    """What a video player writes on itself: 视频加载中, 倍速 0.5x 1.0x, 00:00/00:00."""
    return _player(line)


@rule("anywhere", 30)
def loading(line: str) -> bool:
    """What stands where a script has not yet brought anything: 加载中。。。。"""
    return _loading(line)


@rule("anywhere", 80)
def navigation(line: str) -> bool:
    """The way to other pages: 上一篇：…, 返回首页, 当前位置：…"""
    return _navigation(line)


@rule("anywhere", 100)
def original_title(line: str) -> bool:
    """The headline of the first print: （原标题：…）."""
    return _original_title(line)


# --- times, counters, ornaments ----------------------------------------------------------
_WHEN = r"(?:(?:发布|发表|更新|发稿)?(?:日期|时间|于)\s*:?\s*)?"
_DAY = r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?t?"
_HOUR = r"\d{1,2}:\d\d(?::\d\d)?"
_date_line = _whole(rf"{_WHEN}{_DAY}(?:\s*星期.)?(?:\s*{_HOUR})?\W*")
_time_stamp = _whole(rf"{_WHEN}{_DAY}\s*{_HOUR}\W*", ".{0,6}最后更新.{0,24}")
_NUMBER = r"[\d,.]+\s*[万w千k]?\+?"
_counter = _whole(
    rf"{_NUMBER}\s*[次人条个]?(?:阅读|浏览|点击|播放|赞|评论|转发|收藏|围观)?",
    r"(?:(?:阅读|浏览|点击|访问|点赞|赞|评论|转发|分享|收藏|播放|在看|人气|热度)(?:量|数|次数)?"
    rf"\s*[:(]?\s*{_NUMBER}\s*\)?\s*[次人条]?[\s|·]*)+",
    r"\+1",
)
_ornament = _whole(r"\W*(?:the\s+end|end|全文完|正文|新闻正文|图集)\W*|[\W_]*")


@rule("head")
def date_line(line: str) -> bool:
    """The time of publication before the text; behind it, a date may sign a document."""
    return _date_line(line)


@rule("edges")
def time_stamp(line: str) -> bool:
    """A time to the minute, alone around the text, is the page's and no signature."""
    return _time_stamp(line)


@rule("edges")
def counter(line: str) -> bool:
    """Views and likes around the text: 阅读 10万+. A short number may head a part."""
    return _counter(line) and (len(line) > 2 or not line.isdigit())


@rule("tail", 7)
def number_behind(line: str) -> bool:
    """A bare number behind the last line of text counts something of the page."""
    return line.isdigit()


@rule("edges", 12)
def ornament(line: str) -> bool:
    """Marks that only set the text off, before and behind it: END, ▼, a lone bracket."""
    return _ornament(line)
