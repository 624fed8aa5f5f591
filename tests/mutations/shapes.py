"""What trees a page can grow into: deep ones, wide ones, and the same ones again."""

from __future__ import annotations

import re

from crawler.parsing.page import decode_body
from tests.mutations.dice import (
    DEEP,
    MIB,
    WIDE,
    Dice,
    before,
    encoded,
    into,
    mutation,
    numbered,
    within_body,
)

#: What is opened again and again, in one another.
_NESTS = (
    "<div>", "<span>", "<table><tr><td>", "<font>", "<ul><li>", "<ul>", "<ol><li>", "<blockquote>",
    "<a href='/a/1.html'>", "<h1>", "<section class=share>", "<div class=comment>", "<dl><dd>",
    "<div class=source>", "<span class=source>", "<figure>", "<footer>", "<nav>", "<svg>", "<b>",
    "<time datetime='2024-05-06 07:08'>", "<div title='2024-05-06 07:08'>5月6日",
    "<select><option>", "<button>", "<form>", "<noscript>", "<iframe>", "<object>", "<math>",
    "<pre>", "<center>", "<div>县里今天开会，", "<span>县里今天开会，", "<ul><li>县里今天开会",
    "<p>编辑：", "<frameset>", "<a>县里", "<ol><li><h1>江城", "<h2>江城今天开会<div>",
    "<table><tr><td>甲<td>",
)  # fmt: skip
_BLOCKS = (
    "div", "span", "table", "font", "ul", "blockquote", "p", "li", "a", "b", "h1", "section",
)  # fmt: skip
_LINKS = (
    "<a href='/n/{0}.html'>第{0}期</a>", "<li><a href=/n/{0}>县里召开第{0}次推进会</a></li>",
    "<p><a href=/n/{0}>来源：县报 2024-05-06</a></p>", "<a>{0}",
)  # fmt: skip
_IMAGES = (
    "<img src='/i/{0}.jpg'>", "<p><img src=/i/{0}.jpg>图{0}：县里今天开会。张三摄</p>",
    "<p><img src=/i/1.jpg></p>", "<video src=/v/{0}.mp4></video>",
)  # fmt: skip
_BASES = (
    "", "//", "http://[", "javascript:1", "http://a:99999999/", "data:,x", "file:///", "..",
    "http://%00/", "http://" + "a" * 90_000, "https://例え.cn/", "http://a@b@c/", "http://\u2100/",
    "http://xn--a/", "?", "#", "http://1.1.1.1.1.1/", "http:", "\t\n", "http://[::1%25]/",
)  # fmt: skip


def _nest(dice: Dice) -> tuple[str, str]:
    """One thing opened thousands of times, and what shuts it, if anything does."""
    opened, times = dice.choice(_NESTS), dice.size(DEEP)
    shut = "".join(f"</{tag}>" for tag in reversed(re.findall(r"<(\w+)", opened)))
    return opened * times, shut * dice.choice((0, times))


@mutation
def nested_around(page: bytes, dice: Dice) -> bytes:
    opened, shut = _nest(dice)
    return encoded(opened + decode_body(page) + shut)


@mutation
def nested_within(page: bytes, dice: Dice) -> bytes:
    opened, shut = _nest(dice)
    return into(page, dice, f"{opened}深处{shut}")


@mutation
def nested_in_the_body(page: bytes, dice: Dice) -> bytes:
    """Around all that the body holds, as an editor does that wraps what it wrapped before."""
    opened, shut = _nest(dice)
    return encoded(f"<html><body>{opened}{within_body(page)}{shut}")


@mutation
def nested_mixed(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, "".join(dice.choices(_NESTS, k=dice.size(DEEP))))


@mutation
def nested_tables(page: bytes, dice: Dice) -> bytes:
    row = dice.choice(("<td>", "<td>甲<td>", "<td>甲</td></tr><tr><td>乙</td><td>"))
    return into(page, dice, f"<table><tr>{row}" * dice.size(DEEP))


@mutation
def siblings(page: bytes, dice: Dice) -> bytes:
    make = "".join(
        f"<{t}>{{0}}县里今天开会，议了{{0}}件事。</{t}>" for t in dice.choices(_BLOCKS, k=2)
    )
    return into(page, dice, numbered(make, dice.size(WIDE // 2)))


@mutation
def empty_siblings(page: bytes, dice: Dice) -> bytes:
    some = ("<p></p>", "<br>", "<hr>", "<li>", "<i>", "<h1></h1>", "<td>", "<p> </p>")
    return into(page, dice, dice.choice(some) * dice.size(WIDE))


@mutation
def lists_of_blocks(page: bytes, dice: Dice) -> bytes:
    """Lists and tables, one in another, that hold thousands of blocks of two kinds."""
    around = dice.choice(("<ul>", "<table>", "<table><tr><td>", "<ol><li>", "<ul class=share>"))
    blocks = ("<p>甲</p><div>乙</div>", "<h2>甲</h2><h3>乙</h3>", "<li>甲<p>乙", "<tr><td>甲<td>乙")
    return into(page, dice, around * dice.size(50) + dice.choice(blocks) * dice.size(WIDE // 2))


@mutation
def doubled_body(page: bytes, dice: Dice) -> bytes:
    text, body = decode_body(page), within_body(page)
    some = ("", "<p>124</p>", "<p>展开全文</p>", "<hr>" * 20, "<p>展开全文<p>1" * 500)
    copies = min(dice.size(50), 4 * MIB // (len(body) + 1) + 2)
    return encoded(text + (dice.choice(some) + body) * copies)


@mutation
def links(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, numbered(dice.choice(_LINKS), dice.size(WIDE)))


@mutation
def images(page: bytes, dice: Dice) -> bytes:
    return into(page, dice, numbered(dice.choice(_IMAGES), dice.size(WIDE // 2)))


@mutation
def headings(page: bytes, dice: Dice) -> bytes:
    """Headings that each hold a long text, and a title that is in none of them."""
    inner = "县里今天开会<br>" * dice.size(200)
    return before(page, f"<title>县里今天开了会</title>{f'<h1><div>{inner}</div></h1>' * 70}")


@mutation
def addresses(page: bytes, dice: Dice) -> bytes:
    some = dice.sample(_BASES, k=len(_BASES))
    make = '<base href="{0}"><img src="{0}"><a href="{0}">字</a><video src="{0}" poster="{0}">'
    return into(page, dice, "".join(make.format(x) for x in some))


@mutation
def frames(page: bytes, dice: Dice) -> bytes:
    frame = "<frameset cols=1,2><frame src=/a.html><noframes>县里今天开会。</noframes>"
    whole = f"<html><head><title>字</title></head>{frame * dice.size(200)}"
    return dice.choice((encoded(whole), before(page, whole), before(page, "<frameset>")))
