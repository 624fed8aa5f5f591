"""The words by which newsrooms say who did what, and what kind of credit each makes."""

from __future__ import annotations

import re
from typing import Literal

CreditKind = Literal["reporter", "correspondent", "editor", "other"]

_RANK = (
    "(?:全媒体|融媒体?|新媒体|首席|见习|实习|资深|高级|特派|特约|专栏|职工|驻地|驻站|图片|摄影"
    "|文字|视频|评论|调查|一线|数据|小|校园|青年|学生)"
)
_DESK = (
    "(?:责任|值班|执行|版面|本期|本版|新媒体|全媒体|文字|文案|视频|图片|图文|美术|网络|网站|微信"
    "|公众号|首席|实习|见习|助理|特约|栏目|技术|内容|当班|[初复终一二三]审)"
)
_NOT_A_REPORTER = "(?!站|节|会|协会|团|证|们|从|在|了解|获悉|问|注意|看|发现)"

_CORRESPONDENT = (
    f"{_RANK}{{0,4}}通讯员|[报通][道讯]组(?=[:\\s\u3400-\u9fff])|特约供稿|供稿人?|来稿|投稿|通联"
)
_REPORTER = (
    f"(?:出镜)?{_RANK}{{0,4}}记者{_NOT_A_REPORTER}|{_RANK}{{0,4}}评论员|{_RANK}{{0,4}}主持人(?=:)|(?:本文|原文?|{_RANK})?作者"
    f"|{_RANK}?撰稿人?|{_RANK}?撰文|文字(?!编辑)|文[稿案](?!编辑)|采写|采编|采访|执笔|主笔|文[/、&和]图片?"
    r"|[Rr]eporters?(?=\s*:)|[Aa]uthors?(?=\s*:)|[Ww]riters?(?=\s*:)|[Bb]y(?=\s+[A-Z])"
    "|实习生|文并图|文图(?!片)|图[/、&]?文(?!编辑)|文[/、&]摄影?|摄影报道|图文报道|综合报道|报道(?!记者)|整理"
)
_EDITOR = (
    f"{_DESK}{{0,2}}编辑(?!部|出版|社|室|中心|学|注|荐|[和与]记者)|责编|责任编|执编|值编|网编"
    "|(?:执行|值班|副|常务|轮值)?(?:主编(?!辑)|总编辑?)|[Ee]ditors?(?=\\s*:)"
)
_OTHER = (
    "(?:作者|供稿|供图|报送|来稿)单位|指导(?:老师|教师)|责任校对|[一二三]审[一二三]校|责校|校对|校审|审校|编校|编审|审核人?|监审|审稿人?|审定|审签|签发人?|[初复终一二三]审"
    "|[初复终]校|总?监制|总?监|总?策划|统筹|出品人?|总?导演|摄影|摄像|航拍|拍摄|图片|视频|剪辑"
    "|后期|制作|制图|设计|美编|美工|海报|绘图|手绘|漫画|供图|配图|翻译|编译|配音|播音|主播|出镜"
    "|音频|编导|值班主任|值班编委|值班领导|排版|版式|运营|插图|朗读|诵读|译者|报送|执行(?=\\s*:)"
)
#: Roles of one character: before a mark (文/张三) or after a name (张三 摄, 李四/图).
_SHORT = "|".join(
    (
        r"(?:(?<=^)|(?<=[\s;]))[编校审译](?=\s*:)",
        r"(?:(?<=^)|(?<=[\s;,、()/|&]))[文图摄](?=\s*[:/|])",
        r"(?<=[/|])[文图摄](?=\s*$|[\s;,、()])",
        r"(?<=\s)[文图摄绘](?=\s*$|[\s;,、()/])",
        r"(?<=[\u3400-\u9fffA-Za-z])[摄绘](?=\s*$|[;,、()])",
    )
)
#: The same with names behind it and no mark: 文 张三 图 李四.
_SPACED = (
    r"(?<=^)文(?=\s+[\u3400-\u9fff]{2,4}\s+图\s)"
    r"|(?<=[\u3400-\u9fff]\s)图(?=\s+[\u3400-\u9fff]{2,4}\s*$)"
)
_LABELLED = r"(?:于|自)?(?=\s*[:|/])"
_SOURCE = (
    "(?<![片据频料图乐能灵])(?:信息|稿件|文章|本文|新闻|内容|资讯)?(?:来源|转载?自|稿源|摘自|出处)"
    + _LABELLED
)
_PICTURES = "(?:(?:封面|图片|视频|数据|资料|音频|素材)来源|图源)" + _LABELLED

#: A role, or the label of a source, somewhere in a line of plain marks; the group names its kind.
ROLE_PATTERN = re.compile(
    f"(?P<source>{_SOURCE})|(?P<pictures>{_PICTURES})|(?P<correspondent>{_CORRESPONDENT})"
    f"|(?P<reporter>{_REPORTER})|(?P<editor>{_EDITOR})|(?P<other>{_OTHER})|(?P<spaced>{_SPACED})|(?P<short>{_SHORT})"
)
#: Roles that only follow the names they belong to, unless a mark follows them.
SUFFIX_ROLES = frozenset(("摄", "绘", "报道", "整理", "摄影报道", "图文报道", "综合报道", "供稿"))
_BY_GROUP: dict[str, CreditKind] = {
    "correspondent": "correspondent",
    "reporter": "reporter",
    "editor": "editor",
}

_BY_ROLE: dict[str, CreditKind] = {"文": "reporter", "编": "editor"}


def role_kind(role: str, group: str) -> CreditKind:
    """The class of a role, given the group of ``ROLE_PATTERN`` that found it."""
    return _BY_ROLE.get(role) or _BY_GROUP.get(group, "other")
