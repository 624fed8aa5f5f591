"""Each saved page of our own writing becomes the article that stands beside it, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Article, Block
from crawler.platforms.base import Entry
from crawler.platforms.registry import detect
from crawler.reading.page import Page
from pipelines.clean import clean
from pipelines.rules import RULES

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/page.html"))
#: What says how the page is read, and what it must not hold; all else is a field of the article.
_ASKED = ("note", "url", "fetched_at", "must_not_contain")


def expected(case: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return facts


@cache
def read(case: Path) -> tuple[Article, str]:
    """The article of a saved page as it would be stored, and the platform that read it."""
    facts = expected(case)
    fetched = datetime.fromisoformat(facts["fetched_at"])
    page = Page(facts["url"], (case / "page.html").read_bytes(), fetched_at=fetched)
    platform = detect(page)[0]
    article = platform.read_article(page, Entry(facts["url"]))
    clean(article)
    return article, platform.name


def shown(block: Block) -> list[str]:
    """A block as expected.json writes it: kind, then what it holds."""
    if block.image:
        return [block.kind, block.image.url, block.image.caption, block.image.credit]
    if block.video:
        return [block.kind, block.video.url, block.video.poster]
    return [block.kind, block.text]


def as_written(article: Article, name: str) -> Any:
    """A field as expected.json writes it."""
    value = getattr(article, name)
    if name == "blocks":
        return [shown(block) for block in value]
    if name == "credits":
        return [[c.role, c.name, c.unit, c.kind, c.place] for c in value]
    return value


def fields() -> Iterator[Any]:
    for case in CASES:
        for name in expected(case):
            if name not in _ASKED:
                yield pytest.param(case, name, id=f"{case.parent.name}/{case.name}-{name}")


@pytest.mark.parametrize(("case", "name"), [*fields()])
def test_a_saved_page_becomes_its_article(case: Path, name: str) -> None:
    article, _ = read(case)
    told, want = as_written(article, name), expected(case)[name]
    if name in ("published_at", "updated_at") and want:
        want = datetime.fromisoformat(want)
    if name == "credits":
        kinds = {kind for *_, kind, _ in want}
        told = [credit for credit in told if credit[3] in kinds or credit[3] != "other"]
    assert told == want


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_nothing_of_what_stands_around_is_in_the_text(case: Path) -> None:
    article, _ = read(case)
    text = "\n".join("\t".join(shown(block)[1:]) for block in article.blocks)
    assert [line for line in expected(case).get("must_not_contain", []) if line in text] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_page_is_read_by_its_platform(case: Path) -> None:
    assert read(case)[1] == case.parent.name


def test_every_cleaning_rule_fires_on_a_saved_page() -> None:
    fired = {removed.rule for case in CASES for removed in read(case)[0].removed}
    assert {rule.name for rule in RULES} - fired == set()
