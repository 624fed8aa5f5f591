"""What becomes of a fetched article: the item that the pipelines store, or an outcome."""

from __future__ import annotations

import re

from twisted.python.failure import Failure

from crawler.fetching.attempts import ArticleFetch
from crawler.fetching.failure_outcomes import error_reason, failure_outcome
from crawler.gates.completeness import Completeness
from crawler.models.article import Article, Gate, RawResponse
from crawler.models.outcome import EntryOutcome, Outcome
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import is_file_url
from crawler.source_config.schema import Source

#: The most of a response that is kept in the quarantine (bytes).
MAX_KEPT_BYTES = 2 * 2**20

#: Content-Types of files.
_MEDIA = re.compile(r"\s*(?:image|audio|video|font)/|application/(?:pdf|zip|msword|vnd\.|x-)", re.I)

Result = Article | EntryOutcome


class Results:
    """The results of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def stamp(self, fetch: ArticleFetch, article: Article, page: FetchedPage) -> Article:
        """The article with what the run knows of it."""
        article.source = self._source.key
        article.entry_id = fetch.entry_id
        article.channel = fetch.channel
        article.url = fetch.entry.key
        article.fetched_url = page.url
        article.fetched_at = page.fetched_at
        article.fetched_by = "browser" if page.rendered else "http"
        article.response = _raw(page)
        return article

    def outcome(
        self,
        fetch: ArticleFetch,
        page: FetchedPage,
        outcome: Outcome,
        reason: str,
        gate: Gate | None = None,
    ) -> Result:
        """A page that is no article."""
        return EntryOutcome(
            fetch.entry_id,
            outcome,
            reason,
            self._source.key,
            fetch.channel,
            fetch.entry.url,
            response=_raw(page),
            fetched_by="browser" if page.rendered else "http",
            gate=gate,
        )

    def incomplete(
        self, fetch: ArticleFetch, article: Article, verdict: Completeness, page: FetchedPage
    ) -> Result:
        """An article that lacks text."""
        if "blocking" in (verdict.gate, article.gate.state):
            reason = f"gate not opened: {verdict.reason}"
            return self.outcome(fetch, page, "gated", reason, article.gate)
        return self.outcome(fetch, page, "failed", verdict.reason, article.gate)

    def failed(
        self, fetch: ArticleFetch, failure: Failure, in_browser: bool = False, part: bool = False
    ) -> EntryOutcome:
        """A request that was not answered; ``part``: for a further page of an article."""
        final, retry_after = failure_outcome(failure.value)
        return EntryOutcome(
            fetch.entry_id,
            "failed",
            f"{'a further page of it: ' if part else ''}{error_reason(failure)}",
            self._source.key,
            fetch.channel,
            fetch.entry.url,
            fetched_by="browser" if in_browser else "http",
            retry_after=retry_after,
            final=final,
        )


def _raw(page: FetchedPage) -> RawResponse:
    """What the quarantine keeps of a response."""
    return RawResponse(page.body[:MAX_KEPT_BYTES], page.url, page.content_type, page.rendered)


def outcome_of_page(page: FetchedPage) -> Outcome:
    """How an entry ends whose response is no article: only a media file is final, by its name or
    by the type that the server declares. A page whose URL gives a picture for a while is not one.
    """
    declared = _MEDIA.match(page.content_type) or is_file_url(page.requested_url)
    return "rejected" if page.binary_media_type and declared else "failed"
