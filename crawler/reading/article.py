"""The reading of an article page, put together from the parts of this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import islice

from lxml.html import HtmlElement

from crawler.items import Article, Block, Removed
from crawler.platforms.base import Entry
from crawler.reading import beside, edges
from crawler.reading.around import line_before, pieces_after
from crawler.reading.blocks import Piece, read_pieces
from crawler.reading.body import Weights, find_bodies, weigh
from crawler.reading.captions import attach_captions, is_orphan
from crawler.reading.chrome import stands_around
from crawler.reading.head import Head
from crawler.reading.headline import Opening, find_opening
from crawler.reading.page import Page
from crawler.reading.times import Moment
from crawler.reading.twins import without_twin

#: How many lines after the body may name its people or its source, and how long they are.
_AFTER, _BYLINE = 12, 120
_LAST, _SHORT = 6, 60
#: So many titles of other articles are a list.
_LIST = 2
#: How many elements are tried for the body.
_TRIES = 3


def read_article(page: Page, entry: Entry) -> Article:
    """The article on ``page``, as far as it is there; never raises on bad input.

    ``pipelines`` make ``body`` and ``credits`` out of ``blocks`` and ``meta_lines``.
    """
    weights = weigh(page.tree)
    skip = _skipper(weights)
    body, pieces = _body(page, weights, skip)
    opening = find_opening(page.tree, body, pieces, entry.title, page.url)
    article = Article(entry.url or page.url, opening.title or entry.title, fetched_url=page.url)
    article.blocks = _blocks(without_twin(pieces[opening.start :]), opening, article)
    _describe(article, page, opening, _last_lines(pieces), _lines_after(body, skip))
    article.published_at = _with_hour(article.published_at, entry.published_at)
    return article


def _body(
    page: Page, weights: Weights, skip: Callable[[HtmlElement], bool]
) -> tuple[HtmlElement, list[Piece]]:
    """The likeliest element that holds neither other articles nor comments, and its pieces."""
    read: list[tuple[HtmlElement, list[Piece]]] = []
    for element in islice(find_bodies(page.tree, weights), _TRIES):
        pieces = edges.within(read_pieces(element, page.url, skip))
        read.append((element, pieces))
        if not edges.is_list(pieces) and not _is_comments(element, pieces):
            return read[-1]
    return read[0]


def _is_comments(element: HtmlElement, pieces: Sequence[Piece]) -> bool:
    """Whether the heading of the comments opens the element or stands right before it."""
    lines = [line_before(element), *(p.text for p in pieces[:2])]
    return any(map(edges.opens_comments, lines))


def _describe(
    article: Article, page: Page, opening: Opening, last: Sequence[str], after: Sequence[str]
) -> None:
    """Fill in what the head and the lines around the body say of the article.

    ``last`` are the short lines that end the body, ``after`` those that stand behind it.
    """
    head = Head(page)
    around = [*opening.lines, *after]
    told = [*opening.lines, *last, *after]
    article.meta_lines = [line for line in around if len(line) <= _BYLINE]
    source = beside.read_source(told) or beside.read_outlet(opening.lines) or head.source()
    article.source_name = source or None
    article.counts = beside.read_counts([*around, *filter(beside.informs, last)])
    article.keywords, article.section = head.keywords(), head.section()
    article.language = page.tree.get("lang") or ""
    _set_times(article, page, opening, told, head)


def _skipper(weights: Weights) -> Callable[[HtmlElement], bool]:
    """Which elements are no part of an article: the chrome, and what is named like chrome."""

    def skip(element: HtmlElement) -> bool:
        if element in weights.total:
            return element in weights.chrome
        return stands_around(element)

    return skip


def _blocks(pieces: list[Piece], opening: Opening, article: Article) -> list[Block]:
    """The blocks of the body, with the films and the captioned picture that stand before it."""
    if pieces and is_orphan(pieces[0].text):
        if opening.picture is not None:
            pieces = [opening.picture, *pieces]
        else:
            article.removed.append(Removed("caption-without-picture", pieces[0].text))
            pieces = pieces[1:]
    return [piece.block for piece in attach_captions([*opening.videos, *pieces])]


def _last_lines(pieces: Sequence[Piece]) -> list[str]:
    """The short lines that end the body: they may name its source and time."""
    return [p.text for p in pieces[-_LAST:] if 0 < len(p.text) <= _SHORT]


def _lines_after(body: HtmlElement, skip: Callable[[HtmlElement], bool]) -> list[str]:
    """The lines right behind the body, up to the comments or the list of other articles."""
    lines: list[str] = []
    others = 0
    for piece in islice(pieces_after(body, skip), _AFTER):
        others += edges.is_other(piece)
        if others == _LIST or edges.is_end(piece.text) or edges.is_related(piece.text):
            break
        if piece.text and not piece.is_link:
            lines.append(piece.text)
    return lines


def _set_times(
    article: Article, page: Page, opening: Opening, told: Sequence[str], head: Head
) -> None:
    """The visible time of publication, else the declared one, else one at the end."""

    def shown(lines: Sequence[str]) -> tuple[Moment | None, Moment | None]:
        return beside.published_and_updated(lines, page.fetched_at, page.timezone)

    best, changed = shown(opening.lines)
    best = _finer(best, head.published())
    if best is None and changed is None:
        best, changed = shown(opening.above)
    if best is None and changed is None:
        best, changed = shown(told)
    best, updated = best or changed, changed or head.updated()
    article.published_at = best.at if best else None
    article.updated_at = updated.at if updated else None


def _with_hour(read: datetime | None, listed: datetime | None) -> datetime | None:
    """The time on the page; the listing's where the page has none, or only the same day."""
    if read is None or listed is None:
        return read or listed
    there = listed.astimezone(read.tzinfo)
    return listed if read.time() == time() and there.date() == read.date() else read


def _finer(shown: Moment | None, declared: Moment | None) -> Moment | None:
    """The visible time; the declared one where that says the same more exactly."""
    if shown is None or declared is None:
        return shown or declared
    told = declared.at.astimezone(shown.at.tzinfo)
    same_day = (told.month, told.day) == (shown.at.month, shown.at.day)
    if same_day and not shown.dated:
        return replace(shown, at=shown.at.replace(year=told.year))
    same_day = same_day and told.year == shown.at.year
    return declared if same_day and declared.exact and not shown.exact else shown
