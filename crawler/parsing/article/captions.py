"""Attach captions to pictures, and read their credits."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.boilerplate import is_caption
from crawler.parsing.dom.media import alt_text
from crawler.parsing.metadata.info_line import is_info_line, starts_with_role
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text

_LONGEST = 160
_SHORT = 60
_AROUND = 3
_LENGTH, _STRING = compile_xpath("string-length(normalize-space())"), compile_xpath("string()")
_OPENS = re.compile(
    r"^[（(【\[]?(?:[▲△↑▼▽◀◎]|图为(?![什何据])|图[①-⑳一二三四五六七八九十\d]{1,3}(?:[：:/丨|、\s]|为)"
    r"|图\s*[：:/／丨|｜]|[上下左右中]图\s*[：:为]|[上左右]图(?=[^是])|配图|资料图(?!书)|图片(?:来[源自]|由)|图[源自说](?!$)"
    r"|(?:摄影|供图|制图|漫画|绘图|Photos?)\s*[：:/／丨|｜]|从左[至到]右|左起)"
)
_ENDS = re.compile(
    r"(?:摄影?(?:报道)?|供图|图片提供|[^.。，]{2,20}提供|资料图片?|制图|绘图|(?:视频)?截图|照片|现场图"
    r"|(?:图片)?来源[：:].{2,12}|图源.{0,12}|[发社] .{2,4} 作)[）)】\]]?[。.]?$"
    r"|(?:摄影?|图|供图)\s*[/／丨｜|：:]\s*\S{2,8}(?:\s\S{2,8})?[）)]?$"
)
#: A short line that names what is seen and says nothing of it.
_SCENE = re.compile(
    r"^[^，。]{0,24}(?:现场|一角|全景|合影|示意图|效果图|航拍|外景|夜景|剧照|海报)[。]?$"
)
_ORPHAN = re.compile(r"^[^（(].{6,}[。\s（(）)][^。，]{2,20}(?:摄|供图|提供)[）)]?[。.]?$")
_CREDIT = re.compile(
    r"(?:^|[。.！？；，,（(\s])(?P<who>[^。！？；，,（()）]{2,24}?)\s{0,3}[/／]?\s{0,3}(?:摄影?(?:报道)?|供图|提供|制图|绘图)[）)】\]]?[。.]?$"
)
_CREDIT_AFTER = re.compile(
    r"(?:图片来[源自]|图源|图自|摄影?|供图|制图|漫画|绘图|(?<![上下左右中配])图)\s*[：:/／丨｜|]\s*(?P<who>[^。，；）)]{2,20})"
    r"|(?:图片来自|来源[：:])(?P<from>[^。，；）)]{2,12})"
)
#: What stands before the name of whoever took a picture.
_ROLE = re.compile(r"\A.*(?:资料图片?|记者|通讯员|摄影师|作者|社发|供图)\s*+", re.S)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
_NOBODY = frozenset(("无人机", "网络", "资料", "资料图", "资料图片", "互联网"))
#: The number of a picture in an album, between it and its caption.
_INDEX = re.compile(r"\d{1,3}\s*/\s*\d{1,3}")
_CENTERED = re.compile(r"text-align\s*:\s*center", re.I)
_SENTENCE_END = re.compile(r"[。！？!?；;：:][”」』）)]?$")


def attach_captions(pieces: list[SourcedBlock]) -> list[SourcedBlock]:
    """The pieces with each caption moved from its own line to the picture above it.

    Where a picture has none, what its attributes say is one if it ends with who took it.
    """
    kept: list[SourcedBlock] = []
    for piece in pieces:
        image = kept[-1].block.image if kept else None
        if image is not None and _INDEX.fullmatch(piece.text):
            continue
        if image is not None and not image.caption and _belongs(piece, kept[-1]):
            image.caption, image.credit = piece.text, photo_credit(piece.text)
        else:
            kept.append(piece)
    for piece in kept:
        told = alt_text(piece.element) if piece.block.image else ""
        if piece.block.image and not piece.block.image.caption and is_standalone_caption(told):
            piece.block.image.caption, piece.block.image.credit = told, photo_credit(told)
    return kept


def _belongs(line: SourcedBlock, picture: SourcedBlock) -> bool:
    if line.block.kind not in ("paragraph", "quotation", "heading") or len(line.text) > _LONGEST:
        return False
    if line.block.kind == "heading":
        return is_standalone_caption(line.text)
    if is_caption(line.element) or _in_caption(line.element) or _OPENS.search(line.text):
        return True
    if _ENDS.search(line.text) or _SCENE.search(line.text):
        return True
    if starts_with_role(line.text) or is_info_line(line.text):
        return False
    return len(line.text) <= _SHORT and (
        _same_paragraph(line.element, picture.element)
        or _is_centered(line.element)
        or (not _is_sentence(line) and _alone_with(line.text, picture.element))
    )


def _is_sentence(line: SourcedBlock) -> bool:
    return line.element.tag == "p" and _SENTENCE_END.search(line.text) is not None


def _alone_with(text: str, picture: HtmlElement) -> bool:
    """Whether the first element around a picture that holds any text holds only this."""
    for element in islice(picture.iterancestors(), _AROUND):
        if _LENGTH(element):
            return _LENGTH(element) <= _LONGEST and normalize_text(_STRING(element)) == text
    return False


def _in_caption(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and is_caption(parent)


def _same_paragraph(line: HtmlElement, picture: HtmlElement) -> bool:
    return line.tag in ("p", "figure", "center") and line in picture.iterancestors()


def _is_centered(element: HtmlElement) -> bool:
    return bool(_CENTERED.search(element.get("style") or "") or element.get("align") == "center")


def photo_credit(caption: str) -> str:
    """Who took or gave the picture, as the caption says, without role and unit; '' if it does
    not."""
    caption = " ".join(caption.split())
    found = _CREDIT.search(caption) or _CREDIT_AFTER.search(caption)
    if found is None:
        return ""
    told = found.groupdict()
    words = _ROLE.sub("", told.get("who") or told.get("from") or "").strip(" /／").split()
    names = [word for word in words if _NAME.fullmatch(word)]
    who = " ".join(
        names[-1:] if names and names[-1:] != words[:1] and len(words) > len(names) else words
    )
    return "" if who in _NOBODY else who


def is_standalone_caption(text: str) -> bool:
    """Whether a line describes a picture and ends with who gave it, so that none can miss it."""
    return len(text) <= _LONGEST and _ORPHAN.search(text) is not None
