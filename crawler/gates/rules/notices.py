"""Notices that stand in an article's place: errors, logins, maintenance, blocking pages, as rows.

A new wording is a new row here. What reads the rows names none of them. In a pattern ``<thing>``
is what a reader may have asked for, ``<system>`` what may fail, ``<sorry>`` how a notice opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.parsing.text import clean_text, spelt

#: The longest text that is a notice by one of its phrases alone (characters).
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says: ``kind`` is the page that says it."""

    kind: str
    pattern: str


_PARTS = {
    "<thing>": (
        "(?:文章|内容|新闻|页面|稿件|信息|资讯|资源|网页|链接|帖子|文件|栏目|网址|文档|视频|图片"
        "|数据|記錄|记录)"
    ),
    "<system>": ("(?:系统|服务器?|网络|程序|数据库|接口|网站|平台|站点|后台|应用|服务)"),
    "<sorry>": (
        "(?:(?:非常|十分|很)?(?:抱歉|对不起|遗憾)|提示(?:信息)?|温馨提示|错误(?:信息|提示)?"
        "|出错[了啦]|sorry|oops)"
    ),
}

#: What a notice says somewhere in a short text.
PHRASES = (
    Wording(
        "a blocking page",
        "(?:请求|访问|操作|行为|IP|地址).{0,30}(?:被|已经?).{0,6}(?:拦截|阻断|拒绝|禁止|"
        "限制|封禁|屏蔽)",
    ),
    Wording("a blocking page", "(?:拦截|阻断|封禁).{0,12}(?:事件|编号|日志|ID|原因)"),
    Wording("a blocking page", "(?:事件|拦截|请求)(?:编号|ID)"),
    Wording("a blocking page", "(?:访问|请求|操作|提交|刷新|点击)(?:过于|太|过)?(?:频繁|过快)"),
    Wording("a blocking page", "(?:访问|环境|流量|请求|行为|账号)(?:存在)?异常"),
    Wording("a blocking page", "网站防火墙"),
    Wording("a blocking page", "应用防火墙"),
    Wording("a blocking page", "WAF"),
    Wording("a blocking page", "安全狗"),
    Wording("a blocking page", "云盾"),
    Wording("a blocking page", "云锁"),
    Wording("a blocking page", "创宇盾"),
    Wording("a blocking page", "护卫神"),
    Wording("a blocking page", "D盾"),
    Wording("a blocking page", "安全防护"),
    Wording("a blocking page", "威胁防护"),
    Wording("a blocking page", "access denied"),
    Wording("a blocking page", "forbidden"),
    Wording("a blocking page", "you have been blocked"),
    Wording("a blocking page", "request (?:was |has been )?(?:blocked|rejected|denied)"),
    Wording("a blocking page", "attention required"),
    Wording("a blocking page", "unusual traffic"),
    Wording("a blocking page", "too many requests"),
    Wording("a blocking page", "rate limit"),
    Wording(
        "a check of the visitor",
        "(?:人机|安全|访问|滑动|身份|行为|智能|拖动|点选|图形)(?:验证|校验)",
    ),
    Wording("a check of the visitor", "(?:输入|填写|获取|拖动|完成).{0,8}(?:验证码?|滑块|拼图)"),
    Wording("a check of the visitor", "验证码"),
    Wording("a check of the visitor", "just a moment"),
    Wording("a check of the visitor", "checking (?:if|your browser)"),
    Wording("a check of the visitor", "verify (?:that )?you are (?:a )?human"),
    Wording("a check of the visitor", "are you a robot"),
    Wording("a check of the visitor", "captcha"),
    Wording("a check of the visitor", "security check"),
    Wording("a check of the visitor", "enable (?:javascript|cookies)"),
    Wording("a notice of maintenance", "<system>.{0,12}(?:维护|升级|停机|割接|迁移|检修|改版)"),
    Wording(
        "a notice of maintenance",
        "(?:正在|进行|例行|紧急|系统|网站)(?:升级|维护|改版|建设)(?:中|之中)?",
    ),
    Wording("a notice of maintenance", "(?:暂停|停止|暂时关闭|中断).{0,4}(?:访问|服务|使用|对外)"),
    Wording("a notice of maintenance", "under (?:maintenance|construction)"),
    Wording("a notice of maintenance", "be right back"),
    Wording("a notice of maintenance", "temporarily (?:unavailable|down|offline)"),
    Wording("a notice of maintenance", "scheduled maintenance"),
    Wording(
        "an error",
        "<system>.{0,4}(?:繁忙|太忙|忙碌|出?错误?|异常|超时|故障|开小差|崩溃|连接失败|不"
        "可用|无响应|走神)",
    ),
    Wording(
        "an error",
        "(?:请|您可以|可以)?(?:稍后|稍候|过一会儿?|过会儿?|等一下).{0,4}(?:重试|再试|再"
        "来|刷新|重新)",
    ),
    Wording(
        "an error",
        "(?:出错|报错|发生(?:了)?(?:未知)?错误|内部错误|未知错误|加载失败|获取失败|请求失"
        "败|参数错误|非法(?:请求|访问|参数|操作)|签名错误|操作失败)",
    ),
    Wording("an error", "bad gateway"),
    Wording("an error", "gateway time-?out"),
    Wording("an error", "service unavailable"),
    Wording("an error", "internal server error"),
    Wording("an error", "bad request"),
    Wording("an error", "proxy error"),
    Wording("an error", r"http (?:status|error) ?[45]\d\d"),
    Wording("an error", r"error ?(?:code)?:? ?[45]\d\d\b"),
    Wording(
        "an error",
        r"\b(?:400|403|404|405|500|502|503|504) (?:not found|forbidden|error|bad|internal|"
        "service|gateway)",
    ),
    Wording("an error", "something went wrong"),
    Wording("an error", "openresty"),
    Wording("an error", "tengine"),
    Wording("an error", r"nginx(?:/[\d.]+)?"),
    Wording("an error", r"apache(?: tomcat)?/[\d.]+"),
    Wording("an error", "whitelabel error page"),
    Wording("an error", "microsoft-iis"),
    Wording("a program's error", r"no input file|no ?such ?\w+|upstream|syntax error"),
    Wording("a program's error", "fatal error:"),
    Wording("a program's error", "parse error:"),
    Wording("a program's error", r"(?:warning|notice|deprecated): .{0,300}on line \d"),
    Wording("a program's error", "stack trace"),
    Wording("a program's error", r"traceback \(most recent"),
    Wording("a program's error", "uncaught (?:exception|error)"),
    Wording("a program's error", "unhandled exception"),
    Wording("a program's error", r"\bat [a-z][\w$]*(?:\.[\w$<>]+){2,}\("),
    Wording("a program's error", r"java\.(?:lang|sql|io|util)\."),
    Wording("a program's error", r"javax\.servlet"),
    Wording("a program's error", r"org\.(?:apache|springframework)\."),
    Wording("a program's error", "nullpointerexception"),
    Wording("a program's error", r"sqlstate\["),
    Wording("a program's error", "mysqli?_"),
    Wording("a program's error", "pdoexception"),
    Wording("a program's error", r"ora-\d{5}"),
    Wording("a program's error", r"system\.web\."),
    Wording("a program's error", "thinkphp"),
    Wording("a program's error", "call to undefined"),
    Wording("a program's error", "undefined (?:index|variable|array key)"),
    Wording(
        "a notice that it is gone",
        "<thing>.{0,6}(?:不存在|被删除|已删除|删除了|下线|下架|失效|过期|撤回|撤稿|找不"
        "到|走丢|飞走|移除|已关闭|无法(?:找到|显示|访问))",
    ),
    Wording("a notice that it is gone", "(?:找不到|没有找到|未找到|不存在).{0,10}<thing>"),
    Wording(
        "a notice that it is gone",
        "(?:not found|no longer (?:available|exists)|has been (?:removed|deleted)|does no"
        "t exist|can ?not be found|404)",
    ),
    Wording(
        "a notice that it is not published yet",
        "(?:正在|等待|尚未|还未|未通过|待|已提交)(?:人工)?(?:审核|审批|发布|审查)",
    ),
    Wording("a notice that it is not published yet", "审核中"),
    Wording("a notice that it is not published yet", "审核(?:尚|还)?未通过"),
    Wording("a notice that it is not published yet", "(?:尚|还|暂)?未(?:发布|审核|公开)"),
    Wording("a notice that it is not published yet", "定时发布"),
    Wording("a login page", "(?:请|需要?|须)(?:您)?(?:先|重新)?(?:登[录陆]|注册)"),
    Wording("a login page", "(?:用户|会员|账号|统一|扫码|手机号?|密码|微信)登[录陆]"),
    Wording("a login page", "登[录陆](?:后|即|已过期|超时|失效|状态)"),
    Wording("a login page", "忘记密码"),
    Wording("a login page", "(?:用户名|账号|手机号).{0,8}密码"),
    Wording("a login page", "(?:sign|log) ?in"),
    Wording("a login page", "please log"),
    Wording("a login page", "session (?:has )?expired"),
    Wording("a login page", "unauthori[sz]ed"),
    Wording("a server's default page", "welcome to (?:nginx|openresty|tengine|caddy)"),
    Wording("a server's default page", "it works!?"),
    Wording("a server's default page", "default (?:web ?)?(?:page|site)"),
    Wording("a server's default page", "test page for"),
    Wording("a server's default page", "iis windows"),
    Wording("a server's default page", "congratulations"),
    Wording("a server's default page", "(?:站点|网站)创建成功"),
    Wording("a server's default page", "没有找到站点"),
    Wording("a server's default page", "未绑定"),
    Wording("a server's default page", "web ?server is (?:successfully )?(?:installed|running)"),
    Wording(
        "a hoster's page",
        "(?:域名|网站|主机|空间|虚拟主机|备案).{0,10}(?:过期|到期|未备案|停靠|欠费|暂停|"
        "关闭|出售|转让|未解析|尚未|被禁止|续费)",
    ),
    Wording("a hoster's page", "domain .{0,20}(?:for sale|parked|expired|suspended)"),
    Wording("a hoster's page", "buy this domain"),
    Wording("a hoster's page", "account (?:has been )?suspended"),
    Wording("a network's page", "(?:网络|上网|宽带|WiFi|校园网).{0,4}(?:认证|登录|欠费|停机)"),
    Wording(
        "a network's page",
        "无法(?:访问|打开|连接|显示).{0,4}(?:此|该|本)?(?:网站|网页|页面|服务器)",
    ),
    Wording("a network's page", "site can.?t be reached"),
    Wording("a network's page", "connection (?:was |has been )?(?:refused|reset|timed out)"),
    Wording("a network's page", "err_[a-z_]{4,}"),
    Wording("a network's page", "dns_probe"),
)

