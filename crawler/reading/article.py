"""The reading of an article page, put together from the parts of this package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.items import Article, Block, Removed
from crawler.platforms.base import Entry
from crawler.reading import around, beside, edges, extent, lead
from crawler.reading.addresses import absolute, same_site
from crawler.reading.around import line_before, pieces_after, pieces_before
from crawler.reading.bars import Skipper, lines_of_bars
from crawler.reading.blocks import Piece, read_pieces
from crawler.reading.body import Weights, find_bodies, weigh
from crawler.reading.captions import attach_captions, is_orphan
from crawler.reading.chrome import stands_around
from crawler.reading.counters import named_counts
from crawler.reading.data import published_in_data, source_in_data
from crawler.reading.find import finder
from crawler.reading.head import Head, spelt_out
from crawler.reading.headline import Opening, find_opening
from crawler.reading.page import Page
from crawler.reading.posts import first_post
from crawler.reading.text import clean_text, key
from crawler.reading.times import Moment, doubt_of
from crawler.reading.twins import without_cut, without_twin

#: How many lines after the body may name its people or its source, and how long they are.
_AFTER, _BYLINE = 12, 120
#: So far down, and behind other articles, a line may still name the editor.
_FAR = 24
_LAST, _SHORT = 6, 60
#: So many titles of other articles are a list.
_LIST = 2
#: In so many first lines a lead may carry its label.
_FIRST = 3
#: How many elements are tried for the body.
_TRIES = 3
#: Before the first post of a discussion there may be its heading.
_HEADED = 3
#: How many pieces before the headline may tell its time.
_ABOVE = 6
#: How far around a picture before the text it may say that it is an ornament.
_NEAR = 3
_HEADINGS = finder("//*[self::h1 or self::h2 or self::h3]")
_STRING = finder("substring(string(), 1, 5000)")


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands around the body.

    ``last`` are the short lines that end it, ``after`` those right behind it, ``bars`` those of
    the chrome beside it; ``source`` is the text of an element that is named like one, ``account``
    of one that is named like that of an account.
    """

    opening: Opening
    last: list[str]
    after: list[str]
    bars: list[str]
    source: str
    account: str

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
    article.subtitle = opening.subtitle
    head = Head(page)
    once = _without_title(without_cut(without_twin(pieces[opening.start :])), article.title)
    article.blocks = _blocks(_with_lead(once, opening, head, article), opening, article)
    _describe(article, page, _around(opening, pieces, body, skip), head)
    _settle_time(article, entry.published_at, page.fetched_at)
    return article


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    """The pieces without the headline, where each slide of an album says it again."""
    same = key(title)
    return [piece for piece in pieces if not (same and piece.text and key(piece.text) == same)]


def _with_lead(pieces: list[Piece], opening: Opening, head: Head, article: Article) -> list[Piece]:
    """The pieces with the lead before them where it is sentences that the text does not repeat."""
    leads = lead.leads_of(opening.between, head.description())
    article.summary = "\n".join(lead.without_label(piece.text) for piece in leads)
    texts = [piece.text for piece in pieces]
    article.summary = article.summary or lead.labelled(texts[:_FIRST])
    article.editor_note = lead.editor_note(texts)
    said = [p for p in leads if lead.is_said(p.text) and not lead.is_repeated(p, pieces)]
    return [*said, *pieces]


def _body(page: Page, weights: Weights) -> tuple[HtmlElement, list[Piece], Skipper]:
    """The likeliest element that holds neither other articles nor comments, its pieces, and
    what was passed over in it."""
    read: list[tuple[HtmlElement, list[Piece], Skipper]] = []
    for element in islice(find_bodies(page.tree, weights), _TRIES):
        skip = Skipper(weights)
        inner = read_pieces(element, page.url, skip)
        pieces = extent.within(inner)
        read.append((element, pieces, skip))
        others = not pieces or extent.is_list(pieces)
        if not others and not _is_comments(element, inner):
            return read[-1]
    return read[0]


def _is_comments(element: HtmlElement, pieces: Sequence[Piece]) -> bool:
    """Whether the heading of the comments opens the element or stands right before it, or it
    holds nothing but posts."""
    lines = [line_before(element), *(p.text for p in pieces[:2])]
    return any(map(edges.opens_comments, lines)) or _are_posts(pieces)


def _are_posts(pieces: Sequence[Piece]) -> bool:
    return first_post(pieces) < min(_HEADED, len(pieces))


