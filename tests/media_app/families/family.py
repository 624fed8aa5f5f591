"""What the families' servers share: which articles they serve, and how they write a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Piece, Story
from tests.media_app.keys import world_of
from tests.media_app.render import render
from tests.media_app.source import source_toml
from tests.media_app.world import World

#: The channel whose articles stand only in a special topic, where a family has such.
SPECIAL = "wl"
#: Articles of this template are listed as links to the outlet's own HTML page.
LINKED = "gbk"
#: Where in a listing the special topic stands.
SPECIAL_AT = 2

#: A picture or film, and its number among those of its kind (from 0) → what stands in its place.
Place = Callable[[Piece, int], str]


@dataclass(frozen=True)
class Family:
    """A family as the media app serves it.

    ``channels`` are the outlet's channels by their ids there (or addresses, where ``by_url``);
    ``special`` says that those of ``SPECIAL`` stand only in a special topic, ``links`` that
    those of template ``LINKED`` are external links; ``listing`` and ``article`` are addresses
    that a person might give (relative to the family's folder), the latter by a story.
    ``said`` are options that neither the listing nor an article's page shows;
    ``platform`` reads it where the outlet is served in a second way, by a name of its own.
    """

    name: str
    channels: Mapping[str, str]
    routes: Callable[[], list[web.RouteDef]]
    listing: str
    article: Callable[[Story], str]
    platform_options: Mapping[str, str] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    platform: str = ""
    by_url: bool = False
    special: bool = False
    links: bool = False
    #: The platform that reads its articles, where these are pages of another.
    pages_by: str = ""
    #: The platform that reads what those links lead to.
    links_by: str = "generic"
    #: What it has none of: source, counts, credits (of the head line), a menu.
    lacks: frozenset[str] = frozenset()

    def base(self, app_url: str) -> str:
        return f"{app_url}/families/{self.name}"

    def facts(self, app_url: str) -> dict[str, str]:
        """What ``[platform_options]`` says of the outlet."""
        base = self.base(app_url)
        return {name: value.format(base=base) for name, value in self.platform_options.items()}

    def source_toml(self, app_url: str, **overrides: Any) -> str:
        """The source file that follows the outlet through this family."""
        key = "url" if self.by_url else "id"
        channels = [{"name": CHANNELS[ours], key: theirs} for ours, theirs in self.channels.items()]
        facts = {"platform": self.platform or self.name, "channels": channels, **overrides}
        text = source_toml(self.base(app_url), **facts)
        if not self.platform_options:
            return text
        facts_told = self.facts(app_url).items()
        table = "\n".join(f'{key} = "{value}"' for key, value in facts_told)
        return f"{text}\n[platform_options]\n{table}\n"


def stories(request: web.Request, channel: str) -> list[Story]:
    """The articles that stand in a channel now, newest first."""
    return [story for story in world_of(request).listed(channel) if story.state == "up"]


def story(request: web.Request, story_id: str) -> Story | None:
    """The article of an id; None for one that is not there."""
    world: World = world_of(request)
    return world.find_id(story_id)


def is_linked(story: Story) -> bool:
    return story.template == LINKED


def page_of(found: list[Story], number: int, size: int) -> list[Story]:
    """Page ``number`` (from 1) of a listing."""
    return found[(number - 1) * size : number * size]


def whole(request: web.Request, name: str, default: int = 1) -> int:
    """A number of the query; ``default`` where it is none."""
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def pictures(story: Story) -> list[Piece]:
    return [piece for piece in story.pieces if piece.kind == "image"]


def films(story: Story) -> list[Piece]:
    return [piece for piece in story.pieces if piece.kind == "video"]


def content(story: Story, picture: Place | None = None, film: Place | None = None) -> str:
    """The text and its closing bylines as HTML, with ``picture`` and ``film`` in the places of
    pictures and films; without them these stand in it themselves. A caption is the line below."""
    if picture is None and film is None:
        return render("body", story=story)
    parts, numbers = [], {"image": 0, "video": 0}
    for piece in story.pieces:
        place = {"image": picture, "video": film}.get(piece.kind)
        if place is None:
            parts.append(render("rest", story=_only(story), pieces=[piece]))
            continue
        parts.append(place(piece, numbers[piece.kind]))
        numbers[piece.kind] += 1
        if piece.text:
            parts.append(f'<p class="pic-text">{escape(piece.text)}</p>')
    return "\n".join([*parts, *(f"<p>{escape(line)}</p>" for line in story.tail_lines)])


def without_media(story: Story) -> Story:
    """The story without its pictures and films, for an interface that lists them beside it."""
    lines = [line for line in story.text.splitlines() if line.strip()[:1] not in "!%"]
    return replace(story, text="\n".join(lines))


def is_album(story: Story) -> bool:
    """Whether a story counts as an album here: a third of those with pictures do."""
    return bool(pictures(story)) and int(story.id) % 3 == 0


def headed(story: Story, text: str) -> str:
    """A text below the line that says who made it, where an interface has no field for these."""
    return f"<p>{escape(story.head_line)}</p>\n{text}" if story.head_line else text


def _only(story: Story) -> Story:
    """The story without its closing bylines, for a piece of it."""
    return replace(story, tail=())
