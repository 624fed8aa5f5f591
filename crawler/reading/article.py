"""The reading of an article page, put together from the parts of this package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice

from lxml.html import HtmlElement

from crawler.items import Article, Block, Removed
from crawler.platforms.base import Entry
from crawler.reading import beside, edges
from crawler.reading.around import line_before, named_sources, pieces_after, pieces_before
from crawler.reading.bars import Skipper, lines_of_bars
from crawler.reading.blocks import Piece, read_pieces
from crawler.reading.body import Weights, find_bodies, weigh
from crawler.reading.captions import attach_captions, is_orphan
from crawler.reading.find import finder
from crawler.reading.head import Head, source_in_data, spelt_out
from crawler.reading.headline import Opening, find_opening
from crawler.reading.page import Page
from crawler.reading.text import clean_text
from crawler.reading.times import Moment
from crawler.reading.twins import without_cut, without_twin

#: How many lines after the body may name its people or its source, and how long they are.
_AFTER, _BYLINE = 12, 120
#: So far down, and behind other articles, a line may still name the editor.
_FAR = 24
_LAST, _SHORT = 6, 60
#: So many titles of other articles are a list.
_LIST = 2
#: How many elements are tried for the body.
_TRIES = 3
#: How many pieces before the headline may tell its time.
_ABOVE = 6
_HEADINGS = finder("//*[self::h1 or self::h2 or self::h3]")
_STRING = finder("substring(string(), 1, 5000)")


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands around the body.

    ``last`` are the short lines that end it, ``after`` those right behind it, ``bars`` those of
    the chrome beside it; ``source`` is the text of an element that is named like one.
    """

    opening: Opening
    last: list[str]
    after: list[str]
    bars: list[str]
    source: str

    @property
    def lines(self) -> list[str]:
        """The lines that may tell source and time, in page order."""
        return [*self.opening.lines, *self.last, *self.after]


def read_article(page: Page, entry: Entry) -> Article:
    """The article on ``page``, as far as it is there; never raises on bad input.

    ``pipelines`` make ``body`` and ``credits`` out of ``blocks`` and ``meta_lines``.
    """
    weights = weigh(page.tree)
    body, pieces, skip = _body(page, weights)
    opening = find_opening(page.tree, body, pieces, entry.title, page.url)
    article = Article(entry.url or page.url, opening.title or entry.title, fetched_url=page.url)
    once = without_cut(without_twin(pieces[opening.start :]))
    article.blocks = _blocks(once, opening, article)
    _describe(article, page, _around(opening, pieces, body, skip))
    article.published_at = _with_hour(article.published_at, entry.published_at)
    return article


def _body(page: Page, weights: Weights) -> tuple[HtmlElement, list[Piece], Skipper]:
    """The likeliest element that holds neither other articles nor comments, its pieces, and
    what was passed over in it."""
    read: list[tuple[HtmlElement, list[Piece], Skipper]] = []
    for element in islice(find_bodies(page.tree, weights), _TRIES):
        skip = Skipper(weights)
        pieces = edges.within(read_pieces(element, page.url, skip))
        read.append((element, pieces, skip))
        if not edges.is_list(pieces) and not _is_comments(element, pieces):
            return read[-1]
    return read[0]


def _is_comments(element: HtmlElement, pieces: Sequence[Piece]) -> bool:
    """Whether the heading of the comments opens the element or stands right before it."""
    lines = [line_before(element), *(p.text for p in pieces[:2])]
    return any(map(edges.opens_comments, lines))


def _around(opening: Opening, pieces: Sequence[Piece], body: HtmlElement, skip: Skipper) -> _Told:
    """What stands around the body; far behind it only the editor is looked for, if need be."""
    source, last = _named_source(opening, pieces, body), _last_lines(pieces)
    behind = islice(pieces_after(body, skip), _FAR)
    after = _lines_near(islice(behind, _AFTER))
    bars = lines_of_bars(skip.passed)
    if not any(map(edges.is_signed, [*last, *after, *bars])):
        after += [piece.text for piece in behind if edges.is_signed(piece.text)]
    return _Told(opening, last, after, bars, source)


def _describe(article: Article, page: Page, told: _Told) -> None:
    """Fill in what the head and the lines around the body say of the article."""
    head = Head(page)
    around = [*told.opening.lines, *told.after, *told.bars]
    article.meta_lines = [line for line in around if len(line) <= _BYLINE]
    article.source_name = _source(page, told, head, article.title)
    article.counts = beside.read_counts([*around, *filter(beside.informs, told.last)])
    article.keywords, article.section = head.keywords(), head.section()
    article.language = page.tree.get("lang") or ""
    _set_times(article, page, told, head)


def _source(page: Page, told: _Told, head: Head, title: str) -> str | None:
    """The source as a label tells it, else the name of its element, else what is out of sight."""
    shown = beside.read_source(told.lines) or told.source or beside.read_outlet(told.opening.lines)
    return shown or head.source() or source_in_data(page.text, title) or None


def _blocks(pieces: list[Piece], opening: Opening, article: Article) -> list[Block]:
    """The blocks of the body, with the films and the captioned picture that stand before it."""
    if pieces and is_orphan(pieces[0].text):
        if opening.picture is not None:
            pieces = [opening.picture, *pieces]
        else:
            article.removed.append(Removed("caption-without-picture", pieces[0].text))
            pieces = pieces[1:]
    return [piece.block for piece in attach_captions([*opening.videos, *pieces])]


def _named_source(opening: Opening, pieces: Sequence[Piece], body: HtmlElement) -> str:
    """The source that the class of an element before the body's first line tells; '' if none."""
    first = pieces[opening.start].element if opening.start < len(pieces) else body
    end = first if body in first.iterancestors() else body
    return next(filter(None, map(beside.as_source, named_sources(opening.places, end))), "")


def _last_lines(pieces: Sequence[Piece]) -> list[str]:
    """The short lines that end the body: they may name its source and time."""
    return [p.text for p in pieces[-_LAST:] if 0 < len(p.text) <= _SHORT]


def _lines_near(behind: Iterable[Piece]) -> list[str]:
    """The lines right behind the body, up to the comments or the list of other articles."""
    lines: list[str] = []
    others = 0
    for piece in behind:
        others += edges.is_other(piece)
        if others == _LIST or edges.ends_surroundings(piece.text):
            break
        if _speaks(piece):
            lines.append(piece.text)
    return lines


def _speaks(piece: Piece) -> bool:
    """Whether a line behind the body may say something of the article."""
    text = piece.text
    if piece.is_link:
        return edges.is_signed(text) or bool(beside.informs(text) and beside.read_counts([text]))
    return bool(text) and not edges.is_end(text)


def _set_times(article: Article, page: Page, told: _Told, head: Head) -> None:
    """The visible time of publication, else the declared one, else one at the end."""

    def shown(lines: Sequence[str]) -> tuple[Moment | None, Moment | None]:
        return beside.published_and_updated(lines, page.fetched_at, page.timezone)

    best, changed = shown(told.opening.lines)
    best = spelt_out(best, told.opening.places, page) if best else None
    best = _finer(best, head.published())
    if best is None and changed is None:
        best, changed = shown(told.opening.above)
        best = spelt_out(best, _places_above(page, told.opening.title), page) if best else None
    if best is None and changed is None:
        best, changed = shown(told.lines)
    best, updated = best or changed, changed or head.updated()
    article.published_at = best.at if best else None
    article.updated_at = updated.at if updated else None


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
