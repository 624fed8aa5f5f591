"""Compare learned requests with renders, and learn them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.fetching.attempts import LearnedAttempt
from crawler.fetching.dom_patch import flatten_responses
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.render_stats import RenderStats
from crawler.fetching.request_learning import (
    learn_request,
    match_captured,
    patch_page,
    response_shape,
    same_content,
)
from crawler.models.article import Article
from crawler.models.learned_request import CapturedResponse, LearnedRequest
from crawler.models.listing import Entry, RequestSpec
from crawler.parsing.page import FetchedPage


class RequestVerifier:
    """Compares learned requests with renders; pages are parsed by ``platform``."""

    def __init__(self, platform: str | None) -> None:
        self._platform = platform

    def read(
        self,
        entry: Entry,
        http_page: FetchedPage,
        stats: RenderStats,
        requests: tuple[RequestSpec, ...],
        responses: tuple[FetchedPage, ...],
    ) -> LearnedAttempt:
        """The article that the responses to the learned request make, and whether it may be
        stored without a render."""
        learned = stats.learned_request
        assert learned is not None
        shape = response_shape(learned, responses)
        article = None
        if shape not in learned.rejected_shapes:
            article = self._made(learned, entry, http_page, responses)
        trusted = stats.is_trusted and shape in learned.known_shapes and not stats.check_due()
        return LearnedAttempt(requests, responses, shape, article, trusted and article is not None)

    def compare_or_learn(
        self,
        entry: Entry,
        http_page: FetchedPage,
        attempt: LearnedAttempt | None,
        stats: RenderStats,
        article: Article,
        page: FetchedPage,
        captured: Sequence[CapturedResponse],
    ) -> bool:
        """Compare a complete render with the learned request, or learn one from it; whether the
        learned request gave the same article."""
        learned = stats.learned_request
        if attempt is not None and attempt.article is not None:
            same = same_content(attempt.article, article)
            if learned is not None and not self._is_read_only(entry, attempt, learned, captured):
                stats.unfit()
            elif learned is not None:
                stats.record_match(attempt.shape) if same else stats.record_mismatch(attempt.shape)
            return same
        if attempt is not None and attempt.requests:
            self._record_useless(attempt, stats)
        elif stats.is_learning:
            stats.record_attempt(self._learn(entry, http_page, article, page, captured))
        return False

    def _is_read_only(
        self,
        entry: Entry,
        attempt: LearnedAttempt,
        learned: LearnedRequest,
        captured: Sequence[CapturedResponse],
    ) -> bool:
        """Whether the learned request may be sent: a POST only if the page, which sent it once
        more, got the same response."""
        if not learned.uses_post:
            return True
        again = match_captured(learned, entry.url, captured)
        return again is not None and same_responses(attempt.responses, again)

    def _record_useless(self, attempt: LearnedAttempt, stats: RenderStats) -> None:
        """The learned request brought nothing to read, though there is an article."""
        if attempt.responses and len(attempt.responses) == len(attempt.requests):
            stats.record_mismatch(attempt.shape)
        elif stats.learned_request is not None and not attempt.network_error:
            stats.revoke()

    def _learn(
        self,
        entry: Entry,
        http_page: FetchedPage,
        article: Article,
        page: FetchedPage,
        captured: Sequence[CapturedResponse],
    ) -> LearnedRequest | None:
        """The request that a render teaches, if it makes what the render showed of the same
        responses."""
        learned = learn_request(entry.url, http_page, page, captured)
        responses = match_captured(learned, entry.url, captured) if learned else None
        if learned is None or responses is None:
            return None
        made = self._made(learned, entry, http_page, responses)
        holds = made is not None and same_content(made, article)
        return learned.with_shape(response_shape(learned, responses), same=True) if holds else None

    def _made(
        self,
        learned: LearnedRequest,
        entry: Entry,
        http_page: FetchedPage,
        responses: Sequence[FetchedPage],
    ) -> Article | None:
        """The complete article that a learned request makes of responses, if it makes one."""
        made = patch_page(learned, http_page, responses)
        if made is None:
            return None
        article, _ = read_article_page(made, entry, self._platform)
        return article if article.complete else None


#: Names of what a read may move by itself: counts of readings, clocks, and numbers of an answer.
_MOVES = re.compile(
    r"view|read|click|hit|visit|browse|^[pu]v$|time|now|date|stamp|trace|request_?id|elapsed|cost",
    re.I,
)


def same_responses(one: Sequence[FetchedPage], other: Sequence[FetchedPage]) -> bool:
    """Whether answers to the same requests, sent twice, say the same: what was asked is a read.

    Only what any reading moves may differ: counts of readings, clocks.
    """
    first, second = flatten_responses(one), flatten_responses(other)
    moved = {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)}
    return all(_MOVES.search(path.rpartition("/")[2]) for path in moved)
