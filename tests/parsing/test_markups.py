"""The page that the project was born from, and one of our own, in every markup we know.

However a page is written, the same article comes of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import detect_platform
from tests.accuracy import article_of
from tests.parsing.markups import NAMES, URL, Written, write
from tests.parsing.markups.handmade import HANDMADE
from tests.parsing.markups.seed import OWN, load

WORDS = "names that two source lines share lose their end, and the bylines stay in the text"
BANNER = "the picture of an article in an element called banner is taken for an advertisement"


def every_markup(**unread: str) -> pytest.MarkDecorator:
    """Each markup by its name; those that we are known to read wrongly with the reason."""
    return pytest.mark.parametrize(
        "name",
        [
            pytest.param(name, marks=pytest.mark.xfail(reason=unread[name], strict=True))
            if name in unread
            else name
            for name in NAMES
        ],
    )


@pytest.fixture(scope="module", params=["own", "shared"])
def folder(request: pytest.FixtureRequest) -> Path:
    """Where the seed is: a page of our own writing, or the one the project was born from."""
    return OWN if request.param == "own" else request.getfixturevalue("shared") / "seed"


@cache
def read(folder: Path, name: str) -> tuple[Written, Article]:
    written = write(load(folder), name)
    return written, article_of(FetchedPage(URL, written.body))


@every_markup()
def test_the_family_is_recognised_and_the_headline_and_the_minute_are_read(
    folder: Path, name: str
) -> None:
    written, article = read(folder, name)
    assert article.platform == written.seed.expected["platform"]
    assert as_shown(article.title, written) == written.seed.title
    assert article.published_at == written.seed.published_at
    assert article.source_name == written.seed.expected["source"]


@every_markup(word_spans_newlines=WORDS)
def test_the_text_is_the_paragraphs_each_once_and_in_order(folder: Path, name: str) -> None:
    written, article = read(folder, name)
    lines = [as_shown(line, written) for line in article.body.splitlines()]
    assert lines == written.seed.paragraphs


@every_markup(cap_swiper=BANNER)
def test_the_caption_stands_with_its_picture_or_on_record_as_removed(
    folder: Path, name: str
) -> None:
    written, article = read(folder, name)
    caption, credit = written.seed.caption, written.seed.caption_credit
    pictures = [(i.url, as_shown(i.caption, written), i.credit) for i in article.images]
    removed = [r.text for r in article.removed if r.rule == "caption-without-picture"]
    assert pictures == ([(written.picture, caption, credit)] if written.picture else [])
    assert removed == ([] if written.picture else [caption])
    assert caption not in as_shown(article.body, written)


@every_markup(word_spans_newlines=WORDS)
def test_the_people_are_named_in_their_roles(folder: Path, name: str) -> None:
    written, article = read(folder, name)
    expected = written.seed.expected
    assert article.credit_names("reporter") == expected["reporters"]
    assert article.credit_names("correspondent") == expected["correspondents"]
    assert article.credit_names("editor") == expected["editors"]
    assert len(article.credits) == len(written.seed.people)


@every_markup()
def test_the_numbers_are_read_and_nothing_around_the_article_is_kept(
    folder: Path, name: str
) -> None:
    written, article = read(folder, name)
    expected = written.seed.expected
    assert article.counts == {
        "unlabelled": expected["reader_count"],
        "comments": expected["comment_count"],
        "participants": expected["participant_count"],
    }
    kept = f"{article.title} {article.body} {article.body_html} {article.images} {article.credits}"
    assert [words for words in expected["must_not_be_stored"] if words in kept] == []


@pytest.mark.parametrize("name", HANDMADE)
def test_before_any_cleaning_only_the_bylines_follow_the_paragraphs(
    folder: Path, name: str
) -> None:
    written = write(load(folder), name)
    page = FetchedPage(URL, written.body)
    article = detect_platform(page)[0].parse_article(page, Entry(URL))
    lines = [block.text for block in article.blocks if block.text]
    images = [block.image for block in article.blocks if block.image]
    assert lines == [*written.seed.paragraphs, *written.seed.bylines]
    assert [image.caption for image in images] == [written.seed.caption] * bool(written.picture)


def as_shown(text: str, written: Written) -> str:
    """The text without the spaces that the line ends of a hard-wrapped source become."""
    return text.replace(" ", "") if written.hard_wrapped else text


def test_no_two_markups_write_the_same_page() -> None:
    assert len({write(load(OWN), name).body for name in NAMES}) == len(NAMES)
