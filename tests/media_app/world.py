"""The outlet as it stands: its articles, its clock, and who asked for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.media_app.content import CHANNELS, ZONE, Story, read_content, story_from
from tests.media_app.expected import Expected, expect
from tests.media_app.seed import read_seed

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
TAKEDOWNS = ("404", "410", "notice", "home")
API_MOODS = ("honest", "lie", "404")


class World:
    """All state of a running app. Paths are keys; a story appears once the clock reaches it."""

    def __init__(self, seed_dir: Path | None = None) -> None:
        self._seed_dir = seed_dir
        self.reset()

    def reset(self) -> None:
        """Everything as on the first morning: articles, clock, request counts."""
        self.now = MORNING
        self.hits: Counter[str] = Counter()
        self.set_api()
        self.agents: Counter[str] = Counter()
        self._raw: dict[str, dict[str, Any]] = {}
        self._stories: dict[str, Story] = {}
        self._by_id: dict[str, Story] = {}
        self._aliases: dict[str, str] = {}
        for raw in read_content():
            self.add(raw)
        if self._seed_dir:
            self.add(read_seed(self._seed_dir))

    def add(self, raw: Mapping[str, Any]) -> Story:
        """Puts a story up, or in the place of the one at its path."""
        story = story_from(raw)
        if story.channel not in CHANNELS:
            raise ValueError(f"no channel {story.channel!r}")
        self._raw[story.path] = dict(raw)
        self._stories[story.path] = story
        self._by_id[story.id] = story
        self._aliases |= {address.partition("?")[0]: story.path for address in story.also}
        return story

    def edit(self, path: str, changes: Mapping[str, Any]) -> Story:
        """Changes a story's fields (as in its TOML form). Raises KeyError when there is none."""
        return self.add({**self._raw[path], **changes})

    def remove(self, path: str, how: str = "404", listed: bool = False) -> None:
        """Takes a story down; ``listed`` leaves its link in the listing."""
        if how not in TAKEDOWNS:
            raise ValueError(f"a story is taken down by one of {TAKEDOWNS}, not {how!r}")
        self.edit(path, {"state": how, "listed": listed})

    def set_api(self, mood: str = "honest", since: int = 1) -> None:
        """How the bulk API answers who does not sign, from article ``since`` on (bulk_wake.py)."""
        if mood not in API_MOODS:
            raise ValueError(f"an API's mood is one of {API_MOODS}, not {mood!r}")
        self._api_mood, self._api_since = mood, since

    def api_mood(self, number: int) -> str:
        """How the bulk API answers who asks for an article without a signature."""
        return self._api_mood if number >= self._api_since else "honest"

    def find(self, path: str) -> Story | None:
        """The story at a path (without query), by any of its addresses; not before its time."""
        story = self._stories.get(self._aliases.get(path, path))
        return story if story and story.at <= self.now else None

    def find_id(self, story_id: str) -> Story | None:
        story = self._by_id.get(story_id)
        return story if story and story.state == "up" and story.at <= self.now else None

    def listed(self, channel: str) -> list[Story]:
        """The stories that a channel shows now, newest first."""
        shown = (s for s in self._stories.values() if s.channel == channel and s.listed)
        return sorted((s for s in shown if s.at <= self.now), key=lambda s: s.at, reverse=True)

    def links(self, channel: str) -> list[tuple[str, Story]]:
        """(address, story) for each line of a channel's listing."""
        return [(path, s) for s in self.listed(channel) for path in (s.path, *s.also)]

    def expected(self) -> Iterator[Expected]:
        for channel in CHANNELS:
            for story in self.listed(channel):
                yield from expect(story)
