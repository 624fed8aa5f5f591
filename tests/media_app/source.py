"""The source file with which a crawler follows the outlet."""

from __future__ import annotations

import json
from typing import Any

CHANNEL_ADDRESSES = (
    {"name": "要闻", "url": "/news/yw/"},
    {"name": "民生", "url": "/list/ms?page={page}"},
    {"name": "乡镇", "url": "/api/list?channel=xz&page={page}"},
    {"name": "文旅", "url": "/wl/"},
)


def source_toml(base_url: str, **overrides: Any) -> str:
    """The outlet's source file as TOML text.

    ``overrides`` replace or add top-level keys; ``channels`` is a list of dicts, None drops a key.
    """
    values: dict[str, Any] = {
        "name": "清川融媒",
        "region": "清川县",
        "base_url": base_url,
        "every": "15m",
        "min_entries": 1,
        "render": "auto",
        "delay": 0,
        "concurrency": 4,
        "allow_private": True,
        "max_pages": 20,
        "channels": CHANNEL_ADDRESSES,
    }
    values |= overrides
    channels = values.pop("channels") or ()
    tables = [_pairs(values), *("[[channels]]\n" + _pairs(channel) for channel in channels)]
    return "\n".join(tables)


def _pairs(values: dict[str, Any]) -> str:
    """``key = value`` lines; JSON's scalars and lists are also TOML's."""
    lines = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in values.items()
        if value is not None
    )
    return "".join(lines)
