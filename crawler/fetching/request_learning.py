"""What a render teaches: by which request of its own the page gets its body. Pure functions.

A lesson is learned from one render and held against further ones before it is used; a request
that varies in more than the tokens of the article's address (a signature, a ticket) is
not learned, because the next article's cannot be told from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.fetching.dom_patch import Graft, graft, learn, leaves_of, slots_of
from crawler.gates.rules.side_effects import deed_of
from crawler.models.article import Article
from crawler.parsing.page import Page
from crawler.parsing.url import canonical, same_site
from crawler.parsing.url_pattern import pattern_of
from crawler.platforms.core.platform import Ask

#: The most requests that one article may take.
_MOST = 3
_INDEX = re.compile(r"/\d+(?=/|$)")
_COUNT = re.compile(r"comment|view|like|share|praise|read|hit|click|zan|reply|num|count", re.I)
_HAN = re.compile("[\u3400-\u9fff]")
_NOTHING = frozenset(("", "0", "null"))
_MOST_SHAPES = 50
_DIGITS = re.compile(r"\d+")
_CALLBACK = re.compile(r"(?:json)?_?(?:callback|cb)|jsonp", re.I)
_TOKEN = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer that a page's script or frame got from the page's own site."""

    url: str
    method: str
    posted: str
    content_type: str
    body: bytes

    def page(self) -> Page:
        """The answer as something to read."""
        return Page(self.url, self.body, self.content_type)


@dataclass(frozen=True, slots=True)
class AskFor:
    """A request with ``{1}``, ``{2}`` … for the tokens of the article's address."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""

    def of(self, url: str) -> Ask | None:
        """The request for the article at ``url``; None where its address lacks a token, or where
        the request would do something."""
        values = pattern_of(url).values
        wanted = [int(n) for n in _TOKEN.findall(self.url + self.body)]
        if any(n > len(values) for n in wanted):
            return None
        address = urljoin(url, _TOKEN.sub(lambda t: values[int(t[1]) - 1], self.url))
        body = _TOKEN.sub(lambda t: values[int(t[1]) - 1], self.body)
        if not same_site(address, url) or deed_of(self.url, self.body):
            return None
        headers = {"Accept": "*/*", "X-Requested-With": "XMLHttpRequest"}
        if body:
            kind = "json" if body.lstrip().startswith("{") else "x-www-form-urlencoded"
            headers["Content-Type"] = f"application/{kind}"
        return Ask(address, self.method, body.encode(), headers)


@dataclass(frozen=True, slots=True)
class Lesson:
    """The requests that bring what a page's script would put into it, and where it goes.

    ``shapes`` are those of the answers that gave what the render showed: which parts they hold.
    An answer of another shape is held against a render before it is believed. ``odd`` are shapes
    that did not give it: such articles stay the browser's.
    """

    asks: tuple[AskFor, ...]
    grafts: tuple[Graft, ...]
    shapes: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    def requests(self, url: str) -> list[Ask]:
        """The requests for the article at ``url``; [] where its address does not yield them."""
        asks = [ask.of(url) for ask in self.asks]
        return [] if None in asks else [ask for ask in asks if ask is not None]

    @property
    def posts(self) -> bool:
        """Whether one of the requests is a POST, which must be proven to be a read."""
        return any(ask.method == "POST" for ask in self.asks)

    @property
    def reads(self) -> bool:
        """Whether none of the requests does something by its words."""
        return not any(deed_of(ask.url, ask.body) for ask in self.asks)

    def page(self, plain: Page, answers: Sequence[Page]) -> Page | None:
        """The page as the browser would show it; None where the answers do not fit."""
        made = graft(plain.tree, self.grafts, leaves_of(answers))
        return None if made is None else shown(plain, made)

    def shape(self, answers: Sequence[Page]) -> str:
        """Eight characters for the parts that answers hold: text, counts, and what goes in."""
        used = slots_of(self.grafts)
        held = {
            _INDEX.sub("/*", path)
            for path, value in leaves_of(answers).items()
            if value not in _NOTHING and (path in used or _shows(path, value))
        }
        told = "\n".join(sorted(held)).encode("utf-8", "surrogatepass")
        return hashlib.sha256(told).hexdigest()[:8]

    def seen(self, shape: str, same: bool) -> Lesson:
        """The lesson with one more shape that gave the ``same`` as a render, or did not."""
        if same:
            return replace(self, shapes=(*self.shapes, shape)[-_MOST_SHAPES:])
        return replace(self, odd=(*self.odd, shape)[-_MOST_SHAPES:])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Lesson:
        """The lesson that ``as_json`` wrote. Raises KeyError or TypeError for anything else."""
        asks = tuple(AskFor(**ask) for ask in value["asks"])
        grafts = tuple(Graft(**one) for one in value["grafts"])
        return cls(asks, grafts, tuple(value["shapes"]), tuple(value["odd"]))


def _shows(path: str, value: str) -> bool:
    """Whether a part may be text or a count on a page."""
    if value.isdecimal():
        return _COUNT.search(path.rpartition("/")[2]) is not None
    return _HAN.search(value) is not None


def shown(plain: Page, markup: str) -> Page:
    """A plain page with other markup, read like a rendered one."""
    return Page(
        plain.url,
        markup.encode("utf-8", "replace"),
        "text/html; charset=utf-8",
        plain.requested_url,
        plain.fetched_at,
        rendered=True,
        timezone=plain.timezone,
    )


def lesson_from(url: str, plain: Page, rendered: Page, heard: Iterable[Heard]) -> Lesson | None:
    """The lesson of one render of the article at ``url``, still to be confirmed; or None."""
    candidates = [h for h in heard if h.method in ("GET", "POST") and not deed_of(h.url, h.posted)]
    leaves = leaves_of([h.page() for h in candidates])
    grafts = learn(plain.tree, rendered.tree, leaves)
    used = sorted({int(n) for one in grafts for n in re.findall(r"⟦(\d+)", one.markup)})
    if not grafts or len(used) > _MOST:
        return None
    asks = tuple(_ask_for(url, candidates[n]) for n in used)
    if not any(_TOKEN.search(ask.url + ask.body) for ask in asks):
        return None  # the same answer for every article is no article
    return Lesson(asks, tuple(_renumbered(one, used) for one in grafts))


def _renumbered(one: Graft, used: list[int]) -> Graft:
    """A graft whose slots count only the answers that are used."""
    markup = re.sub(r"⟦(\d+)", lambda n: f"⟦{used.index(int(n[1]))}", one.markup)
    return Graft(one.at, one.start, one.end, markup)


def _ask_for(url: str, heard: Heard) -> AskFor:
    values = pattern_of(url).values
    address = _bare(heard.url)
    start = address[: address.index("/", address.index("://") + 3)]
    method: Literal["GET", "POST"] = "POST" if heard.method == "POST" else "GET"
    asked = start + _tokens(address.removeprefix(start), values)
    return AskFor(asked, method, _tokens(heard.posted, values))


def _bare(url: str) -> str:
    """A request's address without clocks and dice, and with one name for every callback."""
    parts = urlsplit(canonical(url))
    pairs = [
        (name, "callback" if _CALLBACK.fullmatch(name) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode(pairs), ""))


