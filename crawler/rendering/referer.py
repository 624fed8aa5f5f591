"""What a request of the browser says of the page that makes it: its address to its own origin, and
to others no path, whatever referrer policy the page has set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

_NAME = "referer"


def origin_referer(url: str) -> str:
    """The origin of an address, as a Referer without a path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def exposes_path(request: Mapping[str, Any]) -> bool:
    """Whether a request to another origin names the path of the page that makes it."""
    referer = _referer(request)
    origin = origin_referer(referer)
    return bool(referer) and referer != origin and origin != origin_referer(request["url"])


def without_referer(request: Mapping[str, Any]) -> Sequence[dict[str, str]]:
    """The headers of a request without its Referer: Chromium keeps one that is left out, and drops
    one that is empty. After a redirect it keeps that too."""
    kept = {name: value for name, value in request["headers"].items() if name.lower() != _NAME}
    return [{"name": name, "value": value} for name, value in {**kept, "Referer": ""}.items()]


def _referer(request: Mapping[str, Any]) -> str:
    headers = request["headers"].items()
    return next((str(value) for name, value in headers if name.lower() == _NAME), "")
