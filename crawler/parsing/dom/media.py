"""The real URLs of pictures and videos, lazy loading included."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.models.article import Image, Video
from crawler.parsing.text import normalize_text
from crawler.parsing.url import absolute_url

#: Where pages put the real address while a placeholder stands in ``src``, best first.
_LAZY = (
    "data-original", "data-src", "data-url", "original", "data-lazy-src", "data-lazy", "data-echo",
    "data-actualsrc", "data-original-src", "data-image", "_src", "lazy-src", "original-src",
    "zoomfile", "file",
)  # fmt: skip
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|bmp|avif)|^(?:https?:)?//|^\.{0,2}/|^\w+/", re.I)
_PICTURE_FILE = re.compile(r"^[^?#]*\.(?:jpe?g|png|webp|gif|bmp|avif)$", re.I)
_ORNAMENT = re.compile(
    r"(?<![a-z])(?:icons?|logo|blank|spacer|loading|placeholder|pixel|transparent|(?:wx|weixin|app)?_?qr(?:_?code)?|erweima|ewm|def(?:ault)?_?(?:head|avatar)|next_?page"
    r"|emoji|face|avatar|arrow|btn|button|share|dot|line|bg)(?![a-z])"
    r"|二维码|\.svg(?:$|\?)",
    re.I,
)
#: A picture that only parts two passages, told by the folder it lies in.
_DIVIDER = re.compile(
    r"/(?:ads?|guanggao|lines?|dividers?|fengexian|splitlines?|hr|icons?|emoji|emotion|smil\w+)/",
    re.I,
)
_SIZE_IN_NAME = re.compile(r"_w([1-5]?\d)_h([1-5]?\d)\.")
_PLAYER = re.compile(r"\.(?:mp4|m3u8|flv|mov)(?:$|[?#])|player|video|/embed/", re.I)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.I)
_NUMBER = re.compile(r"\s*(\d{1,9})")
_SMALLEST = 60
_FACES = re.compile(r"/(?:ava(?:tars?)?|faces?|heads?|host)\d*/", re.I)


def _seen_from(base: str, address: str) -> str:
    """An address as seen from the page's; as it is written where a saved page's is not known."""
    if base.startswith("file:") and not _SCHEME.match(address):
        return address.strip()
    return absolute_url(base, address)


def parse_image(element: HtmlElement, base: str) -> Image | None:
    """The picture that an ``img`` shows once loaded; None for an ornament of the page."""
    if _is_small(element) or _ORNAMENT.search(element.get("class") or ""):
        return None
    for address in [*_large(element), *_addresses(element)]:
        url = _seen_from(base, address)
        if url and not _is_ornament(url):
            return Image(url)
    return None


def alt_text(element: HtmlElement) -> str:
    """What the attributes of a picture say of it."""
    return normalize_text(element.get("alt") or element.get("title") or "")


def _large(element: HtmlElement) -> list[str]:
    """Where the picture is a link to itself in full size."""
    parent = element.getparent()
    href = parent.get("href") or "" if parent is not None and parent.tag == "a" else ""
    return [href] if _PICTURE_FILE.search(href) else []


def _is_ornament(url: str) -> bool:
    path = url.partition("?")[0]
    if _ORNAMENT.search(url.rsplit("/", 1)[-1]) or _DIVIDER.search(path) or _FACES.search(path):
        return True
    return _SIZE_IN_NAME.search(path) is not None


def parse_video(element: HtmlElement, base: str) -> Video | None:
    """The video that a ``video`` or a player's ``iframe`` plays; None for any other frame."""
    candidates = [element.get("src"), element.get("data-src"), element.get("data-url")]
    plays = element.tag in ("video", "amp-video")
    if plays:
        candidates += [source.get("src") for source in element.iter("source")]
    for address in filter(None, candidates):
        url = absolute_url(base, address)
        if url and (plays or (_PLAYER.search(url) and "audio" not in url)):
            poster = element.get("poster")
            return Video(url, absolute_url(base, poster) if poster else "")
    return None


def _addresses(element: HtmlElement) -> list[str]:
    """What may be the picture's address, best first."""
    lazy = [element.get(name) or "" for name in _LAZY]
    wide = _widest(element.get("srcset") or element.get("data-srcset") or "")
    found = [*lazy, wide, element.get("src") or ""]
    return [a for a in found if a and not a.startswith("data:") and _PICTURE.search(a)]


def _widest(srcset: str) -> str:
    """The address with the largest width or density of a ``srcset``."""
    best, size = "", -1.0
    for part in re.split(r",\s+|,(?=https?:|//)", srcset):
        address, _, width = part.strip().partition(" ")
        number = _NUMBER.match(width)
        if address and (value := float(number.group(1)) if number else 1.0) > size:
            best, size = address, value
    return best


def _is_small(element: HtmlElement) -> bool:
    for name in ("width", "height"):
        number = _NUMBER.match(element.get(name) or "")
        if number and "%" not in (element.get(name) or "") and int(number.group(1)) < _SMALLEST:
            return True
    return False
