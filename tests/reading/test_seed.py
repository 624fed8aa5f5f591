"""The page that the project was born from becomes the article it must become, in any markup."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from crawler.items import Article
from crawler.platforms.base import Entry
from crawler.platforms.registry import detect
from crawler.reading.page import Page
from crawler.reading.text import clean_text
from tests.reading import seed_pages
from tests.reading.seed_pages import Seed, flat, semantic, soup

ADDRESS = "https://news.example.cn/p/1.html"
MARKUPS = pytest.mark.parametrize("markup", [semantic, flat, soup])


@pytest.fixture(scope="module")
def seed(shared: Path) -> Seed:
    return seed_pages.load(shared / "seed")


def read(html: str) -> Article:
    page = Page(ADDRESS, html.encode("utf-8"))
    return detect(page)[0].read_article(page, Entry(ADDRESS))


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


@MARKUPS
def test_its_family_is_recognised(seed: Seed, markup: Callable[[Seed], str]) -> None:
    assert read(markup(seed)).platform == seed.expected["platform"]


@MARKUPS
def test_its_headline_and_time_are_read(seed: Seed, markup: Callable[[Seed], str]) -> None:
    article = read(markup(seed))
    assert article.title == seed.expected["title"]
    assert article.published_at == datetime.fromisoformat(seed.expected["published_at"])
    assert article.source_name == seed.expected["source"]


@MARKUPS
def test_each_paragraph_stands_once_and_nothing_else_but_bylines(
    seed: Seed, markup: Callable[[Seed], str]
) -> None:
    wanted = seed.expected["body_paragraphs"]
    read_texts = texts(read(markup(seed)))
    assert read_texts[: len(wanted)] == wanted
    bylines = [clean_text(line) for line in seed.body[1 + len(wanted) :]]
    assert read_texts[len(wanted) :] == bylines


@MARKUPS
def test_the_caption_stands_with_its_picture_or_not_at_all(
    seed: Seed, markup: Callable[[Seed], str]
) -> None:
    article = read(markup(seed))
    images = [block.image for block in article.blocks if block.image]
    assert seed.expected["caption"] not in texts(article)
    assert [image.caption for image in images] == [seed.expected["caption"]] * len(images)
    assert [image.credit for image in images] == ["镇江新区新闻中心"] * len(images)
    assert len(images) == (0 if markup is soup else 1)


@MARKUPS
def test_its_numbers_are_read(seed: Seed, markup: Callable[[Seed], str]) -> None:
    counts = read(markup(seed)).counts
    assert counts["unlabelled"] == seed.expected["reader_count"]
    assert counts["comments"] == seed.expected["comment_count"]
    assert counts["participants"] == seed.expected["participant_count"]


@MARKUPS
def test_nothing_of_the_wake_block_and_the_comments_is_kept(
    seed: Seed, markup: Callable[[Seed], str]
) -> None:
    article = read(markup(seed))
    kept = "\n".join([article.title, *texts(article)])
    assert [word for word in seed.expected["must_not_be_stored"] if word in kept] == []


@pytest.mark.skipif(
    importlib.util.find_spec("pipelines.clean") is None, reason="the cleaning is not there yet"
)
@MARKUPS
def test_its_people_are_named_and_their_lines_gone(
    seed: Seed, markup: Callable[[Seed], str]
) -> None:
    article = read(markup(seed))
    importlib.import_module("pipelines.clean").clean(article)
    assert article.names("reporter") == seed.expected["reporters"]
    assert article.names("correspondent") == seed.expected["correspondents"]
    assert article.names("editor") == seed.expected["editors"]
    assert [line for line in article.body.splitlines() if line] == seed.expected["body_paragraphs"]
