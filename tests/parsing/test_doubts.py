"""A time that cannot be one of publication is flagged and not stored as a fact."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.article.extract import extract_article
from crawler.parsing.page import FetchedPage

ADDRESS = "https://news.example.cn/news/1.html"
FETCHED = datetime.fromisoformat("2024-06-01T12:00:00+08:00")
TEXT = "市里今天召开会议，研究部署下一阶段重点工作，要求各区县抓好落实，确保按期完成。"


def read(shown: str, listed: datetime | None = None, fetched: datetime = FETCHED) -> Article:
    html = f"<h1>会议要求抓好落实</h1><p>{shown}</p><div><p>{TEXT}</p><p>{TEXT}又及。</p></div>"
    page = FetchedPage(ADDRESS, html.encode(), fetched_at=fetched)
    return extract_article(page, Entry(ADDRESS, "会议要求抓好落实", listed))


def test_a_time_in_the_future_is_no_fact() -> None:
    article = read("2031-01-02 08:00")
    assert article.published_at is None
    assert "2031-01-02T08:00:00+08:00 lies in the future" in article.rejected_values["published_at"]


def test_a_clock_that_is_a_little_fast_is_believed() -> None:
    article = read("2024-06-01 12:40")
    assert (article.published_at, article.rejected_values) == (FETCHED + timedelta(minutes=40), {})


@pytest.mark.parametrize("days", [-8, 8])
def test_a_time_far_from_the_listings_is_no_fact(days: int) -> None:
    article = read("2024-05-10 08:00", datetime.fromisoformat("2024-05-10T08:00:00+08:00")
                   + timedelta(days=days))  # fmt: skip
    assert article.published_at is None
    assert "far from the listing's" in article.rejected_values["published_at"]


def test_a_time_near_the_listings_is_believed() -> None:
    listed = datetime.fromisoformat("2024-05-12T08:00:00+08:00")
    article = read("2024-05-10 08:00", listed)
    assert (article.published_at, article.rejected_values) == (listed - timedelta(days=2), {})


def test_a_page_whose_hour_of_fetching_is_unknown_is_held_against_no_clock() -> None:
    unknown = FetchedPage(ADDRESS, b"").fetched_at
    assert read("2024-05-10 08:00", fetched=unknown).rejected_values == {}