#: What a notice says in a whole sentence, punctuation at its ends taken off.
SENTENCES = (
    Wording(
        "a notice that it is gone",
        "<sorry>?(?:您|你)?(?:所|要)?(?:访问|查看|浏览|请求|查找|打开|找|点击)?的?(?:该|"
        "此|本|这篇|这个|当前|相关)?<thing>(?:可能|也许|或许|似乎|已经?|暂时|目前)*(?:被|"
        "经)?(?:作者|管理员|系统|发布者)?(?:删除|不存在|下线|下架|失效|过期|撤回|撤稿|移"
        "除|移走|屏蔽|关闭|无法(?:访问|显示|查看|打开)|找不到|走丢|飞走|迁移)了?.{0,12}",
    ),
    Wording(
        "a notice that it is gone",
        "<sorry>?(?:没有|未|无法)?找不?到(?:您|你)?(?:所|要)?(?:访问|查看|浏览|请求|查找)"
        "?的?(?:该|此|本|相关)?<thing>?.{0,8}",
    ),
    Wording(
        "a notice that it is gone",
        r"(?:HTTP)?\s*+(?:错误|Error)?\s*+40[34]\s*+(?:错误|Error|Not Found|Forbidden|Page No"
        "t Found)?",
    ),
    Wording(
        "a notice that it is gone",
        "(?:the )?(?:requested )?(?:page|url|resource).{0,40}(?:not found|does not exist|"
        "was not found on this server)",
    ),
    Wording(
        "a notice that it is not published yet",
        "<sorry>?(?:您|你)?(?:访问|查看)?的?(?:该|此|本|这篇|当前)?<thing>?(?:正在|正|还"
        "在|仍在|等待|尚未|还未|暂未|未通过|未|待|已提交)++(?:人工|管理员|后台|平台)?(?:审"
        "核|审批|审查|发布|公开|上线|编辑|处理)(?:中|之中|通过)?.{0,8}",
    ),
    Wording(
        "an error",
        "<sorry>?(?:当前|目前|现在)?<system>(?:暂时|当前|正在|内部|发生|出现|连接|开)?(?:"
        "了)?(?:未知)?(?:繁忙|太忙|忙|错误|异常|出错|超时|故障|小差|崩溃|连接失败|失败|不"
        "可用|维护|升级)(?:了|中|啦)?",
    ),
    Wording(
        "an error",
        "(?:请|您可以|可以)?(?:稍后|稍候|稍等|过一会儿?|过会儿?|等一下|尝试|点击)?(?:片刻"
        ")?(?:后)?(?:再|重新?)?(?:试一?|来|访问|查看|刷新(?:页面)?|加载|重试|浏览)++(?:"
        "吧|哦|页面|一次)?",
    ),
    Wording("an error", "请(?:稍候|稍后|稍等)"),
    Wording("an error", "(?:加载|获取|请求|操作|读取)(?:数据|内容)?失败"),
    Wording(
        "an error",
        "(?:您可以)?(?:点击)?(?:这里|此处)?(?:返回|回到|进入|前往)(?:网站)?(?:首页|主页|"
        "上一?页|上一级)",
    ),
    Wording("an error", r"\d{1,2}\s*秒?(?:钟)?后.{0,6}(?:跳转|返回|刷新).{0,8}"),
    Wording("an error", "(?:联系|请联系).{0,6}(?:管理员|客服|站长).{0,10}"),
    Wording("an error", "<sorry>"),
    Wording("an error", "ok"),
    Wording("an error", "error"),
    Wording("an error", "success"),
    Wording("an error", "fail(?:ed)?"),
    Wording("an error", "none"),
    Wording("an error", "null"),
    Wording("an error", "undefined"),
    Wording("an error", r"\[object Object\]"),
    Wording(
        "a page that is still loading",
        "(?:正文|内容|数据|文章|新闻|页面)?(?:正在|努力|拼命|玩命)*(?:加载|载入|获取|读取"
        ")(?:中|正文|内容|数据)?",
    ),
    Wording("a page that is still loading", "loading"),
    Wording("a page that is still loading", "please wait"),
    Wording(
        "a login page",
        "(?:您|你)?(?:还|尚)?(?:没有|未)?(?:请|需要?|须)?(?:您)?(?:先|重新)?登[录陆](?:"
        "后|超时|已过期|失效|状态)?(?:再|才能|方可|即可|继续)?(?:查看|阅读|访问|浏览|操作"
        ")?.{0,6}",
    ),
    Wording(
        "a blocking page",
        "(?:您|你)?的?(?:访问|请求|操作|IP)(?:地址)?(?:过于|太)?(?:频繁|异常|受限|(?:已)?"
        "被(?:拒绝|禁止|拦截|限制|阻断)).{0,10}",
    ),
    Wording("a blocking page", "(?:无权|没有权限|禁止)(?:访问|查看).{0,8}"),
    Wording("a blocking page", "access denied"),
    Wording("a blocking page", "forbidden"),
    Wording(
        "a check of the visitor",
        "(?:请)?(?:完成|进行|通过|输入|拖动|点击).{0,8}(?:验证码?|滑块|校验|拼图).{0,10}",
    ),
    Wording("a check of the visitor", "(?:人机|安全|访问|滑动)验证"),
)

