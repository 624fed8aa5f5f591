"""Making an article fit to keep: text as the reader saw it, chrome taken out, credits read."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.gates.rules.labels import LabelKind, matches_label
from crawler.models.article import Article, Block, Credit, Gate, Image, RemovedText, Video
from crawler.models.outcome import EntryOutcome
from crawler.parsing.text import normalize_text
from pipelines.body_html import body_html
from pipelines.boilerplate.remove import remove_boilerplate
from pipelines.bylines.extract import (
    read_meta_lines,
    read_paragraphs,
    read_signature,
    remove_bylines,
)
from pipelines.content_fingerprint import content_hash, sentence_pair_hashes

#: The fields of each part of an article that may hold text.
_NUMBERS = ("int", "bool", "bytes", "datetime | None", "BlockKind", "GateState")
_TEXTS: dict[type, tuple[str, ...]] = {
    part: tuple(f.name for f in fields(part) if f.type not in _NUMBERS)
    for part in (Article, Block, Image, Video, Credit, RemovedText, Gate)
}
#: What the words of a gate say that were taken out of a text.
_GATE: tuple[LabelKind, ...] = ("open_app", "read_on", "turn", "loading")
_ORIGINAL = re.compile(r"原(?:文标题|标题|题)\s*(?:[:：为]\s*《?|(?=《)《)(?P<title>[^。》]{4,90})")
#: Bylines and chrome that stand behind each other are taken out as often as this.
_MOST_ROUNDS = 20
#: Fields whose absence is counted: an outlet that loses one has changed its pages.
_EXPECTED = ("title", "published_at", "source_name", "body", "credits")


def clean(article: Article) -> None:
    """Turn ``blocks`` and ``meta_lines`` into the lower half of the article, in place.

    Pure but for the article itself; cleaning a clean article changes nothing.
    """
    sanitise(article)
    article.blocks = [b for b in article.blocks if b.text or b.image or b.video]
    read_meta_lines(article)
    _take_out(article)
    read_paragraphs(article)
    read_signature(article)
    _compose(article)
    article.original_title = article.original_title or find_original_title(article)
    words = (removed.text for removed in article.removed)
    article.gate.removed = [
        text for text in words if any(matches_label(kind, text) for kind in _GATE)
    ]


def find_original_title(article: Article) -> str:
    """What the line 原标题：… says, in the text or beside it; '' where there is none."""
    lines = [r.text for r in article.removed if r.rule == "original_title"]
    found = filter(None, map(_ORIGINAL.search, [*lines, *article.meta_lines]))
    return next((match["title"].strip(" ()（）《》") for match in found), "")


def _take_out(article: Article) -> None:
    """Bylines and chrome, until neither finds more: each may stand behind the other."""
    for _ in range(_MOST_ROUNDS):
        before = len(article.removed)
        remove_bylines(article)
        remove_boilerplate(article)
        if before == len(article.removed):
            break


def _compose(article: Article) -> None:
    blocks = article.blocks
    article.body = "\n".join(b.text for b in blocks if b.text)
    article.body_html = body_html(blocks)
    article.images = list({b.image.url: b.image for b in blocks if b.image}.values())
    article.videos = list({b.video.url: b.video for b in blocks if b.video}.values())
    media = [i.url for i in article.images] + [v.url for v in article.videos]
    article.content_hash = content_hash(article.title, article.body, media)
    article.passages = sentence_pair_hashes(article.body)


def sanitise(value: Any) -> Any:
    """A value with every text in it as PostgreSQL can keep it; dataclasses in place.

    No NUL, no half surrogate, no zero-width character; lines and cells of lists and tables stay.
    """
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, list):
        return [sanitise(v) for v in value]
    if isinstance(value, dict):
        return {sanitise(k): sanitise(v) for k, v in value.items()}
    for name in _TEXTS.get(type(value), ()):
        held = getattr(value, name)
        if held:
            setattr(value, name, sanitise(held))
    return value


def _tidy(text: str) -> str:
    if "\n" not in text and "\t" not in text:
        return normalize_text(text)
    rows = ("\t".join(map(normalize_text, line.split("\t"))).rstrip() for line in text.split("\n"))
    return "\n".join(row for row in rows if row)


class CleanPipeline:
    """Cleans articles, counts what was taken out, and owes what is no article."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats is not None
        self._stats = crawler.stats
        #: A person who asks how a page is read wants to see it however little there is.
        self._keeps_unfit = crawler.settings.getbool("KEEP_INVALID_ARTICLES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """A cleaned Article, or the EntryOutcome that says why it is none; others pass through."""
        if not isinstance(item, Article):
            return item
        clean(item)
        for removed in item.removed:
            self._stats.inc_value(f"clean/{removed.rule}")
        for name in _EXPECTED:
            if not getattr(item, name):
                self._stats.inc_value(f"missing/{name}")
        fault = "" if self._keeps_unfit else rejection_reason(item)
        return EntryOutcome.of(item, "failed", fault) if fault else item


def rejection_reason(article: Article) -> str:
    """Why a cleaned article cannot be kept; '' if it can."""
    if not article.title:
        return "no title"
    return "" if article.body or article.images or article.videos else "no body"
