"""Saved answers of Founder's families, as tests write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.platform import Platform

APP = "https://app.example.cn/app_if"
AIR = "https://h5.example.cn/api"
LIST = f"{APP}/getArticles?columnId=102&version=0&lastFileId=0&page=0&rowNumber=0&adv=1"
ARTICLE = f"{APP}/getArticleContent?articleId=7&colID=102&siteId=1"
AIR_LIST = f"{AIR}/getArticles?sid=qcrm&cid=3&lastFileID=0&rowNumber=0&version=2"
AIR_ARTICLE = f"{AIR}/getArticle?sid=qcrm&aid=7&cid=3"


def page(value: Any, url: str) -> FetchedPage:
    """An answer: text as it is, anything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return FetchedPage(url, text.encode(), fetched_at=datetime(2026, 11, 20, 1, tzinfo=UTC))


def channel(base: str = APP, ident: str = "102", **tenant: str) -> Channel:
    return Channel("要闻", "", base, id=ident, platform_options=tenant)


def read(family: Platform, value: Any, url: str, entry: Entry | None = None) -> Article:
    return family.parse_article(page(value, url), entry or Entry(url))


def shown(article: Article) -> list[str]:
    """The blocks in their order: a text, a picture with its caption, a film."""
    return [
        f"[{b.image.url} {b.image.caption}]"
        if b.image
        else f"<{b.video.url}>"
        if b.video
        else b.text
        for b in article.blocks
    ]
