"""The outcome of an entry in a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from crawler.models.article import Article, Gate, RawResponse
from crawler.util.printable import printable

#: How an entry ends in a run. ``failed`` and ``gated`` (its gate was not opened) are pending again.
Outcome = Literal["stored", "unchanged", "duplicate", "rejected", "gone", "failed", "gated"]


#: What a run's books count. They balance: found = the sum of these. The gated are among the failed.
OUTCOMES: tuple[Outcome, ...] = (
    "stored",
    "unchanged",
    "duplicate",
    "rejected",
    "gone",
    "failed",
)


@dataclass(slots=True)
class EntryOutcome:
    """An entry that ends, or is pending again, without a new article: why, and what is kept of
    it."""

    entry_id: int
    outcome: Outcome
    reason: str = ""
    source: str = ""
    channel: str = ""
    url: str = ""
    response: RawResponse | None = None
    fetched_by: Literal["http", "browser"] = "http"
    gate: Gate | None = None
    retry_after: float | None = None
    #: What the entry becomes when its tries are used up, where the outcome is to owe it.
    final: Outcome = "rejected"
    #: SHA-256 of an answer that may be another article.
    heard: bytes | None = None

    @classmethod
    def of(
        cls, article: Article, outcome: Outcome, reason: str = "", heard: bytes | None = None
    ) -> Self:
        """The end of an article; its answer is kept where it is pending."""
        return cls(
            article.entry_id,
            outcome,
            reason,
            article.source,
            article.channel,
            article.url,
            article.response if outcome == "failed" else None,
            article.fetched_by,
            article.gate,
            heard=heard,
        )

    def __post_init__(self) -> None:
        self.reason, self.url = printable(self.reason), printable(self.url)
