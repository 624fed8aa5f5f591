"""The ways in which the paragraphs of an article are written."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from itertools import takewhile

from tests.parsing.markups.writer import Html, Writer

#: Before all paragraphs | around each | after all of them; or only around each.
_AROUND = {
    "p": "<p>{}</p>\n",
    "p_indent": '<p style="text-indent:2em">{}</p>',
    "p_full_width": "<p>\u3000\u3000{}</p>",
    "p_hash": '<p class="{name}">{}</p>',
    "div": "<div>{}</div>\n",
    "div_text": '<div class="txt">{}</div>',
    "p_span_strong": "<p><span><strong>{}</strong></span></p>",
    "p_span": '<p><span style="font-size:16px">{}</span></p>\n',
    "br_br": "{}<br><br>\n",
    "br_emsp": "&emsp;&emsp;{}<br/>\n",
    "br_full_width": "\u3000\u3000{}<br>\n",
    "p_of_br": "<p>|\u3000\u3000{}<br>|</p>",
    "sentences": "<p>{}</p>\n",
    "sentences_br": "{}<br><br>",
    "words": '<div class="para">{}</div>\n',
    "words_lines": '<p class="para">\n{}\n</p>\n',
    "words_mixed": "<p>{}</p>\n",
    "sections": (
        '<section data-role="paragraph" class="_135editor" style="margin:0 8px">'
        '<section style="box-sizing:border-box"><section style="padding:5px">'
        '<p style="text-align:justify;text-indent:2em"><span style="font-size:15px">{}</span></p>'
        "</section></section></section>"
    ),
    "leaf": (
        '<p style="line-height: 2em;margin-bottom: 16px;"><span leaf="">{}</span></p>'
        '<p><span leaf=""><br class="ProseMirror-trailingBreak"></span></p>'
    ),
    "section_spans": "<section><span><span>{}</span></span></section>",
    "vue": '<p data-v-3f2a style="text-indent: 2em;"><span data-v-3f2a="">{}</span></p><!---->',
    "uni": (
        '<uni-view data-v-5c1d class="p"><uni-text data-v-5c1d selectable><span>{}</span>'
        "</uni-text></uni-view>"
    ),
    "uni_rich": (
        '<uni-rich-text><div>|<p style="text-indent:2em"><span>{}</span></p>|</div></uni-rich-text>'
    ),
    "view": '<view class="row"><text>{}</text></view>',
    "dl": "<dl>|<dd>{}</dd>|</dl>",
    "li": "<ul>|<li>{}</li>\n|</ul>",
    "ol_p": '<ol style="list-style:none">|<li><p>{}</p></li>\n|</ol>',
    "rows": (
        '<table width="100%" cellpadding="0"><tbody>|<tr><td align="left">{}</td></tr>\n|'
        "</tbody></table>"
    ),
    "pre": "<pre>|{}\n\n|</pre>",
    "pre_wrap": '<div style="white-space: pre-wrap;">|\u3000\u3000{}\n|</div>',
    "block_spans": '<span style="display:block;margin-top:10px">{}</span>',
    "word_html": (
        '<p class="MsoNormal" style="text-indent:28.0pt">{}'
        '<span lang="EN-US"><o:p></o:p></span></p>'
    ),
    "bold_leads": "<p>{}</p>\n",
    "questions_h3": "<p>{}</p>\n",
    "center": "<center><font face='宋体' size=3>|<p align=left>{}</p>|</font></center>",
    "empty_between": "<p>{}</p>",
    "blockquotes": "<blockquote><p>{}</p></blockquote>",
    "articles": '<article class="node"><div><div><p>{}</p></div></div></article>',
    "scripts_between": "<p>{}</p>",
    "div_in_p": "<p><div>{}</div></p>",
    "editable": "<div>{}</div><div><br></div>",
}
_QUESTIONS = {"dl": "<dt>{}</dt>", "questions_h3": "<h3>{}</h3>\n"}
_INLINE = (
    "{}", "<span>{}</span>", "<em>{}</em>", "<b>{}</b>", '<font color="#333">{}</font>',
    '<a href="/topic/12">{}</a>', "<i>{}</i>", "<u>{}</u>", "<span><span>{}</span></span>",
)  # fmt: skip
_BETWEEN = {
    "empty_between": (
        "<p><br></p>", "<p>&nbsp;</p>", "<p></p>", "<p>\u3000\u3000</p>",
        "<p><span>\u200b</span></p>",
    ),
    "scripts_between": (
        "<script>var _ad=7;document.write('');</script>", "<style>.x7{color:red}</style>",
        '<div class="ad-slot" data-pos="7"></div>',
        "<script>/*<p>广告内容不显示</p>*/ var s='<p>假段落</p>';</script>",
    ),
}  # fmt: skip
_SPACER = (
    '<section class="V5" style="height:1px"><svg viewBox="0 0 1 1"></svg></section><p><br></p>'
)
_SPACER_EVERY = 4


def paragraphs(writer: Writer, way: str, lines: Sequence[str]) -> str:
    """The lines, each written as a paragraph in one of the ways."""
    before, each, after = _AROUND[way].split("|") if "|" in _AROUND[way] else ("", _AROUND[way], "")
    first = list(takewhile(lambda line: isinstance(line, Html), lines)) if "pre" in way else []
    written = []
    for at, line in enumerate(lines[len(first) :], start=1):
        question = line.startswith("问") and way in _QUESTIONS
        inside = line if isinstance(line, Html) else _INSIDE.get(way, Writer.text)(writer, line)
        name = f"{zlib.crc32(line.encode()):08x}"
        written.append((_QUESTIONS[way] if question else each).format(inside, name=name))
        written.append(_between(writer, way, at))
    return "".join([*first, before, *written, after])


def _between(writer: Writer, way: str, at: int) -> str:
    if way == "sections":
        return "" if at % _SPACER_EVERY else _SPACER
    return writer.dice.choice(_BETWEEN[way]) if way in _BETWEEN else ""


def _sentences(around: str) -> Callable[[Writer, str], str]:
    """Each sentence in an element of its own."""

    def write(writer: Writer, line: str) -> str:
        sentences = filter(None, re.split(r"(?<=[。?;])", line))
        return "".join(around.format(writer.text(sentence)) for sentence in sentences)

    return write


def _words(writer: Writer, line: str) -> str:
    return "".join(f"<span>{writer.text(word)}</span>" for word in writer.words(line))


def _words_on_lines(writer: Writer, line: str) -> str:
    """Each word on a source line of its own, and people's names on two."""
    words = writer.words(line, whole_names=False)
    return "\n".join(f'  <span class="w">{writer.text(word)}</span>' for word in words)


