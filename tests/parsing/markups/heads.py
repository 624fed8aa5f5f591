"""What stands around the text on its way down the page: wake block, headline, time, number."""

from __future__ import annotations

import re
from datetime import UTC

from tests.parsing.markups.writer import Writer

_WAKES = {
    "div": (
        '<div{c[wake]}>{logo}<a href="javascript:;">{a}</a><div><h4>{b}</h4>'
        "<p>{steps}</p><p>{one}</p><p>{two}</p></div></div>"
    ),
    "ul": (
        "<div{c[open-app]}>{logo}<button>{a}</button><div><div>{b}</div><div>{steps}</div>"
        "<ul><li>{one}</li><li>{two}</li></ul></div></div>"
    ),
    "mask": (
        '<div class="mask" style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:999">'
        "<div>{a}</div><div><p>{b}</p><p>{steps}</p><p>{one}</p><p>{two}</p></div></div>"
    ),
    "aside": (
        "<aside>{logo}<p><a href='https://m.example.cn/down'>{a}</a></p>"
        "<p>{b}</p><p>{steps}</p><p>{one}</p><p>{two}</p></aside>"
    ),
    "dialog": (
        '<dialog open><form method="dialog"><button>{a}</button></form>'
        "<h2>{b}</h2><p>{steps}</p><p>{one}</p><p>{two}</p></dialog>"
    ),
    "role": (
        '<div role="dialog" aria-modal="true"><span>{a}</span><span>{b}</span>'
        "<div>{steps}</div><div>{one}</div><div>{two}</div></div>"
    ),
    "header": ("<header><h1>{a}</h1><div>{b}<br>{steps}</div><div>{one}<br>{two}</div></header>"),
    "dl": "<dl><dt>{a}</dt><dt>{b}</dt><dd>{steps}</dd><dd>{one}</dd><dd>{two}</dd></dl>",
}
#: Before the lines of the wake block | around each | after them.
_WAKE_LINES = {
    "br": "<div>|{}<br>|</div>",
    "p": "|<p>{}</p>|",
    "span": '|<span style="display:block">{}</span>|',
    "uni": (
        "<uni-view class='wake'>|"
        "<uni-view><uni-text><span>{}</span></uni-text></uni-view>|</uni-view>"
    ),
    "view": "<view class='wake'>|<view><text>{}</text></view>|</view>",
    "table": "<table>|<tr><td>{}</td></tr>|</table>",
    "text": "|{}<br>\n|",
}
_TITLES = {
    "none": "",
    "h1": "<h1{c[title]}>{title}</h1>",
    "h2": "<h2{c[title]}>{title}</h2>",
    "h3": "<h3{c[title]}>{title}</h3>",
    "div": "<div{c[title]}>{title}</div>",
    "p": "<p{c[title]}>{title}</p>",
    "section": "<section{c[title]}>{title}</section>",
    "bare_div": "<div>{title}</div>",
    "strong": "<p><strong>{title}</strong></p>",
    "span": '<div><span style="font-size:22px;font-weight:bold">{title}</span></div>',
    "font": '<p align="center"><font size="5"><b>{title}</b></font></p>',
    "dt": "<dl><dt>{title}</dt></dl>",
    "uni": "<uni-view class='title'><uni-text><span>{title}</span></uni-text></uni-view>",
    "view": "<view class='title'><text>{title}</text></view>",
    "br": "<h1{c[title]}>{start}<br>{end}</h1>",
    "spans": "<h2{c[title]}><span>{start}</span><span>{end}</span></h2>",
    "twice": (
        '<div class="navbar"><div class="navbar-title">{title}</div></div>'
        "<h1{c[title]}>{title}</h1>"
    ),
    "hidden_h1": '<h1 style="display:none">{title}</h1><h2{c[title]}>{title}</h2>',
    "site_h1": '<h1 class="logo"><a href="/">媒体云</a></h1><h2{c[title]}>{title}</h2>',
    "text": "{title}<br>\n",
    "spaced": "<h1>\n      {title}\n    </h1>",
}
_TIMES = {
    "span": "<div{c[info]}><span>{time}</span></div>",
    "time": "<time>{time}</time>",
    "datetime": '<time datetime="{iso}">{time}</time>',
    "datetime_utc": '<time datetime="{utc}">{time}</time>',
    "p": "<p>{time}</p>",
    "div": "<div{c[date]}>{time}</div>",
    "text": "{time}\n",
    "text_br": "{time}<br>\n",
    "em": "<em>{time}</em>",
    "label": "<p>发布时间:{time}</p>",
    "font_size": (
        '<div{c[info]}>{time}<span class="fs">字号:<a>大</a> <a>中</a> <a>小</a></span></div>'
    ),
    "share": (
        '<div{c[info]}><i class="icon icon-time"></i>{time} &nbsp;|&nbsp; '
        '<a href="javascript:;">分享</a></div>'
    ),
    "pipe": "<div{c[info]}>原创 <i>|</i> {time} <i>|</i> 听新闻</div>",
    "attribute": ('<span{c[date]} data-time="{stamp}000" title="{time}:00">{time}</span><br>'),
    "split": "<div{c[info]}><span>{day}</span> <span>{hour}</span></div>",
    "split_div": "<div{c[info]}><div>{day}</div><div>{hour}</div></div>",
    "uni": "<uni-view class='time'><uni-text><span>{time}</span></uni-text></uni-view>",
    "view": "<view class='time'><text>{time}</text></view>",
    "small": "<p><small style='color:#aaa'>{time}</small></p>",
    "dd": "<dl><dd>{time}</dd></dl>",
    "comment": "<div{c[info]}><!-- 2022-02-18 08:00 -->{time}</div>",
}
_NUMBERS = {
    "span": "<div{c[bar]}><span>{number}</span></div>",
    "class_num": '<div><span class="num">{number}</span></div>',
    "text": "\n{number}\n",
    "text_br": "\n{number}<br>\n",
    "p": "<p>{number}</p>",
    "div": "<div{c[n]}>{number}</div>",
    "eye": '<div class="read"><i class="iconfont icon-eye"></i>{number}</div>',
    "eye_picture": (
        '<div><img src="/static/images/eye.png" class="icon-eye" width="16"><em>{number}</em></div>'
    ),
    "eye_svg": (
        '<p><svg class="icon" aria-hidden="true"><use xlink:href="#icon-yuedu"></use></svg>'
        "<span>{number}</span></p>"
    ),
    "thumb": (
        '<div><a href="javascript:;"><i class="icon-thumbs-up"></i><span>{number}</span></a></div>'
    ),
    "zan": (
        '<div class="zan"><span class="iconfont icon-dianzan"></span>'
        '<b id="zanNum">{number}</b></div>'
    ),
    "button": '<button type="button"{c[b]}>{number}</button>',
    "ul": "<ul><li><i></i>{number}</li></ul>",
    "uni": "<uni-view class='n'><uni-text><span>{number}</span></uni-text></uni-view>",
    "view": "<view class='n'><text>{number}</text></view>",
    "cell": "<table><tr><td></td><td>{number}</td></tr></table>",
    "digits": "<div>{digits}</div>",
    "i": "<div><i>{number}</i></div>",
    "dd": "<dl><dd>{number}</dd></dl>",
}


