"""Convert a part of the document to blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawler.models.article import Block, BlockKind
from crawler.parsing.dom.boilerplate import NON_TEXT_TAGS
from crawler.parsing.dom.media import parse_image, parse_video
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import normalize_text

_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
    "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
#: Elements of mini-programs and frameworks that lay out a block.
_VIEW = re.compile(
    r"(?:[a-z]+-)?(?:view|scroll-view|rich-text|swiper|swiper-item|page-body|block|cell|card)"
)
_LAID_OUT = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.I)
_LINES_KEPT = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Skipped without breaking the line that they stand in.
_WITHIN_LINE = frozenset((
    "script", "style", "a", "span", "i", "em", "b", "strong", "font", "label", "template",
    "noscript", "svg",
))  # fmt: skip
_INLINE_TEXT = frozenset(("span", "a", "em", "b", "strong", "i", "font", "label", "u", "small"))
_MEDIA = frozenset(("img", "amp-img", "video", "amp-video", "iframe"))
_STRING = compile_xpath("string()")
_LINKED = compile_xpath("string-length(normalize-space(string()))")
#: What a list or a table holds that only lays out other blocks.
_LAYOUT_LIST = ("p", "div", "img", "table", "section", "h1", "h2", "h3", "h4")
_LAYOUT_TABLE = ("table", "img", "ul", "h1", "h2", "iframe", "video")
#: What is longer (characters) is no cell; two items longer than this are paragraphs.
_LONGEST_CELL, _LONGEST_ITEM = 200, 80
#: Stands for a space that a style sheet may put between elements; what is told from single words.
_GAP, _MANY_PARTS, _A_WORD = "\x1f", 5, 2.7


@dataclass(slots=True)
class SourcedBlock:
    """A block, where it stood, and how many of its characters were links."""

    block: Block
    element: HtmlElement
    link_chars: int = 0

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def is_link(self) -> bool:
        return self.link_chars * 2 > len(self.block.text)


class _Reader:
    """One walk over a part of a document. Text collects until an element breaks the line."""

    def __init__(self, base: str, skip: Callable[[HtmlElement], bool], spaced: bool) -> None:
        self.base = base
        self.skip = skip
        self.spaced = spaced
        self.pieces: list[SourcedBlock] = []
        self._line: list[str] = []
        self._linked = 0
        self._links = 0
        self._quotes = 0
        self._kept: list[HtmlElement] = []

    def read(self, root: HtmlElement) -> list[SourcedBlock]:
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        passed: HtmlElement | None = None
        for event, element in walk:
            if event == "start":
                if not self._open(element, element is root):
                    walk.skip_subtree()
                    passed = element
                continue
            if event == "end" and element is not passed:
                self._close(element)
            if element is not root and element.tail:
                self._write(element.tail)
        self._flush(root)
        return self.pieces

    def _open(self, element: HtmlElement, is_root: bool) -> bool:
        tag = element.tag
        if tag in NON_TEXT_TAGS or (not is_root and self.skip(element)):
            if tag not in _WITHIN_LINE:
                self._flush(element)
            return False
        if tag in _MEDIA:
            self._media(element)
            return False
        if _keeps_lines(element):
            self._kept.append(element)
        if _is_block(element):
            self._flush(element.getparent() if not is_root else element)
            inner = not is_root or (self.spaced and tag == "table")
            if tag in ("ul", "ol", "table") and inner and self._whole(element):
                return False
            self._quotes += tag == "blockquote"
        elif self.spaced:
            self._line.append(_GAP)
        if tag == "a":
            self._links += 1
        if element.text:
            self._write(element.text)
        return True

    def _close(self, element: HtmlElement) -> None:
        tag = element.tag
        if _is_block(element):
            self._flush(element)
            self._quotes -= tag == "blockquote"
        elif self.spaced:
            self._line.append(_GAP)
        if tag == "a":
            self._links -= 1
        if self._kept and self._kept[-1] is element:
            self._kept.pop()

    def _write(self, text: str) -> None:
        if self._kept and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._append(line)
                self._flush(self._kept[-1])
        self._append(text)

    def _append(self, text: str) -> None:
        self._line.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _flush(self, element: HtmlElement) -> None:
        if not self._line:
            return
        text, linked = normalize_text(_parted("".join(self._line))), self._linked
        self._line, self._linked = [], 0
        if text:
            level = _HEADINGS.get(element.tag, 0)
            kind: BlockKind = "heading" if level else "quotation" if self._quotes else "paragraph"
            self.pieces.append(SourcedBlock(Block(kind, text, level), element, linked))

    def _media(self, element: HtmlElement) -> None:
        if not self.base:
            return
        image = parse_image(element, self.base) if element.tag in ("img", "amp-img") else None
        video = None if image else parse_video(element, self.base)
        if image or video:
            self._flush(element.getparent())
            kind: BlockKind = "image" if image else "video"
            self.pieces.append(
                SourcedBlock(Block(kind, image=image, video=video), element, self._links)
            )

    def _whole(self, element: HtmlElement) -> bool:
        """Add a list or a table of data as one block; False if it only lays out other blocks."""
        text = _table(element) if element.tag == "table" else _list(element)
        if text is None:
            return False
        if text:
            linked = sum(int(_LINKED(a)) for a in element.iter("a"))
            kind: BlockKind = "table" if element.tag == "table" else "list"
            self.pieces.append(SourcedBlock(Block(kind, text), element, linked))
        return True


def _parted(line: str) -> str:
    """A line with spaces between its elements, unless each holds a word or half a word."""
    parts = [part for part in line.split(_GAP) if part.strip()]
    length = sum(len(part.strip()) for part in parts)
    words = len(parts) >= _MANY_PARTS and length < _A_WORD * len(parts)
    return "".join(parts) if words and not any(c.isdigit() for c in line) else " ".join(parts)


def _is_block(element: HtmlElement) -> bool:
    """Whether an element begins and ends a line: by its kind, or by a style that says so."""
    tag = element.tag
    if tag in _BREAKS:
        return True
    if tag not in _INLINE_TEXT:
        return _VIEW.fullmatch(tag) is not None
    style = element.get("style")
    return style is not None and _LAID_OUT.search(style) is not None


def _keeps_lines(element: HtmlElement) -> bool:
    """Whether the line breaks of the source are the reader's, as in ``pre``."""
    if element.tag == "pre":
        return True
    style = element.get("style")
    return style is not None and _LINES_KEPT.search(style) is not None


