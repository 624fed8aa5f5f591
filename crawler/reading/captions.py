"""Captions: the lines that belong to a picture, and who is credited in them."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.reading.blocks import Piece
from crawler.reading.chrome import is_caption
from crawler.reading.find import finder
from crawler.reading.text import clean_text

_LONGEST = 160
_SHORT = 60
_AROUND = 3
_LENGTH, _STRING = finder("string-length(normalize-space())"), finder("string()")
_OPENS = re.compile(
    r"^[（(【\[]?(?:[▲△↑▼▽]|图为|图[一二三四五六七八九十\d]*\s*[：:/丨|]|[上左右]图|配图|资料图|图片来源|图源|图自|图说|摄影[：:])"
)
_ENDS = re.compile(
    r"(?:摄影?|供图|图片提供|[^.。，]{2,20}提供|资料图片?|制图|绘图|效果图|(?:视频)?截图|图片来源.{0,12}|图源.{0,12})[）)】\]]?[。.]?$"
)
_ORPHAN = re.compile(r"^[^（(].{6,}[。\s（(）)][^。，]{2,20}(?:摄|供图|提供)[）)]?[。.]?$")
_CREDIT = re.compile(
    r"(?:^|[。.！？；，,（(\s])(?P<who>[^。！？；，,（()）]{2,24}?)\s*(?:摄影?|供图|提供|制图|绘图)[）)】\]]?[。.]?$"
)
_CREDIT_AFTER = re.compile(
    r"(?:图片来源|图源|图自|摄影|供图|图)\s*[：:/]\s*(?P<who>[^。，；）)]{2,20})"
)
_CENTERED = re.compile(r"text-align\s*:\s*center", re.I)
_SENTENCE_END = re.compile(r"[。！？!?；;：:][”」』）)]?$")


def attach_captions(pieces: list[Piece]) -> list[Piece]:
    """The pieces with each caption moved from its own line to the picture above it."""
    kept: list[Piece] = []
    for piece in pieces:
        image = kept[-1].block.image if kept else None
        if image is not None and not image.caption and _belongs(piece, kept[-1]):
            image.caption, image.credit = piece.text, credit_of(piece.text)
        else:
            kept.append(piece)
    return kept


def _belongs(line: Piece, picture: Piece) -> bool:
    if line.block.kind not in ("paragraph", "quotation") or len(line.text) > _LONGEST:
        return False
    if is_caption(line.element) or _in_caption(line.element) or _OPENS.search(line.text):
        return True
    if len(line.text) <= _LONGEST and _ENDS.search(line.text):
        return True
    return len(line.text) <= _SHORT and (
        _same_paragraph(line.element, picture.element)
        or _is_centered(line.element)
        or (not _is_sentence(line) and _alone_with(line.text, picture.element))
    )


def _is_sentence(line: Piece) -> bool:
    return line.element.tag == "p" and _SENTENCE_END.search(line.text) is not None


def _alone_with(text: str, picture: HtmlElement) -> bool:
    """Whether the first element around a picture that holds any text holds only this."""
    for element in islice(picture.iterancestors(), _AROUND):
        if _LENGTH(element):
            return _LENGTH(element) <= _LONGEST and clean_text(_STRING(element)) == text
    return False


def _in_caption(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and is_caption(parent)


def _same_paragraph(line: HtmlElement, picture: HtmlElement) -> bool:
    return line.tag in ("p", "figure", "center") and line in picture.iterancestors()


def _is_centered(element: HtmlElement) -> bool:
    return bool(_CENTERED.search(element.get("style") or "") or element.get("align") == "center")


def credit_of(caption: str) -> str:
    """Who took or gave the picture, as the caption says; '' if it does not."""
    found = _CREDIT.search(caption) or _CREDIT_AFTER.search(caption)
    return found["who"].strip() if found else ""


def is_orphan(text: str) -> bool:
    """Whether a line describes a picture and ends with who gave it, so that none can miss it."""
    return len(text) <= _LONGEST and _ORPHAN.search(text) is not None
