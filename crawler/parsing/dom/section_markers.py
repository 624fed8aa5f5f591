"""Marker lines: end of the article, lists of related articles, comment sections."""

from __future__ import annotations

import re

from crawler.parsing.dom.blocks import SourcedBlock

_TRIM = " 　:：>》»|｜-—_▪■●◆★#【】[]()（）.。…!！?？+\t"
#: Headings of lists of other articles: the text may go on behind them.
_RELATED = re.compile(
    r"(?:相关|相似|同类|推荐|延伸|更多|热门|热点|精彩|最新|往期|今日|此前|以往|猜[你您]|为[您你]|[您你]可能|(?:责任)?编辑"
    r"|大家都|其他|深度|点击|本期|本版|热播).{0,3}"
    r"(?:阅读|新闻|报道|链接|推荐|文章|专题|资讯|内容|热点|热文|热门|喜欢|感兴趣|在看|爱看|在搜|想看|想搜|精选|精彩"
    r"|回顾|视频|搜索|排行榜?|图集|问题|节目单?|回看|直播|热[榜搜])的?(?:人|文章|新闻)?"
    r"|(?:阅读|新闻|文章)(?:推荐|排行榜?)|热搜|[热点]?播?排行榜|新闻排行|热点推荐|特别推荐|下一页|上一页|延伸阅读|精彩推荐"
    r"|往期精彩(?:回顾|推荐|内容)?|(?:新闻|点击|热点)?排行榜?|热[播门文]榜|作者最(?:新|近)文章|节目预告"
    r"|.{0,4}新闻精选|\d+小时排行.{0,20}|(?:图片|组图|高清)(?:故事|新闻|推荐)|(?:\d+小时|[一本]周|今日|实时)(?:热[榜点文搜]|排行榜?|热门)",
    re.I,
)
#: Headings of what readers say.
_COMMENTS = re.compile(
    r"(?:最热|最新|热门|全部|网友|精彩|精选|所有|用户|读者)(?:评论|跟贴|跟帖|留言|讨论|热议|互动).{0,8}"
    r"|我?来说两句.{0,6}|留言板|评论区|聊天室|(?:跟[帖贴]|评论|留言)\s*[（(]?\d+[）)]?"
)
_MORE = re.compile(r"(?:(?<!\s)\s++)?(?:查看)?(?:更多|more)\W*+$", re.I)
#: What only stands behind an article: nothing of it follows.
_END = re.compile(
    r"(?:条评论|人参与).*|评论|发表评论|我要评论"
    r"|\d+\s*条?(?:评论|跟贴|跟帖)|(?:上|下)一?[篇条][:：]?.*|返回(?:顶部|首页|列表)|文明上网.*"
    r"|(?:已有|共有?)\s*\d+\s*(?:人参与|条评论).*|分享到.{0,12}|分享至.{0,12}|打开\w*APP.{0,12}|点击(?:查看|加载)更多.*"
    r"|(?:用户名|密码|验证码|昵称)[:：]?|立即注册|.{0,6}(?:阅读|加载)下一篇.{0,6}|加载(?:中|更多)|扫一扫.{0,20}|(?:微信)?扫码.{0,20}",
    re.I,
)
#: The form in which readers write, and what stands right above it.
_FORM = re.compile(
    r"(?:发表|我要|参与|网友)?评论|(?:已有|共有?)\s*\d+\s*(?:人参与|条评论).*|文明上网.*"
)
_EDITOR = re.compile(r"(?:编\s*辑|责\s*编|责任?编辑?)\s*[:：|｜丨/]")
_SIGNED = re.compile(
    r"(?:^|纠错|[\W_])(?:责任|值班|执行|版面|本期|本版|网络|网站|文字|图文|图片|视频|新媒体|实习|见习|助理)*"
    r"(?:编\s*辑|责\s*编)\s*[:：|｜丨/]"
)
_SIGNATURE = 60
_TITLE = 10
_PAGER = re.compile(r"(?:[上下]一页|首页|[末尾]页|第?\d++页?|共\d+页|[\s|<>《》«»…\[\].,，])+")


def is_comments_heading(text: str) -> bool:
    """Whether a line is the heading of what readers say."""
    return 0 < len(text) < 20 and _COMMENTS.fullmatch(text.strip(_TRIM)) is not None


def is_end_marker(text: str) -> bool:
    """Whether a line is the heading or the form of what follows an article: comments, sharing."""
    if is_comments_heading(text):
        return True
    return len(text) < 60 and _END.fullmatch(text.strip(_TRIM)) is not None


def is_related_heading(text: str) -> bool:
    """Whether a line is the heading of a list of other articles."""
    bare = _MORE.sub("", text.strip(_TRIM)) if len(text) < 20 else ""
    return bool(bare) and _RELATED.fullmatch(bare) is not None


def ends_info_area(text: str) -> bool:
    """Whether a line heads other articles or what readers say."""
    if is_related_heading(text) or is_comments_heading(text):
        return True
    return _FORM.fullmatch(text.strip(_TRIM)) is not None


def mentions_editor(text: str) -> bool:
    """Whether the label of an editor stands somewhere in a text."""
    return ("编" in text) and _EDITOR.search(text) is not None


def is_editor_line(line: str) -> bool:
    """Whether a short line names its editor: [责任编辑：X], 【纠错】 责编：X."""
    return len(line) <= _SIGNATURE and "编" in line and _SIGNED.search(line) is not None


def is_linked_title(piece: SourcedBlock) -> bool:
    """Whether a line is the linked title of another article."""
    return piece.is_link and len(piece.text) >= _TITLE


def is_page_numbers(text: str) -> bool:
    """Whether a line holds nothing but the numbers of a body's pages."""
    return "页" in text and _PAGER.fullmatch(text) is not None
