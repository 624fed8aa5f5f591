"""How an article is fetched. ``ArticleFetcher.fetch`` shows the order of the attempts.

1. Plain HTTP, unless the articles of the URL pattern so far all needed the browser.
2. If text may be missing: the request that an earlier render of such a page taught, if any.
3. Else the browser. A render teaches the request for the next articles.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetching.attempts import ArticleFetch, HttpAttempt, LearnedAttempt, Parts
from crawler.fetching.downloads import Downloads, FetcherHost, RunEnding, is_network_error, to_page
from crawler.fetching.failure_outcomes import (
    non_article_reason,
    redirected_away,
)
from crawler.fetching.gate_record import (
    fill_missing_fields,
    mark_gate_closed,
    record_browser_actions,
    record_http_gate,
    text_replaced,
)
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.render_stats import RenderStats, RenderStatsTable, page_template
from crawler.fetching.request_learning import body_length
from crawler.fetching.request_verifier import RequestVerifier
from crawler.fetching.results import Result, Results, outcome_of_page
from crawler.gates.completeness import Completeness
from crawler.models.article import Article, Gate
from crawler.models.listing import Entry, RequestSpec
from crawler.models.outcome import EntryOutcome
from crawler.parsing.article.multipage import MAX_PARTS, merge_parts
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import canonical_url
from crawler.platforms.core.api_endpoint import request_identity_url

#: Characters of body text that a render must add to be worth having.
_MIN_ADDED = 20


class ArticleFetcher:
    """Fetches the articles of one source; ``results`` makes of them what is stored."""

    def __init__(self, host: FetcherHost, results: Results | None = None) -> None:
        self._host = host
        self._source = host.source
        self._downloads = Downloads(host)
        self._verifier = RequestVerifier(host.source.platform)
        self.results = results or Results(host.source)

    # --- the order of attempts ---------------------------------------------------------------

    def start_request(self, entry: Entry, entry_id: int, channel: str) -> Request | EntryOutcome:
        """The first request for an article; an outcome if the source does not follow its URL."""
        if not self._source.follow_external and not self._source.owns_url(entry.url):
            reason = "another site's page: the source says follow_external = false"
            key = self._source.key
            return EntryOutcome(entry_id, "rejected", reason, key, channel, entry.url)
        fetch = ArticleFetch(entry, entry_id, channel)
        if not fetch.uses_api:
            fetch = dataclasses.replace(fetch, browser_stats=self._browser_stats(entry))
        meta = _browser_meta() if self._is_browser_first(fetch) else {}
        request = self._downloads.request(fetch, fetch.request, fetch.request.url, **meta)
        return request.replace(callback=self.on_response, errback=self.on_error)

    async def on_response(self, response: Response, fetch: ArticleFetch) -> AsyncIterator[Result]:
        """The first request was answered."""
        try:
            yield await self.fetch(fetch, response)
        except RunEnding:
            return  # the entry stays pending

    async def on_error(self, failure: Failure) -> AsyncIterator[Result]:
        """The first request failed."""
        fetch: ArticleFetch = failure.request.cb_kwargs["fetch"]  # type: ignore[attr-defined]
        yield self.results.failed(fetch, failure, in_browser=self._is_browser_first(fetch))

    async def fetch(self, fetch: ArticleFetch, first: Response) -> Result:
        """The article of an entry, or its outcome without one; ``first`` is the response to
        ``start_request``."""
        if self._is_browser_first(fetch):
            return await self._read_render(fetch, first, stats=fetch.browser_stats)
        http = await self._read_http(fetch, first)
        if not isinstance(http, HttpAttempt):
            return http
        if not self._browser_allowed or http.page.json is not None:
            return self._without_browser(fetch, http)
        if http.verdict.broken and http.verdict.gate != "blocking":
            # A browser would repair half a page.
            reason, gate = http.verdict.reason, http.article.gate
            return self.results.outcome(fetch, http.page, "failed", reason, gate)
        stats = self._stats.get_or_create(fetch.entry.url, page_template(http.page.tree))
        complete = http.article.complete
        suspicion = http.verdict.suspicion if complete and stats.should_recheck() else ""
        if complete and not suspicion:
            stats.plain(fetch.entry_id, doubtful=bool(http.verdict.suspicion))
            await self._host.render_coordinator.mark_dirty(stats)
            return self.results.stamp(fetch, http.article, http.page)
        # What waits for its turn is kept without its tree.
        page = http.page if stats.learned_request else dataclasses.replace(http.page)
        http = dataclasses.replace(http, page=page, suspicion=suspicion)
        return await self._fetch_missing_text(fetch, http, stats, first)

    async def _fetch_missing_text(
        self, fetch: ArticleFetch, http: HttpAttempt, stats: RenderStats, first: Response
    ) -> Result:
        """The learned request if there is one, else the browser, whose pages wait for each other
        while one of them may teach a request."""
        coordinator = self._host.render_coordinator
        learned: LearnedAttempt | None = None
        while True:
            if learned is None and stats.learned_request is not None:
                learned = await self._try_learned(fetch, http, stats, first)
                if learned is not None and learned.is_trusted:
                    stats.record_unverified(fetch.entry_id)
                    await coordinator.mark_dirty(stats)
                    return self._stamp_learned(fetch, http, learned)
            is_check = learned is not None and learned.article is not None
            turn = coordinator.checking if is_check else coordinator.teaching
            async with turn(stats, fetch.entry_id):
                if learned is None and stats.learned_request is not None:
                    continue  # it was learned while this article waited for its turn
                return await self._render(fetch, http, learned, stats, first)

    # --- plain HTTP --------------------------------------------------------------------------

    async def _read_http(self, fetch: ArticleFetch, response: Response) -> HttpAttempt | Result:
        """Read the response of an API, then its page if that is not enough, and every part."""
        parts, request = Parts(), fetch.request
        api_article: Article | None = None
        while True:
            page = self._to_page(response)
            if reason := non_article_reason(fetch.entry, page):
                return self.results.outcome(fetch, page, outcome_of_page(page), reason)
            by_api = page.json is not None and request == fetch.entry.request
            article, verdict = self._read(fetch, page, bool(parts.articles), by_api=by_api)
            if api_article is not None:
                fill_missing_fields(article, api_article)
            further = self._page_of_api(fetch, article, page, request, parts)
            if further is not None:
                api_article, request = api_article or article, further
            else:
                further = parts.add(article, page)
            if further is None:
                break
            answer = await self._downloads.download(fetch, further, request.url, response)
            if isinstance(answer, Failure):
                return self.results.failed(fetch, answer, part=bool(parts.articles))
            response = answer
        if parts.are_too_many(page):
            reason = f"a body on more than {MAX_PARTS} pages"
            return self.results.outcome(fetch, page, "rejected", reason)
        return HttpAttempt(merge_parts(parts.articles), verdict, page, request)

    def _page_of_api(
        self,
        fetch: ArticleFetch,
        article: Article,
        page: FetchedPage,
        request: RequestSpec,
        parts: Parts,
    ) -> RequestSpec | None:
        """The request for an article's page where an API did not bring it complete."""
        if page.json is None or article.complete:
            return None
        parts.seen_urls |= {canonical_url(page.url), canonical_url(request_identity_url(request))}
        urls = (article.original_url, fetch.entry.url, article.canonical_url)
        unseen = (url for url in urls if url and canonical_url(url) not in parts.seen_urls)
        url = next(unseen, None)
        return RequestSpec(url) if url is not None else None

    def _read(
        self, fetch: ArticleFetch, page: FetchedPage, further: bool, by_api: bool = False
    ) -> tuple[Article, Completeness]:
        """Parse a page. An external entry is parsed by whatever platform its host runs on, unless
        it is the source's own API that answers."""
        elsewhere = fetch.entry.kind == "external" and not by_api
        family = None if elsewhere else self._source.platform
        return read_article_page(page, fetch.entry, family, further=further)

    def _without_browser(self, fetch: ArticleFetch, http: HttpAttempt) -> Result:
        article, verdict = http.article, http.verdict
        # A notice of one line is an article if no browser can bring more of it.
        if article.complete or (verdict.brief and not article.unconfirmed):
            return self.results.stamp(fetch, article, http.page)
        return self.results.incomplete(fetch, article, verdict, http.page)

    # --- the learned request -----------------------------------------------------------------

    async def _try_learned(
        self, fetch: ArticleFetch, http: HttpAttempt, stats: RenderStats, first: Response
    ) -> LearnedAttempt | None:
        """The article of the learned requests; None if they were revoked meanwhile."""
        assert stats.learned_request is not None
        requests = tuple(stats.learned_request.requests_for(fetch.entry.url))
        responses: list[FetchedPage] = []
        for request in requests:
            answer = await self._downloads.download(fetch, request, http.request.url, first)
            if isinstance(answer, Failure):
                failed = is_network_error(answer)
                return LearnedAttempt(requests, tuple(responses), network_error=failed)
            responses.append(self._to_page(answer))
        if not requests:
            return LearnedAttempt()
        await self._host.render_coordinator.wait_for_check(stats)
        if stats.learned_request is None:
            return None
        return self._verifier.read(fetch.entry, http.page, stats, requests, tuple(responses))

    def _stamp_learned(
        self, fetch: ArticleFetch, http: HttpAttempt, learned: LearnedAttempt
    ) -> Article:
        assert learned.article is not None
        record_http_gate(learned.article, http.article)
        learned.article.gate.learned_requests = [request.url for request in learned.requests]
        if http.suspicion:
            learned.article.gate.state = "blocking"
        article = self.results.stamp(fetch, learned.article, http.page)
        article.fetched_by = "http"
        return article

    # --- the browser -------------------------------------------------------------------------

    async def _render(
        self,
        fetch: ArticleFetch,
        http: HttpAttempt,
        learned: LearnedAttempt | None,
        stats: RenderStats,
        first: Response,
    ) -> Result:
        """Show the page in the browser, and compare with it what a learned request brought."""
        meta = _browser_meta(
            wait_longer=True,
            click_anything=http.is_truncated,
            capture=stats.is_learning or stats.learned_request is not None,
        )
        url = http.request.url
        answer = await self._downloads.download(fetch, http.request, url, first, **meta)
        if isinstance(answer, Failure):
            return self._http_fallback(fetch, http) or self.results.failed(
                fetch, answer, in_browser=True
            )
        return await self._read_render(fetch, answer, http, learned, stats)

    async def _read_render(
        self,
        fetch: ArticleFetch,
        response: Response,
        http: HttpAttempt | None = None,
        learned: LearnedAttempt | None = None,
        stats: RenderStats | None = None,
    ) -> Result:
        parts, request = Parts(), http.request if http else fetch.request
        while True:
            page = self._to_page(response)
            if reason := non_article_reason(fetch.entry, page):
                return self.results.outcome(fetch, page, outcome_of_page(page), reason)
            if redirected_away(fetch.entry, page, request.url):
                reason = f"gate not opened: its script led to another page: {page.url}"
                return self._http_fallback(fetch, http) or self.results.outcome(
                    fetch, page, "gated", reason, Gate("blocking")
                )
            article, verdict = self._read(fetch, page, bool(parts.articles))
            further = parts.add(article, page)
            if further is None:
                break
            answer = await self._downloads.download(
                fetch, further, request.url, response, **_browser_meta()
            )
            if isinstance(answer, Failure):
                return self._http_fallback(fetch, http) or self.results.failed(
                    fetch, answer, in_browser=True, part=True
                )
            response = answer
        article = merge_parts(parts.articles)
        rendered = response.meta.get("render_result") or {}
        missing = rendered.get("clicked") and rendered.get("failed")
        if missing and article.complete:
            reason = f"what was pressed for did not come: {missing[0]}"
            verdict = mark_gate_closed(article, verdict, reason)
        plain = http.article if http else None
        record_http_gate(article, plain)
        record_browser_actions(article, rendered)
        if fetch.browser_stats is not None:
            article.gate.state = "blocking"
        if article.complete and text_replaced(article, plain):
            reason = "the browser shows another text than the page had"
            verdict = mark_gate_closed(article, verdict, reason)
        if not article.complete:
            if http is not None and http.suspicion and stats is not None:
                stats.useless_renders += 1
            return self._http_fallback(fetch, http) or self.results.incomplete(
                fetch, article, verdict, page
            )
        if stats is None:
            return self.results.stamp(fetch, article, page)
        return await self._learn(fetch, http, learned, stats, article, page, rendered)

    async def _learn(
        self,
        fetch: ArticleFetch,
        http: HttpAttempt | None,
        learned: LearnedAttempt | None,
        stats: RenderStats,
        article: Article,
        page: FetchedPage,
        rendered: Mapping[str, Any],
    ) -> Article:
        """The article of a complete render, and what is learned from it."""
        coordinator = self._host.render_coordinator
        stats.renders += 1
        added = body_length(article) - (body_length(http.article) if http else 0)
        kept = self._http_fallback(fetch, http) if added < _MIN_ADDED else None
        if kept is not None:
            stats.was_vain()
            await coordinator.mark_dirty(stats)
            return kept
        suspicion = http.suspicion if http else ""
        captured = rendered.get("captured") or ()
        same = http is not None and self._verifier.compare_or_learn(
            fetch.entry, http.page, learned, stats, article, page, captured
        )
        if stats.learned_request is None or (suspicion and not same):
            coordinator.requeue_unverified(stats)
        stats.learned_complete += same
        stats.browser_needed += not same
        stats.chars_added += 0 if same else max(0, added)
        await coordinator.mark_dirty(stats)
        if suspicion:
            article.gate.state = "blocking"
        if same and http is not None and learned is not None:
            return self._stamp_learned(fetch, http, learned)
        return self.results.stamp(fetch, article, page)

    def _http_fallback(self, fetch: ArticleFetch, http: HttpAttempt | None) -> Article | None:
        """What plain HTTP brought, if only a suspicion asked for the browser."""
        if http is None or not http.suspicion:
            return None
        return self.results.stamp(fetch, http.article, http.page)

    @property
    def _browser_allowed(self) -> bool:
        return self._source.render == "auto" and self._host.settings["CHROMIUM"] is not None

    def _browser_stats(self, entry: Entry) -> RenderStats | None:
        """The statistics of an entry's pattern if its articles all need the browser."""
        table = self._stats
        decision = table.choose_method(entry.url, self._source.render)
        wanted = decision.method == "browser" and self._browser_allowed
        return table.for_url(entry.url)[0] if wanted else None

    def _is_browser_first(self, fetch: ArticleFetch) -> bool:
        always = self._source.render == "always" and not fetch.uses_api
        return always or fetch.browser_stats is not None

    @property
    def _stats(self) -> RenderStatsTable:
        return self._host.render_coordinator.stats

    def _to_page(self, response: Response) -> FetchedPage:
        return to_page(response, self._source.timezone)

    # --- saved responses ---------------------------------------------------------------------

    def parse_saved(
        self, page: FetchedPage, entry: Entry, entry_id: int, channel: str
    ) -> Article | None:
        """The article of a response that was kept, if it is one by now."""
        if non_article_reason(entry, page):
            return None
        fetch = ArticleFetch(entry, entry_id, channel)
        by_api = page.json is not None and fetch.entry.request is not None
        article, _ = self._read(fetch, page, further=False, by_api=by_api)
        return self.results.stamp(fetch, article, page) if article.complete else None


def _browser_meta(
    wait_longer: bool = False, click_anything: bool = False, capture: bool = False
) -> dict[str, Any]:
    return {
        "playwright": True,
        "render_wait_longer": wait_longer,
        "render_click_anything": click_anything,
        "render_capture": capture,
    }
