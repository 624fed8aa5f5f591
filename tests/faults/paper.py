"""A county outlet whose articles have nothing in common but their frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.site import Answer

_XML = {"Content-Type": "application/xml"}
_NAME = "苇川融媒"
_TEXTS = (
    (
        "苇川河口湿地迎来首批越冬候鸟",
        "昨天清晨，护鸟员马广田在河口湿地的观测台上数到了四百多只绿头鸭，比去年早了九天。",
        "今年夏天退出的六口鱼塘已经连成一片浅滩，水深刚好没过脚踝，正合涉禽觅食。",
        "县林业局提醒前来拍鸟的市民不要投喂，也不要离开木栈道。",
    ),
    (
        "老电影院改成书场 周末听书不要票",
        "闲置十一年的红星电影院换了门头，三百把旧座椅修好后留在原处，银幕前摆上了一张方桌。",
        "头一场说的是《杨家将》，七十岁的评书艺人何四海开口不到一刻钟，过道里就站满了人。",
        "文化馆说，每周六、周日下午各有一场，先到先坐，不用买票。",
    ),
    (
        "盘龙镇四座危桥赶在雪前通车",
        "盘龙镇的四座漫水桥昨天全部换成了平板桥，冬天上学的孩子再不用绕行八里山路。",
        "工程从七月开始，因为两次洪水停了十九天，施工队把夜班排到了十一月。",
        "验收单上写着每座桥限重三十吨，镇里给桥头装了测重仪。",
    ),
    (
        "全县中小学食堂换上明厨亮灶",
        "家长打开手机就能看到切菜的案板和洗碗的水池，这样的镜头在全县八十二所学校装了五百多个。",
        "市场监管局的值班员每天中午轮流看画面，上周叫停了两家没有戴口罩的后厨。",
        "下一步，采购的票据也要拍照上传，谁送的菜一查便知。",
    ),
    (
        "石榴熟了 南坡合作社一天发货两万斤",
        "南坡村的分拣线从早上五点转到夜里十点，装满石榴的纸箱在院子里码成了墙。",
        "合作社今年添了一台按糖度分级的机器，十四度以上的果子每斤多卖一块二。",
        "会计葛春梅算了算，入社的一百一十六户平均能多收七千元。",
    ),
    (
        "夜班公交今起延长到二十三点",
        "从今天起，三路、七路和环线的末班车都推迟到二十三点发出，医院、车站和开发区的夜班职工能坐车回家。",
        "公交公司为此增开了十一个班次，驾驶员分成两组轮换。",
        "试运行三个月以后，再根据客流决定是不是加密班次。",
    ),
    (
        "县医院开出第一张电子病理报告",
        "过去要送到市里等五天的切片，如今扫描上传，两小时后专家的意见就回到了医生的屏幕上。",
        "病理科只有三个人，主任韩雪梅说，难的不是机器，是把每一张片子都切到四微米。",
        "医保已经把这个项目列入报销，患者自付部分不到四十元。",
    ),
    (
        "非遗剪纸传承人走进乡村课堂",
        "一张红纸折三折，剪刀拐四个弯，六年级的孩子们剪出了自己的第一只喜鹊。",
        "传承人戚玉兰今年跑了二十所村小，随身带着一只装满旧纸样的木箱。",
        "她说，只要有一个孩子愿意学下去，这门手艺就还在。",
    ),
)
#: An article of last month that the listing does not show any more.
_OLD = (
    "苇川县首届灯谜会在文庙广场收官",
    "三天里有一万多人次走进文庙广场，猜中了两千条灯谜，最难的一条挂了两天半才被一名初中生揭下。",
    "灯谜全部由本县的谜友撰写，谜面里藏着八个乡镇的地名和十几种土产。",
    "主办方把没有猜中的一百条留在了图书馆的门厅里，欢迎市民接着猜。",
)


@dataclass(frozen=True)
class Story:
    """An article as its outlet shows it on an ordinary day."""

    path: str
    title: str
    at: datetime
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n".join(self.lines)

    def page(self) -> str:
        return framed(self.title, self.heading() + content(*self.lines))

    def heading(self) -> str:
        """What stands above its text: title, time, source."""
        said = f"{self.at:%Y-%m-%d %H:%M}"
        return (
            f'<h1 class="title">{self.title}</h1>'
            f'<div class="info"><span class="time">{said}</span><span>来源：{_NAME}</span></div>'
        )


def content(*lines: str) -> str:
    return '<div class="content">' + "\n".join(f"<p>{line}</p>" for line in lines) + "</div>"


def framed(title: str, inner: str) -> str:
    """A page of the outlet: its head, its columns, ``inner``, its foot."""
    columns = "".join(
        f'<a href="/{path}/">{name}</a>'
        for path, name in (("yw", "要闻"), ("xz", "乡镇"), ("ms", "民生"), ("sp", "视频"))
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_{_NAME}</title></head>'
        f'<body><div class="header"><a href="/">{_NAME}</a><nav>{columns}</nav></div>'
        f'<div class="main">{inner}</div>'
        '<div class="footer"><p>主办单位：苇川县融媒体中心</p><p>苇ICP备10203040号</p>'
        "<p>违法和不良信息举报电话：0000-1234567</p></div></body></html>"
    )


def stories() -> list[Story]:
    """The eight articles that the outlet shows, of the last days."""
    return [_story(number, *text) for number, text in enumerate(_TEXTS)]


def old() -> Story:
    return _story(30, *_OLD)


def _story(number: int, title: str, *lines: str) -> Story:
    noon = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0, second=0)
    at = noon - timedelta(days=1 + number, minutes=37 * number)
    return Story(f"/yw/{at:%Y%m}/{41000 + 7 * number}.html", title, at, lines)


def front(shown: Sequence[Story]) -> str:
    """The outlet's listing, which is its front page too: titles and times."""
    rows = "".join(
        f'<li><a href="{s.path}">{s.title}</a><span>{s.at:%Y-%m-%d %H:%M}</span></li>'
        for s in shown
    )
    return framed("首页", f'<ul class="news-list">{rows}</ul>')


def sitemap(url: str, shown: Sequence[Story]) -> Answer:
    """A listing without titles and times."""
    rows = "".join(f"<url><loc>{url}{story.path}</loc></url>" for story in shown)
    return Answer(f"<urlset>{rows}</urlset>", headers=_XML)
