"""Find the lead of an article: text that stands apart above the body, or has a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.text import comparison_key

_LABEL = re.compile(
    r"(?:(?<![\s【\[（(])[\s【\[（(]++)?(?:核心(?:提示|阅读|内容|看点)|(?:内容|本文|文章|新闻)?(?:摘要|提要|提示|导读|概要|简介)|导\s*[读语]|阅读提示|要闻提示)"
    r"\s*(?:[:：|｜丨】\])）]\s*|\s(?=\S))"
)
_NAMED = re.compile(
    r"(?<![a-z])(?:abstract|summary|digest|zhaiyao|daodu|daoyu|tiyao|lead|sub[-_]?head(?:line)?|deck"
    r"|standfirst|news[-_]?intro|article?[-_]?(?:intro|desc))(?![a-z])",
    re.I,
)
_SENTENCE = re.compile(r"[。！？…；]|，.*，|[.!?] ")
_SENTENCE_END = re.compile(r"[。！？…!?.][”」』）)]?\s*$")
_NOTE = re.compile(r"[\s【\[（(]*编(?:者按|者注|者的话|前语|后语|后|辑按)\s*[:：】\])）\s]*")
_SHORTEST, _LONGEST, _SAME = 20, 600, 30
#: How far up an element's name is looked for.
_LEVELS = 3


def find_leads(pieces: Iterable[SourcedBlock], description: str) -> list[SourcedBlock]:
    """Those of the pieces between headline and body that are the lead of the article.

    A label says so, the name of the element, or the page's own ``description``.
    """
    told = comparison_key(description)
    return [piece for piece in pieces if _is_lead(piece, told)]


def _is_lead(piece: SourcedBlock, description: str) -> bool:
    text = piece.text
    if piece.is_link or not _SHORTEST <= len(text) <= _LONGEST:
        return False
    if _LABEL.match(text):
        return True
    if _is_named(piece):
        return True
    words = comparison_key(text)
    described = len(description) >= _SAME and words[:_SAME] == description[:_SAME]
    return described and _SENTENCE.search(text) is not None


def _is_named(piece: SourcedBlock) -> bool:
    element = piece.element
    for _ in range(_LEVELS):
        if element is None or element.tag == "body":
            return False
        if _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


def strip_label(text: str) -> str:
    """A lead without the word that introduces it (摘要：)."""
    return _LABEL.sub("", text, count=1).strip()


def ends_like_sentence(text: str) -> bool:
    """Whether a lead is a sentence and no further headline."""
    return _SENTENCE_END.search(text) is not None


def repeats_in_body(lead: SourcedBlock, pieces: Sequence[SourcedBlock]) -> bool:
    """Whether the text says again what the lead says: a lead that the system cut from the text."""
    words = comparison_key(_LABEL.sub("", lead.text))[:_SAME]
    return words in "".join(comparison_key(piece.text) for piece in pieces)


def find_editor_note(texts: Sequence[str]) -> str:
    """What the editors say of the article (编者按：…), '' if nothing; a lone label speaks of the
    next line."""
    for at, text in enumerate(texts):
        found = _NOTE.match(text)
        if found:
            said = text[found.end() :].strip()
            return said or next(iter(texts[at + 1 : at + 2]), "")
    return ""
