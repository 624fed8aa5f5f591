"""What each attempt at an article brought, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.fetching.render_stats import RenderStats
from crawler.gates.completeness import Completeness
from crawler.models.article import Article
from crawler.models.listing import Entry, RequestSpec
from crawler.parsing.article.multipage import MAX_PARTS, find_next_part
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import canonical_url
from crawler.platforms.core.api_endpoint import request_identity_url


@dataclass(frozen=True)
class ArticleFetch:
    """One entry that is fetched."""

    entry: Entry
    entry_id: int
    channel: str
    #: Statistics of a URL pattern whose articles all need the browser; None: HTTP comes first.
    browser_stats: RenderStats | None = None

    @property
    def request(self) -> RequestSpec:
        return self.entry.request or RequestSpec(self.entry.url)

    @property
    def uses_api(self) -> bool:
        """Whether the article is requested from another URL than its page's."""
        identity = canonical_url(request_identity_url(self.request))
        return identity != canonical_url(self.entry.url) or self.request.method == "POST"


@dataclass(frozen=True)
class HttpAttempt:
    """What plain HTTP brought: the article with all its parts, and the last page."""

    article: Article
    verdict: Completeness
    page: FetchedPage
    #: The request of the page: the entry's own, or that of its page where an API was not enough.
    request: RequestSpec
    #: Why an article that looks complete may still lack text; '' if nothing suggests so.
    suspicion: str = ""

    @property
    def is_truncated(self) -> bool:
        """Whether the text breaks off or is absent."""
        return not self.article.complete or self.verdict.truncated


@dataclass(frozen=True)
class LearnedAttempt:
    """What the learned requests brought; ``requests`` is empty if none fits the URL."""

    requests: tuple[RequestSpec, ...] = ()
    responses: tuple[FetchedPage, ...] = ()
    #: Which parts the responses hold, see ``response_shape``.
    shape: str = ""
    #: The article made of the responses; None if they do not make a complete one.
    article: Article | None = None
    #: Whether the article may be stored without a render.
    is_trusted: bool = False
    #: Whether a request failed for a reason that says nothing about it.
    network_error: bool = False


@dataclass
class Parts:
    """The parts of an article that goes on over several pages, and the URLs already read."""

    articles: list[Article] = field(default_factory=list)
    seen_urls: set[str] = field(default_factory=set)

    def add(self, article: Article, page: FetchedPage) -> RequestSpec | None:
        """Add a part; the request for the page on which the article goes on, if there is one."""
        self.seen_urls |= {canonical_url(page.url), canonical_url(page.requested_url)}
        room = len(self.articles) < MAX_PARTS
        further = find_next_part(page, self.seen_urls) if room else None
        if further is None or further.kind == "next":
            self.articles.append(article)
        return RequestSpec(further.url) if further is not None else None

    def are_too_many(self, page: FetchedPage) -> bool:
        """Whether the article goes on beyond the most parts that are read."""
        return len(self.articles) >= MAX_PARTS and bool(find_next_part(page, self.seen_urls))
