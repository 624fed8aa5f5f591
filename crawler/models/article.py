"""What an article is made of: the words that code, SQL, exports and docs share."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal, Self

from crawler.util.printable import plain

#: How an entry ends in a run. ``failed`` and ``gated`` (its gate was not opened) are owed again.
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

#: What stands between a reader and the body: nothing; something that hides nothing;
#: something that hides a body that is there; something that keeps the body away.
GateState = Literal["none", "inert", "covers", "blocks"]

BlockKind = Literal["paragraph", "heading", "list", "table", "quotation", "image", "video"]


@dataclass(slots=True)
class Image:
    """A picture of the body, by its full-size absolute address."""

    url: str
    caption: str = ""
    credit: str = ""


@dataclass(slots=True)
class Video:
    """A video of the body: an absolute media or player address."""

    url: str
    poster: str = ""


@dataclass(slots=True)
class Block:
    """One piece of the body, in reading order.

    ``text`` is one line for a paragraph, heading, quotation; one line an item or a row
    for a list or table (cells joined by a tab); empty for an image or a video.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    image: Image | None = None
    video: Video | None = None


@dataclass(slots=True)
class Credit:
    """A person in a role.

    ``role`` is the word of the page (``全媒体记者``), ``kind`` its class: reporter,
    correspondent, editor or other. ``place`` says where it stood: meta, head, tail, body.
    """

    role: str
    name: str
    unit: str = ""
    kind: Literal["reporter", "correspondent", "editor", "other"] = "other"
    place: Literal["meta", "head", "tail", "body"] = "body"


@dataclass(slots=True)
class Removed:
    """A piece of the page's text that was taken out, and the rule that did it."""

    rule: str
    text: str


@dataclass(slots=True)
class Gate:
    """The app-wake obstacle of one fetch, and the proof of how it was passed.

    ``seen`` showed it, ``pressed`` was pressed, ``blocked`` was refused; ``asked`` are requests of
    the page's own, learned earlier, that were made in the browser's place; ``removed`` are its
    words taken out of the text; ``lost`` are lines that plain HTTP showed and the render did not.
    """

    state: GateState = "none"
    seen: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The state, and the rest as far as there is any."""
        return {"state": self.state, **self.detail()}

    def detail(self) -> dict[str, list[str]]:
        """All but the state, as far as there is any."""
        return {k: v for k, v in asdict(self).items() if k != "state" and v}


@dataclass(slots=True)
class Article:
    """An article on its way from a page to a row.

    A platform fills the upper half from one page; the pipelines turn ``blocks`` and
    ``meta_lines`` into the lower half.
    """

    url: str
    title: str = ""
    platform: str = ""
    fetched_url: str = ""
    subtitle: str = ""
    original_title: str = ""
    #: The lead that stands apart or is labelled (摘要, 核心提示); what the editors say (编者按).
    summary: str = ""
    editor_note: str = ""
    #: The page's own canonical address; where a reprint was first published, as the page links it.
    canonical_url: str = ""
    original_url: str = ""
    published_at: datetime | None = None
    #: The time on the page itself, whatever the listing said.
    page_time: datetime | None = None
    updated_at: datetime | None = None
    source_name: str | None = None
    section: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    blocks: list[Block] = field(default_factory=list)
    #: Lines that stand beside the title or after the body and may hold bylines.
    meta_lines: list[str] = field(default_factory=list)
    #: The only word that stands unlabelled beside the time: an account, an office or a person.
    signature: str = ""
    #: Names that meta elements give as the author's: on news pages, of whoever put it online.
    declared_authors: list[str] = field(default_factory=list)
    #: Field -> what was read for it and not believed, and why.
    doubts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    whole: bool = False
    removed: list[Removed] = field(default_factory=list)

    credits: list[Credit] = field(default_factory=list)
    body: str = ""
    body_html: str = ""
    images: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    content_hash: bytes = b""
    passages: list[int] = field(default_factory=list)

    source: str = ""
    entry_id: int = 0
    channel: str = ""
    fetched_by: Literal["http", "browser"] = "http"
    fetched_at: datetime | None = None
    #: Whether neither the title nor the minute that the listing gave is on the page.
    unconfirmed: bool = False
    #: Why it may be another article than the listing showed, though it is one: it is kept when the
    #: same answer comes again hours later.
    contrary: str = ""
    answered: Answered | None = None

    def names(self, kind: str) -> list[str]:
        """Names of the credits of one kind, in page order, each once."""
        return list(dict.fromkeys(c.name for c in self.credits if c.kind == kind))


@dataclass(slots=True)
class Answered:
    """What a server answered, kept so that it can be read again: ``raw`` is its beginning."""

    raw: bytes
    url: str
    content_type: str = ""
    rendered: bool = False

    def __post_init__(self) -> None:
        self.url, self.content_type = plain(self.url), plain(self.content_type)


@dataclass(slots=True)
class Settlement:
    """An entry that ends, or is owed again, without a new article: why, and what is kept of it."""

    entry_id: int
    outcome: Outcome
    reason: str = ""
    source: str = ""
    channel: str = ""
    url: str = ""
    answered: Answered | None = None
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
        """The end of an article; its answer is kept where it is owed."""
        return cls(
            article.entry_id,
            outcome,
            reason,
            article.source,
            article.channel,
            article.url,
            article.answered if outcome == "failed" else None,
            article.fetched_by,
            article.gate,
            heard=heard,
        )

    def __post_init__(self) -> None:
        self.reason, self.url = plain(self.reason), plain(self.url)
