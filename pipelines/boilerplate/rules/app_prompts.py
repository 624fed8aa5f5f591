"""Apps, gates, players, and templates that were left unfilled."""

from __future__ import annotations

import re

from pipelines.boilerplate.rules.base import full_match, rule

_GO = "(?:点击|立即|马上|请|去|点此|免费)?"
_APP = r"\s*(?:app|客户端)"
_ACT = (
    "(?:阅读|查看|观看|浏览|收看|看|听|体验|参与|发表|享受|了解|获取)"
    "(?:全文|全部|完整|更多|更佳|更好|最新|精彩|高清|评论|讨论|互动|内容|视频|新闻|资讯|体验|直播|原文|的)*"
)
_app_prompt = full_match(
    rf"{_GO}(?:打开|启动|唤起|使用){_APP}(?:[,\s]*{_ACT})?",
    rf"{_GO}(?:打开|下载|安装|使用|进入|前往|在)[^,。;]{{0,12}}?{_APP}[内中里]?[,\s]*{_ACT}",
    rf"{_GO}(?:下载|安装){_APP}",
    rf"点击下载[^,。;]{{1,12}}?{_APP}",
    "立即(?:下载|打开|安装)",
    "app[中内里]?(?:打开|查看|阅读|看全文)",
    r"(?:点击|点此|轻触)?(?:展开|阅读|查看|显示|余下|浏览)(?:剩余|余下|完整)*(?:全文|正文)(?:\(\))?",
    rf"点击(?:展开|查看|阅读)全文,.{{0,16}}请?下载.{{1,14}}?{_APP}",
    r"(?:点击|点此)?(?:展开|查看|显示|阅读)(?:剩余|余下)(?:\d+%|部分|内容)?",
    r"剩余\d+%未读.{0,20}|用[^,。;]{1,10}打开,.{2,10}",
    r"(?:点击|点此)?(?:展开更多|继续阅读|展开(?:阅读|查看)全文)\s*[∨v↓]?",
    rf"[(（]?(?:未完待续|剩余内容|更多(?:精彩|内容|资讯)|完整内容|全文)[?,。\s]*(?:请|点击|立即)*"
    rf"(?:至|到|去|在|打开|下载|前往|进入)[^,。;]{{0,12}}?{_APP}[内中里]?[,\s]*[^。;]{{0,14}}[)）]?[>\s]*",
    rf"(?:点击|立即|马上)(?:打开|下载|安装)[^,。;]{{0,12}}?{_APP}[,\s][^。;]{{0,16}}[>\s]*",
)
_app_name = full_match(
    "(?:点击|立即)?(?:打开|下载|安装|关注)[^,。;:]{1,14}(?:app|客户端)(?:,[^。;]{0,16})?",
    r"[^,。;:\s]{1,10}(?:app|客户端)(?:下载|打开)?",
    "欢迎(?:关注|下载)[^,。;]{2,16}(?:app|客户端|公众号)",
    "打开[^,。;:]{1,12},(?:阅读)?体验(?:更|最)佳",
)
_app_offer = re.compile(
    r"^\(?更多.{0,12}请(?:在|到|下载|关注|点击).{0,14}(?:客户端|app)|"
    "(?:下载|打开|安装|登录)[^。！？]{0,16}(?:客户端|app)[^。！？]{0,12}(?:享|福利|更多|特权|奖|体验|第一时间|精彩)"
    "|(?:享|获取|查看|了解|关注)[^。！？]{0,12}更多[^。！？]{0,16}(?:下载|打开|安装)[^。！？]{0,16}(?:客户端|app)"
).search
_wake_step = full_match(
    r"\d\s*步打开.{0,20}",
    "(?:请)?(?:点击|点)(?:屏幕|页面)?右上角.{0,24}",
    '(?:请)?(?:选择["“]?)?(?:使用|选择|在|用)["“]?(?:系统|手机|其他|其它|默认|自带|外部)?浏览器'
    r'(?:/safari)?[中里]?["”]?\s*[中里]?打开.{0,8}',
    "如(?:已|果)?.{0,6}安装.{0,16}(?:打开|点击).{0,10}",
    "请在微信(?:客户端)?[中内里]?打开(?:链接)?",
)
_leftover = full_match(
    r"(?>(?>\{\{.*?\}\}|\$\{.*?\}|\{\$.*?\}|<%.*?%>?|\{/?(?:template|include|loop|if|else)\b.*?\}"
    r"|@@\w+@@|<!--.*?-->|[\s,;:/|-])+)",
    r"(?:template|include)\s+['\"][\w./:-]+['\"]",
    r"undefined|null|nan|\[?object object\]?|none|false|true",
    r"\$\w+\$|\{\w+:\w+\}|标签:关键[词字]|(?:document|window)\.\w+\(.*|(?:var|let|const)\s+\w+\s*=.*",
)
_PLAYER = (
    "(?:(?:视频|音频)?(?:加载|缓冲|播放)(?:中|失败)|正在播放|播放|暂停|重播|重新播放|全屏|静音|倍速"
    "|自动播放|清晰度|[高标超]清|流畅|点击播放|循环播放|画中画|play|向前|向后|播放视频)"
)
_SPEED = r"(?:[0-9.]+\s*(?:x|倍)|\d{1,2}:\d\d)"
_player = full_match(
    rf"(?:{_SPEED}[\s/|,]*+)*{_PLAYER}[\s/|,.:、。…-]*+(?:(?:{_PLAYER}|{_SPEED})[\s/|,.:、。…-]*+){{0,12}}",
    r"\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d|(?:[0-9.]+x[\s/|]*){2,8}",
    r"(?:您的|当前|你的|该|此)?浏览器(?:版本过低|不支持).{0,30}",
    "(?:当前|[您你]的).{0,4}(?:设备|浏览器|手机|系统).{0,4}不支持.{0,24}",
    r"your browser does not support.{0,40}|[您你]?需要?安装flash.{0,30}",
    r"\(?请?点击播放(?:键|按钮)?.{0,12}\)?",
    rf"正在播放:.{{0,40}}?(?:{_PLAYER}|{_SPEED}).{{0,30}}",
    "视频加载中.{0,12}|请?(?:点击|按)此?处?播放视频",
    r"\W*收听(?:本文|全文).{0,12}|(?:ai|虚拟|语音)?主播为[您你]播报|(?:点击)?(?:收听|听)(?:本条|本篇|这条)?(?:新闻|文章|全文)(?:,.{0,14})?",
)
_quotes = re.compile(r"最新价\s*[\d.]|加自选|进入股吧|涨跌[幅额]\s*[-+]?\d|主力净流[入出]").search
_loading = full_match(
    r"(?:正在|努力|数据|内容|页面|拼命|问题|调查)*加载中?(?:\W++(?:请稍[候后等])?\W*+|(?<=中))|点击加载更多|加载更多",
    r"没有更多(?:内容|数据)?了?\W*|(?:已经|我)(?:到底|是有底线的).{0,6}|若长时间无响应.{0,12}",
    r"(?:数据|图片|视频|内容|页面)?加载失败\W*(?:请?.{0,16}(?:重试|刷新)(?:重试)?\W*)?",
    r"网络(?:异常|错误|不给力|开小差了?)\W*(?:请?点击|请)?(?:重试|刷新|稍后).{0,6}",
)


@rule("anywhere", 60, removes_image=True)
def app_prompt(line: str) -> bool:
    """Buttons that lead from the page into the app: 打开APP阅读全文, 展开全文."""
    return _app_prompt(line)


@rule("edges", 32, removes_image=True)
def app_name(line: str) -> bool:
    """A lone invitation to one app, before or behind the text: 打开云上小城APP."""
    return _app_name(line)


@rule("edges", 120, removes_image=True)
def app_offer(line: str) -> bool:
    """What the outlet promises to those who install its app, before or behind the text."""
    return _app_offer(line) is not None


@rule("anywhere", 40, removes_image=True)
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


@rule("anywhere", 60)
def player(line: str) -> bool:
    """What a video player writes on itself: 视频加载中, 倍速 0.5x 1.0x, 00:00/00:00."""
    return _player(line)


@rule("anywhere", 80)
def stock_quote(line: str) -> bool:
    """A share's price set into a text: 江城股份(SZ000000) 最新价 6.42 涨跌幅 -4.75%."""
    return _quotes(line) is not None and "。" not in line[:-1]


@rule("anywhere", 30)
def loading(line: str) -> bool:
    """What stands where a script has not yet brought anything: 加载中。。。。"""
    return _loading(line)
