"""The reading of an article as a plain function, for scorers of saved pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.items import Article, Block
from crawler.platforms.base import Entry
from crawler.platforms.registry import detect
from crawler.reading.page import Page

try:
    from pipelines.clean import clean
except ImportError:
    clean = None


def article_of(page: Page) -> Article:
    """The article of a saved page as the crawler would keep it."""
    article = detect(page)[0].read_article(page, Entry(page.url))
    if clean is not None:
        clean(article)
    return article


def extract(html: str, url: str | None) -> dict[str, Any]:
    """Title, time, people, source, text (captions in their place) and pictures of a page."""
    address = url or "https://news.example.cn/a/1.html"
    page = Page(address, html.encode("utf-8", "replace"), fetched_at=datetime.now(UTC))
    article = article_of(page)
    return {
        "title": article.title,
        "published": article.published_at,
        "authors": article.names("reporter") + article.names("correspondent"),
        "editor": article.names("editor"),
        "source": article.source_name,
        "text": "\n".join(_shown(block) for block in article.blocks),
        "images": [block.image.url for block in article.blocks if block.image],
    }


def _shown(block: Block) -> str:
    return block.image.caption if block.image else block.text
