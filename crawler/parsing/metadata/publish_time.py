"""When an article was published and changed: the visible time, made as exact as the page allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import islice

from lxml.html import HtmlElement

from crawler.models.article import Article
from crawler.parsing.dates import Moment, doubt_of, find_moments
from crawler.parsing.dom.neighbours import pieces_before
from crawler.parsing.metadata import info_line
from crawler.parsing.metadata.html_head import Head, spelt_out
from crawler.parsing.metadata.script_data import published_in_data
from crawler.parsing.metadata.surroundings import Told
from crawler.parsing.page import Page
from crawler.parsing.selectors import finder
from crawler.parsing.text import clean_text

#: How many pieces before the headline may tell its time.
_ABOVE = 6
#: The day that an address is filed under: /2024/05/06/, /2024-05/06/, /20240506/.
_DATE_IN_URL = re.compile(r"(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_HEADINGS = finder("//*[self::h1 or self::h2 or self::h3]")
_STRING = finder("substring(string(), 1, 5000)")


def set_times(article: Article, page: Page, told: Told, head: Head) -> None:
    """The visible time of publication, else the declared one, else one at the end.

    In an answer of data only values that are times count, and no line of its texts.
    """

    def shown(lines: Sequence[str]) -> tuple[Moment | None, Moment | None]:
        return info_line.published_and_updated(lines, page.fetched_at, page.timezone)

    if isinstance(page.json, dict | list):
        data = published_in_data(page.text, article.title, page.fetched_at, page.timezone)
        article.published_at = data.at if data else None
        return
    best, changed = shown(told.opening.lines)
    best = spelt_out(best, told.opening.places, page) if best else None
    best = _finer(best, head.published())
    best = _dated(best, page, article.title)
    if best is None and changed is None:
        best, changed = shown(told.opening.above)
        best = spelt_out(best, _places_above(page, told.opening.title), page) if best else None
    if best is None and changed is None:
        best, changed = shown(told.lines)
    if (best is None or best.rough) and changed is None:
        data = published_in_data(page.text, article.title, page.fetched_at, page.timezone)
        best = data or best
    best, updated = best or changed, changed or head.updated()
    article.published_at = best.at if best else None
    article.updated_at = updated.at if updated else None


def _dated(shown: Moment | None, page: Page, title: str) -> Moment | None:
    """A time that names no year, with that of the same day in the page's data or its address."""
    if shown is None or shown.dated or shown.rough:
        return shown
    data = published_in_data(page.text, title, page.fetched_at, page.timezone)
    told = [data] if data else []
    told += find_moments(_DATE_IN_URL.sub(r"\1-\2-\3 ", page.url), page.fetched_at, page.timezone)
    days = (m.at for m in told if (m.at.month, m.at.day) == (shown.at.month, shown.at.day))
    year = next((day.year for day in days), shown.at.year)
    return replace(shown, at=shown.at.replace(year=year))


def _places_above(page: Page, title: str) -> list[HtmlElement]:
    """The elements right before the heading that is the headline."""
    same = [h for h in _HEADINGS(page.tree) if clean_text(_STRING(h)) == title]
    return [p.element for p in islice(pieces_before(same[-1], page.url), _ABOVE)] if same else []


def _with_hour(read: datetime | None, listed: datetime | None) -> datetime | None:
    """The time on the page; the listing's where the page has none, or only the same day."""
    if read is None or listed is None:
        return read or listed
    there = listed.astimezone(read.tzinfo)
    return listed if read.time() == time() and there.date() == read.date() else read


def settle_time(article: Article, listed: datetime | None, fetched: datetime) -> None:
    """Keep the time of publication where it can be; flag it in ``doubts`` where it cannot."""
    article.page_time = article.published_at
    read = _with_hour(article.published_at, listed)
    doubt = doubt_of(read, listed, fetched) if read else ""
    if read and doubt:
        article.doubts["published_at"] = f"{read.isoformat()} {doubt}"
    article.published_at = None if doubt else read


def _finer(shown: Moment | None, declared: Moment | None) -> Moment | None:
    """The visible time; the declared one where that says the same more exactly."""
    if shown is None or declared is None:
        return shown or declared
    told = declared.at.astimezone(shown.at.tzinfo)
    same_day = (told.month, told.day) == (shown.at.month, shown.at.day)
    if same_day and not shown.dated:
        return replace(shown, at=shown.at.replace(year=told.year))
    vague = shown.rough or not shown.exact
    same_day = same_day and told.year == shown.at.year
    return declared if same_day and declared.exact and vague else shown
