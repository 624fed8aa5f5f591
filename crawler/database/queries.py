"""The statements of ``sql/queries.sql`` by name, read from the package (it may be a zip)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)$", re.M)


@cache
def _statements() -> dict[str, str]:
    text = files("crawler.database.sql").joinpath("queries.sql").read_text("utf-8")
    parts = _NAME.split(text)[1:]
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))


def query(name: str) -> str:
    """The statement called ``name``; KeyError when there is none."""
    return _statements()[name]
