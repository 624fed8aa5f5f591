"""What a crawler must make of the outlet: the articles, and how each entry ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.media_app.content import CHANNELS, Story

#: Template → its gate: a fold covers a body that is there, a body fetched by script blocks,
#: a bar or a jump beside an open body is inert.
GATES = {
    "wake_h5": "overlay",
    "pc": "none",
    "folded": "overlay",
    "xhr": "blocking",
    "jump": "harmless",
    "preview": "blocking",
    "gbk": "none",
    "lazy": "none",
}

ROLE_KINDS = {
    "记者": "reporter",
    "见习记者": "reporter",
    "实习记者": "reporter",
    "全媒体记者": "reporter",
    "融媒记者": "reporter",
    "通讯员": "correspondent",
    "特约通讯员": "correspondent",
    "编辑": "editor",
    "责编": "editor",
    "责任编辑": "editor",
    "值班编辑": "editor",
}


@dataclass(frozen=True)
class Expected:
    """An entry of a listing and what must become of it.

    ``paragraphs`` are the running text and quotations in reading order, without captions
    and bylines; ``blocks`` are all pieces as (kind, text), list items and rows a line each,
    cells joined by tabs. ``counts`` are those that the page names (a bare number is none).
    ``same_as`` is the path of the story that this second address shows; the two become one
    row, whichever comes first. ``reprint_of`` names the original of an edited reprint.
    """

    path: str
    channel: str
    title: str
    published_at: str
    template: str
    paragraphs: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...]
    captions: tuple[str, ...]
    images: tuple[str, ...]
    videos: tuple[str, ...]
    credits: tuple[tuple[str, str], ...]
    source: str | None
    counts: dict[str, int] = field(default_factory=dict)
    gate: str = "none"
    needs_browser: bool = False
    outcome: str = "stored"
    same_as: str = ""
    reprint_of: str = ""

    def _names(self, kind: str) -> list[str]:
        names = (name for role, name in self.credits if ROLE_KINDS.get(role) == kind)
        return list(dict.fromkeys(names))

    @property
    def reporters(self) -> list[str]:
        return self._names("reporter")

    @property
    def correspondents(self) -> list[str]:
        return self._names("correspondent")

    @property
    def editors(self) -> list[str]:
        """Those named as 编辑 in some form; 审核, 校对 and the like are only in ``credits``."""
        return self._names("editor")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Expected:
        tuples = ("paragraphs", "captions", "images", "videos")
        pairs = ("blocks", "credits")
        flat: dict[str, Any] = {name: tuple(value[name]) for name in tuples}
        paired = {name: tuple(tuple(pair) for pair in value[name]) for name in pairs}
        return cls(**{**value, **flat, **paired})


def expect(story: Story) -> Iterator[Expected]:
    """What becomes of a story's entries: one for each address that a listing shows."""
    outcome = "stored" if story.state == "up" else "gone"
    yield _expected(story, story.path, outcome, "")
    for address in story.also:
        yield _expected(story, address, "duplicate" if story.state == "up" else "gone", story.path)


def _expected(story: Story, path: str, outcome: str, same_as: str) -> Expected:
    pieces = story.pieces
    gate = GATES[story.template]
    return Expected(
        path=path,
        channel=CHANNELS[story.channel],
        title=story.title,
        published_at=story.at.isoformat(),
        template=story.template,
        paragraphs=tuple(p.text for p in pieces if p.kind in ("paragraph", "quotation")),
        blocks=tuple((p.kind, p.text) for p in pieces),
        captions=tuple(p.text for p in pieces if p.kind == "image" and p.text),
        images=tuple(p.src for p in pieces if p.kind == "image"),
        videos=tuple(p.src for p in pieces if p.kind == "video"),
        credits=story.credits,
        source=story.source if shows_source(story) else None,
        counts=dict(story.counts) if story.template not in COUNTLESS else {},
        gate=gate,
        needs_browser=gate == "blocking",
        outcome=outcome,
        same_as=same_as,
        reprint_of=story.reprint_of,
    )


#: Templates that name no source, and those that name no counts (or a bare number only).
SOURCELESS = frozenset({"wake_h5"})
COUNTLESS = frozenset({"wake_h5", "gbk"})


def shows_source(story: Story) -> bool:
    return story.source is not None and story.template not in SOURCELESS