def wake(writer: Writer) -> str:
    """The block that would open the app."""
    way, lines = writer["wake"], writer.seed.wake
    if way in _WAKE_LINES:
        before, each, after = _WAKE_LINES[way].split("|")
        return before + "".join(each.format(writer.text(line)) for line in lines) + after
    if way == "ul":
        lines = [line.lstrip("• ") for line in lines]
    parts = dict(zip(("a", "b", "steps", "one", "two"), map(writer.text, lines), strict=True))
    logo = '<img src="/static/images/logo.png" class="logo">' if writer.has("logo") else ""
    return writer.fill(_WAKES[way], logo=logo, **parts)


def title(writer: Writer) -> str:
    whole = writer.seed.title
    start, end = re.split(r"(?<=[:\uff1a])", whole, maxsplit=1)
    pieces = {"title": whole, "start": start, "end": end}
    written = {key: writer.text(piece) for key, piece in pieces.items()}
    return writer.fill(_TITLES[writer["title"]], **written)


def time(writer: Writer) -> str:
    shown, moment = writer.seed.time, writer.seed.published_at
    day, hour = shown.split(" ")
    utc = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    stamp = f"{moment.timestamp():.0f}"
    values = {"time": shown, "day": day, "hour": hour, "utc": utc, "stamp": stamp}
    return writer.fill(_TIMES[writer["time"]], iso=moment.isoformat(), **values)


def number(writer: Writer) -> str:
    figure = writer.seed.number
    digits = "".join(f"<span>{digit}</span>" for digit in figure)
    return writer.fill(_NUMBERS[writer["number"]], number=figure, digits=digits)
