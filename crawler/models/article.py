"""An article and its parts, as code, SQL, exports and docs name them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from crawler.util.printable import printable

#: What stands between a reader and the body: nothing; something that hides nothing;
#: something that hides a body that is there; something that keeps the body away.
GateState = Literal["none", "harmless", "overlay", "blocking"]

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
class RemovedText:
    """A piece of the page's text that was taken out, and the rule that did it."""

    rule: str
    text: str


@dataclass(slots=True)
class Gate:
    """The app-wake obstacle of one fetch, and the proof of how it was passed.

    ``signals`` showed it, ``clicked`` was pressed, ``blocked`` was refused; ``learned_requests``
    are requests of the page's own, learned earlier, that were made in the browser's place;
    ``removed`` are its words taken out of the text; ``lost_lines`` are lines that plain HTTP showed
    and the render did not.
    """

    state: GateState = "none"
    signals: list[str] = field(default_factory=list)
    clicked: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    learned_requests: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    lost_lines: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The state, and the rest as far as there is any."""
        return {"state": self.state, **self.details()}

    def details(self) -> dict[str, list[str]]:
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
    unlabelled_author: str = ""
    #: Names that meta elements give as the author's: on news pages, of whoever put it online.
    meta_authors: list[str] = field(default_factory=list)
    #: Field -> what was read for it and not believed, and why.
    rejected_values: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    complete: bool = False
    removed: list[RemovedText] = field(default_factory=list)

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
    response: RawResponse | None = None

    def credit_names(self, kind: str) -> list[str]:
        """Names of the credits of one kind, in page order, each once."""
        return list(dict.fromkeys(c.name for c in self.credits if c.kind == kind))


@dataclass(slots=True)
class RawResponse:
    """What a server answered, kept so that it can be read again: ``raw`` is its beginning."""

    raw: bytes
    url: str
    content_type: str = ""
    rendered: bool = False

    def __post_init__(self) -> None:
        self.url, self.content_type = printable(self.url), printable(self.content_type)