def _words_mixed(writer: Writer, line: str) -> str:
    words = writer.words(line)
    return "".join(writer.dice.choice(_INLINE).format(writer.text(word)) for word in words)


def _by_language(writer: Writer, line: str) -> str:
    """Latin letters and figures in spans of their own, as Word writes them."""
    styles = 'style="mso-hansi-font-family:Calibri"', 'lang="EN-US" style="font-family:Calibri"'
    pieces = enumerate(re.split(r"([0-9A-Za-z%]+)", line))
    return "".join(
        f"<span {styles[at % 2]}>{writer.text(piece)}</span>" for at, piece in pieces if piece
    )


def _bold_lead(writer: Writer, line: str) -> str:
    """The mark of a question or an answer, or else the first sentence, in bold."""
    if line[:2] in ("问:", "答:"):
        return f"<strong>{writer.text(line[:2])}</strong>{writer.text(line[2:])}"
    if line in writer.seed.paragraphs and "。" in line:
        lead, rest = line.split("。", 1)
        return f"<b>{writer.text(f'{lead}。')}</b>{writer.text(rest)}"
    return writer.text(line)


_INSIDE: dict[str, Callable[[Writer, str], str]] = {
    "sentences": _sentences('<span class="s">{}</span>'),
    "sentences_br": _sentences('<span style="font-size:17px">{}</span>'),
    "words": _words,
    "words_lines": _words_on_lines,
    "words_mixed": _words_mixed,
    "word_html": _by_language,
    "bold_leads": _bold_lead,
}
