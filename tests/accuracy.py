"""The reading of an article as a plain function, for scorers of saved pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from crawler.models.article import Article, Block
from crawler.models.listing import Entry
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import normalize_text
from crawler.platforms.registry import detect_platform
from pipelines.bylines.lines import credits_of_line
from pipelines.clean import clean

_BYLINES = ("byline", "source")


def article_of(page: FetchedPage) -> Article:
    """The article of a saved page as the crawler would keep it."""
    article = detect_platform(page)[0].parse_article(page, Entry(page.url))
    clean(article)
    return article


def extract(html: str, url: str | None) -> dict[str, Any]:
    """Title, time, people, source, text and pictures of a page.

    The gold of the saved pages has captions and second headlines in its text, and lines that name
    the writers or the source in some texts and not in others. They are put back where they stood;
    what is stored as ``body`` has none of them.
    """
    address = url or "https://news.example.cn/a/1.html"
    page = FetchedPage(address, html.encode("utf-8", "replace"), fetched_at=datetime.now(UTC))
    article = detect_platform(page)[0].parse_article(page, Entry(page.url))
    before = [normalize_text(block.text) for block in article.blocks]
    clean(article)
    return {
        "title": article.title,
        "published": article.published_at,
        "authors": article.credit_names("reporter") + article.credit_names("correspondent"),
        "editor": article.credit_names("editor"),
        "source": article.source_name,
        "text": "\n".join([article.subtitle, *_with_bylines(article, before)]),
        "images": [block.image.url for block in article.blocks if block.image],
    }


def _with_bylines(article: Article, before: Sequence[str]) -> Iterator[str]:
    """The lines of the text, captions in their place, and bylines where they stood."""
    taken = [r.text for r in article.removed if r.rule in _BYLINES and _names_writers(r.text)]
    kept = [_shown(block) for block in article.blocks]
    yield from (line for line in before[: _first(before, kept)] if line in taken)
    for line in kept:
        yield line
        at = _first(before, [line])
        for following in before[at + 1 :]:
            if following not in taken:
                break
            yield following
        whole = [text for text in before if len(text) > len(line) > 0 and text.startswith(line)]
        yield from (end for end in taken for text in whole if text.endswith(end))


def _first(lines: Sequence[str], wanted: Sequence[str]) -> int:
    return next((i for i, line in enumerate(lines) if line in wanted), len(lines))


def _names_writers(line: str) -> bool:
    credits = credits_of_line(line, "body")
    return not credits or any(c.kind in ("reporter", "correspondent") for c in credits)


def _shown(block: Block) -> str:
    return block.image.caption if block.image else block.text