def skip_nothing(_: HtmlElement) -> bool:
    """Skip no element."""
    return False


def extract_blocks(
    root: HtmlElement,
    base: str,
    skip: Callable[[HtmlElement], bool] = skip_nothing,
    spaced: bool = False,
) -> list[SourcedBlock]:
    """The pieces of ``root`` in reading order, without the elements that ``skip`` names.

    ``base`` is the absolute address that relative addresses are counted from; without one
    there are no pictures and videos. ``spaced``
    parts the inline elements of a line, as a style sheet does in lines of facts.
    """
    return _Reader(base, skip, spaced).read(root)


def _holds(element: HtmlElement, tags: tuple[str, ...]) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _list(element: HtmlElement) -> str | None:
    if _holds(element, _LAYOUT_LIST):
        return None
    items = [text for item in element.iter("li") if (text := normalize_text(_STRING(item)))]
    if sum(len(item) > _LONGEST_ITEM and "。" in item for item in items) > 1:
        return None
    return "\n".join(items)


def _table(element: HtmlElement) -> str | None:
    if _holds(element, _LAYOUT_TABLE):
        return None
    rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return None
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
        return None
    return "\n".join("\t".join(row).rstrip() for row in rows)


def _cell(cell: HtmlElement) -> str:
    if len(cell) == 0:
        return normalize_text(cell.text or "")
    return " ".join(piece.text for piece in extract_blocks(cell, "") if piece.text)
