"""Choose the blocks that belong to the article; others are set into it or follow it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.models.article import RemovedText
from crawler.parsing.article.reader_comments import first_comment_index
from crawler.parsing.dom import section_markers
from crawler.parsing.dom.blocks import SourcedBlock

_SENTENCE = re.compile(r"[。！？；][”」』）)]?\s*$|，.*，")
_TIME = re.compile(r"[\d\s:：/.年月日-]{8,20}$")
_PROSE, _SUMMARY, _HEADING = 24, 14, 12
_LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"))
#: So many lines of links are a list; so many titles with summaries too; so large is one of them.
#: With so many sentences said, an article does not go on elsewhere.
_TEXT = 3
_FEW_LINKS, _FEW_CARDS, _CARD = 3, 2, 4


def article_blocks(pieces: Sequence[SourcedBlock]) -> list[SourcedBlock]:
    """The pieces of the article itself: without lists of other articles and what comes after it."""
    cards = _cards(pieces)
    text = [piece for piece in pieces if id(piece) not in cards]
    text = _without_others(text)
    return _without_link_tail(text[: first_comment_index(text)])


def removed_blocks(
    pieces: Sequence[SourcedBlock], kept: Sequence[SourcedBlock]
) -> Iterator[RemovedText]:
    """The first line of each run of pieces that ``article_blocks`` left out, under the name of the
    cleaning rule that takes the same out of a text."""
    inside = {id(piece) for piece in kept}
    before = True
    for piece in pieces:
        if id(piece) in inside:
            before = True
        elif before and piece.text:
            said = section_markers.is_comments_heading(piece.text) or section_markers.is_end_marker(
                piece.text
            )
            yield RemovedText("comments" if said else "related_list", piece.text.split("\n")[0])
            before = False


def _without_others(pieces: Sequence[SourcedBlock]) -> list[SourcedBlock]:
    kept: list[SourcedBlock] = []
    total, seen = sum(len(p.text) for p in pieces), 0
    homes: set[HtmlElement] = set()
    heading: SourcedBlock | None = None
    for at, piece in enumerate(pieces):
        text = piece.text
        seen += len(text)
        if (
            text
            and section_markers.is_end_marker(text)
            and _is_behind(text, seen * 3 > total, bool(homes))
        ):
            if not _goes_on(pieces, at, homes):
                break
            continue
        if section_markers.is_page_numbers(text):
            continue
        if text and section_markers.is_related_heading(text):
            heading = piece
        elif heading and _is_prose(piece) and _resumes(pieces, at, heading, homes):
            heading = None
        if heading is None or section_markers.is_editor_line(text):
            kept.append(piece)
        if heading is None and _is_prose(piece):
            homes.add(_home(piece))
    return kept


def _is_behind(end: str, far: bool, prose: bool) -> bool:
    """Whether a line that may end an article does: far down, or for comments behind any prose."""
    return far or (prose and section_markers.is_comments_heading(end))


def _goes_on(pieces: Sequence[SourcedBlock], at: int, homes: set[HtmlElement]) -> bool:
    """Whether prose stands behind a line where the article's own lines stand: a mere button."""
    if section_markers.is_comments_heading(pieces[at].text):
        return False
    return any(_is_prose(piece) and _home(piece) in homes for piece in pieces[at + 1 :])


def _resumes(
    pieces: Sequence[SourcedBlock], at: int, heading: SourcedBlock, homes: set[HtmlElement]
) -> bool:
    """Whether the article goes on with a piece of prose behind the heading of other articles.

    It does where its own lines stand, or where lines follow each other that are no titles; the
    summary of another article stands alone with that one's title.
    """
    home = _home(pieces[at])
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if home in homes or _beside(home, homes):
        return True
    said = sum(_is_prose(p) and _home(p) in homes for p in pieces[:at])
    if said >= _TEXT or (homes and home != _home(heading)):
        return False
    if following is not None and _is_prose(following):
        return True
    links = [piece for piece in pieces[:at] if piece.is_link]
    return not links or _home(links[-1]) != home


def _beside(home: HtmlElement, homes: Iterable[HtmlElement]) -> bool:
    """Whether an element is one of a row in which the article's lines stand, each in its own."""
    make = (home.getparent(), home.tag, home.get("class"))
    return any((other.getparent(), other.tag, other.get("class")) == make for other in homes)


def _home(piece: SourcedBlock) -> HtmlElement:
    """The element whose lines a piece is one of: another article's title and summary share one."""
    element = piece.element
    parent = element.getparent()
    return parent if element.tag in _LINES and parent is not None else element


def _cards(pieces: Sequence[SourcedBlock]) -> set[int]:
    """The ids of the pieces that are linked titles with their summaries, and of their heading."""
    sizes = Counter(_home(piece) for piece in pieces if piece.text)
    homes = dict.fromkeys(_card_homes([p for p in pieces if p.text], sizes))
    if len(homes) < _FEW_CARDS:
        return set()
    cards = {id(piece) for piece in pieces if _home(piece) in homes}
    first = next(at for at, piece in enumerate(pieces) if id(piece) in cards)
    above = pieces[first - 1] if first else None
    if above is not None and 0 < len(above.text) <= _HEADING and not _is_prose(above):
        cards.add(id(above))
    return cards


def _card_homes(
    lines: Sequence[SourcedBlock], sizes: Counter[HtmlElement]
) -> Iterator[HtmlElement]:
    for title, summary in pairwise(lines):
        home = _home(title)
        alone = sizes[home] <= _CARD and home == _home(summary)
        if not alone or not title.is_link or len(summary.text) < _SUMMARY:
            continue
        if not summary.is_link or home.tag == "a":
            yield home


def is_link_list(pieces: Sequence[SourcedBlock]) -> bool:
    """Whether lines alternate with links, as titles and summaries of other articles do."""
    lines = [piece for piece in pieces if piece.text]
    links = [piece for piece in lines if piece.is_link]
    linked = sum(len(piece.text) for piece in links)
    many = len(links) >= _FEW_LINKS and len(links) * 3 >= len(lines)
    return many and linked * 5 >= sum(len(piece.text) for piece in lines)


def _is_title(piece: SourcedBlock) -> bool:
    """Whether a line is the linked title of another article, with its time or without."""
    return piece.is_link or piece.link_chars * 2 > len(_TIME.sub("", piece.text))


def _is_prose(piece: SourcedBlock) -> bool:
    text = piece.text
    return not piece.is_link and len(text) >= _PROSE and _SENTENCE.search(text) is not None


def _without_link_tail(pieces: list[SourcedBlock]) -> list[SourcedBlock]:
    end = len(pieces)
    while end and pieces[end - 1].text and _is_title(pieces[end - 1]):
        end -= 1
    return [p for p in pieces[:end] if not (p.block.kind == "list" and p.is_link)]
