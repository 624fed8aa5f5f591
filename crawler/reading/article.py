"""The reading of an article page, put together from the parts of this package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.items import Article, Block, Removed
from crawler.platforms.base import Entry
from crawler.reading import beside, edges
from crawler.reading.around import pieces_after
from crawler.reading.blocks import Piece, read_pieces
from crawler.reading.body import Weights, find_body, weigh
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


def read_article(page: Page, entry: Entry) -> Article:
    """The article on ``page``, as far as it is there; never raises on bad input.

    ``pipelines`` make ``body`` and ``credits`` out of ``blocks`` and ``meta_lines``.
    """
    root = page.tree
    weights = weigh(root)
    body = find_body(root, weights)
    skip = _skipper(weights)
    pieces = edges.within(read_pieces(body, page.url, skip))
    opening = find_opening(root, body, pieces, entry.title, page.url)
    after = _lines_after(body, skip)
    head = Head(page)
    last = _last_lines(pieces)
    lines = [*opening.lines, *last, *after]
    article = Article(entry.url or page.url, opening.title or entry.title, fetched_url=page.url)
    article.blocks = _blocks(without_twin(pieces[opening.start :]), opening, article)
    article.meta_lines = [line for line in (*opening.lines, *after) if len(line) <= _BYLINE]
    article.source_name = (
        beside.read_source(lines) or beside.read_outlet(opening.lines) or head.source() or None
    )
    counting = [line for line in last if beside.informs(line)]
    article.counts = beside.read_counts([*opening.lines, *counting, *after])
    article.keywords, article.section = head.keywords(), head.section()
    article.language = root.get("lang") or ""
    _set_times(article, page, opening, lines, head)
    article.published_at = article.published_at or entry.published_at
    return article


def _skipper(weights: Weights) -> Callable[[HtmlElement], bool]:
    """Which elements are no part of an article: the chrome, and what is named like chrome."""

    def skip(element: HtmlElement) -> bool:
        if element in weights.total:
            return element in weights.chrome
        return stands_around(element)

    return skip


def _blocks(pieces: list[Piece], opening: Opening, article: Article) -> list[Block]:
    """The blocks of the body: each caption with its picture, also where that stands before."""
    if pieces and is_orphan(pieces[0].text):
        if opening.picture is not None:
            pieces = [opening.picture, *pieces]
        else:
            article.removed.append(Removed("caption-without-picture", pieces[0].text))
            pieces = pieces[1:]
    return [piece.block for piece in attach_captions(pieces)]


def _last_lines(pieces: Sequence[Piece]) -> list[str]:
    """The short lines that end the body: they may name its source and time."""
    return [p.text for p in pieces[-_LAST:] if 0 < len(p.text) <= _SHORT]


def _lines_after(body: HtmlElement, skip: Callable[[HtmlElement], bool]) -> list[str]:
    """The lines right behind the body, up to the comments or the list of other articles."""
    lines: list[str] = []
    for piece in islice(pieces_after(body, skip), _AFTER):
        if edges.is_end(piece.text) or edges.is_related(piece.text):
            break
        if piece.text and not piece.is_link:
            lines.append(piece.text)
    return lines


def _set_times(
    article: Article, page: Page, opening: Opening, after: Sequence[str], head: Head
) -> None:
    """The visible time of publication, else the declared one, else one behind the body."""

    def shown(lines: Sequence[str]) -> tuple[Moment | None, Moment | None]:
        return beside.published_and_updated(lines, page.fetched_at, page.timezone)

    best, changed = shown(opening.lines)
    if best is None:
        best, _ = shown(opening.above)
    best = _finer(best, head.published())
    if best is None and changed is None:
        best, changed = shown(after)
    best, updated = best or changed, changed or head.updated()
    article.published_at = best.at if best else None
    article.updated_at = updated.at if updated else None


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
