"""Statistics of rendered pages, which decide whether the next page needs the browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from lxml.html import HtmlElement

from crawler.models.learned_request import ANY_TEMPLATE, LearnedRequest
from crawler.parsing.url_pattern import url_pattern
from crawler.source_config.schema import Source

FetchMethod = Literal["plain", "learned", "browser"]

#: After so many articles that all needed the browser, skip the plain HTTP attempt.
BROWSER_ONLY_AFTER = 12
#: After so many renders that added nothing, pages that look complete are not rendered.
USELESS_RENDER_LIMIT = 3
#: Re-check one article in so many with the other method.
RECHECK_EVERY = 20
#: A learned request is trusted after so many renders with the same content, the one that it was
#: learned from included.
TRUST_AFTER = 3
#: Learning ends after so many revoked requests, or renders from which nothing was learned.
MAX_REVOCATIONS, MAX_LEARN_ATTEMPTS = 3, 6

_LITERAL = re.compile(
    r"(?<!\\)(?:'(?>(?:[^'\\\n]|\\.)*)'|\"(?>(?:[^\"\\\n]|\\.)*)\"|`(?>(?:[^`\\]|\\.)*)`)", re.S
)
_WORD = re.compile(r"[A-Za-z_$][\w$]{2,}")
#: So much of a script is read (characters).
_LONGEST_SCRIPT = 200_000
_RUN_KINDS = ("", "text/javascript", "application/javascript", "module")


@dataclass
class RenderStats:
    """What was seen of the pages of one pattern that run the same scripts.

    ``http_complete``: plain HTTP brought all of it; ``browser_needed``: only the browser did, and
    ``chars_added`` are the characters of body text that it added; ``useless_renders``: it was asked
    and added nothing; ``learned_complete``: the learned request brought all of it,
    ``unverified_entries`` are the entries for which it did since a render last confirmed it;
    ``unchecked_entries`` are those that plain HTTP seemed to bring whole since then, though a
    script might have added to them; ``renders``: pages shown in the browser.
    """

    pattern: str
    template: str
    http_complete: int = 0
    browser_needed: int = 0
    chars_added: int = 0
    useless_renders: int = 0
    learned_complete: int = 0
    renders: int = 0
    learn_attempts: int = 0
    revocations: int = 0
    learned_request: LearnedRequest | None = None
    confirmations: int = 0
    unverified_entries: list[int] = field(default_factory=list)
    unchecked_entries: list[int] = field(default_factory=list)
    #: Entries of this run whose render is under way, and those whose render checks the lesson.
    renders_in_flight: set[int] = field(default_factory=set)
    checks_in_flight: set[int] = field(default_factory=set)

    @property
    def articles(self) -> int:
        return self.http_complete + self.browser_needed + self.learned_complete

    @property
    def is_trusted(self) -> bool:
        """Whether the learned request is used by itself."""
        return self.learned_request is not None and self.confirmations >= TRUST_AFTER

    @property
    def is_learning(self) -> bool:
        """Whether a render may still teach a request."""
        return (
            self.learned_request is None
            and self.revocations < MAX_REVOCATIONS
            and self.learn_attempts < MAX_LEARN_ATTEMPTS
        )

    def check_due(self) -> bool:
        """Whether the next article is shown in the browser too, to check the learned request."""
        return (self.renders + len(self.checks_in_flight)) * RECHECK_EVERY < self.articles

    def should_recheck(self) -> bool:
        """Whether a page that looks whole, but whose script may bring more, is rendered."""
        if self.useless_renders < USELESS_RENDER_LIMIT or self.browser_needed:
            return True
        return (self.http_complete + 1) % RECHECK_EVERY == 0

    # --- what happened -----------------------------------------------------------------------

    def plain(self, entry_id: int, doubtful: bool) -> None:
        """Plain HTTP brought a whole article; ``doubtful``: a script might have added to it."""
        self.http_complete += 1
        if doubtful:
            self.unchecked_entries.append(entry_id)

    def was_vain(self) -> None:
        """A render added nothing: what plain HTTP brought until now was whole."""
        self.useless_renders += 1
        self.unchecked_entries.clear()

    def record_attempt(self, learned: LearnedRequest | None) -> None:
        """A render gave a lesson, or none."""
        self.learn_attempts += 1
        if learned is not None:
            self.learned_request, self.confirmations = learned, 1

    def record_unverified(self, entry_id: int) -> None:
        """The learned request brought an article, and nobody looked whether it is the page's."""
        self.learned_complete += 1
        self.unverified_entries.append(entry_id)

    def record_match(self, shape: str) -> None:
        """The learned request gave the text of a render, by an answer of this ``shape``."""
        assert self.learned_request is not None
        self.confirmations += 1
        self.unverified_entries.clear()
        if shape not in self.learned_request.known_shapes:
            self.learned_request = self.learned_request.with_shape(shape, same=True)

    def record_mismatch(self, shape: str) -> None:
        """It did not: one mismatch ends the lesson; only an answer of a shape that was never
        believed tells no more than that such articles are the browser's."""
        if self.learned_request is None or shape in self.learned_request.rejected_shapes:
            return
        if shape in self.learned_request.known_shapes:
            self.revoke()
        else:
            self.learned_request = self.learned_request.with_shape(shape, same=False)

    def revoke(self) -> None:
        """The lesson did not: back to the browser, and to learning."""
        if self.is_trusted:
            self.revocations += 1
            self.learn_attempts = 0
        self.learned_request, self.confirmations = None, 0

    def unfit(self) -> None:
        """The learned request is not proven to be a read: nothing is learned of such pages."""
        self.learned_request, self.confirmations, self.learn_attempts = None, 0, MAX_LEARN_ATTEMPTS


