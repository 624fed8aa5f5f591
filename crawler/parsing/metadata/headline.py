"""Find the headline, and the lines between it and the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.neighbours import blocks_before
from crawler.parsing.metadata import subtitle, title_candidates
from crawler.parsing.metadata.info_line import has_time_or_source, is_info_line, starts_with_role
from crawler.parsing.metadata.title_candidates import DeclaredTitles
from crawler.parsing.text import comparison_key

#: How many lines of the body's container, and how many before it, may belong to the head.
_WITHIN, _BEFORE, _ABOVE = 15, 60, 6
_SHORT = 40
#: A line that ends so is text already.
_SENTENCE = re.compile(r".{8}[。！？!?][”」』）)]?$")
#: A line that much longer than the title (and ``_SHORT``) cannot be the title set wide.
_WIDTHS = 2


@dataclass(slots=True)
class HeadlineBlock:
    """How an article opens.

    ``subtitle`` is a second line of the headline, above or below it; ``lines`` stand between
    headline and body in page order, in the elements ``elements``;
    ``above`` stand shortly before the headline. ``body_start`` is the index of the body's first
    piece; ``between`` are all pieces between the two.
    """

    title: str = ""
    subtitle: str = ""
    lines: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    body_start: int = 0
    between: list[SourcedBlock] = field(default_factory=list)


def find_headline(
    root: HtmlElement, body: HtmlElement, pieces: Sequence[SourcedBlock], hint: str, base: str
) -> HeadlineBlock:
    """The headline and what stands beside it.

    ``hint`` is the title that a listing gave, '' if none; ``base`` the page's address.
    """
    declared = title_candidates.declared_titles(root, hint)
    title = title_candidates.best_heading(root, declared)
    text = next((i for i, p in enumerate(pieces) if not title and _is_text(p)), _WITHIN)
    first = pieces[: min(text, _WITHIN)]
    place = _find(first, title, declared)
    opening = HeadlineBlock(title)
    if place is not None:
        opening.title, last = _whole_title(first, place, title)
        opening.above = _texts(first[:place])
        opening.subtitle, start = subtitle.find_subtitle(first, place, last)
    else:
        _read_before(opening, _lines_before(body, base, title), declared)
        start = 0
    opening.title = opening.title or title_candidates.fallback_title(root, declared)
    opening.body_start = _end_of_head(pieces, start)
    opening.between += pieces[start : opening.body_start]
    _say(opening, pieces[start : opening.body_start])
    return opening


def _find(lines: Sequence[SourcedBlock], title: str, declared: DeclaredTitles) -> int | None:
    """The index of the headline among lines: known, or declared, or told by where it stands."""
    if title:
        wanted, most = comparison_key(title), _WIDTHS * len(title) + _SHORT
        short = ((i, p.text) for i, p in enumerate(lines) if len(p.text) <= most)
        same = [i for i, text in short if comparison_key(text) == wanted]
        return next((i for i in reversed(same) if not any(map(_is_text, lines[same[0] : i]))), None)
    rated = [declared.similarity(p.text) for p in lines]
    best = max(rated, default=0.0)
    if best >= title_candidates.MATCH_THRESHOLD:
        return rated.index(best)
    return _by_place(lines, title_candidates.has_headline(declared))


def _by_place(lines: Sequence[SourcedBlock], told: bool) -> int | None:
    """Without a declared title: the last high heading, else the line above the first time.

    ``told``: the head tells a headline, which stands nowhere; then only a heading is believed.
    """
    likely = [i for i, p in enumerate(lines) if _may_be_title(p)]
    named = [i for i in likely if title_candidates.is_title_element(lines[i].element)]
    high = [i for i in likely if 0 < lines[i].block.level <= 2] or named
    high = high or [i for i in likely if lines[i].block.level]
    if high or told:
        return high[-1] if high else None
    times = (i for i, p in enumerate(lines) if is_info_line(p.text) and has_time_or_source(p.text))
    first = next(times, 0)
    above = [i for i in likely if i < first and not lines[i].is_link]
    return above[-1] if above else None


def _is_text(line: SourcedBlock) -> bool:
    """Whether a piece is part of a text: a picture, or a sentence."""
    return line.block.image is not None or _SENTENCE.search(line.text) is not None


def _may_be_title(line: SourcedBlock) -> bool:
    """Whether a line can be a headline: as long as one, or of a name that says so."""
    if (
        is_info_line(line.text)
        or starts_with_role(line.text)
        or subtitle.is_dash_subtitle(line.text)
    ):
        return False
    named = title_candidates.is_title_element(line.element) and title_candidates.has_title_length(
        line.text
    )
    return named or title_candidates.is_likely_title(line.text)


def _is_heading(line: SourcedBlock) -> bool:
    return line.block.level > 0 or title_candidates.is_title_element(line.element)


def _whole_title(lines: Sequence[SourcedBlock], place: int, title: str) -> tuple[str, int]:
    """The headline that begins at ``place`` with the lines that its heading is broken into; and
    the index of the last of them."""
    if title:
        return title, place
    last, told = place, lines[place].text
    for following in lines[place + 1 :]:
        same = following.element is lines[place].element and _is_heading(following)
        longer = f"{told} {following.text}"
        if (
            not same
            or is_info_line(following.text)
            or not title_candidates.has_title_length(longer)
        ):
            break
        told, last = longer, last + 1
    return told, last


def _lines_before(body: HtmlElement, base: str, title: str) -> list[SourcedBlock]:
    """The pieces before the body's container in page order, from shortly above the title on."""
    nearest, left = [], _BEFORE
    for piece in blocks_before(body, base):
        nearest.append(piece)
        left -= 1
        if title and piece.text == title and left > _ABOVE:
            left = _ABOVE if not any(has_time_or_source(p.text) for p in nearest) else 0
        if left <= 0:
            break
    return nearest[::-1]


def _read_before(
    opening: HeadlineBlock, lines: Sequence[SourcedBlock], declared: DeclaredTitles
) -> None:
    """Fill the opening from the lines before the body's container."""
    place = _find(lines, opening.title, declared)
    if place is None:
        _say(opening, lines[-_ABOVE:])
        return
    opening.title, last = _whole_title(lines, place, opening.title)
    opening.above = _texts(lines[max(0, place - _ABOVE) : place])
    opening.subtitle, below = subtitle.find_subtitle(lines, place, last)
    films = [p for p in lines[max(0, place - _ABOVE) : place] if p.block.video]
    opening.between = [*films, *lines[below:]]
    _say(opening, opening.between)


def _texts(pieces: Sequence[SourcedBlock]) -> list[str]:
    return [p.text for p in pieces if p.text]


def _say(opening: HeadlineBlock, pieces: Sequence[SourcedBlock]) -> None:
    """Add the lines that may say something of the article: not those that lead elsewhere."""
    said = [p.text for p in pieces if p.text and (not p.is_link or has_time_or_source(p.text))]
    opening.lines += said
    opening.elements += [p.element for p in pieces if p.text]


def _end_of_head(pieces: Sequence[SourcedBlock], start: int) -> int:
    """The head ends with the last line that informs, among the short lines below the title."""
    end = start
    for index, piece in enumerate(pieces[start : start + _WITHIN], start + 1):
        if piece.block.kind == "table":
            break
        if is_info_line(piece.text):
            end = index
        elif len(piece.text) > _SHORT or _SENTENCE.search(piece.text):
            break
    return end
