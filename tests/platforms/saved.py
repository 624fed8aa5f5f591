"""Saved answers for the tests of one family: pages of our own writing, and what is read of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from crawler.models.article import Article
from crawler.parsing.page import FetchedPage

FETCHED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
#: What no interface should answer, and all do at times.
RUBBISH = (
    "", "null", "false", "7", "[]", "{}", '{"data": false}', '{"data": null}', '{"data": ""}',
    '{"data": {"news": false, "digestList": 3, "flash": "x", "columns": [[]]}}',
    '{"data": [null, 7, "x", [], {}, {"title": []}]}', '{"data": [{"title": "题", "id": {}}]}',
    '{"data": [{"title": "题目", "id": 1', 'load_callback({"result_list": [{"itemId": 1,',
    "[" * 3000, "<html><body>系统维护</body></html>",
)  # fmt: skip


def saved(url: str, value: Any, content_type: str = "application/json") -> FetchedPage:
    """The answer that came from ``url``; a text as it is, anything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return FetchedPage(url, text.encode(), content_type, requested_url=url, fetched_at=FETCHED)


def lines(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


def pictures(article: Article) -> list[str]:
    return [block.image.url for block in article.blocks if block.image]


def films(article: Article) -> list[tuple[str, str]]:
    return [(b.video.url, b.video.poster) for b in article.blocks if b.video]
