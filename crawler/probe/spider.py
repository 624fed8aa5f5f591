"""The spider of a probe: discovers a source and tries it on some articles."""

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

from crawler.fetching.article_fetcher import ArticleFetcher
from crawler.fetching.downloads import to_page
from crawler.fetching.failure_outcomes import error_reason
from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.models.article import Article
from crawler.models.listing import RequestSpec
from crawler.models.outcome import EntryOutcome
from crawler.parsing.page import FetchedPage
from crawler.probe.client import FetchFailedError
from crawler.probe.discovery import Discovery
from crawler.probe.page_classifier import RobotsInfo
from crawler.probe.request_limits import MAX_REQUESTS, RequestCounter
from crawler.probe.results import ProbeResult, TrialArticle
from crawler.probe.sample import TrialSampler
from crawler.probe.source_draft import SourceDraft
from crawler.source_config.schema import Source

#: Requests that an article may need, without which none is begun; how long (s) it may take.
_SPARE, _PATIENCE = 8, 300.0


class ProbeSpider(Spider):
    """``source`` is a bare one of the address's host until the draft takes its place; ``typed`` is
    the address where it may be a private one."""

    name = "probe"
    source: Source
    typed: tuple[str, ...]
    findings: ProbeResult
    draft: SourceDraft
    key: str
    counter: RequestCounter
    fetcher: ArticleFetcher
    #: Set when an article has come to its end.
    item_done: asyncio.Event

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        spider: ProbeSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.counter = RequestCounter(spider.findings.url)
        spider.fetcher = ArticleFetcher(spider)
        spider.item_done = asyncio.Event()
        return spider

    @cached_property
    def render_coordinator(self) -> RenderCoordinator:
        return RenderCoordinator()

    @property
    def renders(self) -> bool:
        return self.settings["CHROMIUM"] is not None

    def limits(self, url: str) -> RobotsInfo:
        return self.counter.limits.get(urlsplit(url).netloc, RobotsInfo())

    async def fetch(self, spec: RequestSpec, **meta: Any) -> FetchedPage:
        """The page that answers; FetchFailedError where none does."""
        request = Request(
            spec.url,
            method=spec.method,
            body=spec.body,
            headers=dict(spec.headers),
            meta={"allowed_site": self.findings.url, **meta},
            dont_filter=True,
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
            if not 200 <= response.status < 300:
                raise HttpError(response)
        except Exception as error:  # whatever it is, it is told in one line
            raise FetchFailedError(error_reason(Failure(error))) from error  # type: ignore[no-untyped-call]
        return to_page(response, self.source.timezone)

    async def start(self) -> AsyncIterator[Any]:
        findings = self.findings
        await Discovery(self, findings, self.draft).run()
        findings.draft = self.draft
        trials = [] if findings.error else await TrialSampler(self, findings, self.draft).choose()
        findings.toml = self.draft.toml(findings.url, findings.at) if self.draft.channels else ""
        if findings.error:
            return
        source = self.draft.source(self.key, findings.toml)
        if not isinstance(source, Source):
            findings.error = "; ".join(map(str, source))
            return
        self.source = source
        self.fetcher = ArticleFetcher(self)
        for number, trial in enumerate(trials):
            if self.counter.requests > MAX_REQUESTS - _SPARE:
                findings.trials = trials[:number]
                findings.notes.append(f"{MAX_REQUESTS} requests left room for {number} articles.")
                return
            self.item_done.clear()
            yield self.fetcher.start_request(trial.entry, number, trial.channel)
            await self._end_of(trial)

    async def _end_of(self, trial: TrialArticle) -> None:
        """One article after the other: so each has what is left of the requests."""
        if trial.result is None:
            try:
                await asyncio.wait_for(self.item_done.wait(), _PATIENCE)
            except TimeoutError:
                self.findings.notes.append(f"{trial.entry.url} came to no end.")

    def closed(self, reason: str) -> None:
        findings, tally = self.findings, self.counter
        tally.ended()
        if findings.draft is None:
            findings.error = f"the probe was ended too early: {reason}"
        findings.patterns = list(self.render_coordinator.stats.pages.values())
        findings.name_by_articles()
        findings.requests, findings.pages = tally.requests, tally.pages
        findings.by_pages = tally.by_pages
        if not findings.error and not findings.articles:
            reasons = sorted({trial.reason for trial in findings.trials})
            told = "; ".join(reasons[:3]) or "they stand on other hosts than the outlet's"
            findings.error = f"of {len(findings.trials)} articles none came whole: {told}"


class CollectResults:
    """The pipeline that stands where the store stands in a crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CollectResults:
        return cls(crawler)

    def process_item(self, item: Article | EntryOutcome) -> Article | EntryOutcome:
        spider: Any = self._crawler.spider
        spider.findings.trials[item.entry_id].result = item
        spider.item_done.set()
        return item
