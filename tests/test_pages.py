"""Each saved answer of our own writing becomes the article or the entries that stand beside it.

``tests/pages/PLATFORM/CASE/`` holds ``page.*`` (as the server sent it: HTML, JSON, JavaScript) and
``expected.json``, the article field by field; or ``listing.*`` and ``entries.json``: the channel,
the entries in order, and ``next``, the request for the next page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.models.article import Article, Block
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import detect_platform, get_platform
from pipelines.boilerplate.rules import RULES
from pipelines.clean import clean

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/page.*"))
LISTINGS = sorted(path.parent for path in PAGES.glob("*/*/listing.*"))
_ZONE = ZoneInfo("Asia/Shanghai")
#: What says how the page is read, and what it must not hold; all else is a field of the article.
_ASKED = ("note", "url", "fetched_at", "must_not_contain")


def expected(case: Path, name: str = "expected.json") -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((case / name).read_text("utf-8"))
    return facts


def saved(case: Path, name: str, facts: dict[str, Any]) -> FetchedPage:
    """The answer that a case holds in ``name.*``."""
    body = next(case.glob(f"{name}.*")).read_bytes()
    fetched = datetime.fromisoformat(facts["fetched_at"])
    return FetchedPage(facts["url"], body, requested_url=facts["url"], fetched_at=fetched)


@cache
def read(case: Path) -> tuple[Article, str]:
    """The article of a saved page as it would be stored, and the platform that read it."""
    facts = expected(case)
    page = saved(case, "page", facts)
    reader = detect_platform(page)[0]
    article = reader.parse_article(page, Entry(facts["url"]))
    clean(article)
    return article, reader.name


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


def _request(spec: RequestSpec | None) -> list[str] | None:
    """A request as entries.json writes it: method, address, what is posted."""
    return [spec.method, spec.url, spec.body.decode()] if spec else None


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "url": entry.url,
        "title": entry.title,
        "published_at": entry.published_at and entry.published_at.astimezone(_ZONE).isoformat(),
        "kind": entry.kind,
        "request": _request(entry.request),
        "counts": dict(entry.counts),
    }


@pytest.mark.parametrize("case", LISTINGS, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_listing_becomes_its_entries(case: Path) -> None:
    facts = expected(case, "entries.json")
    channel = Channel(name="要闻", platform=case.parent.name, **{"url": "", **facts["channel"]})
    page = saved(case, "listing", facts)
    listing = get_platform(case.parent.name).parse_listing(page, channel, facts.get("number", 1))
    assert listing.error == facts.get("fault", "")
    wanted = facts["entries"]
    told = [_entry(entry) for entry in listing.entries]
    assert [{k: t[k] for k in w} for t, w in zip(told, wanted, strict=True)] == wanted
    assert _request(listing.next) == facts["next"]


def test_every_cleaning_rule_fires_on_a_saved_page() -> None:
    fired = {removed.rule for case in CASES for removed in read(case)[0].removed}
    assert {rule.name for rule in RULES} - fired == set()
