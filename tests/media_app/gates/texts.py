"""The article behind each gate: a title, a minute and paragraphs that no other gate has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from tests.media_app.content import ZONE
from tests.media_app.gates import frames

#: What stores say and no article does.
STORE = "扫码下载清川融媒客户端，安装之后即可看到更多精彩内容，还有红包等你来领取！"

_FIRST = 4001
_LAST = datetime(2026, 11, 19, 18, 40, tzinfo=ZONE)
_SENTENCE = re.compile("[^。！？]+[。！？]”?")
_ARTICLE = (frames.HEADS, frames.LEADS, frames.QUOTES, frames.FACTS, frames.VOICES, frames.PLANS)


@dataclass(frozen=True)
class Text:
    """An article; ``number`` is the id in its address.

    ``marks`` are its HEAD, MIDDLE and TAIL sentences. MIDDLE is the first of the second half.
    """

    number: int
    title: str
    at: datetime
    paragraphs: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, str, str]:
        head, middle = self.paragraphs[0], self.paragraphs[self._half]
        return sentences(head)[0], sentences(middle)[0], sentences(self.paragraphs[-1])[-1]

    @property
    def _half(self) -> int:
        return len(self.paragraphs) // 2

    @property
    def whole(self) -> str:
        return as_html(self.paragraphs)

    @property
    def half(self) -> str:
        """The first half, which ends in a full stop."""
        return as_html(self.paragraphs[: self._half])

    @property
    def rest(self) -> str:
        return as_html(self.paragraphs[self._half :])

    @property
    def cut(self) -> str:
        """The first half but for its last words, and dots."""
        shown = self.paragraphs[: self._half]
        return as_html((*shown[:-1], shown[-1][: len(shown[-1]) // 2] + "……"))

    @cached_property
    def pages(self) -> tuple[str, str, str]:
        """The article in three parts."""
        third = len(self.paragraphs) // 3
        one, two = self.paragraphs[:third], self.paragraphs[third : 2 * third]
        return as_html(one), as_html(two), as_html(self.paragraphs[2 * third :])


def sentences(paragraph: str) -> list[str]:
    return _SENTENCE.findall(paragraph)


def as_html(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@lru_cache(maxsize=1024)
def text(index: int) -> Text:
    """The article of the gate at ``index``."""
    words = _words(index)
    pools = [*_ARTICLE[:5], frames.ASIDES, _ARTICLE[5]] if index % 2 else [*_ARTICLE]
    return Text(
        _FIRST + index,
        frames.TITLES[index % len(frames.TITLES)].format(**words),
        _LAST - timedelta(minutes=11 * index),
        tuple(pool[index % len(pool)].format(**words) for pool in pools),
    )


def _words(index: int) -> dict[str, Any]:
    return {
        "place": frames.PLACES[index % len(frames.PLACES)],
        "thing": frames.THINGS[index % len(frames.THINGS)],
        "who": frames.PEOPLE[index % len(frames.PEOPLE)],
        "a": 3 + index % 19,
        "b": 22 + index * 7 % 170,
    }
