"""The page that the project was born from, in markups of our own; its text stays outside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any


@dataclass
class Seed:
    """The parts of the page's text, in page order, and what must become of it."""

    wake: list[str]
    title: str
    time: str
    body: list[str]
    number: str
    rest: list[str]
    expected: dict[str, Any]


def load(folder: Path) -> Seed:
    """The page's text, cut where its own structure cuts it: title, time, number, end."""
    lines = [line.strip() for line in (folder / "article.txt").read_text("utf-8").splitlines()]
    lines = [line for line in lines if line]
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    title, number = lines.index(expected["title"]), lines.index(str(expected["reader_count"]))
    end = lines.index("相关阅读")
    body = lines[title + 2 : number]
    assert body == lines[number + 1 : end]
    head = lines[:title], lines[title], lines[title + 1]
    return Seed(*head, body, lines[number], lines[end:], expected)


def semantic(seed: Seed) -> str:
    """Named containers; the picture and its caption in a figure; the second copy hidden."""
    caption, title = escape(seed.body[0]), escape(seed.title)
    figure = f'<figure><img src="/upload/1.jpg"><figcaption>{caption}</figcaption></figure>'
    copy = figure + each("p", seed.body[1:])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
    <div class="wake-mask"><a href="javascript:;">{seed.wake[0]}</a><h3>{seed.wake[1]}</h3>
    {each("p", seed.wake[2:])}</div>
    <main><h1 class="title">{title}</h1><div class="info"><span>{seed.time}</span></div>
    <div class="article-content fold">{copy}</div><div class="num"><i></i>{seed.number}</div>
    <div class="article-content full" style="display:none">{copy}</div></main>
    <section class="related"><h2>{seed.rest[0]}</h2></section>{escape(seed.rest[1])}
    <div class="comment-box">{each("p", seed.rest[2:])}</div></body></html>"""


def flat(seed: Seed) -> str:
    """One container without a name for everything: paragraphs beside each other."""
    picture = '<p><img data-src="/upload/2022/0216/1.jpg" src="data:image/gif;base64,R0"></p>'
    copy = picture + each("p", seed.body)
    return f"""<html><head><title>媒体云</title></head><body><div id="app">
    <div><span>{seed.wake[0]}</span> <b>{seed.wake[1]}</b><div>{seed.wake[2]}</div>
    <ul>{each("li", seed.wake[3:])}</ul></div>
    <h1>{escape(seed.title)}</h1><p>{seed.time}</p>{copy}<p>{seed.number}</p>{copy}
    {each("div", seed.rest)}</div></body></html>"""


def soup(seed: Seed) -> str:
    """Hashed names, lines parted by br, text in spans, no heading and no picture."""
    lines = "<br><br>".join(f"<span>　　{escape(line)}</span>" for line in seed.body)
    return f"""<body class="_3fa"><div class="_1x"><div>{parted(seed.wake)}</div></div>
    <div class="_2c"><div class="_t9">{escape(seed.title)}</div><div><em>{seed.time}</em></div>
    <div class="_b7">{lines}</div><div><span>{seed.number}</span></div>
    <div class="_b8"><div>{lines}</div></div><div>{parted(seed.rest)}</div></div>"""


def each(tag: str, lines: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(line)}</{tag}>\n" for line in lines)


def parted(lines: Sequence[str]) -> str:
    return "<br>".join(map(escape, lines))
