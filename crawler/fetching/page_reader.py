"""Parse a page and judge whether its article is complete."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.gates.completeness import UNLISTED, Completeness, judge_completeness
from crawler.models.article import Article, Gate
from crawler.models.listing import Entry
from crawler.parsing.article.listing_match import match_listing
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import parser_for

_NOSCRIPT = re.compile(r"<(/?)noscript\b", re.I)


def read_article_page(
    page: FetchedPage, entry: Entry, family: str | None = None, further: bool = False
) -> tuple[Article, Completeness]:
    """The article on a page and the verdict on it, which the article carries too.

    It is read by the platform ``family``, or by the one that recognises the page. A ``further``
    page of an article need not repeat its title or time.
    """
    article, verdict = _read(page, entry, family, further)
    if (
        not verdict.complete
        and not verdict.foreign
        and not page.rendered
        and _NOSCRIPT.search(page.text)
    ):
        # What the page shows to readers without scripts, of whom we are one.
        shown = _NOSCRIPT.sub(r"<\1div", page.text).encode("utf-8", "replace")
        again = _read(replace(page, body=shown, content_type="text/html"), entry, family, further)
        return again if again[1].complete else (article, verdict)
    return article, verdict


def _read(
    page: FetchedPage, entry: Entry, family: str | None, further: bool
) -> tuple[Article, Completeness]:
    article = parser_for(page, family).parse_article(page, entry)
    listed = UNLISTED if further else match_listing(article, page, entry)
    verdict = judge_completeness(article, page, listed)
    article.gate = Gate(verdict.gate, list(verdict.signals))
    article.unconfirmed = not listed.is_confirmed
    article.contrary = listed.conflict if verdict.complete else ""
    article.complete = verdict.complete
    return article, verdict
