"""Videos and pictures above the first line of the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from crawler.models.article import Block
from crawler.parsing.article.captions import attach_captions, is_standalone_caption
from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.boilerplate import is_boilerplate
from crawler.parsing.dom.media import parse_video
from crawler.parsing.metadata.headline import HeadlineBlock

#: How far around a picture before the text it may say that it is an ornament.
_NEAR = 3


def single_video(pieces: Sequence[SourcedBlock], base: str) -> list[SourcedBlock]:
    """The one film of the page, wherever its player stands; none where there are several."""
    tree = pieces[0].element.getroottree().getroot() if pieces else None
    films: dict[str, SourcedBlock] = {}
    for element in tree.iter("video", "amp-video") if tree is not None else ():
        video = parse_video(element, base)
        if video and not any(map(is_boilerplate, element.iterancestors())):
            films[video.url] = SourcedBlock(Block("video", video=video), element)
    return list(films.values()) if len(films) == 1 else []


def media_above_body(opening: HeadlineBlock, orphan: bool) -> list[SourcedBlock]:
    """Films and captioned pictures between headline and text; of those without a caption (faces
    of accounts, ornaments) the last one, where the text begins with its caption (``orphan``)."""
    before = [p for p in attach_captions(opening.between) if _is_signed(p) or not _is_around(p)]
    pictures = [p for p in before if p.block.image and not p.link_chars]
    wanted = {id(p) for p in pictures if _captioned(p)}
    wanted |= {id(p) for p in (pictures[-1:] if orphan else [])}
    return [p for p in before if p.block.video or id(p) in wanted]


def _is_signed(piece: SourcedBlock) -> bool:
    """Whether a picture's caption tells who took it: no ornament's does."""
    return piece.block.image is not None and is_standalone_caption(piece.block.image.caption)


def _captioned(piece: SourcedBlock) -> bool:
    return piece.block.image is not None and bool(piece.block.image.caption)


def _is_around(piece: SourcedBlock) -> bool:
    return any(map(is_boilerplate, islice(piece.element.iterancestors(), _NEAR)))
