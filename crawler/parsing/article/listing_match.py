"""Compare a response with what the listing shows of the entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.json_record import iter_values
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import comparison_key
from crawler.parsing.url import canonical_url

_HEADLINES = compile_xpath(
    "//title | //h1 | //h2[not(ancestor::a or .//a)] | //h3[not(ancestor::a or .//a)]"
)
_DECLARED = compile_xpath(
    "//meta[@content][contains(translate(concat(@name, @property, @itemprop), 'TILE', 'tile'),"
    " 'title') or @itemprop='headline']/@content"
)
#: What is no text of the page's own: other pages' titles, and programs.
#: A link ends where the next one begins; a style sheet, a comment, a script with the page at last.
_NOT_ITS_OWN = re.compile(
    r"<a\b[^<]*+(?>(?:<(?!/?a\b)[^<]*+)*)(?:</a\s*>|(?=<a\b))"
    r"|<style\b.*?(?:</style\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.S | re.I,
)
_DATA_LISTS = re.compile(r"<script\b.*?(?:</script\s*>|\Z)", re.S | re.I)
_TAG = re.compile(r"<[^<>]*>")
#: What a title that was cut short ends in.
_DOTS = " \t\r\n….。⋯"
_DIGITS = re.compile(r"\d+")
#: A title of fewer letters names no article ("详情"); so many of a cut or shorter one are enough.
_SHORTEST, _ENOUGH = 4, 6
#: So much of a title's pairs of letters are in another that may be the same, written anew.
_ALIKE = 0.5
#: So many characters of text make an article of an answer that has a headline and a time.
_TEXT = 40
#: A listing and its article may differ by so much and name the same minute, or the same day.
_MINUTE, _DAY = timedelta(seconds=60), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ListingMatch:
    """How an answer stands to what its listing said; by default nothing was listed.

    ``title`` is the listing's, ``has_distinct_title`` whether it names an article (and is no button
    or number), ``shows_listed_title`` whether the page shows it as its own; ``same_minute`` and
    ``same_day`` whether the page's own time is of the listing's minute, of its day (any day where
    that gave none). ``conflict`` says why the answer may be another thing, '' where nothing does.
    """

    title: str = ""
    has_distinct_title: bool = False
    shows_listed_title: bool = False
    same_minute: bool = False
    same_day: bool = False
    conflict: str = ""

    @property
    def matches_title(self) -> bool:
        """Whether the page shows a title that names an article."""
        return self.has_distinct_title and self.shows_listed_title

    @property
    def is_confirmed(self) -> bool:
        """Whether title or minute are on the page, beyond mere lack of contradiction."""
        return self.matches_title or self.same_minute


def match_listing(article: Article, page: FetchedPage, entry: Entry) -> ListingMatch:
    """How the answer that was read as ``article`` stands to what a listing said of ``entry``."""
    bare = comparison_key(entry.title)
    found = ListingMatch(
        entry.title,
        has_distinct_title=len(bare) >= _SHORTEST and not bare.isdigit(),
        shows_listed_title=bool(bare) and _has_title(article, page, entry.title),
        same_minute=_same_minute(article, page, entry),
        same_day=_same_day(article, entry),
    )
    return replace(found, conflict=_contrary(found, article, page, entry))


def _contrary(found: ListingMatch, article: Article, page: FetchedPage, entry: Entry) -> str:
    """Why an answer is not the article that the listing showed; '' if it may be.

    One agreement is enough: the title, the minute, or the page's own address with the day. Where
    the listing gave neither title nor time nothing can disagree.
    """
    if not found.has_distinct_title:
        other_day = entry.published_at and article.page_time and not found.same_day
        return "the answer is of another day than its listing says" if other_day else ""
    # An interface's answer may hold the text alone.
    bare = page.json is not None and article.page_time is None and article.title == entry.title
    if found.is_confirmed or bare or (found.same_day and _is_declared(article, entry)):
        return ""
    return "the answer has neither the title nor the time that its listing gives"


def has_article_features(article: Article, text: str, listed: ListingMatch) -> bool:
    """Whether an answer has what articles have: a headline and a time of its own, of the listing's
    day if that gives one, and a text of some length.

    Listings do give another title than the page now and then; so do caches that mix pages up.
    """
    headed = bool(article.title) and article.title != listed.title
    return listed.same_day and headed and len(text) >= _TEXT


def _has_title(article: Article, page: FetchedPage, title: str) -> bool:
    """Whether a page shows a title as its own: as a headline, or in a text that is no link."""
    wanted = comparison_key(title)
    if page.json is not None:
        texts = (text for text in iter_values(page.json) if isinstance(text, str))
        return titles_overlap(wanted, comparison_key(article.title)) or any(
            wanted in comparison_key(text) for text in texts
        )
    headlines = [name for name in map(comparison_key, _headlines(page)) if name]
    if any(wanted in name or _holds(wanted, name) for name in headlines):
        return True
    if any(titles_overlap(wanted, name) for name in headlines):
        return True
    return _in_text(page, title, wanted)


def titles_overlap(one: str, other: str) -> bool:
    """Whether a title (a key) may be another's: it has half of its pairs of letters, and no other
    number."""
    numbers, others = set(_DIGITS.findall(one)), set(_DIGITS.findall(other))
    if numbers and others and numbers.isdisjoint(others):
        return False
    first, second = set(pairwise(one)), set(pairwise(other))
    return len(first & second) >= _ALIKE * max(len(first), 1)


def _holds(wanted: str, headline: str) -> bool:
    """Whether a listing's title is the headline with more around it (its column, its date)."""
    return len(headline) >= _ENOUGH and 2 * len(headline) >= len(wanted) and headline in wanted


def _headlines(page: FetchedPage) -> Iterator[str]:
    for element in _HEADLINES(page.tree):
        yield element.text_content()
    yield from map(str, _DECLARED(page.tree))


def _in_text(page: FetchedPage, title: str, wanted: str) -> bool:
    """Whether a title stands in the page's text; a front page has it in a link or a script."""
    start = title.strip(_DOTS)[:2]
    if start not in page.text:
        return False
    own = _DATA_LISTS.sub(" ", _NOT_ITS_OWN.sub(" ", page.text))
    return len(wanted) >= _ENOUGH and wanted in comparison_key(_TAG.sub("", own))


def _same_minute(article: Article, page: FetchedPage, entry: Entry) -> bool:
    read, listed = article.page_time, entry.published_at
    if read is None or listed is None or abs(read - listed) >= _MINUTE:
        return False
    return _is_exact(read, page.timezone)


def _is_exact(at: datetime, zone: str) -> bool:
    """Whether a time names its minute: midnight is a mere date."""
    local = at.astimezone(ZoneInfo(zone))
    return bool(local.hour or local.minute)


def _same_day(article: Article, entry: Entry) -> bool:
    read, listed = article.page_time, entry.published_at
    return read is not None and (listed is None or abs(read - listed) <= _DAY)


def _is_declared(article: Article, entry: Entry) -> bool:
    own = article.canonical_url
    return bool(own) and canonical_url(own) == canonical_url(entry.url)
