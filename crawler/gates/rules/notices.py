"""Notices that stand in an article's place: errors, logins, maintenance, blocking pages, as rows.

A new wording is a new row here. What reads the rows names none of them. In a pattern ``<thing>``
is what a reader may have asked for, ``<system>`` what may fail, ``<sorry>`` how a notice opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.parsing.text import normalize_text, spelt

#: The longest text that is a notice by one of its phrases alone (characters).
MAX_NOTICE_LENGTH = 400


@dataclass(frozen=True, slots=True)
class NoticeRule:
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
    NoticeRule(
        "a blocking page",
        "(?:请求|访问|操作|行为|IP|地址).{0,30}(?:被|已经?).{0,6}(?:拦截|阻断|拒绝|禁止|"
        "限制|封禁|屏蔽)",
    ),
    NoticeRule("a blocking page", "(?:拦截|阻断|封禁).{0,12}(?:事件|编号|日志|ID|原因)"),
    NoticeRule("a blocking page", "(?:事件|拦截|请求)(?:编号|ID)"),
    NoticeRule("a blocking page", "(?:访问|请求|操作|提交|刷新|点击)(?:过于|太|过)?(?:频繁|过快)"),
    NoticeRule("a blocking page", "(?:访问|环境|流量|请求|行为|账号)(?:存在)?异常"),
    NoticeRule("a blocking page", "网站防火墙"),
    NoticeRule("a blocking page", "应用防火墙"),
    NoticeRule("a blocking page", "WAF"),
    NoticeRule("a blocking page", "安全狗"),
    NoticeRule("a blocking page", "云盾"),
    NoticeRule("a blocking page", "云锁"),
    NoticeRule("a blocking page", "创宇盾"),
    NoticeRule("a blocking page", "护卫神"),
    NoticeRule("a blocking page", "D盾"),
    NoticeRule("a blocking page", "安全防护"),
    NoticeRule("a blocking page", "威胁防护"),
    NoticeRule("a blocking page", "access denied"),
    NoticeRule("a blocking page", "forbidden"),
    NoticeRule("a blocking page", "you have been blocked"),
    NoticeRule("a blocking page", "request (?:was |has been )?(?:blocked|rejected|denied)"),
    NoticeRule("a blocking page", "attention required"),
    NoticeRule("a blocking page", "unusual traffic"),
    NoticeRule("a blocking page", "too many requests"),
    NoticeRule("a blocking page", "rate limit"),
    NoticeRule(
        "a check of the visitor",
        "(?:人机|安全|访问|滑动|身份|行为|智能|拖动|点选|图形)(?:验证|校验)",
    ),
    NoticeRule("a check of the visitor", "(?:输入|填写|获取|拖动|完成).{0,8}(?:验证码?|滑块|拼图)"),
    NoticeRule("a check of the visitor", "验证码"),
    NoticeRule("a check of the visitor", "just a moment"),
    NoticeRule("a check of the visitor", "checking (?:if|your browser)"),
    NoticeRule("a check of the visitor", "verify (?:that )?you are (?:a )?human"),
    NoticeRule("a check of the visitor", "are you a robot"),
    NoticeRule("a check of the visitor", "captcha"),
    NoticeRule("a check of the visitor", "security check"),
    NoticeRule("a check of the visitor", "enable (?:javascript|cookies)"),
    NoticeRule("a notice of maintenance", "<system>.{0,12}(?:维护|升级|停机|割接|迁移|检修|改版)"),
    NoticeRule(
        "a notice of maintenance",
        "(?:正在|进行|例行|紧急|系统|网站)(?:升级|维护|改版|建设)(?:中|之中)?",
    ),
    NoticeRule(
        "a notice of maintenance", "(?:暂停|停止|暂时关闭|中断).{0,4}(?:访问|服务|使用|对外)"
    ),
    NoticeRule("a notice of maintenance", "under (?:maintenance|construction)"),
    NoticeRule("a notice of maintenance", "be right back"),
    NoticeRule("a notice of maintenance", "temporarily (?:unavailable|down|offline)"),
    NoticeRule("a notice of maintenance", "scheduled maintenance"),
    NoticeRule(
        "an error",
        "<system>.{0,4}(?:繁忙|太忙|忙碌|出?错误?|异常|超时|故障|开小差|崩溃|连接失败|不"
        "可用|无响应|走神)",
    ),
    NoticeRule(
        "an error",
        "(?:请|您可以|可以)?(?:稍后|稍候|过一会儿?|过会儿?|等一下).{0,4}(?:重试|再试|再"
        "来|刷新|重新)",
    ),
    NoticeRule(
        "an error",
        "(?:出错|报错|发生(?:了)?(?:未知)?错误|内部错误|未知错误|加载失败|获取失败|请求失"
        "败|参数错误|非法(?:请求|访问|参数|操作)|签名错误|操作失败)",
    ),
    NoticeRule("an error", "bad gateway"),
    NoticeRule("an error", "gateway time-?out"),
    NoticeRule("an error", "service unavailable"),
    NoticeRule("an error", "internal server error"),
    NoticeRule("an error", "bad request"),
    NoticeRule("an error", "proxy error"),
    NoticeRule("an error", r"http (?:status|error) ?[45]\d\d"),
    NoticeRule("an error", r"error ?(?:code)?:? ?[45]\d\d\b"),
    NoticeRule(
        "an error",
        r"\b(?:400|403|404|405|500|502|503|504) (?:not found|forbidden|error|bad|internal|"
        "service|gateway)",
    ),
    NoticeRule("an error", "something went wrong"),
    NoticeRule("an error", "openresty"),
    NoticeRule("an error", "tengine"),
    NoticeRule("an error", r"nginx(?:/[\d.]+)?"),
    NoticeRule("an error", r"apache(?: tomcat)?/[\d.]+"),
    NoticeRule("an error", "whitelabel error page"),
    NoticeRule("an error", "microsoft-iis"),
    NoticeRule("a program's error", r"no input file|no ?such ?\w+|upstream|syntax error"),
    NoticeRule("a program's error", "fatal error:"),
    NoticeRule("a program's error", "parse error:"),
    NoticeRule("a program's error", r"(?:warning|notice|deprecated): .{0,300}on line \d"),
    NoticeRule("a program's error", "stack trace"),
    NoticeRule("a program's error", r"traceback \(most recent"),
    NoticeRule("a program's error", "uncaught (?:exception|error)"),
    NoticeRule("a program's error", "unhandled exception"),
    NoticeRule("a program's error", r"\bat [a-z][\w$]*(?:\.[\w$<>]+){2,}\("),
    NoticeRule("a program's error", r"java\.(?:lang|sql|io|util)\."),
    NoticeRule("a program's error", r"javax\.servlet"),
    NoticeRule("a program's error", r"org\.(?:apache|springframework)\."),
    NoticeRule("a program's error", "nullpointerexception"),
    NoticeRule("a program's error", r"sqlstate\["),
    NoticeRule("a program's error", "mysqli?_"),
    NoticeRule("a program's error", "pdoexception"),
    NoticeRule("a program's error", r"ora-\d{5}"),
    NoticeRule("a program's error", r"system\.web\."),
    NoticeRule("a program's error", "thinkphp"),
    NoticeRule("a program's error", "call to undefined"),
    NoticeRule("a program's error", "undefined (?:index|variable|array key)"),
    NoticeRule(
        "a notice that it is gone",
        "<thing>.{0,6}(?:不存在|被删除|已删除|删除了|下线|下架|失效|过期|撤回|撤稿|找不"
        "到|走丢|飞走|移除|已关闭|无法(?:找到|显示|访问))",
    ),
    NoticeRule("a notice that it is gone", "(?:找不到|没有找到|未找到|不存在).{0,10}<thing>"),
    NoticeRule(
        "a notice that it is gone",
        "(?:not found|no longer (?:available|exists)|has been (?:removed|deleted)|does no"
        "t exist|can ?not be found|404)",
    ),
    NoticeRule(
        "a notice that it is not published yet",
        "(?:正在|等待|尚未|还未|未通过|待|已提交)(?:人工)?(?:审核|审批|发布|审查)",
    ),
    NoticeRule("a notice that it is not published yet", "审核中"),
    NoticeRule("a notice that it is not published yet", "审核(?:尚|还)?未通过"),
    NoticeRule("a notice that it is not published yet", "(?:尚|还|暂)?未(?:发布|审核|公开)"),
    NoticeRule("a notice that it is not published yet", "定时发布"),
    NoticeRule("a login page", "(?:请|需要?|须)(?:您)?(?:先|重新)?(?:登[录陆]|注册)"),
    NoticeRule("a login page", "(?:用户|会员|账号|统一|扫码|手机号?|密码|微信)登[录陆]"),
    NoticeRule("a login page", "登[录陆](?:后|即|已过期|超时|失效|状态)"),
    NoticeRule("a login page", "忘记密码"),
    NoticeRule("a login page", "(?:用户名|账号|手机号).{0,8}密码"),
    NoticeRule("a login page", "(?:sign|log) ?in"),
    NoticeRule("a login page", "please log"),
    NoticeRule("a login page", "session (?:has )?expired"),
    NoticeRule("a login page", "unauthori[sz]ed"),
    NoticeRule("a server's default page", "welcome to (?:nginx|openresty|tengine|caddy)"),
    NoticeRule("a server's default page", "it works!?"),
    NoticeRule("a server's default page", "default (?:web ?)?(?:page|site)"),
    NoticeRule("a server's default page", "test page for"),
    NoticeRule("a server's default page", "iis windows"),
    NoticeRule("a server's default page", "congratulations"),
    NoticeRule("a server's default page", "(?:站点|网站)创建成功"),
    NoticeRule("a server's default page", "没有找到站点"),
    NoticeRule("a server's default page", "未绑定"),
    NoticeRule("a server's default page", "web ?server is (?:successfully )?(?:installed|running)"),
    NoticeRule(
        "a hoster's page",
        "(?:域名|网站|主机|空间|虚拟主机|备案).{0,10}(?:过期|到期|未备案|停靠|欠费|暂停|"
        "关闭|出售|转让|未解析|尚未|被禁止|续费)",
    ),
    NoticeRule("a hoster's page", "domain .{0,20}(?:for sale|parked|expired|suspended)"),
    NoticeRule("a hoster's page", "buy this domain"),
    NoticeRule("a hoster's page", "account (?:has been )?suspended"),
    NoticeRule("a network's page", "(?:网络|上网|宽带|WiFi|校园网).{0,4}(?:认证|登录|欠费|停机)"),
    NoticeRule(
        "a network's page",
        "无法(?:访问|打开|连接|显示).{0,4}(?:此|该|本)?(?:网站|网页|页面|服务器)",
    ),
    NoticeRule("a network's page", "site can.?t be reached"),
    NoticeRule("a network's page", "connection (?:was |has been )?(?:refused|reset|timed out)"),
    NoticeRule("a network's page", "err_[a-z_]{4,}"),
    NoticeRule("a network's page", "dns_probe"),
)

#: What a notice says in a whole sentence, punctuation at its ends taken off.
SENTENCES = (
    NoticeRule(
        "a notice that it is gone",
        "<sorry>?(?:您|你)?(?:所|要)?(?:访问|查看|浏览|请求|查找|打开|找|点击)?的?(?:该|"
        "此|本|这篇|这个|当前|相关)?<thing>(?:可能|也许|或许|似乎|已经?|暂时|目前)*(?:被|"
        "经)?(?:作者|管理员|系统|发布者)?(?:删除|不存在|下线|下架|失效|过期|撤回|撤稿|移"
        "除|移走|屏蔽|关闭|无法(?:访问|显示|查看|打开)|找不到|走丢|飞走|迁移)了?.{0,12}",
    ),
    NoticeRule(
        "a notice that it is gone",
        "<sorry>?(?:没有|未|无法)?找不?到(?:您|你)?(?:所|要)?(?:访问|查看|浏览|请求|查找)"
        "?的?(?:该|此|本|相关)?<thing>?.{0,8}",
    ),
    NoticeRule(
        "a notice that it is gone",
        r"(?:HTTP)?\s*+(?:错误|Error)?\s*+40[34]\s*+(?:错误|Error|Not Found|Forbidden|Page No"
        "t Found)?",
    ),
    NoticeRule(
        "a notice that it is gone",
        "(?:the )?(?:requested )?(?:page|url|resource).{0,40}(?:not found|does not exist|"
        "was not found on this server)",
    ),
    NoticeRule(
        "a notice that it is not published yet",
        "<sorry>?(?:您|你)?(?:访问|查看)?的?(?:该|此|本|这篇|当前)?<thing>?(?>(?:正在|正|还"
        "在|仍在|等待|尚未|还未|暂未|未通过|未|待|已提交)+)(?:人工|管理员|后台|平台)?(?:审"
        "核|审批|审查|发布|公开|上线|编辑|处理)(?:中|之中|通过)?.{0,8}",
    ),
    NoticeRule(
        "an error",
        "<sorry>?(?:当前|目前|现在)?<system>(?:暂时|当前|正在|内部|发生|出现|连接|开)?(?:"
        "了)?(?:未知)?(?:繁忙|太忙|忙|错误|异常|出错|超时|故障|小差|崩溃|连接失败|失败|不"
        "可用|维护|升级)(?:了|中|啦)?",
    ),
    NoticeRule(
        "an error",
        "(?:请|您可以|可以)?(?:稍后|稍候|稍等|过一会儿?|过会儿?|等一下|尝试|点击)?(?:片刻"
        ")?(?:后)?(?:再|重新?)?(?>(?:试一?|来|访问|查看|刷新(?:页面)?|加载|重试|浏览)+)(?:"
        "吧|哦|页面|一次)?",
    ),
    NoticeRule("an error", "请(?:稍候|稍后|稍等)"),
    NoticeRule("an error", "(?:加载|获取|请求|操作|读取)(?:数据|内容)?失败"),
    NoticeRule(
        "an error",
        "(?:您可以)?(?:点击)?(?:这里|此处)?(?:返回|回到|进入|前往)(?:网站)?(?:首页|主页|"
        "上一?页|上一级)",
    ),
    NoticeRule("an error", r"\d{1,2}\s*秒?(?:钟)?后.{0,6}(?:跳转|返回|刷新).{0,8}"),
    NoticeRule("an error", "(?:联系|请联系).{0,6}(?:管理员|客服|站长).{0,10}"),
    NoticeRule("an error", "<sorry>"),
    NoticeRule("an error", "ok"),
    NoticeRule("an error", "error"),
    NoticeRule("an error", "success"),
    NoticeRule("an error", "fail(?:ed)?"),
    NoticeRule("an error", "none"),
    NoticeRule("an error", "null"),
    NoticeRule("an error", "undefined"),
    NoticeRule("an error", r"\[object Object\]"),
    NoticeRule(
        "a page that is still loading",
        "(?:正文|内容|数据|文章|新闻|页面)?(?:正在|努力|拼命|玩命)*(?:加载|载入|获取|读取"
        ")(?:中|正文|内容|数据)?",
    ),
    NoticeRule("a page that is still loading", "loading"),
    NoticeRule("a page that is still loading", "please wait"),
    NoticeRule(
        "a login page",
        "(?:您|你)?(?:还|尚)?(?:没有|未)?(?:请|需要?|须)?(?:您)?(?:先|重新)?登[录陆](?:"
        "后|超时|已过期|失效|状态)?(?:再|才能|方可|即可|继续)?(?:查看|阅读|访问|浏览|操作"
        ")?.{0,6}",
    ),
    NoticeRule(
        "a blocking page",
        "(?:您|你)?的?(?:访问|请求|操作|IP)(?:地址)?(?:过于|太)?(?:频繁|异常|受限|(?:已)?"
        "被(?:拒绝|禁止|拦截|限制|阻断)).{0,10}",
    ),
    NoticeRule("a blocking page", "(?:无权|没有权限|禁止)(?:访问|查看).{0,8}"),
    NoticeRule("a blocking page", "access denied"),
    NoticeRule("a blocking page", "forbidden"),
    NoticeRule(
        "a check of the visitor",
        "(?:请)?(?:完成|进行|通过|输入|拖动|点击).{0,8}(?:验证码?|滑块|校验|拼图).{0,10}",
    ),
    NoticeRule("a check of the visitor", "(?:人机|安全|访问|滑动)验证"),
)

_SENTENCE_END = re.compile(r"[。！？!?；;\n]+|(?<=[A-Za-z])\.(?=\s|$)")
_EDGES = " \t\u3000,，.、:：~～…·-—_|<>《》【】[]()（）“”\"'"


def _compiled(rows: Iterable[NoticeRule]) -> list[tuple[re.Pattern[str], str]]:
    """One pattern a kind, in the order of the rows."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row.pattern)
    return [(re.compile(spelt(found, _PARTS), re.I), kind) for kind, found in kinds.items()]


_PHRASES, _SENTENCES = _compiled(PHRASES), _compiled(SENTENCES)


def find_notice(text: str) -> str:
    """What kind of notice a short text is ("a login page"), by any of its phrases; '' for none
    and for what is longer than ``MAX_NOTICE_LENGTH``."""
    line = normalize_text(text)
    if not line or len(line) > MAX_NOTICE_LENGTH:
        return ""
    return next((kind for pattern, kind in _PHRASES if pattern.search(line)), "")


def find_whole_notice(text: str) -> str:
    """What kind of notice a text is, each of whose sentences only a notice would say; '' for any
    other. Safe where the text may be an article about such things."""
    if len(text) > MAX_NOTICE_LENGTH:
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
