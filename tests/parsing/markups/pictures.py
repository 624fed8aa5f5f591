"""The lead picture, loaded in many ways, and its caption, with it or beside it."""

from __future__ import annotations

from tests.parsing.markups.writer import Html, Writer, attribute

_HOME = "https://m.example.cn"
_PICTURE = "https://img.example.cn/media/2023/a1f0c9.jpg"
_BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
_SLIDE = (
    '<div class="swiper-slide {}" data-swiper-slide-index="0">'
    '<img class="swiper-lazy" src="{{url}}"{{alt}}></div>'
)
_COPY, _SHOWN = _SLIDE.format("swiper-slide-duplicate"), _SLIDE.format("swiper-slide-active")
_ELEMENTS = {
    "none": "",
    "src": '<img src="{url}"{alt}>',
    "data_src": (
        '<img data-src="{url}" data-ratio="0.66" data-w="1080" class="rich_pages wxw-img"{alt}>'
    ),
    "data_src_blank": f'<img class="lazy" src="{_BLANK}" data-src="{{url}}"{{alt}}>',
    "data_original": (
        '<img class="lazyload" src="/static/images/placeholder.png" data-original="{url}"{alt}>'
    ),
    "lazy_src": (
        f'<img src="{_HOME}/static/img/loading.gif" lazy-src="{{url}}" lazy="loading"{{alt}}>'
    ),
    "echo": (
        '<img src="../static/blank.gif" data-echo="{url}"{alt}>'
        '<noscript><img src="{url}"></noscript>'
    ),
    "root": '<img src="/upload/2023/03/07/001.jpg" width="640"{alt}/>',
    "relative": '<img src="../img/001.jpg"{alt}/>',
    "no_scheme": '<img src="//img.example.cn/media/2023/a1f0c9.jpg"{alt}/>',
    "query": '<img src="https://img.example.cn/get?id=77&amp;w=640&amp;fmt=jpg"{alt}/>',
    "source_set": (
        '<picture><source type="image/webp" srcset="https://img.example.cn/media/2023/a1f0c9.webp">'
        '<img src="{url}" loading="lazy"{alt}></picture>'
    ),
    "swiper": (
        f'<div class="swiper-container"><div class="swiper-wrapper">{_COPY}{_SHOWN}{_COPY}</div>'
        '<div class="swiper-pagination"><span class="swiper-pagination-bullet"></span></div></div>'
    ),
    "uni": (
        '<uni-image><div style="background-image:url(&quot;{url}&quot;)"></div>'
        '<img src="{url}" draggable="false"{alt}></uni-image>'
    ),
    "vant": '<div class="van-image"><img src="{url}" class="van-image__img"{alt}><!----></div>',
    "link": '<a href="{url}" data-fancybox="g"><img src="{url}"{alt}></a>',
}
_ADDRESSES = {
    "root": f"{_HOME}/upload/2023/03/07/001.jpg",
    "relative": f"{_HOME}/img/001.jpg",
    "query": "https://img.example.cn/get?id=77&w=640&fmt=jpg",
}
_CAPTIONS = {
    "figcaption": "<figure>{picture}<figcaption>{caption}</figcaption></figure>",
    "figure_span": (
        '<figure class="image"><div class="img-wrap">{picture}</div>'
        "<figcaption><span>{caption}</span></figcaption></figure>"
    ),
    "gray": ('<p>{picture}</p><p style="color:#999;font-size:12px"><small>{caption}</small></p>'),
    "centred": (
        '<p style="text-align:center">{picture}</p><p style="text-align:center">{caption}</p>'
    ),
    "centred_font": (
        '<p align="center">{picture}</p><p align="center"><font color="gray">{caption}</font></p>'
    ),
    "cells": (
        '<table align="center"><tbody><tr><td>{picture}</td></tr>'
        '<tr><td style="font-size:12px">{caption}</td></tr></tbody></table>'
    ),
    "description": '<div class="pic">{picture}<div class="img-desc">{caption}</div></div>',
    "span": "<div>{picture}<span>{caption}</span></div>",
    "strong": "<p>{picture}</p><p><strong>{caption}</strong></p>",
    "h6": "<div>{picture}</div><h6>{caption}</h6>",
    "dl": '<dl class="photo"><dt>{picture}</dt><dd>{caption}</dd></dl>',
    "section": (
        '<section style="text-align:center">{picture}</section>'
        '<section style="text-align:center;font-size:12px"><span>{caption}</span></section>'
    ),
    "swiper": '<div class="banner">{picture}<p class="swiper-title">{caption}</p></div>',
}


def address(picture: str) -> str:
    """The full address of the picture, as it is to be read; '' without one."""
    return "" if picture == "none" else _ADDRESSES.get(picture, _PICTURE)


def lead(writer: Writer) -> tuple[str, list[str]]:
    """What the picture and its caption put before the paragraphs, and among them, first."""
    way, caption = writer["caption"], writer.seed.caption
    if way in ("alt", "title"):
        return "", [_picture(writer, **{way: caption})]
    picture = _picture(writer)
    if way == "plain":
        return "", [picture, caption] if picture else [caption]
    if way == "same_p":
        return "", [Html(f"{picture}<br>{writer.text(caption)}")]
    return _CAPTIONS[way].format(picture=picture, caption=writer.text(caption)), []


def _picture(writer: Writer, alt: str = "", title: str = "") -> Html:
    texts = f' alt="{attribute(alt or writer["alt"])}"'
    if title:
        texts += f' title="{attribute(title)}"'
    return Html(_ELEMENTS[writer["picture"]].format(url=_PICTURE, alt=texts))
