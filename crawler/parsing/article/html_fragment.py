"""The body of an article from the HTML of an API, with its media in place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from crawler.models.article import Article
from crawler.parsing.article import content_range
from crawler.parsing.article.captions import attach_captions
from crawler.parsing.article.duplicates import each_once
from crawler.parsing.dom.blocks import extract_blocks
from crawler.parsing.dom.body import document_body
from crawler.parsing.json_record import JsonRecord
from crawler.parsing.metadata import lead
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import comparison_key

_ELEMENT = re.compile(r"<[a-zA-Z][^<>]*>|<!--")
_ESCAPED = re.compile(r"&lt;(?:p|div|br|img|span|section)\b", re.I)
_FILM, _PICTURE = re.compile(r"<(?:video|iframe)\b", re.I), re.compile(r"<img\b", re.I)
#: Keys of a picture's address and caption, of a film's address, and of the list of its qualities.
_IMAGES = ("imageurl", "imagepath", "imgurl", "imgpath", "image", "url", "src")
_CAPTIONS = ("description", "note", "summary", "caption")
_FILMS = ("playurl", "videourl", "url")
_QUALITIES = ("resources", "formats", "playurls")
_LINE_BREAK = re.compile(r"\r?\n")


def image_html(url: str, caption: str = "") -> str:
    """A picture as HTML, to stand in a fragment."""
    said = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img data-original="{escape(url)}">{said}</figure>' if url else ""


def video_html(url: str, poster: str = "") -> str:
    """A video as HTML, to stand in a fragment."""
    return f'<video src="{escape(url)}" poster="{escape(poster)}"></video>' if url else ""


def images_html(record: JsonRecord, base: str, *names: str) -> list[str]:
    """The pictures of the first list under ``names``: objects, or mere addresses, as HTML."""
    value = record.get(*names)
    images = value if isinstance(value, list) else [value]
    held = [JsonRecord(image if isinstance(image, dict) else {"url": image}) for image in images]
    return [image_html(each.url(base, *_IMAGES), each.text(*_CAPTIONS)) for each in held]


def videos_html(record: JsonRecord, base: str, *names: str) -> list[str]:
    """The films of the first list under ``names``, each in the first of its qualities, as HTML."""
    found = []
    for each in record.children(*names):
        urls = (quality.url(base, *_FILMS) for quality in each.children(*_QUALITIES))
        url = next(filter(None, urls), "") or each.url(base, *_FILMS)
        found.append(video_html(url, each.url(base, "poster", "image", "imgurl")))
    return found


def add_media(markup: str, films: Sequence[str] = (), pictures: Sequence[str] = ()) -> str:
    """The fragment, the films before it and the pictures behind it, where it shows none itself."""
    before = "" if _FILM.search(markup) else "".join(films)
    behind = "" if _PICTURE.search(markup) else "".join(pictures)
    return f"{before}{markup}{behind}"


def fill_numbered(markup: str, place: re.Pattern[str], media: Sequence[str]) -> str:
    """The fragment with the media where ``place`` matches, by the number that its first group
    is (from 0); a place without its medium stays empty."""

    def medium(found: re.Match[str]) -> str:
        number = int(found[1])
        return media[number] if number < len(media) else ""

    return place.sub(medium, markup)


def fill_named(markup: str, media: Mapping[str, str]) -> str:
    """The fragment with each medium where its name stands."""
    named = {name: medium for name, medium in media.items() if name}
    if not named:
        return markup
    names = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    return re.sub(names, lambda found: named[found[0]], markup)


def to_html(content: str) -> str:
    """A text field as HTML, whether it holds HTML, HTML escaped once more, or lines of text."""
    if _ELEMENT.search(content):
        return content
    if _ESCAPED.search(content):
        for written, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            content = content.replace(written, meant)
        return content
    return "".join(f"<p>{line}</p>" for line in _LINE_BREAK.split(content))


def set_body_from_html(article: Article, markup: str, page: FetchedPage) -> None:
    """Give ``article`` the blocks of a fragment that is all its text, and its lead."""
    body = f"<html><body>{markup}</body></html>".encode("utf-8", "replace")
    held = replace(page, body=body, content_type="text/html; charset=utf-8")
    inner = extract_blocks(document_body(held.tree), page.url)
    pieces = content_range.article_blocks(inner)
    article.removed += content_range.removed_blocks(inner, pieces)
    title = comparison_key(article.title)
    told = [piece for piece in pieces if not title or comparison_key(piece.text) != title]
    once = each_once(told, article.removed)
    article.blocks = [piece.block for piece in attach_captions(once)]
    leads = lead.find_leads(once[:3], "")
    article.summary = article.summary or "\n".join(lead.strip_label(p.text) for p in leads)
    article.editor_note = lead.find_editor_note([piece.text for piece in once])
