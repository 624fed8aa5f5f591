"""The body as HTML: few elements, no scripts, no styles, only http(s) addresses."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import nh3

from crawler.models.article import Block, Image, Video

_ALLOWED: dict[str, set[str]] = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "h4": set(),
    "ul": set(),
    "li": set(),
    "blockquote": set(),
    "table": set(),
    "tbody": set(),
    "tr": set(),
    "td": set(),
    "figure": set(),
    "figcaption": set(),
    "img": {"src", "alt"},
    "video": {"src", "poster", "controls"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_ALLOWED),
    attributes={tag: names for tag, names in _ALLOWED.items() if names},
    url_schemes={"http", "https"},
    clean_content_tags={"script", "style"},
)


def body_html(blocks: Iterable[Block]) -> str:
    """Blocks as sanitised HTML, one block a line."""
    return "\n".join(filter(None, map(_block, blocks)))


def _block(block: Block) -> str:
    """One block: its text is escaped, and what holds the page's addresses goes through nh3."""
    if block.image is not None:
        return _CLEANER.clean(_figure(block.image))
    if block.video is not None:
        return _CLEANER.clean(_video(block.video))
    if not block.text:
        return ""
    text = escape(block.text.replace("\x00", ""), quote=False)
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{item}</li>" for item in text.split("\n")) + "</ul>"
    if block.kind == "table":
        return _table(text)
    if block.kind == "quotation":
        return f"<blockquote><p>{text}</p></blockquote>"
    if block.kind == "heading":
        level = min(max(block.level, 2), 4)
        return f"<h{level}>{text}</h{level}>"
    return f"<p>{text}</p>"


def _table(text: str) -> str:
    rows = ("".join(f"<td>{cell}</td>" for cell in row.split("\t")) for row in text.split("\n"))
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def _figure(image: Image) -> str:
    caption = escape(image.caption, quote=False)
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(image.url)}" alt="{escape(image.caption)}">{shown}</figure>'


def _video(video: Video) -> str:
    poster = f' poster="{escape(video.poster)}"' if video.poster else ""
    return f'<video src="{escape(video.url)}"{poster} controls=""></video>'