@dataclass(frozen=True, slots=True)
class FetchDecision:
    """How an address is fetched first, and why, in words."""

    method: FetchMethod
    reason: str


@dataclass
class RenderStatsTable:
    """All evidence of one source, by pattern and template."""

    pages: dict[tuple[str, str], RenderStats] = field(default_factory=dict)

    @classmethod
    def of_rows(
        cls, rows: Iterable[RenderStats], said: Iterable[RenderStats] = ()
    ) -> RenderStatsTable:
        """The evidence that was kept, and what the source file says, which stands."""
        book = cls({(row.pattern, row.template): row for row in rows})
        for one in said:
            known = book.pages.setdefault((one.pattern, one.template), one)
            known.learned_request, known.confirmations = (
                one.learned_request,
                max(TRUST_AFTER, known.confirmations),
            )
        return book

    def get_or_create(self, url: str, template: str) -> RenderStats:
        """The evidence on a page; an empty one where nothing is known."""
        key = (url_pattern(url).text, template)
        if key not in self.pages:
            said = self.pages.get((key[0], ANY_TEMPLATE), RenderStats(*key))
            self.pages[key] = RenderStats(
                *key, learned_request=said.learned_request, confirmations=said.confirmations
            )
        return self.pages[key]

    def for_url(self, url: str) -> list[RenderStats]:
        """What is known of the pages of an address's pattern, the commonest first."""
        pattern = url_pattern(url).text
        known = [e for e in self.pages.values() if e.pattern == pattern]
        return sorted(known, key=lambda e: e.articles, reverse=True)

    def choose_method(self, url: str, render: str) -> FetchDecision:
        """How the article at an address is fetched first. ``render``: see the source file."""
        if render == "always":
            return FetchDecision("browser", 'the source file says render = "always"')
        if render == "never":
            return FetchDecision("plain", 'the source file says render = "never"')
        known = self.for_url(url)
        total = sum(e.articles for e in known)
        if not total:
            return FetchDecision("plain", "nothing is known of such addresses: plain HTTP is tried")
        if any(e.is_trusted for e in known):
            return FetchDecision("learned", _learned(next(e for e in known if e.is_trusted)))
        whole = sum(e.http_complete for e in known)
        needed = sum(e.browser_needed for e in known)
        if (
            not whole
            and needed >= BROWSER_ONLY_AFTER
            and not any(e.is_learning or e.learned_request for e in known)
        ):
            if (needed + 1) % RECHECK_EVERY == 0:
                return FetchDecision(
                    "plain", f"1 in {RECHECK_EVERY} is checked: is the browser still needed?"
                )
            return FetchDecision("browser", f"the last {needed} such articles needed the browser")
        return FetchDecision("plain", f"{whole} of {total} such articles were whole by plain HTTP")


def _learned(stats: RenderStats) -> str:
    learned = stats.learned_request
    assert learned is not None
    asked = ", ".join(spec.url for spec in learned.requests)
    return (
        f"the page's own request was learned ({asked}); "
        f"it gave {stats.learned_complete} such articles, "
        f"{stats.confirmations - 1} of them as the browser showed them"
    )


def as_row(stats: RenderStats) -> dict[str, Any]:
    """The evidence as a row for people."""
    state = "learned" if stats.is_trusted else "on trial" if stats.learned_request else ""
    return {
        "pattern": stats.pattern,
        "template": stats.template,
        "plain": stats.http_complete,
        "learned": stats.learned_complete,
        "browser": stats.browser_needed,
        "in vain": stats.useless_renders,
        "added": round(stats.chars_added / stats.browser_needed) if stats.browser_needed else 0,
        "request": state,
    }


def page_template(tree: HtmlElement) -> str:
    """Eight characters for the scripts that a page runs, whatever data they carry; '' for none."""
    names: set[str] = set()
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() not in _RUN_KINDS:
            continue
        source = script.get("src")
        if source:
            names.add(url_pattern(source).text)
        names |= _words_of((script.text or "")[:_LONGEST_SCRIPT])
    if not names:
        return ""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:8]


@lru_cache(32)
def _words_of(script: str) -> frozenset[str]:
    """The names in a script; the pages of an outlet share most of theirs."""
    return frozenset(_WORD.findall(_LITERAL.sub("", script)))


def stats_of_source(source: Source) -> list[RenderStats]:
    """The learned requests of a source file, trusted from the start."""
    return [
        RenderStats(
            one.pattern,
            one.template,
            learned_request=one.learned_request,
            confirmations=TRUST_AFTER,
        )
        for one in source.learned_requests
    ]


_COUNTS = (
    *("pattern", "template", "http_complete", "browser_needed", "chars_added"),
    *("useless_renders", "learned_complete", "renders"),
    *("learn_attempts", "revocations", "confirmations"),
    *("unverified_entries", "unchecked_entries"),
)


def stats_to_row(stats: RenderStats) -> dict[str, Any]:
    """Statistics as a row of its table."""
    row = {name: getattr(stats, name) for name in _COUNTS}
    return row | {"learned_request": stats.learned_request and stats.learned_request.as_json()}


def stats_from_row(row: dict[str, Any]) -> RenderStats:
    """Statistics from a row of its table; a learned request that this version cannot read, or that
    is no read, is dropped."""
    stats = RenderStats(**{name: row[name] for name in _COUNTS})
    if row["learned_request"]:
        try:
            learned = LearnedRequest.from_json(row["learned_request"])
        except (KeyError, TypeError):
            learned = None
        stats.learned_request = learned if learned is not None and learned.is_read_only else None
        stats.confirmations = stats.confirmations if stats.learned_request else 0
    return stats
