"""The pages behind the faults: one sound article a case, and the ways to spoil it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HUGE_BYTES = 5_000_000

#: Case → title of its article. No two cases share a sentence, so that none is a duplicate.
CASES = {
    "sound": "北渡镇渡口老船工的最后一班摆渡",
    "nul": "石鼓岭护林员巡山记下三十本日记",
    "surrogate": "双泉镇豆腐坊凌晨三点亮灯",
    "no-title": "",
    "no-time": "柳湾镇小学操场翻新完工",
    "no-body": "白鹭滩湿地观鸟屋预约开放",
    "huge": "清川县志续修资料汇编全文公布",
    "broken": "茶坪乡山货赶集日改到每月逢五",
    "redirects": "青麓街道菜市场夜间照明改造",
    "truncated": "麻栗坳乡通村客运新增两趟班车",
}
_SUBJECTS = {
    "sound": ("摆渡船", "渡口", "船工老周"),
    "nul": ("巡山路", "石鼓岭林场", "护林员老谭"),
    "surrogate": ("豆腐坊", "双泉镇老街", "坊主任家夫妇"),
    "no-title": ("蓄水池", "高岭村", "管水员小蒋"),
    "no-time": ("塑胶跑道", "柳湾镇小学", "体育老师沈立"),
    "no-body": ("观鸟屋", "白鹭滩", "志愿者阿芬"),
    "huge": ("资料汇编", "县档案馆", "编修人员"),
    "broken": ("山货集", "茶坪乡", "赶集的村民"),
    "redirects": ("照明灯", "青麓菜市场", "卖菜的吴婶"),
    "truncated": ("客运班车", "麻栗坳乡", "司机老韩"),
}
_FRAMES = (
    "入冬以后，{place}的早晨比往常安静，{thing}的事成了大家碰面时最先聊起的话题。",
    "{who}说，从前没有人专门过问{thing}，如今每一笔都记在本子上，心里踏实得多。",
    "记者在{place}看到，与{thing}有关的几处旧设施已经修整一新，旁边立起了说明牌。",
    "按照安排，{place}年底前还要召开一次院坝会，听听大伙儿对{thing}还有什么想法。",
    "“哪怕只剩一个人需要，{thing}也要照常办下去。”{who}这样回答记者的提问。",
)
_NUMBERED = "第{number}条：{place}呈报与{thing}相关的旧档一件，编号{code}，由{who}核对后收存。"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an article page: everything it lacks, holds too much of or garbles."""

    untitled: bool = False
    undated: bool = False
    bodiless: bool = False
    nul: bool = False
    surrogate: bool = False
    broken: bool = False
    huge: bool = False


SOUND = Flaw()


def article(case: str, flaw: Flaw = SOUND) -> str:
    """The page of a case, sound but for its flaw. A huge one has 5 MB, a broken one no end tags."""
    heading = "" if flaw.untitled else CASES[case]
    page = _PAGE.format(
        title=heading,
        script='{"headline": "\\ud83d"}' if flaw.surrogate else "{}",
        head=f"<h1>{heading}</h1>" if heading else "",
        time="" if flaw.undated else '<span class="date">2026-11-18 10:20</span>',
        body="\n".join(f"<p>{line}</p>" for line in _lines(case, flaw)),
    )
    return page.replace("</p>", "").replace("</div>", "<b></i>") if flaw.broken else page


def _lines(case: str, flaw: Flaw) -> list[str]:
    lines = [] if flaw.bodiless else sentences(case)
    if flaw.huge:
        lines += numbered(case, HUGE_BYTES)
    if flaw.nul:
        lines = [line[:6] + "\x00" + line[6:] for line in lines]
    if flaw.surrogate:
        lines = [line + "&#55357;" for line in lines]
    return lines


def sentences(case: str) -> list[str]:
    """The five paragraphs of a case."""
    thing, place, who = _SUBJECTS[case]
    return [frame.format(thing=thing, place=place, who=who) for frame in _FRAMES]


def numbered(case: str, size: int) -> list[str]:
    """Different paragraphs of together at least ``size`` bytes."""
    thing, place, who = _SUBJECTS[case]
    values: dict[str, Any] = {"thing": thing, "place": place, "who": who}
    one = len(_NUMBERED.format(number=10_000, code="Q100000", **values).encode())
    numbers = range(1, size // one + 2)
    codes = (f"Q{n * 7919 % 1_000_000:06}" for n in numbers)
    return [
        _NUMBERED.format(number=n, code=c, **values) for n, c in zip(numbers, codes, strict=True)
    ]


def listing(links: list[tuple[str, str]]) -> str:
    """A sound listing page of (address, title)."""
    items = "\n".join(
        f'<li><a href="{address}">{title or "（无标题）"}</a><span>2026-11-18</span></li>'
        for address, title in links
    )
    return _LISTING.format(items=items)


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{title}</title>
<script type="application/ld+json">{script}</script></head>
<body>
<div class="detail">
{head}
<div class="info">{time}</div>
<div class="article-content">
{body}
</div>
</div>
</body>
</html>
"""
_LISTING = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>栏目列表_清川新闻网</title></head>
<body>
<div class="list">
<ul>
{items}
</ul>
</div>
</body>
</html>
"""