_SENTENCE_END = re.compile(r"[。！？!?；;\n]+|(?<=[A-Za-z])\.(?=\s|$)")
_EDGES = " \t\u3000,，.、:：~～…·-—_|<>《》【】[]()（）“”\"'"


def _compiled(rows: Iterable[Wording]) -> list[tuple[re.Pattern[str], str]]:
    """One pattern a kind, in the order of the rows."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row.pattern)
    return [(re.compile(spelt(found, _PARTS), re.I), kind) for kind, found in kinds.items()]


_PHRASES, _SENTENCES = _compiled(PHRASES), _compiled(SENTENCES)


def notice_of(text: str) -> str:
    """What kind of notice a short text is ("a login page"), by any of its phrases; '' for none
    and for what is longer than ``LONGEST``."""
    line = clean_text(text)
    if not line or len(line) > LONGEST:
        return ""
    return next((kind for pattern, kind in _PHRASES if pattern.search(line)), "")


def is_all_notice(text: str) -> str:
    """What kind of notice a text is, each of whose sentences only a notice would say; '' for any
    other. Safe where the text may be an article about such things."""
    if len(text) > LONGEST:
        return ""
    clauses = [c.strip(_EDGES) for part in _SENTENCE_END.split(text) for c in _clauses(part)]
    kinds = [_kind_of(clause) for clause in clauses if clause]
    return kinds[0] if kinds and all(kinds) else ""


def _clauses(sentence: str) -> list[str]:
    """A sentence whole where a row fits it whole, else its clauses."""
    bare = sentence if sentence.isascii() else "".join(sentence.split())
    return [bare] if _kind_of(bare.strip(_EDGES)) else re.split("[，,、]", bare)


def _kind_of(clause: str) -> str:
    return next((kind for pattern, kind in _SENTENCES if pattern.fullmatch(clause)), "")
