"""How an article is got: by plain HTTP, by a request that a render taught, or by the browser."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.extensions.render_stats import Experience
from crawler.fetching.failure_outcomes import ending_of, no_article, reason_of, strayed
from crawler.fetching.fetch_state import Case
from crawler.fetching.gate_record import add_plain, add_wake, complete, replaced, shut
from crawler.fetching.render_stats import template_of
from crawler.fetching.request_learning import body_length
from crawler.fetching.request_verifier import Learner
from crawler.gates.completeness import Verdict, read
from crawler.models.article import Answered, Article, Gate, Outcome, Settlement
from crawler.parsing.article.multipage import MOST_PARTS, further_part, joined
from crawler.parsing.page import Page
from crawler.parsing.url import canonical
from crawler.platforms.core.api_endpoint import identity
from crawler.platforms.core.platform import Ask, Entry
from crawler.request_fingerprinter import request_of
from crawler.source_config.schema import Source
from crawler.util.http import header

#: The most of an unreadable answer that is kept (bytes).
RAW_LIMIT = 2 * 2**20
#: Characters of body text that a render must add to be worth having.
_ADDED = 20


class Follower(Protocol):
    """What a spider has that gets articles."""

    settings: BaseSettings

    @property
    def source(self) -> Source: ...

    @property
    def experience(self) -> Experience: ...


class Articles:
    """Makes the requests for the articles of one source, and items of their answers."""

    def __init__(self, spider: Follower) -> None:
        self._spider = spider
        self._source = spider.source
        self._learner = Learner(spider.source.platform)

    # --- requests ----------------------------------------------------------------------------

    def request(self, entry: Entry, entry_id: int, channel: str) -> Request | Settlement:
        """The first request for an article; its end, where the source does not follow it."""
        if not self._source.external and not self._source.owns(entry.url):
            reason = "another site's page: the source says external = false"
            key = self._source.key
            return Settlement(entry_id, "rejected", reason, key, channel, entry.url)
        case = Case(entry, entry_id, channel)
        if case.by_interface:
            return self._ask(case, case.place, self.parse_plain)
        decision = self._spider.experience.book.decide(entry.url, self._source.render)
        if decision.way == "browser" and self._may_render():
            case.settled = True
            case.evidence = self._spider.experience.book.about(entry.url)[0]
        if case.settled or self._source.render == "always":
            return self._in_browser(case)
        return self._ask(case, case.place, self.parse_plain)

    def _ask(self, case: Case, ask: Ask, callback: Any, **meta: Any) -> Request:
        return request_of(
            ask,
            {"home": case.place.url, **meta},
            callback=callback,
            errback=self.lost,
            cb_kwargs={"case": case},
            dont_filter=True,
        )

    def _in_browser(self, case: Case) -> Request:
        known = case.evidence
        learning = known is not None and (known.learns or known.lesson is not None)
        teach = learning and case.page is not None
        eager = case.plain is not None
        return self._ask(
            case,
            case.place,
            self.parse_rendered,
            playwright=True,
            wake_eager=eager,
            wake_cut=case.cut,
            wake_teach=teach,
        )

    def instead_of_browser(self, case: Case) -> Request | None:
        """The learned request for an article that waits for the browser, if there is one now."""
        known = case.evidence
        if known is None or known.lesson is None or case.page is None or case.asks:
            return None
        case.asks = known.lesson.requests(case.entry.url)
        return self._next_direct(case) if case.asks else None

    def _next_direct(self, case: Case) -> Request:
        return self._ask(case, case.asks[len(case.answers)], self.parse_direct, learned=True)

    # --- plain HTTP --------------------------------------------------------------------------

    async def parse_plain(self, response: Response, case: Case) -> AsyncIterator[Any]:
        page = self.page(response)
        fault = no_article(case.entry, page)
        if fault:
            yield self._end(case, page, _outcome_of(page), fault)
            return
        article, verdict = self._read(case, page)
        further = self._on_page(case, article, page) or self._further(case, article, page)
        if further:
            yield further
            return
        if len(case.parts) >= MOST_PARTS and further_part(page, case.known):
            yield self._end(case, page, "rejected", f"a body on more than {MOST_PARTS} pages")
            return
        article = joined(case.parts)
        if not self._may_render() or page.json is not None:
            yield self._without_browser(case, article, verdict, page)
            return
        if verdict.broken and verdict.gate != "blocks":  # the browser would mend what is half
            yield self._end(case, page, "failed", verdict.reason, article.gate)
            return
        case.evidence = self._spider.experience.book.of(case.entry.url, template_of(page.tree))
        case.doubt = verdict.doubt if article.whole and case.evidence.suspects() else ""
        if article.whole and not case.doubt:
            case.evidence.plain(case.entry_id, doubtful=bool(verdict.doubt))
            await self._spider.experience.changed(case.evidence)
            yield self._fit(case, article, page)
            return
        # A page that waits for the browser is kept without its tree.
        known = case.evidence
        case.plain, case.page = article, page if known.lesson else dataclasses.replace(page)
        case.cut = not article.whole or verdict.cut
        case.parts, case.known = [], set()
        yield self.instead_of_browser(case) or self._in_browser(case)

    def _read(self, case: Case, page: Page) -> tuple[Article, Verdict]:
        """An external entry's page is read by whatever platform its host runs on; the answer of
        the source's own interface about it is not its page."""
        own = page.json is not None and case.place == case.entry.ask
        elsewhere = case.entry.kind == "external" and not own
        family = None if elsewhere else self._source.platform
        article, verdict = read(page, case.entry, family, further=bool(case.parts))
        if case.told is not None:
            complete(article, case.told)
        return article, verdict

    def _on_page(self, case: Case, article: Article, page: Page) -> Request | None:
        """The request for the article's page where an interface did not bring it whole."""
        if page.json is None or article.whole:
            return None
        case.known |= {canonical(page.url), canonical(identity(case.place))}
        places = (article.original_url, case.entry.url, article.canonical_url)
        place = next((p for p in places if p and canonical(p) not in case.known), None)
        if place is None:
            return None
        case.told = case.told or article
        case.place = Ask(place)
        return self._ask(case, case.place, self.parse_plain)

    def _further(self, case: Case, article: Article, page: Page) -> Request | None:
        """The request for the page on which a body goes on; its parts so far are kept."""
        case.known |= {canonical(page.url), canonical(page.requested_url)}
        further = further_part(page, case.known) if len(case.parts) < MOST_PARTS else None
        if further is None or further.kind == "next":
            case.parts.append(article)
        if further is None:
            return None
        if page.rendered:
            return self._ask(case, Ask(further.url), self.parse_rendered, playwright=True)
        return self._ask(case, Ask(further.url), self.parse_plain)

    def _may_render(self) -> bool:
        return self._source.render == "auto" and self._spider.settings["CHROMIUM"] is not None

    def _without_browser(
        self, case: Case, article: Article, verdict: Verdict, page: Page
    ) -> Article | Settlement:
        # A notice of one line is an article where no browser can bring more of it.
        if article.whole or (verdict.brief and not article.unconfirmed):
            return self._fit(case, article, page)
        return self._not_whole(case, article, verdict, page)

    def _not_whole(
        self, case: Case, article: Article, verdict: Verdict, page: Page
    ) -> Article | Settlement:
        if verdict.gate == "blocks" or article.gate.state == "blocks":
            reason = f"gate not opened: {verdict.reason}"
            return self._end(case, page, "gated", reason, article.gate)
        return self._end(case, page, "failed", verdict.reason, article.gate)

    # --- the learned request -----------------------------------------------------------------

    async def parse_direct(self, response: Response, case: Case) -> AsyncIterator[Any]:
        case.answers.append(self.page(response))
        if len(case.answers) < len(case.asks):
            yield self._next_direct(case)
            return
        known = case.evidence
        assert known is not None
        await self._spider.experience.verdict(known)
        if self._learner.believes(case, known):
            known.serve(case.entry_id)
            await self._spider.experience.changed(known)
            yield self._fit_direct(case)
            return
        if case.direct is not None:
            known.checking.add(case.entry_id)
        yield self._in_browser(case)

    def _fit_direct(self, case: Case) -> Article:
        assert case.direct is not None
        assert case.page is not None
        add_plain(case.direct, case.plain)
        case.direct.gate.asked = [ask.url for ask in case.asks]
        if case.doubt:
            case.direct.gate.state = "blocks"
        article = self._fit(case, case.direct, case.page)
        article.fetched_by = "http"
        return article

    # --- the browser -------------------------------------------------------------------------

    async def parse_rendered(self, response: Response, case: Case) -> AsyncIterator[Any]:
        async for item in self._read_render(response, case):
            yield item
        if case.evidence is not None:
            await self._spider.experience.ended(case.evidence, case.entry_id)

    async def _read_render(self, response: Response, case: Case) -> AsyncIterator[Any]:
        page = self.page(response)
        fault = no_article(case.entry, page)
        if fault:
            yield self._end(case, page, _outcome_of(page), fault)
            return
        if strayed(case.entry, page, case.place.url):
            reason = f"gate not opened: its script led to another page: {page.url}"
            yield self._kept(case) or self._end(case, page, "gated", reason, Gate("blocks"))
            return
        article, verdict = self._read(case, page)
        wake = response.meta.get("wake") or {}
        further = self._further(case, article, page)
        if further:
            yield further
            return
        article = joined(case.parts)
        lack = wake.get("pressed") and wake.get("failed")
        if lack and article.whole:
            verdict = shut(article, verdict, f"what was pressed for did not come: {lack[0]}")
        add_plain(article, case.plain)
        add_wake(article, wake)
        if case.settled:
            article.gate.state = "blocks"
        if article.whole and replaced(article, case.plain):
            reason = "the browser shows another text than the page had"
            verdict = shut(article, verdict, reason)
        if not article.whole:
            if case.doubt and case.evidence is not None:
                case.evidence.vain += 1
            yield self._kept(case) or self._not_whole(case, article, verdict, page)
            return
        yield await self._rendered(case, article, page, wake)

    async def _rendered(
        self, case: Case, article: Article, page: Page, wake: Mapping[str, Any]
    ) -> Article:
        """The article of a whole render, and what is learned of it."""
        known = case.evidence
        if known is None:
            return self._fit(case, article, page)
        known.renders += 1
        added = body_length(article) - (body_length(case.plain) if case.plain else 0)
        kept = self._kept(case) if added < _ADDED else None
        if kept is not None:
            known.was_vain()
            await self._spider.experience.changed(known)
            return kept
        same = self._learner.learn(case, known, article, page, wake.get("heard") or ())
        if known.lesson is None or (case.doubt and not same):
            self._spider.experience.doubt(known)
        known.direct += same
        known.needed += not same
        known.added += 0 if same else max(0, added)
        await self._spider.experience.changed(known)
        if case.doubt:
            article.gate.state = "blocks"
        return self._fit_direct(case) if same else self._fit(case, article, page)

    def _kept(self, case: Case) -> Article | None:
        """What plain HTTP brought, where only a doubt asked for the browser."""
        if not case.doubt or case.plain is None or case.page is None:
            return None
        return self._fit(case, case.plain, case.page)

    def reread(self, page: Page, entry: Entry, entry_id: int, channel: str) -> Article | None:
        """The article of an answer that was kept, if it is one by now."""
        if no_article(entry, page):
            return None
        case = Case(entry, entry_id, channel)
        article, _ = self._read(case, page)
        return self._fit(case, article, page) if article.whole else None

    # --- ends --------------------------------------------------------------------------------

    def _fit(self, case: Case, article: Article, page: Page) -> Article:
        """The article with what the run knows of it."""
        article.source = self._source.key
        article.entry_id = case.entry_id
        article.channel = case.channel
        article.url = case.entry.key
        article.fetched_url = page.url
        article.fetched_at = page.fetched_at
        article.fetched_by = "browser" if page.rendered else "http"
        article.answered = _answered(page)
        return article

    def _end(
        self, case: Case, page: Page, outcome: Outcome, reason: str, gate: Gate | None = None
    ) -> Article | Settlement:
        return Settlement(
            case.entry_id,
            outcome,
            reason,
            self._source.key,
            case.channel,
            case.entry.url,
            answered=_answered(page),
            fetched_by="browser" if page.rendered else "http",
            gate=gate,
        )

    async def lost(self, failure: Failure) -> AsyncIterator[Any]:
        """A request came to nothing: the next way is tried, or the entry ends."""
        request = failure.request  # type: ignore[attr-defined]
        case: Case = request.cb_kwargs["case"]
        if case.evidence is not None:
            await self._spider.experience.ended(case.evidence, case.entry_id)
        if request.meta.get("learned"):
            error = failure.value
            case.excused = not isinstance(error, HttpError) or error.response.status >= 500
            yield self._in_browser(case)
            return
        kept = self._kept(case) if request.meta.get("playwright") else None
        if kept is not None:
            yield kept
            return
        final, retry_after = ending_of(failure.value)
        part = "a further page of it: " if case.parts else ""
        yield Settlement(
            case.entry_id,
            "failed",
            part + reason_of(failure),
            self._source.key,
            case.channel,
            case.entry.url,
            fetched_by="browser" if request.meta.get("playwright") else "http",
            retry_after=retry_after,
            final=final,
        )

    def page(self, response: Response) -> Page:
        """An answer as something to read."""
        return Page(
            url=response.url,
            body=response.body,
            content_type=header(response, "Content-Type"),
            requested_url=response.request.url if response.request else response.url,
            fetched_at=datetime.now(UTC),
            rendered=bool(response.meta.get("playwright")),
            unbounded=bool(response.meta.get("unbounded")),
            timezone=self._source.timezone,
        )


def _answered(page: Page) -> Answered:
    """What the quarantine keeps of an answer."""
    return Answered(page.body[:RAW_LIMIT], page.url, page.content_type, page.rendered)


def _outcome_of(page: Page) -> Outcome:
    """How an entry ends whose answer is no article: only a media file is final."""
    return "rejected" if page.binary else "failed"
