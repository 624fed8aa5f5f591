"""What a render teaches: by which request of its own the page gets its body. Pure functions.

A lesson is learned from one render and held against further ones before it is used; a request
that varies in more than the tokens of the article's address (a signature, a ticket) is
not learned, because the next article's cannot be told from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.fetching.dom_patch import apply_patches, flatten_responses, learn_patches, used_slots
from crawler.gates.rules.side_effects import find_side_effect
from crawler.models.article import Article
from crawler.models.learned_request import (
    CapturedResponse,
    DomPatch,
    LearnedRequest,
    RequestTemplate,
)
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import canonical_url
from crawler.parsing.url_pattern import url_pattern

#: The most requests that one article may take.
_MOST = 3
_INDEX = re.compile(r"/\d+(?=/|$)")
_COUNT = re.compile(r"comment|view|like|share|praise|read|hit|click|zan|reply|num|count", re.I)
_HAN = re.compile("[\u3400-\u9fff]")
_NOTHING = frozenset(("", "0", "null"))
_DIGITS = re.compile(r"\d+")
#: A token of the article's address in a template.
_TOKEN = re.compile(r"\{(\d)\}")
_CALLBACK = re.compile(r"(?:json)?_?(?:callback|cb)|jsonp", re.I)


def patch_page(
    learned: LearnedRequest, plain: FetchedPage, answers: Sequence[FetchedPage]
) -> FetchedPage | None:
    """The page as the browser would show it; None if the responses do not fit."""
    made = apply_patches(plain.tree, learned.patches, flatten_responses(answers))
    return None if made is None else patched_page(plain, made)


def response_shape(learned: LearnedRequest, answers: Sequence[FetchedPage]) -> str:
    """Eight characters for the parts that responses hold: text, counts, and what is inserted."""
    used = used_slots(learned.patches)
    held = {
        _INDEX.sub("/*", path)
        for path, value in flatten_responses(answers).items()
        if value not in _NOTHING and (path in used or _shows(path, value))
    }
    parts = "\n".join(sorted(held)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(parts).hexdigest()[:8]


def _shows(path: str, value: str) -> bool:
    """Whether a part may be text or a count on a page."""
    if value.isdecimal():
        return _COUNT.search(path.rpartition("/")[2]) is not None
    return _HAN.search(value) is not None


def patched_page(plain: FetchedPage, markup: str) -> FetchedPage:
    """A plain page with other markup, read like a rendered one."""
    return FetchedPage(
        plain.url,
        markup.encode("utf-8", "replace"),
        "text/html; charset=utf-8",
        plain.requested_url,
        plain.fetched_at,
        rendered=True,
        timezone=plain.timezone,
    )


def learn_request(
    url: str, plain: FetchedPage, rendered: FetchedPage, heard: Iterable[CapturedResponse]
) -> LearnedRequest | None:
    """The lesson of one render of the article at ``url``, still to be confirmed; or None."""
    candidates = [
        h for h in heard if h.method in ("GET", "POST") and not find_side_effect(h.url, h.posted)
    ]
    leaves = flatten_responses([h.page() for h in candidates])
    patches = learn_patches(plain.tree, rendered.tree, leaves)
    used = sorted({int(n) for one in patches for n in re.findall(r"⟦(\d+)", one.markup)})
    if not patches or len(used) > _MOST:
        return None
    specs = tuple(_ask_for(url, candidates[n]) for n in used)
    if not any(_TOKEN.search(spec.url + spec.body) for spec in specs):
        return None  # the same answer for every article is no article
    return LearnedRequest(specs, tuple(_renumbered(one, used) for one in patches))


def _renumbered(one: DomPatch, used: list[int]) -> DomPatch:
    """A graft whose slots count only the answers that are used."""
    markup = re.sub(r"⟦(\d+)", lambda n: f"⟦{used.index(int(n[1]))}", one.markup)
    return DomPatch(one.xpath, one.start, one.end, markup)


def _ask_for(url: str, heard: CapturedResponse) -> RequestTemplate:
    values = url_pattern(url).values
    address = _bare(heard.url)
    start = address[: address.index("/", address.index("://") + 3)]
    method: Literal["GET", "POST"] = "POST" if heard.method == "POST" else "GET"
    asked = start + _tokens(address.removeprefix(start), values)
    return RequestTemplate(asked, method, _tokens(heard.posted, values))


def _bare(url: str) -> str:
    """A request's address without clocks and dice, and with one name for every callback."""
    parts = urlsplit(canonical_url(url))
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


def match_captured(
    lesson: LearnedRequest, url: str, heard: Iterable[CapturedResponse]
) -> list[FetchedPage] | None:
    """The answers among those of a render that the lesson would have asked for; None where the
    page asked for something else."""
    known = {(_bare(h.url), h.posted): h for h in heard}
    asked = [known.get((_bare(spec.url), spec.body.decode())) for spec in lesson.requests_for(url)]
    found = [one.page() for one in asked if one is not None]
    return found if found and len(found) == len(asked) else None


def same_content(one: Article, other: Article) -> bool:
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
