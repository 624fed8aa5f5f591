"""Bad moments that are written for readers: maintenance, blocking, login, hosters, mix-ups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.faults.moments import SERVERS, Asked, Moment, always, plain
from tests.faults.paper import content, framed, front, old
from tests.site import Answer


def _day(hours: int = 0) -> str:
    return f"{datetime.now() + timedelta(hours=hours):%Y年%m月%d日 %H:%M}"


def _maintenance(_: Asked) -> str:
    lines = (
        f"各位网友：为给大家带来更加稳定的阅读体验，我中心定于{_day(-2)}起对内容发布平台进行"
        "机房搬迁和系统升级，其间网站、客户端和小程序的图文、视频、直播、报料等栏目均无法正常打开。",
        f"本次升级预计持续到{_day(8)}，完成以后服务会自动恢复，无需重新安装客户端，您的收藏和评论也不会丢失。",
        "升级期间如有新闻线索，请拨打值班电话或到办公楼一楼的接待室反映，工作人员会逐一登记并及时转交采编部门办理。",
        "由此给您带来的不便，我们深表歉意，感谢您一直以来的理解与支持。苇川县融媒体中心技术部。",
    )
    return framed("系统升级公告", f"<h1>系统升级公告</h1><p>{_day(-2)}</p>" + content(*lines))


def _blocked(asked: Asked) -> Answer:
    return plain(
        "请求被拦截",
        "很抱歉，您提交的内容带有风险特征，本次访问已经被管理员设置的安全策略拦截。",
        f"被拦截的地址：{asked.url}{asked.story.path}",
        f"事件编号：7c{asked.story.at:%H%M%d}40b　客户端地址：203.0.113.7",
        "如果您认为这是误判，请把以上编号发给网站管理员。",
    )


def _shared(asked: Asked) -> str:
    """A notice in the place of the text, behind whatever title; it has a date and a time."""
    lines = (
        "根据上级关于重要时期网络安全保障工作的统一安排，本平台自即日起实行内容分级调阅，部分历史稿件和图文稿件"
        "将暂时转入后台，待核验完成以后再陆续恢复展示，请广大读者耐心等待。",
        f"本轮核验从{_day(-30)}开始，预计分三批进行：第一批为时政和经济类稿件，第二批为民生、教育和卫生类稿件，"
        "第三批为文体和副刊类稿件，每一批大约需要一到两个工作日。",
        "核验过程不影响客户端的登录、评论、收藏和积分，已经订阅的栏目会照常推送目录，稿件恢复以后点开目录就能阅读。",
        "读者如有急需使用的稿件，可以在工作日的上午九点到十一点半、下午两点半到五点之间与编务室联系，说明稿件的标题、"
        "日期和用途，工作人员会在核对身份以后提供复印件或者电子版，不收取任何费用。",
        "我们会尽快完成这项工作，并在首页公布进度。感谢大家对苇川融媒的关心和支持。",
    )
    said = f'<div class="info"><span class="time">{_day(-30)}</span></div>'
    return framed("稿件核验说明", f'<h1 class="title">稿件核验说明</h1>{said}{content(*lines)}')


def _advertising(_: Asked) -> Answer:
    lines = (
        "尊敬的宽带用户，您家的千兆套餐升级名额已经为您保留，现在办理即可免费领取双频路由器一台，上门安装不收费。",
        "活动面向本省全部在网三年以上的老用户，每月只需三十九元，两百兆直升一千兆，另送四部手机的定向流量。",
        "名额先到先得，退订、投诉和咨询请拨打客服热线，本页面由网络运营商推送，关闭以后刷新即可回到您要访问的内容。",
    )
    return plain("老用户专享福利", *lines)


def _neighbour(asked: Asked) -> str:
    """The page of the next article."""
    at = asked.shown.index(asked.story)
    return asked.shown[(at + 1) % len(asked.shown)].page()


def _frame(*lines: str) -> Callable[[Asked], str]:
    """The article's own frame with its title and time, and other lines where its text belongs."""
    return lambda asked: framed(asked.story.title, asked.story.heading() + content(*lines))


