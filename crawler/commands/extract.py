"""``scrapy extract FILE|URL``: how a page is read, one JSON object a line. No database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cli import complain, say
from crawler.errors import CrawlerError
from crawler.extensions.render_stats import Experience
from crawler.fetch_command import FetchCommand, opened
from crawler.fetching.article_fetcher import Articles
from crawler.fetching.fetch_state import Case
from crawler.gates.completeness import Verdict, read
from crawler.models.article import Article, Gate, Outcome, Settlement
from crawler.parsing.page import Page
from crawler.parsing.url import canonical
from crawler.platforms.core.platform import Entry
from crawler.source_config.loader import Source, find_source

#: Fields that are shown as they are, behind those with a form of their own.
_FURTHER = (
    *("subtitle", "original_title", "summary", "editor_note", "section", "keywords", "language"),
    *("canonical_url", "original_url", "doubts"),
)


def as_json(article: Article) -> str:
    """One line of JSON with the keys that this command promises."""
    gate = article.gate
    shown: dict[str, Any] = {
        "url": article.url,
        "platform": article.platform,
        "title": article.title,
        "published_at": article.published_at and article.published_at.isoformat(),
        "source_name": article.source_name,
        "reporters": article.names("reporter"),
        "correspondents": article.names("correspondent"),
        "editors": article.names("editor"),
        "credits": [asdict(c) for c in article.credits],
        "body": article.body,
        "body_html": article.body_html,
        "images": [asdict(i) for i in article.images],
        "videos": [asdict(v) for v in article.videos],
        "counts": article.counts,
        "gate": gate.state,
        "whole": article.whole,
        "removed": [asdict(r) for r in article.removed],
        "gate_detail": gate.detail(),
        "fetched_by": article.fetched_by,
        "updated_at": article.updated_at and article.updated_at.isoformat(),
        **{name: getattr(article, name) for name in _FURTHER},
    }
    return json.dumps(shown, ensure_ascii=False)


class Shown(Articles):
    """As in a crawl, but what is not whole is shown too."""

    def __init__(self, spider: ExtractSpider) -> None:
        super().__init__(spider)
        self._address, self._crawler = spider.address, spider.crawler

    def page(self, response: Response) -> Page:
        page = super().page(response)
        return replace(page, url=self._address or page.url)

    def _end(
        self, case: Case, page: Page, outcome: Outcome, reason: str, gate: Gate | None = None
    ) -> Article:
        article, _ = read(page, case.entry, self._source.platform)
        article.gate = gate or article.gate
        return self._fit(case, article, page)

    def _not_whole(self, case: Case, article: Article, verdict: Verdict, page: Page) -> Article:
        return self._fit(case, article, page)

    async def lost(self, failure: Failure) -> AsyncIterator[Any]:
        async for item in super().lost(failure):
            if isinstance(item, Settlement):
                complain(f"{item.url}: {item.reason}")
                assert self._crawler.stats is not None
                self._crawler.stats.inc_value("extract/lost")
            else:
                yield item


class ExtractSpider(Spider):
    """Reads pages, saved or fetched; the clean pipeline finishes them, and each is printed.
    ``typed`` are the addresses among them that may be private ones."""

    name = "extract"
    typed: tuple[str, ...]
    pages: list[str]
    address: str | None
    source: Source

    @cached_property
    def experience(self) -> Experience:
        return Experience(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        articles = Shown(self)
        for number, page in enumerate(self.pages):
            if page.startswith(("http://", "https://")):
                yield articles.request(Entry(page), number, "")
            else:
                yield self.item(self.saved(Path(page)), number)

    def saved(self, file: Path) -> Page:
        address = self.address or file.resolve().as_uri()
        now, timezone = datetime.now(UTC), self.source.timezone
        return Page(address, file.read_bytes(), fetched_at=now, timezone=timezone)

    def item(self, page: Page, number: int) -> Article:
        article, _ = read(page, Entry(page.url), self.source.platform)
        article.url = canonical(page.url)
        article.entry_id = number
        return article


class Printer:
    """The pipeline that stands where the store stands in a crawl."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> Printer:
        return cls()

    def process_item(self, item: Any) -> Any:
        say(as_json(item))
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

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("name a file or an address")
        missing = [a for a in args if "://" not in a and not Path(a).is_file()]
        for name in missing:
            complain(f"No such file: {name}")
        source = self.source(opts.source)
        if opts.url and not opts.url.startswith(("http://", "https://")):
            raise CrawlerError(f"--url takes an http(s) address, not {opts.url}.")
        pages = [a for a in args if a not in missing]
        typed = opened([a for a in pages if "://" in a], opts.allow_private)
        self.store_nothing(
            "crawler.commands.extract.Printer",
            {
                "LOG_LEVEL": opts.loglevel or "WARNING",
                "DOWNLOAD_DELAY": 0,
                "KEEP_UNFIT": True,
            },
        )
        spider = type("extract", (ExtractSpider,), {"typed": typed})
        stats = self.crawled(spider, pages=pages, address=opts.url, source=source)
        lost = stats.get_value("extract/lost") or stats.get_value("log_count/ERROR")
        self.exitcode = int(bool(lost or missing))

    def source(self, name: str | None) -> Source:
        """The source called ``name``, or SourceFault; one without facts for None."""
        if name is None:
            facts = {"key": "page", "name": "page", "base_url": "http://localhost"}
            return Source.model_validate({**facts, "channels": [{"url": "/"}]})
        return find_source(name, self.folders)
