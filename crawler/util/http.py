"""The headers of answers as text: servers send any bytes."""

from __future__ import annotations

from scrapy.http import Response


def header_text(response: Response, name: str) -> str:
    """A header as text that PostgreSQL can keep, which has no NUL; '' where there is none."""
    return (response.headers.get(name) or b"").decode("latin-1").replace("\x00", "")
