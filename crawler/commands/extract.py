"""``scrapy extract FILE|URL``: parse pages and print one JSON object a line. No database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.exceptions import UsageError
from twisted.python.failure import Failure

from crawler.cli import echo, echo_err
from crawler.errors import CrawlerError
from crawler.fetch_command import FetchCommand, allowed_private_hosts
from crawler.fetching.article_fetcher import ArticleFetcher
from crawler.fetching.attempts import ArticleFetch
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.render_coordinator import RenderCoordinator
from crawler.fetching.results import Results
from crawler.gates.completeness import Completeness
from crawler.models.article import Article, Gate
from crawler.models.listing import Entry
from crawler.models.outcome import EntryOutcome, Outcome
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import canonical_url
from crawler.source_config.loader import Source, get_source

#: Fields that are shown as they are, behind those with a form of their own.
_FURTHER = (
    *("subtitle", "original_title", "summary", "editor_note", "section", "keywords", "language"),
    *("canonical_url", "original_url", "rejected_values"),
)


def article_to_json(article: Article) -> str:
    """One line of JSON with the keys that this command promises."""
    gate = article.gate
    shown: dict[str, Any] = {
        "url": article.url,
        "platform": article.platform,
        "title": article.title,
        "published_at": article.published_at and article.published_at.isoformat(),
        "source_name": article.source_name,
        "reporters": article.credit_names("reporter"),
        "correspondents": article.credit_names("correspondent"),
        "editors": article.credit_names("editor"),
        "credits": [asdict(c) for c in article.credits],
        "body": article.body,
        "body_html": article.body_html,
        "images": [asdict(i) for i in article.images],
        "videos": [asdict(v) for v in article.videos],
        "counts": article.counts,
        "gate": gate.state,
        "complete": article.complete,
        "removed": [asdict(r) for r in article.removed],
        "gate_detail": gate.details(),
        "fetched_by": article.fetched_by,
        "updated_at": article.updated_at and article.updated_at.isoformat(),
        **{name: getattr(article, name) for name in _FURTHER},
    }
    return json.dumps(shown, ensure_ascii=False)


class ShownResults(Results):
    """As in a crawl, but what is incomplete is shown too."""

    def __init__(self, spider: ExtractSpider) -> None:
        super().__init__(spider.source)
        self._crawler = spider.crawler

    def outcome(
        self,
        fetch: ArticleFetch,
        page: FetchedPage,
        outcome: Outcome,
        reason: str,
        gate: Gate | None = None,
    ) -> Article:
        article, _ = read_article_page(page, fetch.entry, self._source.platform)
        article.gate = gate or article.gate
        return self.stamp(fetch, article, page)

    def incomplete(
        self, fetch: ArticleFetch, article: Article, verdict: Completeness, page: FetchedPage
    ) -> Article:
        return self.stamp(fetch, article, page)

    def failed(
        self, fetch: ArticleFetch, failure: Failure, in_browser: bool = False, part: bool = False
    ) -> EntryOutcome:
        end = super().failed(fetch, failure, in_browser, part)
        echo_err(f"{end.url}: {end.reason}")
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("extract/lost")
        return end


class ExtractSpider(Spider):
    """Reads pages, saved or fetched; the clean pipeline finishes them, and each is printed.
    ``typed`` are the addresses among them that may be private ones."""

    name = "extract"
    typed: tuple[str, ...]
    pages: list[str]
    address: str | None
    source: Source

    @cached_property
    def render_coordinator(self) -> RenderCoordinator:
        return RenderCoordinator()

    async def start(self) -> AsyncIterator[Any]:
        articles = ArticleFetcher(self, ShownResults(self))
        for number, page in enumerate(self.pages):
            if page.startswith(("http://", "https://")):
                yield articles.start_request(Entry(page), number, "")
            else:
                yield self.item(self.saved(Path(page)), number)

    def saved(self, file: Path) -> FetchedPage:
        address = self.address or file.resolve().as_uri()
        now, timezone = datetime.now(UTC), self.source.timezone
        return FetchedPage(address, file.read_bytes(), fetched_at=now, timezone=timezone)

    def item(self, page: FetchedPage, number: int) -> Article:
        article, _ = read_article_page(page, Entry(page.url), self.source.platform)
        article.url = canonical_url(page.url)
        article.entry_id = number
        return article


class Printer:
    """The pipeline that stands where the store stands in a crawl."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Printer:
        return cls()

    def process_item(self, item: Article | EntryOutcome) -> Article | EntryOutcome:
        if isinstance(item, Article):  # why there is none was said already
            echo(article_to_json(item))
            sys.stdout.flush()
        return item


class Command(FetchCommand):
    takes_addresses = True

    def syntax(self) -> str:
        return "[options] FILE|URL ..."

    def short_desc(self) -> str:
        return "Show how a page is read, as JSON; needs no database"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="ADDRESS", help="the address that a file came from")
        parser.add_argument("--source", metavar="NAME", help="read as an article of this source")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("name a file or an address")
        missing = [a for a in args if "://" not in a and not Path(a).is_file()]
        for name in missing:
            echo_err(f"No such file: {name}")
        source = self.source(opts.source)
        if opts.url and not opts.url.startswith(("http://", "https://")):
            raise CrawlerError(f"--url takes an http(s) address, not {opts.url}.")
        pages = [a for a in args if a not in missing]
        typed = allowed_private_hosts([a for a in pages if "://" in a], opts.allow_private)
        self.store_nothing(
            "crawler.commands.extract.Printer",
            {
                "LOG_LEVEL": opts.loglevel or "WARNING",
                "DOWNLOAD_DELAY": 0,
                "KEEP_INVALID_ARTICLES": True,
            },
        )
        spider = type("extract", (ExtractSpider,), {"typed": typed})
        stats = self.run_crawl(spider, pages=pages, address=opts.url, source=source)
        lost = stats.get_value("extract/lost") or stats.get_value("log_count/ERROR")
        self.exitcode = int(bool(lost or missing))

    def source(self, name: str | None) -> Source:
        """The source called ``name``, or SourceConfigError; one without facts for None."""
        if name is None:
            facts = {"key": "page", "name": "page", "base_url": "http://localhost"}
            return Source.model_validate({**facts, "channels": [{"url": "/"}]})
        return get_source(name, self.folders)
