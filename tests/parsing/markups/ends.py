"""What follows the article: the related block, the leaked include, the comments."""

from __future__ import annotations

import re

from tests.parsing.markups.writer import Writer, attribute

_NEIGHBOURS = (
    ("青崧县召开一季度重点项目推进会 现场签约项目12个", "2022-02-15 10:12"),
    ("石门垭镇竹编产业数字化转型提速,全年投入预计超三亿元", "2022-02-14 09:30"),
    ("白鹭坪:春耕备耕正当时", "2022-02-13 18:05"),
)
_RELATED = {
    "div": "<div{c[related]}>{label}</div>",
    "h3": "<section><h3>{label}</h3></section>",
    "p": "<p>{label}</p>",
    "text_br": "{label}<br>\n",
    "empty_ul": "<div{c[related]}><div>{label}</div><ul></ul></div>",
    "items": "<div{c[related]}><h3>{label}</h3><ul>{items}</ul></div>",
    "pictures": "<div{c[more]}><div>{label}</div>{items}</div>",
    "links": "<p>{label}</p>{items}",
    "uni": "<uni-view class='rel'><uni-text><span>{label}</span></uni-text></uni-view>",
    "view": "<view class='rel'><text>{label}</text></view>",
    "dl": "<dl><dt>{label}</dt></dl>",
    "cell": "<table><tr><td>{label}</td></tr></table>",
}
_ITEMS = {
    "items": '<li><a href="/p/{id}.html">{title}</a><span>{time}</span></li>',
    "pictures": (
        '<a href="/p/{id}.html"><div><img src="https://img.example.cn/thumb/{id}.jpg"></div>'
        "<div><p>{title}</p><p>{time} 阅读 3{id}</p></div></a>"
    ),
    "links": '<p><a href="/p/{id}.html">{title}</a></p>',
}
_LEAKS = {
    "text": "\n{leak}\n",
    "text_br": "{leak}<br>\n",
    "div": "<div>{leak}</div>",
    "p": "<p>{leak}</p>",
    "span": "<span>{leak}</span>",
    "comment": "<!-- {leak} -->",
    "hidden": '<input type="hidden" value="{quoted}">',
    "quoted": "<div>{quoted}</div>",
    "uni": "<uni-view>{leak}</uni-view>",
    "view": "<view><text>{leak}</text></view>",
    "braces": "<div>{{{{ {leak} }}}}</div>",
    "cell": "<table><tr><td>{leak}</td></tr></table>",
}
_COMMENTS = {
    "section": (
        '<section id="comments"><h3>{count}</h3>{avatar}<p>{say}</p><h4>{hot}</h4><ul></ul>'
        '<h4>{new}</h4><ul></ul><p>{again}</p><a href="/c/1">{joined}</a><p>{loading}</p>'
        "<footer><button>{faces}</button></footer></section>"
    ),
    "form": (
        '<form action="/comment/add" method="post"><label>{count}</label>{avatar}'
        '<textarea placeholder="{say}"></textarea><h4>{hot}</h4><h4>{new}</h4>'
        '<input type="text" placeholder="{again}"><p>{joined}</p><p>{loading}</p>'
        "<button>{faces}</button></form>"
    ),
    "form_text": (
        '<form action="/comment/add"><div>{split_count}</div>'
        '<div contenteditable="true">{say}</div><ul><li>{hot}</li><li>{new}</li></ul>'
        '<textarea>{again}</textarea><a href="#">{joined}</a>'
        '<div class="loading">{loading}</div><span>{faces}</span></form>'
    ),
    "split": (
        "<div{c[comment]}><p>{split_count}</p><p>{say}</p><p>{hot}</p><p>{new}</p>"
        "<p>{again}</p><p>{split_joined}</p><p>{loading}</p><p>{faces}</p></div>"
    ),
    "dl": (
        "<dl><dt>{count}</dt><dd>{say}</dd><dt>{hot}</dt><dt>{new}</dt><dd>{again}</dd>"
        "<dd>{joined}</dd><dd>{loading}</dd><dd>{faces}</dd></dl>"
    ),
    "tabs": (
        '<div{c[cm]}><div class="hd">{count}</div><div class="ipt"><span>{say}</span></div>'
        '<div class="tabs"><a class="on">{hot}</a><a>{new}</a></div><div class="bd">'
        '<div class="none">{again}</div><div class="all">{joined}</div>'
        '<div class="ld">{loading}</div></div><div class="ft"><i class="face">{faces}</i></div>'
        "</div>"
    ),
}
#: Before the lines of the comment block | around each | after them.
_COMMENT_LINES = {
    "div": "<div{c[comment]}>|<div>{line}</div>|</div>",
    "p": "|<p>{line}</p>\n|",
    "br": "|{line}<br>\n|",
    "table": "<table>|<tr><td>{line}</td></tr>|</table>",
    "uni": "|<uni-view class='c'><uni-text><span>{line}</span></uni-text></uni-view>|",
    "view": "|<view class='c'><text>{line}</text></view>|",
    "spans": "<div>|<span class='c'>{line}</span>\n|</div>",
}
_COMMENT_PARTS = ("count", "say", "hot", "new", "again", "joined", "loading", "faces")


def related(writer: Writer) -> str:
    """The heading of the related articles, with some or none below it."""
    way = writer["related"]
    item = _ITEMS.get(way, "")
    items = [
        item.format(id=at, title=title, time=time)
        for at, (title, time) in enumerate(_NEIGHBOURS, start=20)
    ]
    label = writer.text(writer.seed.related)
    return writer.fill(_RELATED[way], label=label, items="".join(items))


def leak(writer: Writer) -> str:
    """The template include that shows, or lies, in the page."""
    text = writer.seed.leak
    return _LEAKS[writer["leak"]].format(leak=text, quoted=attribute(text))


def comments(writer: Writer) -> str:
    """The comment widget without a comment."""
    way, lines = writer["comments"], writer.seed.comments
    if way in _COMMENT_LINES:
        before, each, after = _COMMENT_LINES[way].split("|")
        inside = "".join(each.format(line=writer.text(line)) for line in lines)
        return writer.fill(before) + inside + after
    avatar = "https://m.example.cn/static/images/avatar.png"
    parts = dict(zip(_COMMENT_PARTS, map(writer.text, lines), strict=True))
    return writer.fill(
        _COMMENTS[way],
        avatar=f'<img src="{avatar}" class="avatar">' if writer.has("avatar") else "",
        split_count=re.sub(r"^(\d+)(.*)", r"<span>\1</span><span>\2</span>", lines[0]),
        split_joined=re.sub(r"(\d+)", r"<b>\1</b>", lines[5]),
        **parts,
    )
