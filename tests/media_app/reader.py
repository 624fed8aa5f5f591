"""A plain reader for the tests: one GET without redirects, cookies or proxies."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.media_app import MediaApp

_LINK = re.compile(r'<a [^>]*href="([^"]+)"')
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Answer:
    """A whole answer; ``headers`` have lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def links(self) -> list[str]:
        """All link addresses of the page, in order."""
        return [unescape(address) for address in _LINK.findall(self.text)]

    @property
    def words(self) -> str:
        return squeeze(self.text)


def get(app: MediaApp, path: str, timeout: float = 5) -> Answer:
    """GETs a path. Raises what http.client raises: TimeoutError, IncompleteRead, …"""
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read())
    finally:
        connection.close()


def squeeze(html: str) -> str:
    """Text without tags and white space, for looking a paragraph up whatever its markup."""
    return _SPACE.sub("", unescape(_TAG.sub("", html)))
