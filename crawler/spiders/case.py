"""What is known of one entry on its way to an article."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.items import Article
from crawler.platforms.base import Ask, Entry
from crawler.platforms.calls import identity
from crawler.reading.addresses import canonical
from crawler.reading.page import Page
from crawler.wake.evidence import Evidence


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
