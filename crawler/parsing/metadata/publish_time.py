"""Choose the time of publication and of the last change, as exact as the page allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import islice

from lxml.html import HtmlElement

from crawler.models.article import Article
from crawler.parsing.dates import FoundTime, find_times, implausible_reason
from crawler.parsing.dom.neighbours import blocks_before
from crawler.parsing.metadata import info_line
from crawler.parsing.metadata.html_head import HtmlHead, precise_time
from crawler.parsing.metadata.script_data import publish_time_from_scripts
from crawler.parsing.metadata.surroundings import Surroundings
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text

#: How many pieces before the headline may tell its time.
_ABOVE = 6
#: The day that an address is filed under: /2024/05/06/, /2024-05/06/, /20240506/.
_DATE_IN_URL = re.compile(r"(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_HEADINGS = compile_xpath("//*[self::h1 or self::h2 or self::h3]")
_STRING = compile_xpath("substring(string(), 1, 5000)")


def set_times(article: Article, page: FetchedPage, told: Surroundings, head: HtmlHead) -> None:
    """The visible time of publication, else the declared one, else one at the end.

    In an answer of data only values that are times count, and no line of its texts.
    """

    def shown(lines: Sequence[str]) -> tuple[FoundTime | None, FoundTime | None]:
        return info_line.find_publish_times(lines, page.fetched_at, page.timezone)

    if isinstance(page.json, dict | list):
        data = publish_time_from_scripts(page.text, article.title, page.fetched_at, page.timezone)
        article.published_at = data.at if data else None
        return
    best, changed = shown(told.opening.lines)
    best = precise_time(best, told.opening.elements, page) if best else None
    best = _finer(best, head.published())
    best = _dated(best, page, article.title)
    if best is None and changed is None:
        best, changed = shown(told.opening.above)
        best = precise_time(best, _places_above(page, told.opening.title), page) if best else None
    if best is None and changed is None:
        best, changed = shown(told.lines)
    if (best is None or best.is_relative) and changed is None:
        data = publish_time_from_scripts(page.text, article.title, page.fetched_at, page.timezone)
        best = data or best
    best, updated = best or changed, changed or head.updated()
    article.published_at = best.at if best else None
    article.updated_at = updated.at if updated else None


def _dated(shown: FoundTime | None, page: FetchedPage, title: str) -> FoundTime | None:
    """A time that names no year, with that of the same day in the page's data or its address."""
    if shown is None or shown.has_year or shown.is_relative:
        return shown
    data = publish_time_from_scripts(page.text, title, page.fetched_at, page.timezone)
    told = [data] if data else []
    told += find_times(_DATE_IN_URL.sub(r"\1-\2-\3 ", page.url), page.fetched_at, page.timezone)
    days = (m.at for m in told if (m.at.month, m.at.day) == (shown.at.month, shown.at.day))
    year = next((day.year for day in days), shown.at.year)
    return replace(shown, at=shown.at.replace(year=year))


def _places_above(page: FetchedPage, title: str) -> list[HtmlElement]:
    """The elements right before the heading that is the headline."""
    same = [h for h in _HEADINGS(page.tree) if normalize_text(_STRING(h)) == title]
    return [p.element for p in islice(blocks_before(same[-1], page.url), _ABOVE)] if same else []


def _with_hour(read: datetime | None, listed: datetime | None) -> datetime | None:
    """The time on the page; the listing's where the page has none, or only the same day."""
    if read is None or listed is None:
        return read or listed
    there = listed.astimezone(read.tzinfo)
    return listed if read.time() == time() and there.date() == read.date() else read


def validate_publish_time(article: Article, listed: datetime | None, fetched: datetime) -> None:
    """Keep the time of publication where it can be; flag it in ``doubts`` where it cannot."""
    article.page_time = article.published_at
    read = _with_hour(article.published_at, listed)
    doubt = implausible_reason(read, listed, fetched) if read else ""
    if read and doubt:
        article.rejected_values["published_at"] = f"{read.isoformat()} {doubt}"
    article.published_at = None if doubt else read


def _finer(shown: FoundTime | None, declared: FoundTime | None) -> FoundTime | None:
    """The visible time; the declared one where that says the same more exactly."""
    if shown is None or declared is None:
        return shown or declared
    told = declared.at.astimezone(shown.at.tzinfo)
    same_day = (told.month, told.day) == (shown.at.month, shown.at.day)
    if same_day and not shown.has_year:
        return replace(shown, at=shown.at.replace(year=told.year))
    vague = shown.is_relative or not shown.has_hour
    same_day = same_day and told.year == shown.at.year
    return declared if same_day and declared.has_hour and vague else shown
