"""The two copies of the text with the bare number between them, beside, within, hidden, cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from tests.parsing.markups.heads import number
from tests.parsing.markups.paragraphs import paragraphs
from tests.parsing.markups.pictures import lead
from tests.parsing.markups.writer import Html, Writer

_BESIDE = "<div{c[content]}>{first}</div>{number}<div{c[content]}>{second}</div>"
_HIDING = "<div{c[content]}>{first}</div>{number}<div %s>{second}</div>"
_COPIES = {
    "visible": _BESIDE,
    "bare": "{first}{number}{second}",
    "folded": (
        '<div{c[content]} style="max-height:400px;overflow:hidden">{first}</div>'
        '<div class="fold-btn"></div>{number}<div{c[content]}>{second}</div>'
    ),
    "fold_button": (
        '<div id="short" class="content fold" data-height="300">{first}</div>'
        '<a class="unfold" href="javascript:;">展开全文</a>{number}'
        '<div id="full" class="content">{second}</div>'
    ),
    "display_none": _HIDING % 'style="display:none"',
    "display_none_odd": _HIDING % 'style="DISPLAY: none !important"',
    "visibility": _HIDING % 'style="visibility:hidden;height:0"',
    "class_hide": _HIDING % 'class="hide"',
    "hidden": _HIDING % "hidden",
    "off_screen": _HIDING % 'style="position:absolute;left:-9999px"',
    "style_sheet": _HIDING % 'id="full-body"',
    "first_display_none": (
        '<div style="display:none">{first}</div>{number}<div{c[content]}>{second}</div>'
    ),
    "first_hidden": "<div hidden>{first}</div>{number}<div{c[content]}>{second}</div>",
    "template": ('<div{c[content]}>{first}</div>{number}<template id="tpl">{second}</template>'),
    "script": (
        '<div{c[content]}>{first}</div>{number}<script type="text/html" id="tpl">{second}</script>'
    ),
    "textarea": (
        '<div{c[content]}>{first}</div>{number}<textarea style="display:none">{escaped}</textarea>'
    ),
    "siblings": "<div{c[content]}>{first}{number}{second}</div>",
    "nested": (
        "<div{c[content]}><div>{first}</div>{number}"
        "<div><div><div{c[inner]}>{second}</div></div></div></div>"
    ),
    "nested_in_first": "<div{c[content]}>{first}{number}<div>{second}</div></div>",
    "nested_deep": (
        "<div{c[content]}><div><div><div>{first}</div></div></div><div>{number}</div></div>"
        "<section><div>{second}</div></section>"
    ),
    "far": "<div{c[content]}>{first}</div>{number}",
    "far_hidden": "<div{c[content]}>{first}</div>{number}",
    "cut": _BESIDE,
    "cut_dots": _BESIDE,
    "cut_button": (
        '<div{c[content]}>{first}<a class="unfold" href="javascript:;">展开全文</a></div>'
        "{number}<div{c[content]}>{second}</div>"
    ),
    "few": _BESIDE,
    "few_button": (
        '<div{c[content]}>{first}<div class="more"><span>点击查看全文</span></div></div>'
        "{number}<div{c[content]}>{second}</div>"
    ),
    "cut_second": _BESIDE,
    "cut_hidden_whole": (
        '<div id="part">{first}</div><div class="btn"></div>{number}'
        '<div id="all" style="display:none">{second}</div>'
    ),
    "cut_bare": "{first}{number}{second}",
    "run_together": ("<div{c[content]}>{first}</div>{number}<div class='desc'>{indented}</div>"),
    "first_run_together": (
        "<div class='plain'>{joined}</div>{number}<div{c[content]}>{second}</div>"
    ),
    "number_in_first": ("<div{c[content]}>{first}{number}</div><div{c[content]}>{second}</div>"),
    "number_in_second": ("<div{c[content]}>{first}</div><div{c[content]}>{number}{second}</div>"),
    "cells": (
        "<table><tbody><tr><td>{first}</td></tr><tr><td>{number}</td></tr>"
        "<tr><td>{second}</td></tr></tbody></table>"
    ),
    "li": "<ul><li>{first}</li><li>{number}</li><li>{second}</li></ul>",
    "tabs": (
        '<div class="van-tabs__content"><div role="tabpanel" class="van-tab__pane">{first}</div>'
        '</div>{number}<div role="tabpanel" class="van-tab__pane" style="">{second}</div>'
    ),
    "articles": "<article>{first}</article>{number}<article>{second}</article>",
    "uni": (
        "<uni-view class='ct'>{first}</uni-view>{number}<uni-view class='ct'>{second}</uni-view>"
    ),
    "view": "<view class='ct'>{first}</view>{number}<view class='ct'>{second}</view>",
}
#: Where the second copy stands at the end of the page.
_FAR = {
    "far": "<div class='share-body'>{second}</div>",
    "far_hidden": "<div id='print' style='display:none'>{second}</div>",
}
#: The copy that is cut short, and where: after so many paragraphs and characters of the next.
_CUTS = {
    "cut": (1, 4, 37, "…"),
    "cut_button": (1, 4, 37, "…"),
    "cut_hidden_whole": (1, 4, 37, "…"),
    "cut_bare": (1, 4, 37, "…"),
    "cut_dots": (1, 3, 52, "..."),
    "cut_second": (2, 4, 37, "…"),
    "few": (1, 6, 0, ""),
    "few_button": (1, 6, 0, ""),
}
_BYLINES = {
    "spans": (
        "(<span>{role}</span> <span>{name}</span> &nbsp;<span>{role2}</span> <span>{name2}</span>)"
    ),
    "link": '({role} <a href="/author/8">{name}</a> &nbsp;{role2} {name2})',
}
#: The byline and the editor in elements of their own, behind the paragraphs.
_BYLINES_BEHIND = {
    "outside": '<div class="author-line">{byline}</div><div class="editor-line">{editor}</div>',
    "right": (
        '<p style="text-align:right">{byline}</p>'
        '<p style="text-align:right"><span style="color:#888">{editor}</span></p>'
    ),
}
_AFTER_BOTH = "<div><p>{byline}</p><p>{editor}</p></div>"


def copies(writer: Writer) -> tuple[str, str]:
    """What stands in the middle of the page, and what of it stands at its end."""
    way = writer["copies"]
    first, second = _copy(writer, 1), _copy(writer, 2)
    values = {
        "first": first,
        "second": second,
        "number": number(writer),
        "escaped": escape(second, quote=False),
        "indented": writer.text("\u3000\u3000".join(writer.seed.copy)),
        "joined": writer.text("".join(writer.seed.copy)),
    }
    middle = writer.fill(_COPIES[way], **values)
    if writer["byline_in"] == "neither":
        middle += _fill_bylines(writer, _AFTER_BOTH)
    return middle, writer.fill(_FAR.get(way, ""), second=second)


def _copy(writer: Writer, which: int) -> str:
    """The picture, its caption, the paragraphs and, where they belong, the bylines."""
    way = writer["paragraphs"]
    if which == 2 and writer.has("second_paragraphs"):
        way = writer["second_paragraphs"]
    before, lines = lead(writer)
    cut, count, characters, mark = _CUTS.get(writer["copies"], (0, 0, 0, ""))
    texts, behind = list(writer.seed.paragraphs), ""
    if cut == which:
        texts = texts[:count] + [
            f"{text[:characters]}{mark}" for text in texts[count : count + 1] if mark
        ]
    elif writer["byline_in"] in ("both", ("first", "second")[which - 1]):
        texts, behind = _BYLINE_WAYS[writer["byline"]](writer, texts)
    return before + paragraphs(writer, way, [*lines, *texts]) + behind


def _lines_below(writer: Writer, texts: list[str]) -> tuple[list[str], str]:
    return [*texts, writer.seed.byline, writer.seed.editor], ""


def _one_line(writer: Writer, texts: list[str]) -> tuple[list[str], str]:
    return [*texts, f"{writer.seed.byline}\u3000{writer.seed.editor}"], ""


def _in_last(writer: Writer, texts: list[str]) -> tuple[list[str], str]:
    """The byline closes the element of the last paragraph, after a br."""
    last = Html(f"{writer.text(texts[-1])}<br>{writer.text(writer.seed.byline)}")
    return [*texts[:-1], last, writer.seed.editor], ""


def _editor_in_spans(writer: Writer, texts: list[str]) -> tuple[list[str], str]:
    label, name = re.split(r"(?<=[:\uff1a])", writer.seed.editor)
    spans = f"<span>{label}</span><span>{writer.text(name)}</span>"
    return [*texts, writer.seed.byline], f'<div class="editor">{spans}</div>'


def _behind(way: str) -> Callable[[Writer, list[str]], tuple[list[str], str]]:
    return lambda writer, texts: (texts, _fill_bylines(writer, _BYLINES_BEHIND[way]))


def _marked_up(way: str) -> Callable[[Writer, list[str]], tuple[list[str], str]]:
    """Roles and names of the byline in elements of their own."""

    def write(writer: Writer, texts: list[str]) -> tuple[list[str], str]:
        words = [writer.text(word) for word in writer.seed.byline.strip("()").split()]
        parts = dict(zip(("role", "name", "role2", "name2"), words, strict=True))
        return [*texts, Html(_BYLINES[way].format(**parts)), writer.seed.editor], ""

    return write


def _fill_bylines(writer: Writer, template: str) -> str:
    byline, editor = writer.text(writer.seed.byline), writer.text(writer.seed.editor)
    return template.format(byline=byline, editor=editor)


_BYLINE_WAYS = {
    "below": _lines_below,
    "one_line": _one_line,
    "in_last": _in_last,
    "editor_spans": _editor_in_spans,
    "outside": _behind("outside"),
    "right": _behind("right"),
    "spans": _marked_up("spans"),
    "link": _marked_up("link"),
}
