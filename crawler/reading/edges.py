"""Where an article begins and ends within its container, and what is set into it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.reading.blocks import Piece

_TRIM = " 　:：>》»|｜-—_▪■●◆★#【】[]()（）.。…!！\t"
#: Headings of lists of other articles: the text may go on behind them.
_RELATED = re.compile(
    r"(?:相关|推荐|延伸|更多|热门|热点|精彩|最新|往期|今日|猜你|为您|为你|您可能|你可能|编辑|大家都)"
    r".{0,3}(?:阅读|新闻|报道|链接|推荐|文章|专题|资讯|内容|热点|喜欢|感兴趣|在看|在搜|精选|回顾|视频|搜索|排行)"
    r"|(?:阅读|新闻|文章)(?:推荐|排行榜?)|热搜|排行榜|新闻排行|热点推荐|特别推荐|下一页|上一页|延伸阅读|精彩推荐"
)
#: What only stands behind an article: nothing of it follows.
_END = re.compile(
    r"(?:最热|最新|热门|全部|网友|精彩|所有|发表|我要|用户)(?:评论|跟贴|跟帖|留言)|(?:条评论|人参与).*|评论"
    r"|\d+\s*条?(?:评论|跟贴|跟帖)|来说两句吧?|我来说两句|(?:上|下)一?[篇条][:：]?.*|返回(?:顶部|首页|列表)|文明上网.*"
    r"|(?:已有|共有?)\s*\d+\s*(?:人参与|条评论).*|分享到.{0,12}|分享至.{0,12}|打开\w*APP.{0,12}|点击(?:查看|加载)更多.*"
    r"|加载(?:中|更多)|扫一扫.{0,20}|(?:微信)?扫码.{0,20}",
    re.I,
)
_SENTENCE = re.compile(r"[。！？；][”」』）)]?\s*$|，.*，")
_RESUMES = 40


def is_end(text: str) -> bool:
    """Whether a line is the heading or the form of what follows an article: comments, sharing."""
    return len(text) < 60 and _END.fullmatch(text.strip(_TRIM)) is not None


def is_related(text: str) -> bool:
    """Whether a line is the heading of a list of other articles."""
    return len(text) < 20 and _RELATED.fullmatch(text.strip(_TRIM)) is not None


def within(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of the article itself: without lists of other articles and what comes after it."""
    kept: list[Piece] = []
    total = sum(len(p.text) for p in pieces)
    seen, others = 0, False
    for piece in pieces:
        text = piece.text
        if text and is_end(text) and seen * 3 > total:
            break
        if text and is_related(text):
            others = True
        elif others and _goes_on(piece):
            others = False
        if not others:
            kept.append(piece)
        seen += len(text)
    return _without_link_tail(kept)


def _goes_on(piece: Piece) -> bool:
    text = piece.text
    return not piece.is_link and len(text) >= _RESUMES and _SENTENCE.search(text) is not None


def _without_link_tail(pieces: list[Piece]) -> list[Piece]:
    end = len(pieces)
    while end and pieces[end - 1].text and pieces[end - 1].is_link:
        end -= 1
    return [p for p in pieces[:end] if not (p.block.kind == "list" and p.is_link)]
