"""Which articles of a batch are new, changed, the same, another copy, or no article at all; and
which copies across outlets make one story. Pure functions; the store asks the database and acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from crawler.models.article import Article
from crawler.models.outcome import Outcome
from crawler.parsing.article.listing_match import titles_overlap
from crawler.parsing.text import comparison_key
from pipelines.content_fingerprint import media_names

_OUTCOMES: dict[str, Outcome] = {
    "new": "stored",
    "changed": "stored",
    "replaced": "stored",
    "same": "unchanged",
    "duplicate": "duplicate",
    "notice": "failed",
}
DecisionKind = Literal["new", "changed", "replaced", "same", "duplicate", "notice"]

#: A text of so many characters is one article's, whatever pictures stand in it: a shorter one may
#: be the standing text of a programme.
_LONG = 200
#: The number of an article in a path.
_ID = re.compile(r"\d")
#: An unconfirmed text that has a time is a notice if so many other URLs show it too.
_SEVERAL = 4


@dataclass(frozen=True)
class StoredArticle:
    """A stored article of the same source, or an earlier one of the batch (``id`` 0)."""

    id: int
    url: str
    content_hash: bytes
    title: str = ""
    body_length: int = 0
    published_at: datetime | None = None
    media: frozenset[str] = frozenset()
    passages: Sequence[int] = ()
    unconfirmed: bool = False
    #: Other URLs that showed it, of an unconfirmed article.
    duplicate_urls: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article) -> StoredArticle:
        """A copy of an article that is not stored yet."""
        return cls(
            0,
            article.url,
            article.content_hash,
            article.title,
            len(article.body),
            article.published_at,
            media_names(article),
            article.passages,
            article.unconfirmed,
        )


@dataclass(frozen=True)
class StoreDecision:
    """What to do with an article; ``article_id`` is None while its row is still to be made,
    and then ``url`` is the address of that row."""

    kind: DecisionKind
    url: str
    article_id: int | None = None

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self.kind]


@dataclass
class Decisions:
    """The decision for each article by its entry, and the stored articles (ids) to be withdrawn:
    their text has turned out to be a notice."""

    by_entry: dict[int, StoreDecision] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)


def classify_articles(articles: Iterable[Article], known: Iterable[StoredArticle]) -> Decisions:
    """The decisions for articles of one source in the order they came.

    The address is compared first (the same page again), then title and text (the same article
    under another address, be it stored or earlier in this batch). What nothing confirms and
    stands at several addresses is the outlet's notice, and no article.
    """
    articles = list(articles)
    decisions = Decisions()
    copies = list(known)
    for article in articles:
        copy = StoredArticle.of(article)
        decision = _decide(article, copy, copies)
        decisions.by_entry[article.entry_id] = decision
        if decision.kind in ("new", "changed", "replaced"):
            copies = [c for c in copies if c.url != copy.url] + [copy]
        elif decision.kind == "duplicate":
            copies = [_with_duplicate(c, decision.url, copy.url) for c in copies]
        elif decision.kind == "notice":
            _take_back(copy, copies, articles, decisions)
    return decisions


def _decide(
    article: Article, copy: StoredArticle, copies: Sequence[StoredArticle]
) -> StoreDecision:
    mine = next((c for c in copies if c.url == copy.url), None)
    if _is_notice(article, copy, copies):
        return StoreDecision("notice", copy.url)
    if mine is not None:
        return _again(copy, mine)
    alike = next((c for c in copies if is_same(copy, c)), None)
    if alike is not None:
        return StoreDecision("duplicate", alike.url, alike.id or None)
    return StoreDecision("new", copy.url)


def _again(copy: StoredArticle, mine: StoredArticle) -> StoreDecision:
    """What an address brought that has an article already."""
    if copy.content_hash == mine.content_hash and _shares_media(copy, mine):
        return StoreDecision("same", mine.url, mine.id or None)
    if is_another(copy, mine):
        # Nothing confirms it: what is stored is not given up for it.
        kind: DecisionKind = "notice" if copy.unconfirmed else "replaced"
        return StoreDecision(kind, mine.url, mine.id or None)
    return StoreDecision("changed", mine.url, mine.id or None)


def _is_notice(article: Article, copy: StoredArticle, copies: Sequence[StoredArticle]) -> bool:
    """Whether nothing confirms an article that other addresses show too."""
    if not article.unconfirmed:
        return False
    same = [c for c in copies if is_same(c, copy)]
    others = [url for c in same for url in (c.url, *c.duplicate_urls)]
    few = article.page_time is not None and not article.contrary
    return len(_pages_apart(copy.url, others)) >= (_SEVERAL if few else 1)


def _with_duplicate(copy: StoredArticle, of: str, url: str) -> StoredArticle:
    """A copy, with a further URL that showed it if it is the one ``of`` which this was decided."""
    return replace(copy, duplicate_urls=(*copy.duplicate_urls, url)) if copy.url == of else copy


def _pages_apart(url: str, others: Iterable[str]) -> list[str]:
    """The URLs that lead to other pages than ``url`` and than each other."""
    apart = [url]
    for other in others:
        if not any(_is_one_page(other, one) for one in apart):
            apart.append(other)
    return apart[1:]


def _is_one_page(one: str, other: str) -> bool:
    """Whether two URLs are of one page that has a parameter which changes: the path has an id and
    is the same, or it is the same and a parameter too."""
    first, second = urlsplit(one), urlsplit(other)
    path = first.path.rstrip("/")
    if path != second.path.rstrip("/"):
        return False
    shared = set(parse_qsl(first.query)) & set(parse_qsl(second.query))
    return _ID.search(path) is not None or bool(shared) or first.query == second.query


def _take_back(
    copy: StoredArticle,
    copies: list[StoredArticle],
    articles: Sequence[Article],
    decisions: Decisions,
) -> None:
    """Undo what was decided of the same notice at other addresses, or is stored of it."""
    taken = [c for c in copies if c.unconfirmed and is_same(c, copy)]
    decisions.withdrawn |= {c.id for c in taken if c.id}
    urls = {c.url for c in taken}
    for article in articles:
        made = decisions.by_entry.get(article.entry_id)
        if made is not None and article.unconfirmed and made.url in urls:
            decisions.by_entry[article.entry_id] = StoreDecision("notice", article.url)


def is_same(one: StoredArticle, other: StoredArticle) -> bool:
    """Whether two copies are one article: title and text, and no other day, films or pictures."""
    if one.content_hash != other.content_hash:
        return False
    if one.published_at and other.published_at:
        there = other.published_at.astimezone(one.published_at.tzinfo)
        if there.date() != one.published_at.date():
            return False
    return one.body_length >= _LONG or _shares_media(one, other)


def _shares_media(one: StoredArticle, other: StoredArticle) -> bool:
    return not (one.media and other.media) or not one.media.isdisjoint(other.media)


def is_another(one: StoredArticle, other: StoredArticle) -> bool:
    """Whether two texts of one address have nothing in common, not even their titles."""
    if not set(one.passages).isdisjoint(other.passages):
        return False
    titles = comparison_key(one.title), comparison_key(other.title)
    return not (titles_overlap(*titles) or titles_overlap(*reversed(titles)))


def group_stories(
    pairs: Iterable[tuple[int, int, int | None]],
) -> list[tuple[set[int], int | None]]:
    """Join (new article, older copy, story of the copy) into sets of articles of one story.

    An article joins the story of the first copy that resembles it; stories are not merged.
    """
    groups: list[tuple[set[int], int | None]] = []
    placed: dict[int, int] = {}
    for new, other, story in pairs:
        if new in placed:
            continue
        if other in placed:
            at = placed[other]
            groups[at][0].add(new)
        else:
            at = len(groups)
            groups.append(({new, other}, story))
            placed[other] = at
        placed[new] = at
    return groups
