"""Collect the info lines (source, time, editor) around the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.parsing.dom import neighbours, section_markers
from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.neighbours import blocks_after
from crawler.parsing.metadata import info_line
from crawler.parsing.metadata.headline import HeadlineBlock
from crawler.parsing.metadata.toolbars import BoilerplateFilter, toolbar_lines

#: How many lines after the body may name its people or its source.
_AFTER = 12
#: So far down, and behind other articles, a line may still name the editor.
_FAR = 24
_LAST, _SHORT = 6, 60
#: So many titles of other articles are a list.
_LIST = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the body.

    ``last`` are the short lines that end it, ``after`` those right behind it, ``bars`` those of
    the chrome beside it; ``source`` is the text of an element that is named like one, ``account``
    of one that is named like that of an account.
    """

    opening: HeadlineBlock
    last: list[str]
    after: list[str]
    bars: list[str]
    source: str
    account: str

    @property
    def lines(self) -> list[str]:
        """The lines that may tell source and time, in page order."""
        return [*self.opening.lines, *self.last, *self.after]


def collect_surroundings(
    opening: HeadlineBlock,
    pieces: Sequence[SourcedBlock],
    body: HtmlElement,
    skip: BoilerplateFilter,
) -> Surroundings:
    """What stands around the body; far behind it only the editor is looked for, if need be."""
    source = _text_named(opening, pieces, body, neighbours.SOURCE)
    account = _text_named(opening, pieces, body, neighbours.ACCOUNT)
    last = _last_lines(pieces)
    behind = islice(blocks_after(body, skip), _FAR)
    after = _lines_near(islice(behind, _AFTER))
    bars = toolbar_lines(skip.skipped)
    if not any(map(section_markers.is_editor_line, [*last, *after, *bars])):
        after += [piece.text for piece in behind if section_markers.is_editor_line(piece.text)]
    return Surroundings(opening, last, after, bars, source, account)


def _text_named(
    opening: HeadlineBlock, pieces: Sequence[SourcedBlock], body: HtmlElement, name: re.Pattern[str]
) -> str:
    """The outlet in an element of this name before the body's first line; '' if none."""
    first = pieces[opening.body_start].element if opening.body_start < len(pieces) else body
    end = first if body in first.iterancestors() else body
    return next(
        filter(
            None,
            map(info_line.as_outlet_name, neighbours.texts_by_class(opening.elements, end, name)),
        ),
        "",
    )


def _last_lines(pieces: Sequence[SourcedBlock]) -> list[str]:
    """The short lines that end the body: they may name its source and time."""
    return [p.text for p in pieces[-_LAST:] if 0 < len(p.text) <= _SHORT]


def _lines_near(behind: Iterable[SourcedBlock]) -> list[str]:
    """The lines right behind the body, up to the comments or the list of other articles."""
    lines: list[str] = []
    others = 0
    for piece in behind:
        others += section_markers.is_linked_title(piece)
        if others == _LIST or section_markers.ends_info_area(piece.text):
            break
        if _speaks(piece):
            lines += _said(piece)
    return lines


def _said(piece: SourcedBlock) -> list[str]:
    """The lines of a piece; a row of a table that has two cells is a label and what it says."""
    rows = piece.text.split("\n")
    return [row.replace("\t", "：" if row.count("\t") == 1 else " ") for row in rows]


def _speaks(piece: SourcedBlock) -> bool:
    """Whether a line behind the body may say something of the article."""
    text = piece.text
    if piece.is_link:
        return section_markers.is_editor_line(text) or bool(
            info_line.is_info_line(text) and info_line.parse_counts([text])
        )
    return bool(text) and not section_markers.is_end_marker(text)
