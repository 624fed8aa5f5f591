"""Films and pictures that stand before the first line of a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from crawler.models.article import Block
from crawler.parsing.article.captions import attach_captions, is_orphan
from crawler.parsing.dom.blocks import Piece
from crawler.parsing.dom.boilerplate import stands_around
from crawler.parsing.dom.media import video_of
from crawler.parsing.metadata.headline import Opening

#: How far around a picture before the text it may say that it is an ornament.
_NEAR = 3


def only_film(pieces: Sequence[Piece], base: str) -> list[Piece]:
    """The one film of the page, wherever its player stands; none where there are several."""
    tree = pieces[0].element.getroottree().getroot() if pieces else None
    films: dict[str, Piece] = {}
    for element in tree.iter("video", "amp-video") if tree is not None else ():
        video = video_of(element, base)
        if video and not any(map(stands_around, element.iterancestors())):
            films[video.url] = Piece(Block("video", video=video), element)
    return list(films.values()) if len(films) == 1 else []


def media_before(opening: Opening, orphan: bool) -> list[Piece]:
    """Films and captioned pictures between headline and text; of those without a caption (faces
    of accounts, ornaments) the last one, where the text begins with its caption (``orphan``)."""
    before = [p for p in attach_captions(opening.between) if _is_signed(p) or not _is_around(p)]
    pictures = [p for p in before if p.block.image and not p.linked]
    wanted = {id(p) for p in pictures if _captioned(p)}
    wanted |= {id(p) for p in (pictures[-1:] if orphan else [])}
    return [p for p in before if p.block.video or id(p) in wanted]


def _is_signed(piece: Piece) -> bool:
    """Whether a picture's caption tells who took it: no ornament's does."""
    return piece.block.image is not None and is_orphan(piece.block.image.caption)


def _captioned(piece: Piece) -> bool:
    return piece.block.image is not None and bool(piece.block.image.caption)


def _is_around(piece: Piece) -> bool:
    return any(map(stands_around, islice(piece.element.iterancestors(), _NEAR)))
