"""What is wrong with a source file, as lines for the person who wrote it."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from crawler.source_config.schema import (
    ChannelConfig,
    LearnedRequestConfig,
    PatchConfig,
    RequestConfig,
    Source,
)
from crawler.util.printable import one_line

#: Characters of a value that a message shows.
_SHOWN = 60


@dataclass(frozen=True)
class ConfigError:
    """What is wrong with one key of one file, as a line for the person who wrote it.

    Elements of a list are counted from 1: ``channels[2].url`` is in the second table.
    """

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        line = f"{self.file}: {self.key}: found {self.found}, expected {self.expected}"
        return one_line(line)

    @property
    def source(self) -> str:
        """The key of the source that the file would be."""
        return PurePath(self.file).stem


def explain(error: Any) -> tuple[str, str, str]:
    """One of pydantic's errors as (key, found, expected)."""
    location, kind = error["loc"], error["type"]
    key = _dotted(location)
    model, info = _described(location)
    if kind == "extra_forbidden":
        return key, *unknown_key(str(location[-1]), model)
    expected = info.description if info else f"a [[{_bare(key)}]] table"
    found = "nothing" if kind == "missing" else show(error["input"])
    return key, found, expected or ""


def _dotted(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _bare(key: str) -> str:
    """A key without the numbers of tables: ``channels[1].url`` is ``channels.url``."""
    return re.sub(r"\[\d+\]", "", key)


def _described(location: tuple[int | str, ...]) -> tuple[type[BaseModel], FieldInfo | None]:
    """The table that a key stands in, and the field that the key is or is within, if any."""
    tables = [str(step) for step in location[:-1] if step in _TABLES]
    model = _TABLES[tables[-1]] if tables and len(location) > 2 else Source
    if isinstance(location[-1], int) and location[-2] in _TABLES:
        return model, None
    known = [str(step) for step in location if step in model.model_fields]
    return model, model.model_fields[known[0]] if known else None


#: The tables of a source file, by the key that they stand under.
_TABLES: dict[str, type[BaseModel]] = {
    "channels": ChannelConfig,
    "learned_requests": LearnedRequestConfig,
    "requests": RequestConfig,
    "patches": PatchConfig,
}


#: Keys that had another name before the first release.
_RENAMED = {
    "tenant": "platform_options",
    "floor": "min_entries",
    "external": "follow_external",
    "ways": "learned_requests",
    "asks": "requests",
    "grafts": "patches",
    "at": "xpath",
    "shapes": "known_shapes",
    "entries": "entry_css",
    "next": "next_css",
}


def unknown_key(name: str, model: type[BaseModel]) -> tuple[str, str]:
    """What was found and what is expected in the place of a key that ``model`` lacks."""
    if (new := _RENAMED.get(name)) in model.model_fields:
        return "an old name of the key", f'"{new}"'
    known = [field for field in model.model_fields if field != "key"]
    close = difflib.get_close_matches(name, known, n=1)
    expected = f'"{close[0]}"' if close else f"one of {', '.join(known)}"
    return "a key that is not known", expected


def show(value: Any) -> str:
    """A TOML value as the file might hold it, on one line and not too long."""
    if isinstance(value, dict):
        return "a table"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
