"""Each saved page becomes the article that stands beside it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Block
from crawler.platforms.base import Entry
from crawler.platforms.registry import platform
from crawler.reading.page import Page

PAGES = Path(__file__).parent.parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/page.html"))
ADDRESS = "https://news.example.cn/news/1.html"
FETCHED = datetime.fromisoformat("2024-06-01T12:00:00+08:00")


def shown(block: Block) -> list[str]:
    """A block as expected.json writes it: kind, then what it holds."""
    if block.image:
        return [block.kind, block.image.url, block.image.caption, block.image.credit]
    if block.video:
        return [block.kind, block.video.url, block.video.poster]
    return [block.kind, block.text]


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_saved_page_becomes_its_article(case: Path) -> None:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    page = Page(ADDRESS, (case / "page.html").read_bytes(), fetched_at=FETCHED)
    article = platform(case.parent.name).read_article(page, Entry(ADDRESS))
    assert article.title == expected.pop("title")
    assert [shown(block) for block in article.blocks] == expected.pop("blocks")
    assert article.published_at == datetime.fromisoformat(expected.pop("published_at"))
    for line in expected.pop("meta_lines_hold", []):
        assert line in " ".join(article.meta_lines)
    if "updated_at" in expected:
        assert article.updated_at == datetime.fromisoformat(expected.pop("updated_at"))
    assert {name: getattr(article, name) for name in expected} == expected
