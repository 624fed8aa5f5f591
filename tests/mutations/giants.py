"""What is far too long: texts, attributes, titles, numbers, data."""

from __future__ import annotations

import json
import re

from crawler.parsing.page import decode_body
from tests.mutations.dice import DEEP, MIB, WIDE, Dice, before, encoded, into, mutation, numbered

_WORDS = (
    "县里今天开会，议了三件事。", "字", "a ", " ", "\n", "，", "。", "&amp;", "&#20013;",
    "\u3000。",
)  # fmt: skip
_NAMES = (
    "class", "style", "src", "srcset", "id", "href", "alt", "title", "datetime", "width", "align",
    "data-src", "onclick", "poster", "lang",
)  # fmt: skip
_FILLS = (
    "a", "a ", " ", "1", "/", "../", "share-", "a.jpg 1w, ", ",", "1/1.jpg", "% ", ";a:",
    "http://", "text-align", ", ", "-", "A",
)  # fmt: skip
_TITLES = (
    "江城", "江 ", "_", "- ", " - 网", "|", "……", "a-", "（", "记者 ", "2024-05-06 ", "— ", ".",
    "-", "网",
)  # fmt: skip
_HEADS = (
    "<title>{}</title>", "<meta property=og:title content='{}'>", "<h1>{}</h1>", "<h1>江城{}",
    "<meta name=keywords content='{}'>", "<meta name=pubdate content='{}'>",
)  # fmt: skip
_NUMBERS = (
    "<img src=/a.jpg width={}>", "<img srcset='/a.jpg {}w, /b.jpg 2x'>", "<p>阅读 {}</p>",
    "<p>{}</p>", "<p>{}分钟前</p>", "<p>{}万阅读</p>", "<td colspan={}>", "<h{}>",
    "<meta name=pubdate content={}>",
)  # fmt: skip
_METAS = (
    "<meta name=n{0} content={0}>", "<meta property=og:title content=江城第{0}次推进会>",
    "<time pubdate datetime=2024-13-{0}>", "<h1>江城第{0}次推进会</h1>", "<title>江城{0}</title>",
)  # fmt: skip


@mutation
def one_text(page: bytes, dice: Dice) -> bytes:
    words = dice.choice(_WORDS)
    return into(page, dice, words * (dice.size(5 * MIB) // len(words.encode())))


@mutation
def one_line(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, f"<p>{'江' * (dice.size(MIB) // 3)}</p>")


@mutation
def giant_attribute(page: bytes, dice: Dice) -> bytes:
    fill, tag = dice.choice(_FILLS), dice.choice(("div", "img", "p", "a", "span", "body", "time"))
    value = fill * (dice.size(MIB) // len(fill))
    return into(page, dice, f'<{tag} {dice.choice(_NAMES)}="{value}">字')


@mutation
def many_attributes(page: bytes, dice: Dice) -> bytes:
    names = " ".join(f"a{n}={n}" for n in range(dice.size(50_000)))
    return into(page, dice, f"<{dice.choice(('div', 'img', 'p', 'body'))} {names}>字")


@mutation
def giant_title(page: bytes, dice: Dice) -> bytes:
    fill = dice.choice(_TITLES)
    return before(page, dice.choice(_HEADS).format(fill * (dice.size(MIB) // len(fill.encode()))))


@mutation
def many_metas(page: bytes, dice: Dice) -> bytes:
    return before(page, numbered(dice.choice(_METAS), dice.size(WIDE // 2)))


@mutation
def long_number(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, dice.choice(_NUMBERS).format(dice.choice("1９٣") * dice.size(WIDE)))


@mutation
def json_instead(page: bytes, dice: Dice) -> bytes:
    value = {"code": 0, "data": {"content": decode_body(page)}}
    text, deep = json.dumps(value, ensure_ascii=dice.random() < 0.5), dice.size(5 * WIDE)
    bombs = ("[" * deep, '{"a":' * deep, "[" * deep + "]" * deep, "9" * deep, "null")
    return encoded(dice.choice((text, f"cb({text})", f"var a = {text};", *bombs)))


@mutation
def linked_data(page: bytes, dice: Dice) -> bytes:
    deep, wide = dice.size(DEEP), dice.size(WIDE)
    data = dice.choice((
        "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep, "9" * deep, '"',
        "[null,1,[],{}]", '{"@graph":' * deep + "1" + "}" * deep,
        '{"@graph":' * 900 + "1" + "}" * 900, '[{"@graph":' * 450 + "1" + "}]" * 450,
        '{"datePublished":[{"a":1}]}', "[" + '{"datePublished":"2024-05-06"},' * wide + "{}]",
        "{" + '"a":"b",' * wide + '"c":1}', '{"datePublished":"' + "2024-" * wide + '"}',
        '{"datePublished":1e999}',
    ))  # fmt: skip
    script = f"<script type=application/ld+json>{data}</script>"
    return before(page, script * dice.choice((1, 1, 50)))


@mutation
def titles_in_data(page: bytes, dice: Dice) -> bytes:
    """The title as often as the data of a listing may hold it, and never with a source."""
    found = re.search(r"<title>\s*([^<\n]{6,40})", decode_body(page), re.I)
    name = found[1].strip() if found else "县里今天开会议了三件事"
    rows = f'{{"title":"{name}","m":1}},' * dice.size(WIDE // 2)
    return before(page, f"<title>{name}</title><h1>{name}</h1><script>l=[{rows}]</script>")