def _around(opening: Opening, pieces: Sequence[Piece], body: HtmlElement, skip: Skipper) -> _Told:
    """What stands around the body; far behind it only the editor is looked for, if need be."""
    source = _named(opening, pieces, body, around.SOURCE)
    account = _named(opening, pieces, body, around.ACCOUNT)
    last = _last_lines(pieces)
    behind = islice(pieces_after(body, skip), _FAR)
    after = _lines_near(islice(behind, _AFTER))
    bars = lines_of_bars(skip.passed)
    if not any(map(edges.is_signed, [*last, *after, *bars])):
        after += [piece.text for piece in behind if edges.is_signed(piece.text)]
    return _Told(opening, last, after, bars, source, account)


def _describe(article: Article, page: Page, told: _Told, head: Head) -> None:
    """Fill in what the head and the lines around the body say of the article."""
    above = filter(beside.names_time_or_source, told.opening.above)
    lines = [*above, *told.opening.lines, *told.after, *told.bars]
    article.meta_lines = [line for line in lines if len(line) <= _BYLINE]
    article.declared_authors = head.authors()
    article.source_name = _source(page, told, head, article.title)
    if article.source_name is None:
        article.signature = beside.read_signature(told.opening.lines)
    article.original_url = _original(page, told, article.source_name or "")
    article.canonical_url = head.canonical()
    counted = beside.read_counts([*lines, *filter(beside.informs, told.last)])
    article.counts = named_counts(page.tree) | counted
    article.keywords = head.keywords()
    article.section = head.section() or beside.read_section(told.opening.above)
    article.language = page.tree.get("lang") or ""
    _set_times(article, page, told, head)


def _source(page: Page, told: _Told, head: Head, title: str) -> str | None:
    """The source as a label tells it, else the name of its element, else what is out of sight."""
    shown = beside.read_source(told.lines) or beside.read_source(told.opening.above)
    shown = shown or told.source or beside.read_outlet(told.opening.lines)
    shown = shown or told.account
    return shown or head.source() or source_in_data(page.text, title) or None


def _original(page: Page, told: _Told, source: str) -> str:
    """The article's own address at another site, where the source is a link to it; '' if not."""
    href = around.linked(told.opening.places, source) if source else ""
    url = absolute(page.url, href) if href else ""
    return url if urlsplit(url).path.strip("/") and not same_site(url, page.url) else ""


def _blocks(pieces: list[Piece], opening: Opening, article: Article) -> list[Block]:
    """The blocks of the body, with the films and pictures that stand before it."""
    orphan = bool(pieces) and is_orphan(pieces[0].text)
    media = _media_before(opening, orphan)
    if orphan and not any(p.block.image for p in media):
        article.removed.append(Removed("caption-without-picture", pieces[0].text))
        pieces = pieces[1:]
    return [piece.block for piece in attach_captions([*media, *pieces])]


def _media_before(opening: Opening, orphan: bool) -> list[Piece]:
    """Films and captioned pictures between headline and text; of those without a caption (faces
    of accounts, ornaments) the last one, where the text begins with its caption (``orphan``)."""
    before = [p for p in attach_captions(opening.between) if _is_signed(p) or not _is_around(p)]
    pictures = [p for p in before if p.block.image and not p.linked]
    last = pictures[-1:] if orphan else []
    return [p for p in before if p.block.video or p in last or (p in pictures and _captioned(p))]


def _is_signed(piece: Piece) -> bool:
    """Whether a picture's caption tells who took it: no ornament's does."""
    return piece.block.image is not None and is_orphan(piece.block.image.caption)


def _captioned(piece: Piece) -> bool:
    return piece.block.image is not None and bool(piece.block.image.caption)


def _is_around(piece: Piece) -> bool:
    return any(map(stands_around, islice(piece.element.iterancestors(), _NEAR)))


def _named(
    opening: Opening, pieces: Sequence[Piece], body: HtmlElement, name: re.Pattern[str]
) -> str:
    """The outlet in an element of this name before the body's first line; '' if none."""
    first = pieces[opening.start].element if opening.start < len(pieces) else body
    end = first if body in first.iterancestors() else body
    return next(filter(None, map(beside.as_source, around.named(opening.places, end, name))), "")


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
            lines += _said(piece)
    return lines


def _said(piece: Piece) -> list[str]:
    """The lines of a piece; a row of a table that has two cells is a label and what it says."""
    rows = piece.text.split("\n")
    return [row.replace("\t", "：" if row.count("\t") == 1 else " ") for row in rows]


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
    if (best is None or best.rough) and changed is None:
        data = published_in_data(page.text, article.title, page.fetched_at, page.timezone)
        best = data or best
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


def _settle_time(article: Article, listed: datetime | None, fetched: datetime) -> None:
    """Keep the time of publication where it can be; flag it in ``doubts`` where it cannot."""
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
