"""The spider of a probe: asks, makes the draft a source, and tries it on some articles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.extensions.render_stats import Experience
from crawler.fetching.article_fetcher import Articles
from crawler.fetching.failure_outcomes import reason_of
from crawler.models.article import Article, Settlement
from crawler.parsing.page import Page
from crawler.platforms.core.platform import Ask
from crawler.probe.client import Unanswered
from crawler.probe.discovery import Inquiry
from crawler.probe.page_classifier import Limits
from crawler.probe.request_limits import MOST, Tally
from crawler.probe.results import Findings, Trial
from crawler.probe.sample import Sampling
from crawler.probe.source_draft import Draft
from crawler.source_config.schema import Source

#: Requests that an article may need, without which none is begun; how long (s) it may take.
_SPARE, _PATIENCE = 8, 300.0


class ProbeSpider(Spider):
    """``source`` is a bare one of the address's host until the draft takes its place; ``typed`` is
    the address where it may be a private one."""

    name = "probe"
    source: Source
    typed: tuple[str, ...]
    findings: Findings
    draft: Draft
    key: str
    tally: Tally
    articles: Articles
    #: Set when an article has come to its end.
    ended: asyncio.Event

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        spider: ProbeSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.tally = Tally(spider.findings.url)
        spider.articles = Articles(spider)
        spider.ended = asyncio.Event()
        return spider

    @cached_property
    def experience(self) -> Experience:
        return Experience(self.crawler)

    @property
    def renders(self) -> bool:
        return self.settings["CHROMIUM"] is not None

    def limits(self, url: str) -> Limits:
        return self.tally.limits.get(urlsplit(url).netloc, Limits())

    async def ask(self, ask: Ask, **meta: Any) -> Page:
        """The page that answers; Unanswered where none does."""
        request = Request(
            ask.url,
            method=ask.method,
            body=ask.body,
            headers=dict(ask.headers),
            meta={"home": self.findings.url, **meta},
            dont_filter=True,
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
            if not 200 <= response.status < 300:
                raise HttpError(response)
        except Exception as error:  # whatever it is, it is told in one line
            raise Unanswered(reason_of(Failure(error))) from error  # type: ignore[no-untyped-call]
        return self.articles.page(response)

    async def start(self) -> AsyncIterator[Any]:
        findings = self.findings
        await Inquiry(self, findings, self.draft).run()
        findings.draft = self.draft
        trials = [] if findings.fault else await Sampling(self, findings, self.draft).choose()
        findings.toml = self.draft.toml(findings.url, findings.at) if self.draft.channels else ""
        if findings.fault:
            return
        source = self.draft.source(self.key, findings.toml)
        if not isinstance(source, Source):
            findings.fault = "; ".join(map(str, source))
            return
        self.source = source
        self.articles = Articles(self)
        for number, trial in enumerate(trials):
            if self.tally.requests > MOST - _SPARE:
                findings.trials = trials[:number]
                findings.notes.append(f"{MOST} requests left room for {number} articles.")
                return
            self.ended.clear()
            yield self.articles.request(trial.entry, number, trial.channel)
            await self._end_of(trial)

    async def _end_of(self, trial: Trial) -> None:
        """One article after the other: so each has what is left of the requests."""
        if trial.ended is None:
            try:
                await asyncio.wait_for(self.ended.wait(), _PATIENCE)
            except TimeoutError:
                self.findings.notes.append(f"{trial.entry.url} came to no end.")

    def closed(self, reason: str) -> None:
        findings, tally = self.findings, self.tally
        tally.ended()
        if findings.draft is None:
            findings.fault = f"the probe was ended too early: {reason}"
        findings.patterns = list(self.experience.book.pages.values())
        findings.name_by_articles()
        findings.requests, findings.pages = tally.requests, tally.pages
        findings.by_pages = tally.by_pages
        if not findings.fault and not findings.articles:
            reasons = sorted({trial.reason for trial in findings.trials})
            told = "; ".join(reasons[:3]) or "they stand on other hosts than the outlet's"
            findings.fault = f"of {len(findings.trials)} articles none came whole: {told}"


class Collector:
    """The pipeline that stands where the store stands in a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Collector:
        return cls(crawler)

    def process_item(self, item: Article | Settlement) -> Article | Settlement:
        spider: Any = self._crawler.spider
        spider.findings.trials[item.entry_id].ended = item
        spider.ended.set()
        return item
