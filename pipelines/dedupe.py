"""Which articles of a batch are new, changed, the same, or another copy; and which copies
across outlets make one story. Pure functions; the store asks the database and acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from crawler.items import Article, Outcome

_OUTCOMES: dict[str, Outcome] = {
    "new": "stored",
    "changed": "stored",
    "same": "unchanged",
    "duplicate": "duplicate",
}


@dataclass(frozen=True)
class Copy:
    """A stored article of the same source: its id, canonical address and content hash."""

    id: int
    url: str
    content_hash: bytes


@dataclass(frozen=True)
class Decision:
    """What to do with an article; ``article_id`` is None while its row is still to be made,
    and then ``url`` is the address of that row."""

    kind: Literal["new", "changed", "same", "duplicate"]
    url: str
    article_id: int | None = None

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self.kind]


def decide(articles: Iterable[Article], known: Iterable[Copy]) -> dict[int, Decision]:
    """Entry id -> decision, for articles of one source in the order they came.

    The address is asked first (the same page again), then the content (the same article under
    another address, be it stored or earlier in this batch).
    """
    by_url: dict[str, Copy] = {}
    by_hash: dict[bytes, Copy] = {}
    for copy in known:
        by_url[copy.url] = copy
        by_hash.setdefault(copy.content_hash, copy)
    decisions: dict[int, Decision] = {}
    for article in articles:
        mine, alike = by_url.get(article.url), by_hash.get(article.content_hash)
        if mine is not None:
            same = mine.content_hash == article.content_hash
            decision = Decision("same" if same else "changed", mine.url, mine.id or None)
        elif alike is not None:
            decision = Decision("duplicate", alike.url, alike.id or None)
        else:
            decision = Decision("new", article.url)
            copy = Copy(0, article.url, article.content_hash)
            by_url[copy.url] = by_hash[copy.content_hash] = copy
        decisions[article.entry_id] = decision
    return decisions


def group(pairs: Iterable[tuple[int, int, int | None]]) -> list[tuple[set[int], int | None]]:
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