def _preview(asked: Asked) -> str:
    first, second, *_ = asked.story.lines
    shown = content(first, second[: len(second) // 2] + "…")
    return framed(asked.story.title, asked.story.heading() + shown)


def _soft(title: str, *lines: str) -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return framed(
        title, f'<div class="article"><h2>{title}</h2><div class="content">{text}</div></div>'
    )


_LOGIN = framed(
    "登录",
    "<h2>统一身份认证</h2><p>您访问的栏目需要登录以后才能继续浏览，请使用手机号码或者政务服务账号登录。</p>"
    '<form method="post" action="/passport/in"><input name="user" placeholder="手机号">'
    '<input type="password" name="pass" placeholder="密码"><button>登录</button></form>'
    "<p>没有账号？请先注册。忘记密码请联系管理员。</p>",
)
_CAPTCHA = plain(
    "安全验证",
    "为了确认您不是机器人，请按住滑块，拖动到最右边完成拼图。",
    "验证通过以后页面会自动跳转，若长时间没有反应请刷新重试。",
)

NOTICES = (
    Moment(
        "maintenance, two lines",
        always(plain("网站维护中", "网站正在维护，暂时无法访问。", "请您稍后再来，给您添麻烦了！")),
        same=True,
    ),
    Moment("maintenance, dated, 300 characters", _maintenance, same=True, runs=2),
    Moment(
        "maintenance in English and Chinese",
        always(
            plain(
                "Under Maintenance",
                "Our site is getting a little tune-up and will be back shortly.",
                "本站正在进行例行检修，服务将在一小时内恢复，请稍候刷新页面重试，谢谢您的耐心。",
            )
        ),
        same=True,
    ),
    Moment("blocked, with number and address", _blocked, same=True, runs=2),
    Moment(
        "blocked, another wording",
        always(
            plain(
                "网站防火墙",
                "您的请求带有不合法参数，已被网站管理员设置拦截！",
                "可能原因：您提交的内容包含危险的攻击请求。如何解决：检查提交内容；如网站托管，请联系空间提供商。",
            )
        ),
        same=True,
    ),
    Moment("a captcha", always(_CAPTCHA), same=True),
    Moment(
        "too many visits",
        always(
            plain(
                "提示信息",
                "您的访问过于频繁，请稍后再试。",
                "系统已经记录本次访问，十分钟后自动解除限制。",
            )
        ),
        same=True,
    ),
    Moment("a login form at the address", always(_LOGIN), same=True),
    Moment(
        "soft 404: under review",
        always(
            _soft("提示", "您查看的内容正在审核，请稍后再来。", "也可以返回首页浏览其他精彩新闻。")
        ),
        same=True,
        runs=2,
    ),
    Moment(
        "soft 404: does not exist",
        always(
            _soft(
                "页面找不到了",
                "抱歉，您要访问的文章不存在或者已经被移走，请检查地址是否输入正确。",
                "五秒钟以后将自动为您转到首页，您也可以用站内搜索查找需要的内容。",
            )
        ),
        same=True,
    ),
    Moment(
        "the article's frame: under review", _frame("该稿件正在审核中，暂时不能查看。"), same=True
    ),
    Moment("the front page at the address", lambda asked: front(asked.shown), same=True),
    Moment("an old article at every address", always(old().page()), same=True),
    Moment("the next article at the address", _neighbour),
    Moment("the article's frame, no body", _frame()),
    Moment("the article's frame, loading", _frame("正在加载，请稍候……")),
    Moment("a preview with dots", _preview, runs=2),
    Moment("an advertisement put in between", _advertising, same=True),
    Moment(
        "a hoster: domain expired",
        always(
            plain(
                "域名到期提醒",
                "您访问的域名已经过期，解析服务已暂停，域名持有人请登录控制台办理续费。",
                "续费成功以后解析会在二十四小时内恢复，超过赎回期的域名将被公开预订。",
            )
        ),
        same=True,
    ),
    Moment(
        "a hoster: not on file",
        always(
            plain(
                "无法访问此网站",
                "该网站暂时无法访问：根据管理规定，未取得备案号或者备案信息与接入商不一致的网站不得开通服务。",
                "如果您是网站的主办者，请到接入服务商处提交备案，审核通过以后方可恢复访问。",
            )
        ),
        same=True,
    ),
    Moment(
        "a proxy: cannot be reached",
        always(
            plain(
                "This site can't be reached",
                "The web page might be temporarily down or it may have moved permanently to a new"
                " web address. The proxy server did not receive a timely response from the origin.",
                "ERR_CONNECTION_TIMED_OUT",
            )
        ),
        same=True,
    ),
    Moment(
        "the English edition at every address",
        always(
            framed(
                "Welcome to Weichuan",
                "<h1>Welcome to Weichuan</h1>"
                + content(
                    "Weichuan lies where the reed river meets the plain, and has been a market"
                    " town since the days of the salt road. Visitors come for its wetlands.",
                    "The English edition is under construction. Please choose a language above"
                    " to return to the edition that you were reading.",
                ),
            )
        ),
        same=True,
    ),
    Moment("a notice for all, dated, 400 characters", _shared, same=True, runs=2),
)

MOMENTS = (*SERVERS, *NOTICES)
