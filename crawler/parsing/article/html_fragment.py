"""An article's text as interfaces give it: a fragment of HTML, with places for its media."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from crawler.models.article import Article
from crawler.parsing.article import content_range
from crawler.parsing.article.captions import attach_captions
from crawler.parsing.article.duplicates import each_once
from crawler.parsing.dom.blocks import read_pieces
from crawler.parsing.dom.body import document_body
from crawler.parsing.json_record import Record
from crawler.parsing.metadata import lead
from crawler.parsing.page import Page
from crawler.parsing.text import key

_ELEMENT = re.compile(r"<[a-zA-Z][^<>]*>|<!--")
_ESCAPED = re.compile(r"&lt;(?:p|div|br|img|span|section)\b", re.I)
_FILM, _PICTURE = re.compile(r"<(?:video|iframe)\b", re.I), re.compile(r"<img\b", re.I)
#: Keys of a picture's address and caption, of a film's address, and of the list of its qualities.
_IMAGES = ("imageurl", "imagepath", "imgurl", "imgpath", "image", "url", "src")
_CAPTIONS = ("description", "note", "summary", "caption")
_FILMS = ("playurl", "videourl", "url")
_QUALITIES = ("resources", "formats", "playurls")
_LINE_BREAK = re.compile(r"\r?\n")


def picture(url: str, caption: str = "") -> str:
    """A picture as HTML, to stand in a fragment."""
    said = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img data-original="{escape(url)}">{said}</figure>' if url else ""


def film(url: str, poster: str = "") -> str:
    """A video as HTML, to stand in a fragment."""
    return f'<video src="{escape(url)}" poster="{escape(poster)}"></video>' if url else ""


def pictures_of(record: Record, base: str, *names: str) -> list[str]:
    """The pictures of the first list under ``names``: objects, or mere addresses, as HTML."""
    value = record.get(*names)
    images = value if isinstance(value, list) else [value]
    held = [Record(image if isinstance(image, dict) else {"url": image}) for image in images]
    return [picture(each.address(base, *_IMAGES), each.text(*_CAPTIONS)) for each in held]


def films_of(record: Record, base: str, *names: str) -> list[str]:
    """The films of the first list under ``names``, each in the first of its qualities, as HTML."""
    found = []
    for each in record.records(*names):
        urls = (quality.address(base, *_FILMS) for quality in each.records(*_QUALITIES))
        url = next(filter(None, urls), "") or each.address(base, *_FILMS)
        found.append(film(url, each.address(base, "poster", "image", "imgurl")))
    return found


def with_media(markup: str, films: Sequence[str] = (), pictures: Sequence[str] = ()) -> str:
    """The fragment, the films before it and the pictures behind it, where it shows none itself."""
    before = "" if _FILM.search(markup) else "".join(films)
    behind = "" if _PICTURE.search(markup) else "".join(pictures)
    return f"{before}{markup}{behind}"


def fill(markup: str, place: re.Pattern[str], media: Sequence[str]) -> str:
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


def as_markup(content: str) -> str:
    """A text field as HTML, whether it holds HTML, HTML escaped once more, or lines of text."""
    if _ELEMENT.search(content):
        return content
    if _ESCAPED.search(content):
        for written, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            content = content.replace(written, meant)
        return content
    return "".join(f"<p>{line}</p>" for line in _LINE_BREAK.split(content))


def read_fragment(article: Article, markup: str, page: Page) -> None:
    """Give ``article`` the blocks of a fragment that is all its text, and its lead."""
    body = f"<html><body>{markup}</body></html>".encode("utf-8", "replace")
    held = replace(page, body=body, content_type="text/html; charset=utf-8")
    inner = read_pieces(document_body(held.tree), page.url)
    pieces = content_range.within(inner)
    article.removed += content_range.set_apart(inner, pieces)
    title = key(article.title)
    told = [piece for piece in pieces if not title or key(piece.text) != title]
    once = each_once(told, article.removed)
    article.blocks = [piece.block for piece in attach_captions(once)]
    leads = lead.leads_of(once[:3], "")
    article.summary = article.summary or "\n".join(lead.without_label(p.text) for p in leads)
    article.editor_note = lead.editor_note([piece.text for piece in once])
