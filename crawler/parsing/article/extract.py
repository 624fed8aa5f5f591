"""Extract an article from a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.models.article import Article, Block, Image, RemovedText
from crawler.models.listing import Entry
from crawler.parsing.article import content_range
from crawler.parsing.article.captions import attach_captions, is_standalone_caption
from crawler.parsing.article.duplicates import each_once
from crawler.parsing.article.leading_media import media_above_body, single_video
from crawler.parsing.article.reader_comments import first_comment_index
from crawler.parsing.dom import neighbours, section_markers
from crawler.parsing.dom.blocks import SourcedBlock, extract_blocks
from crawler.parsing.dom.body import TextDensity, body_candidates, measure_text_density
from crawler.parsing.dom.neighbours import previous_line
from crawler.parsing.language import detect_language
from crawler.parsing.metadata import info_line, lead
from crawler.parsing.metadata.counters import icon_counts
from crawler.parsing.metadata.headline import HeadlineBlock, find_headline
from crawler.parsing.metadata.html_head import HtmlHead
from crawler.parsing.metadata.publish_time import set_times, validate_publish_time
from crawler.parsing.metadata.script_data import source_from_scripts
from crawler.parsing.metadata.surroundings import Surroundings, collect_surroundings
from crawler.parsing.metadata.toolbars import BoilerplateFilter
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import comparison_key
from crawler.parsing.url import absolute_url, same_site

#: The longest line beside an article that may be a byline (characters).
_BYLINE = 120
#: In so many first lines a lead may carry its label.
_FIRST = 3
#: How many elements are tried for the body.
_TRIES = 3
#: Before the first post of a discussion there may be its heading.
_HEADED = 3
_Body = tuple[HtmlElement, list[SourcedBlock], BoilerplateFilter, list[RemovedText]]


def extract_article(page: FetchedPage, entry: Entry) -> Article:
    """The article on ``page``, as far as it is there; never raises on bad input.

    ``pipelines`` make ``body`` and ``credits`` out of ``blocks`` and ``meta_lines``.
    """
    weights = measure_text_density(page.tree)
    body, pieces, skip, removed = _body(page, weights)
    opening = find_headline(page.tree, body, pieces, entry.title, page.url)
    article = Article(entry.url or page.url, opening.title or entry.title, fetched_url=page.url)
    article.subtitle = opening.subtitle
    head = HtmlHead(page)
    article.removed += removed
    once = _without_title(each_once(pieces[opening.body_start :], article.removed), article.title)
    article.blocks = _blocks(_with_lead(once, opening, head, article), opening, article)
    _describe(article, page, collect_surroundings(opening, pieces, body, skip), head)
    if not opening.title and article.published_at is None:
        article.title = ""  # a listing's title is not lent to just any page
    validate_publish_time(article, entry.published_at, page.fetched_at)
    return article


def _without_title(pieces: list[SourcedBlock], title: str) -> list[SourcedBlock]:
    """The pieces without the headline, where each slide of an album says it again."""
    same = comparison_key(title)
    return [
        piece
        for piece in pieces
        if not (same and piece.text and comparison_key(piece.text) == same)
    ]


def _with_lead(
    pieces: list[SourcedBlock], opening: HeadlineBlock, head: HtmlHead, article: Article
) -> list[SourcedBlock]:
    """The pieces with the lead before them where it is sentences that the text does not repeat."""
    within = lead.find_leads(pieces[:_FIRST], "")
    leads = [*lead.find_leads(opening.between, head.description()), *within]
    article.summary = "\n".join(lead.strip_label(piece.text) for piece in leads)
    article.editor_note = lead.find_editor_note([piece.text for piece in pieces])
    before = leads[: len(leads) - len(within)]
    said = [
        p for p in before if lead.ends_like_sentence(p.text) and not lead.repeats_in_body(p, pieces)
    ]
    return [*said, *pieces]


def _body(page: FetchedPage, weights: TextDensity) -> _Body:
    """The likeliest element that holds neither other articles nor comments, its pieces, what was
    passed over in it, and what was left out of it."""
    read: list[_Body] = []
    for element in islice(body_candidates(page.tree, weights), _TRIES):
        skip = BoilerplateFilter(weights)
        inner = extract_blocks(element, page.url, skip)
        pieces = content_range.article_blocks(inner)
        read.append((element, pieces, skip, [*content_range.removed_blocks(inner, pieces)]))
        others = not pieces or content_range.is_link_list(pieces)
        if not others and not _is_comments(element, inner):
            return read[-1]
    return read[0]


def _is_comments(element: HtmlElement, pieces: Sequence[SourcedBlock]) -> bool:
    """Whether the heading of the comments opens the element or stands right before it, or it
    holds nothing but posts."""
    lines = [previous_line(element), *(p.text for p in pieces[:2])]
    return any(map(section_markers.is_comments_heading, lines)) or _are_posts(pieces)


def _are_posts(pieces: Sequence[SourcedBlock]) -> bool:
    return first_comment_index(pieces) < min(_HEADED, len(pieces))


def _describe(article: Article, page: FetchedPage, told: Surroundings, head: HtmlHead) -> None:
    """Fill in what the head and the lines around the body say of the article."""
    above = filter(info_line.has_time_or_source, told.opening.above)
    lines = [*above, *told.opening.lines, *told.after, *told.bars]
    article.meta_lines = [line for line in lines if len(line) <= _BYLINE]
    article.meta_authors = head.authors()
    article.source_name = _source(page, told, head, article.title)
    article.unlabelled_author = told.account
    if article.source_name is None:
        article.unlabelled_author = told.account or info_line.find_unlabelled_author(
            told.opening.lines
        )
    article.original_url = _original(page, told, article.source_name or "")
    article.canonical_url = head.canonical()
    counted = info_line.parse_counts([*lines, *filter(info_line.is_info_line, told.last)])
    article.counts = icon_counts(page.tree) | counted
    article.keywords = head.keywords()
    article.section = head.section() or info_line.section_from_breadcrumb(told.opening.above)
    said = "".join([article.title, *(block.text for block in article.blocks)])
    article.language = detect_language(said, page.tree.get("lang") or "")
    set_times(article, page, told, head)


def _source(page: FetchedPage, told: Surroundings, head: HtmlHead, title: str) -> str | None:
    """The source as a label tells it, else the name of its element, else what is out of sight."""
    shown = info_line.find_labelled_source(told.lines) or info_line.find_labelled_source(
        told.opening.above
    )
    shown = shown or told.source or info_line.find_outlet(told.opening.lines)
    if not shown and not told.account:
        shown = head.source() or source_from_scripts(page.text, title)
    return shown or None


def _original(page: FetchedPage, told: Surroundings, source: str) -> str:
    """The article's own address at another site, where the source is a link to it; '' if not."""
    href = neighbours.link_target(told.opening.elements, source) if source else ""
    url = absolute_url(page.url, href) if href else ""
    return url if urlsplit(url).path.strip("/") and not same_site(url, page.url) else ""


def _blocks(pieces: list[SourcedBlock], opening: HeadlineBlock, article: Article) -> list[Block]:
    """The blocks of the body, with the films and pictures that stand before it."""
    if not any(piece.block.video for piece in (*opening.between, *pieces)):
        opening.between = [*single_video(pieces, article.fetched_url), *opening.between]
    orphan = bool(pieces) and is_standalone_caption(pieces[0].text)
    media = media_above_body(opening, orphan)
    if orphan and not any(p.block.image for p in media):
        article.removed.append(RemovedText("caption-without-picture", pieces[0].text))
        pieces = pieces[1:]
    return _each_picture_once([piece.block for piece in attach_captions([*media, *pieces])])


def _each_picture_once(blocks: list[Block]) -> list[Block]:
    """The blocks without a picture that a copy of the text shows again; a caption is kept."""
    shown: dict[str, Image] = {}
    kept = []
    for block in blocks:
        image = block.image
        first = shown.setdefault(image.url, image) if image else None
        if image is None or first is image:
            kept.append(block)
        elif first and image.caption and not first.caption:
            first.caption, first.credit = image.caption, image.credit
    return kept