def _tokens(text: str, values: Sequence[str]) -> str:
    """A text with the tokens of the article's address as numbers in braces."""
    for number, value in sorted(enumerate(values, 1), key=lambda pair: -len(pair[1])):
        edge = "[0-9A-Za-z]" if len(value) > 1 else r"[0-9A-Za-z.\-]"
        text = re.sub(
            rf"(?<!{edge})(?<!\{{){re.escape(value)}(?!{edge})(?!\}})", f"{{{number}}}", text
        )
    return text


def fits(lesson: Lesson, url: str, heard: Iterable[Heard]) -> list[Page] | None:
    """The answers among those of a render that the lesson would have asked for; None where the
    page asked for something else."""
    known = {(_bare(h.url), h.posted): h for h in heard}
    asked = [known.get((_bare(ask.url), ask.body.decode())) for ask in lesson.requests(url)]
    found = [one.page() for one in asked if one is not None]
    return found if found and len(found) == len(asked) else None


def same_reading(one: Article, other: Article) -> bool:
    """Whether two readings of an article say the same; counters may have moved a little."""
    if _said(one) != _said(other):
        return False
    return all(abs(n - other.counts[name]) <= max(3, n // 20) for name, n in one.counts.items())


def _said(article: Article) -> tuple[object, ...]:
    blocks = [
        (b.kind, b.text, b.image and b.image.url, b.video and b.video.url) for b in article.blocks
    ]
    return (
        article.title,
        article.subtitle,
        article.published_at,
        article.source_name,
        blocks,
        sorted(article.counts),
        sorted(_DIGITS.sub("#", line) for line in article.meta_lines),
    )


def body_length(article: Article) -> int:
    """Characters of an article's body as read."""
    return sum(len(block.text) for block in article.blocks)
