"""The document around the body: head, scripts that repeat the text, doctype, bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from tests.parsing.markups.layouts import body
from tests.parsing.markups.syntax import SYNTAX
from tests.parsing.markups.writer import Writer, attribute

_DOCTYPES = {
    "none": "",
    "html5": "<!DOCTYPE html>\n",
    "xhtml": (
        '<?xml version="1.0" encoding="{charset}"?>\n'
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"'
        ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
    ),
    "quirks": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n',
}
_DECLARED = {
    "none": "",
    "meta": '<meta charset="{charset}">',
    "http": '<meta http-equiv="Content-Type" content="text/html; charset={old}">',
    "late": f"<style>/*{'x' * 1500}*/</style><meta charset='{{charset}}'>",
}
_HEAD_TITLES = {
    "none": "",
    "empty": "<title></title>",
    "plain": "<title>{title}</title>",
    "site_behind": "<title>{title}_媒体云</title>",
    "path_behind": "<title>{title} - 新闻 - 媒体云客户端</title>",
    "site_bar": "<title>{title}|媒体云</title>",
    "site_before": "<title>【媒体云】{title}</title>",
    "site": "<title>媒体云</title>",
    "general": "<title>新闻详情</title>",
    "cut": "<title>{start}...</title>",
}
_METAS = {
    "none": "",
    "og": '<meta property="og:title" content="{title}">',
    "og_full": (
        '<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        '<meta property="og:description" content="{lead}">'
    ),
    "itemprop": (
        '<meta itemprop="name" content="{title}"><meta itemprop="description" content="{lead}">'
    ),
    "description": (
        '<meta name="description" content="{lead}..."><meta name="keywords" content="春耕,民生">'
    ),
}
_BLOCKS = {
    "uni": (
        "uni-app,uni-page,uni-page-wrapper,uni-page-body,uni-view,uni-rich-text{display:block}"
        "uni-image{display:inline-block}"
    ),
    "view": "page,view{display:block}text{display:inline}",
}
_STYLE = ".hide,#full-body{display:none}body{margin:0;font:16px/1.6 sans-serif}"
_NOSCRIPT = "We're sorry but app doesn't work properly without JavaScript enabled."
_DOCUMENT = (
    '{doctype}<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{body}\n{foot}'
    '<script src="/static/js/app.js"></script>\n</body>\n</html>\n'
)


def document(writer: Writer) -> bytes:
    """The whole page as a server sends it."""
    charset = writer["charset"]
    inside = body(writer)
    state, noscript = _state(writer), _noscript(writer)
    at_top = writer["noscript"] == "copy_first"
    in_head = writer["state"] in ("next", "variables")
    source = _DOCUMENT.format(
        doctype=_DOCTYPES[writer["doctype"]].format(charset=charset),
        head=_head(writer) + (f"\n{state}" if in_head else ""),
        body=noscript + inside if at_top else inside,
        foot=("" if at_top else noscript) + ("" if in_head else state),
    )
    return SYNTAX[writer["syntax"]](source).encode(charset, "xmlcharrefreplace")


def _head(writer: Writer) -> str:
    title, charset = writer.seed.title, writer["charset"]
    shown = writer.text(title) if writer["characters"] == "named" else escape(title, quote=False)
    old = "gb2312" if charset == "gbk" else charset
    lead = attribute(writer.seed.paragraphs[0][:60])
    pieces = [
        _DECLARED[writer["declared"]].format(charset=charset, old=old),
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        _HEAD_TITLES[writer["head_title"]].format(title=shown, start=escape(title[:20])),
        _METAS[writer["meta"]].format(title=attribute(title), lead=lead),
        f"<style>{_BLOCKS.get(writer['layout'], '')}{_STYLE}</style>",
    ]
    return "\n".join(filter(None, pieces))


def _state(writer: Writer) -> str:
    """A script that holds the headline and, but for ld+json, the text once more."""
    seed = writer.seed
    marked = _each_p(seed.copy)
    match writer["state"]:
        case "window":
            detail = {"title": seed.title, "createTime": f"{seed.time}:00", "content": marked}
            state = _json({"detail": {"id": 1, **detail}})
            return f"<script>window.__INITIAL_STATE__={state};</script>"
        case "next":
            props = {"title": seed.title, "text": "\n".join(seed.copy)}
            state = json.dumps({"props": {"pageProps": props}})
            return f'<script type="application/json" id="__NEXT_DATA__">{state}</script>'
        case "nuxt":
            text = json.dumps(marked).replace("<", "\\u003C")
            data = f"{{data:[{{title:{_json(seed.title)},body:{text}}}]}}"
            return f"<script>window.__NUXT__=(function(a){{return {data}}}(null));</script>"
        case "variables":
            text = marked.replace("/", "\\/")
            share = f"var share_title='{seed.title}';\nvar share_desc='{seed.paragraphs[0][:50]}';"
            return f'<script>\n{share}\nvar content="{text}";\n</script>'
        case "ld_json":
            kind = {"@context": "https://schema.org", "@type": "NewsArticle"}
            time = seed.published_at.isoformat()
            news = _json(kind | {"headline": seed.title, "datePublished": time})
            return f'<script type="application/ld+json">{news}</script>'
    return ""


def _noscript(writer: Writer) -> str:
    """What readers without scripts are told: the whole text, or that there is none."""
    match writer["noscript"]:
        case "none":
            return ""
        case "message":
            return f"<noscript>{_NOSCRIPT}</noscript>"
    title = escape(writer.seed.title, quote=False)
    return f"<noscript><h1>{title}</h1>{_each_p(writer.seed.copy)}</noscript>"


def _each_p(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
