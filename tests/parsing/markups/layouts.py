"""The page around its parts: in which order they stand and what holds them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.parsing.markups import ends, heads
from tests.parsing.markups.copies import copies
from tests.parsing.markups.writer import Writer

#: Before all parts | around each | after all of them.
_LAYOUTS = {
    "div": "<div{c[wrap]}>\n|{part}\n|</div>",
    "flat": "|{part}\n|",
    "soup": (
        "<div{c[root]}><div{c[page]}>|<div{outer}><div{inner}><div>{part}</div></div></div>|"
        "</div></div>"
    ),
    "table": (
        '<table width="100%" border="0" cellspacing="0"><tbody>|<tr><td>{part}</td></tr>|'
        "</tbody></table>"
    ),
    "vue": (
        '<div id="app" data-v-app=""><div data-v-7ba5bd90="" class="page">|'
        '<div data-v-7ba5bd90="" class="{name}">{part}</div><!--v-if-->|</div><!----></div>'
    ),
    "uni": (
        "<noscript><strong>Please enable JavaScript to continue.</strong></noscript>"
        '<uni-app class="uni-app--maxwidth"><uni-page data-page="pages/detail/detail"><!---->'
        '<uni-page-wrapper><uni-page-body><uni-view class="content">|'
        "<uni-view data-v-11>{part}</uni-view>|"
        "</uni-view></uni-page-body></uni-page-wrapper></uni-page></uni-app>"
    ),
    "view": "<page><view class='container'>|<view>{part}</view>|</view></page>",
    "ul": "<ul>|<li>{part}</li>|</ul>",
    "sections": '|<section class="block">{part}</section>|',
    "main": "<main>|{part}\n|</main>",
    "form": (
        '<form method="post" action="./1.html" id="form1">'
        '<input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTE2AAAAAAAAAAAAAAAA">|'
        "{part}\n|</form>"
    ),
    "center": "<center><div style='width:100%;text-align:left'>|{part}\n|</div></center>",
    "navigation": (
        '<nav><a href="/">首页</a><a href="/list">新闻</a></nav><div id="main">|{part}\n|</div>'
        "<footer><p>Copyright © 2022 媒体云</p></footer>"
    ),
    "deep": f"{'<div>' * 12}|{{part}}\n|{'</div>' * 12}",
}
_SEMANTIC = (
    "{wake}<main><article><header>{head}</header>{late_wake}{middle}</article></main>"
    "<footer>{rest}</footer>"
)
_WECHAT = (
    '<div id="js_article" class="rich_media"><div class="rich_media_inner">'
    '<div id="page-content" class="rich_media_area_primary">'
    '<div class="rich_media_area_primary_inner"><div id="img-content">{head}'
    '<div class="rich_media_content" id="js_content"{style}>{middle}</div></div></div></div>'
    '<div class="rich_media_area_extra">{rest}</div></div></div>'
)
_WAKE_BEFORE = {"first": "title", "after_time": "middle", "before_related": "related"}


def body(writer: Writer) -> str:
    """Everything that stands in the body."""
    parts = _parts(writer)
    layout = writer["layout"]
    if layout == "semantic":
        return _semantic(parts)
    if layout == "wechat":
        return _wechat(parts, writer.has("hidden"))
    before, each, after = _LAYOUTS[layout].split("|")
    written = [
        each.format(
            name=name, part=part, outer=writer.names[f"w{name}"], inner=writer.names[f"x{name}"]
        )
        for name, part in parts.items()
    ]
    return writer.fill(before) + "".join(written) + after


def _parts(writer: Writer) -> dict[str, str]:
    """The parts of the page by name, in its order."""
    middle, far = copies(writer)
    wake, place = heads.wake(writer), writer["wake_at"]
    if place == "in_first":
        start = middle.index(">") + 1
        middle = middle[:start] + wake + middle[start:]
    parts = {
        "title": heads.title(writer),
        "time": heads.time(writer),
        "middle": middle,
        "related": ends.related(writer),
        "leak": ends.leak(writer),
        "comments": ends.comments(writer),
    }
    if far:
        parts["far"] = far
    ordered: dict[str, str] = {}
    for name, part in parts.items():
        if name == _WAKE_BEFORE.get(place):
            ordered["wake"] = wake
        ordered[name] = part
    return ordered | {"wake": wake} if place == "end" else ordered


def _semantic(parts: Mapping[str, str]) -> str:
    names = list(parts)
    middle = names.index("middle")
    early = "wake" in names[:middle]
    return _SEMANTIC.format(
        wake=parts["wake"] if names[0] == "wake" else "",
        late_wake=parts["wake"] if early and names[0] != "wake" else "",
        head=parts["title"] + parts["time"],
        middle=parts["middle"],
        rest="".join(parts[name] for name in names[middle + 1 :]),
    )


def _wechat(parts: Mapping[str, str], hidden: bool) -> str:
    """As WeChat lays it out; hidden until a script shows it."""
    names = list(parts)
    middle = names.index("middle")
    return _WECHAT.format(
        head="".join(parts[name] for name in names[:middle]),
        style=' style="visibility: hidden;"' if hidden else "",
        middle=parts["middle"],
        rest="".join(parts[name] for name in names[middle + 1 :]),
    )
