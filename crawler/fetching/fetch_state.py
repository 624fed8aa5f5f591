"""What is known of one entry on its way to an article."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.fetching.render_stats import Evidence
from crawler.models.article import Article
from crawler.parsing.page import Page
from crawler.parsing.url import canonical
from crawler.platforms.core.api_endpoint import identity
from crawler.platforms.core.platform import Ask, Entry


@dataclass
class Case:
    """One entry on its way to an article, and what is known of it so far.

    ``plain`` is what plain HTTP brought and ``page`` where it stood; ``doubt`` why that may not be
    all although it looks whole, ``cut`` that it breaks off or is not there; ``direct`` what the
    learned request made of it, ``excused`` that it failed for a reason that says nothing of it;
    ``settled`` that plain HTTP was not tried; ``place`` the request that stands for the article
    now: its own, or that of its page where an interface did not bring it whole, and ``told`` what
    the interface said.
    """

    entry: Entry
    entry_id: int
    channel: str
    place: Ask = field(init=False)
    parts: list[Article] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    plain: Article | None = None
    page: Page | None = None
    doubt: str = ""
    cut: bool = False
    evidence: Evidence | None = None
    asks: list[Ask] = field(default_factory=list)
    answers: list[Page] = field(default_factory=list)
    shape: str = ""
    direct: Article | None = None
    excused: bool = False
    settled: bool = False
    told: Article | None = None

    def __post_init__(self) -> None:
        self.place = self.entry.ask or Ask(self.entry.url)

    @property
    def by_interface(self) -> bool:
        """Whether the article is asked for by another address than its page's."""
        return canonical(identity(self.place)) != canonical(self.entry.url) or (
            self.place.method == "POST"
        )
