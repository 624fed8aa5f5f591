"""What the answers about one article add to each other: the proof of its gate, lines lost, facts
that only its interface gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from crawler.gates.completeness import Completeness
from crawler.models.article import Article
from crawler.parsing.text import comparison_key

#: A line of running text is at least so long (characters).
_LINE = 15
#: And so much of it is more than a notice.
_TEXT = 100


def record_browser_actions(article: Article, rendered: Mapping[str, Any]) -> None:
    """Enter into an article what the browser knows of its gate."""
    article.gate.clicked = list(rendered.get("clicked", ()))
    article.gate.blocked = list(rendered.get("blocked_actions", ()))


def record_http_gate(article: Article, plain: Article | None) -> None:
    """Enter into an article what its plain reading knows: the gate is what stood before a reader
    without a browser, and no line that such a reader saw may be lost."""
    if plain is None:
        return
    article.gate.state = plain.gate.state
    article.gate.signals = list(dict.fromkeys([*plain.gate.signals, *article.gate.signals]))
    article.gate.lost_lines = lost_lines(plain, article)


def text_replaced(article: Article, plain: Article | None) -> bool:
    """Whether a render shows another text in the place of most of what plain HTTP showed."""
    if plain is None:
        return False
    had = sum(len(block.text) for block in plain.blocks if len(block.text) >= _LINE)
    return had >= _TEXT and sum(map(len, article.gate.lost_lines)) * 2 > had


def lost_lines(plain: Article, article: Article) -> list[str]:
    """Lines of running text that one reading of an article holds and the other does not.

    A line may go on where a preview was cut.
    """
    text = comparison_key("".join(block.text for block in article.blocks))
    lines = (block.text for block in plain.blocks if len(block.text) >= _LINE)
    return [line for line in lines if comparison_key(line)[:-3] not in text]


def fill_missing_fields(article: Article, told: Article) -> None:
    """Add to an article what the interface said of it, where its text stood elsewhere."""
    for name in ("title", "published_at", "source_name", "summary", "section", "canonical_url"):
        if not getattr(article, name):
            setattr(article, name, getattr(told, name))
    article.counts = told.counts | article.counts
    article.meta_lines = article.meta_lines or told.meta_lines
    if not any(block.video for block in article.blocks):
        article.blocks = [block for block in told.blocks if block.video] + article.blocks


def mark_gate_closed(article: Article, verdict: Completeness, reason: str) -> Completeness:
    """The verdict that an article's gate was not opened, after all."""
    article.complete = False
    return dataclasses.replace(verdict, gate="blocking", reason=reason)
