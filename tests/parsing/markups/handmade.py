"""Three pages that were written as wholes before the others: semantic, flat, soup."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.parsing.markups.seed import Seed


def semantic(seed: Seed) -> str:
    """Named containers; the picture and its caption in a figure; the second copy hidden."""
    caption, title = escape(seed.caption), escape(seed.title)
    figure = f'<figure><img src="/upload/1.jpg"><figcaption>{caption}</figcaption></figure>'
    copy = figure + each("p", seed.copy[1:])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
    <div class="wake-mask"><a href="javascript:;">{seed.wake[0]}</a><h3>{seed.wake[1]}</h3>
    {each("p", seed.wake[2:])}</div>
    <main><h1 class="title">{title}</h1><div class="info"><span>{seed.time}</span></div>
    <div class="article-content fold">{copy}</div><div class="num"><i></i>{seed.number}</div>
    <div class="article-content full" style="display:none">{copy}</div></main>
    <section class="related"><h2>{seed.related}</h2></section>{escape(seed.leak)}
    <div class="comment-box">{each("p", seed.comments)}</div></body></html>"""


def flat(seed: Seed) -> str:
    """One container without a name for everything: paragraphs beside each other."""
    picture = '<p><img data-src="/upload/2022/0216/1.jpg" src="data:image/gif;base64,R0"></p>'
    copy = picture + each("p", seed.copy)
    return f"""<html><head><title>媒体云</title></head><body><div id="app">
    <div><span>{seed.wake[0]}</span> <b>{seed.wake[1]}</b><div>{seed.wake[2]}</div>
    <ul>{each("li", seed.wake[3:])}</ul></div>
    <h1>{escape(seed.title)}</h1><p>{seed.time}</p>{copy}<p>{seed.number}</p>{copy}
    {each("div", rest(seed))}</div></body></html>"""


def soup(seed: Seed) -> str:
    """Hashed names, lines parted by br, text in spans, no heading and no picture."""
    lines = "<br><br>".join(f"<span>　　{escape(line)}</span>" for line in seed.copy)
    return f"""<body class="_3fa"><div class="_1x"><div>{parted(seed.wake)}</div></div>
    <div class="_2c"><div class="_t9">{escape(seed.title)}</div><div><em>{seed.time}</em></div>
    <div class="_b7">{lines}</div><div><span>{seed.number}</span></div>
    <div class="_b8"><div>{lines}</div></div><div>{parted(rest(seed))}</div></div>"""


def rest(seed: Seed) -> list[str]:
    return [seed.related, seed.leak, *seed.comments]


def each(tag: str, lines: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(line)}</{tag}>\n" for line in lines)


def parted(lines: Sequence[str]) -> str:
    return "<br>".join(map(escape, lines))


#: Each by its name, with the address of its picture; '' where it has none.
HANDMADE = {
    "semantic": (semantic, "https://m.example.cn/upload/1.jpg"),
    "flat": (flat, "https://m.example.cn/upload/2022/0216/1.jpg"),
    "soup": (soup, ""),
}
