"""The readers that are compared: each a function from a page's text and address to what it read.

What it may give: ``title``, ``published``, ``authors``, ``editor``, ``source``, ``text``. What it
never gives is not asked of it. All pages are Chinese, and those that want to be told are. This
module and ``worker`` also run where only the peers are
installed: they import nothing else before a reader is made.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent.parent
Read = Callable[[str, str], dict[str, Any]]
OURS = "ours"
#: The two that find times through htmldate give the day alone unless asked for more.
_TO_THE_MINUTE = {"original_date": True, "outputformat": "%Y-%m-%dT%H:%M"}
#: What gne's own documentation gives as an example of noise.
_GNE_NOISE = (
    '//div[@class="comment-list"]',
    '//*[@style="display:none"]',
    '//div[@class="statement"]',
)
_STALE_CHARSET = re.compile(r"""(<meta[^>]+charset\s*=\s*["']?)(?:gb\w+|big5)""", re.I)
_ENDS_A_LINE = ("p", "div", "br", "h1", "h2", "h3", "h4", "li", "tr", "blockquote", "figcaption")


@dataclass(frozen=True)
class Reader:
    """Its maker, the distribution that it comes from ('' for ours), and how it is set up."""

    make: Callable[[], Read]
    distribution: str = ""
    setting: str = ""

    @property
    def title(self) -> str:
        """Name and version, as a table shows them; known where the reader is installed."""
        if self.distribution:
            named = f"{self.distribution} {importlib.metadata.version(self.distribution)}"
        else:
            project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
            named = f"{OURS} {project['version']}"
        return f"{named}, {self.setting}" if self.setting else named


def written(value: object) -> str:
    """A time as text; a naive midnight says no more than its day."""
    if not isinstance(value, datetime):
        return str(value or "")
    day_only = value.tzinfo is None and not (value.hour or value.minute or value.second)
    return value.date().isoformat() if day_only else value.isoformat()


def _ours() -> Read:
    from tests.accuracy import extract

    return lambda html, url: extract(html, url or None)


def _trafilatura(*, fast: bool) -> Callable[[], Read]:
    def make() -> Read:
        from trafilatura import bare_extraction

        def read(html: str, url: str) -> dict[str, Any]:
            found = bare_extraction(
                html,
                url=url or None,
                with_metadata=True,
                include_comments=False,
                fast=fast,
                date_extraction_params=dict(_TO_THE_MINUTE),
            )
            if found is None:
                return {}
            authors = (found.author or "").split(";")
            return {
                "title": found.title,
                "published": found.date,
                "authors": authors,
                "text": found.text,
            }

        return read

    return make


def _gne(*noise: str) -> Callable[[], Read]:
    def make() -> Read:
        from gne import GeneralNewsExtractor

        def read(html: str, url: str) -> dict[str, Any]:
            found = GeneralNewsExtractor().extract(html, host=url, noise_node_list=list(noise))
            return {
                "title": found["title"],
                "published": found["publish_time"],
                "authors": found["author"],
                "text": found["content"],
            }

        return read

    return make


def _newspaper() -> Read:
    from newspaper import Article

    def read(html: str, url: str) -> dict[str, Any]:
        address = url or "https://news.example.cn/a/1.html"
        found = Article(address, language="zh", fetch_images=False)
        found.download(input_html=html)
        found.parse()
        return {
            "title": found.title,
            "published": found.publish_date,
            "authors": found.authors,
            "text": found.text,
        }

    return read


def _readability() -> Read:
    from lxml.html import fragment_fromstring
    from readability import Document

    def read(html: str, url: str) -> dict[str, Any]:
        document = Document(html, url=url or None)
        tree = fragment_fromstring(document.summary(html_partial=True), create_parent=True)
        for element in tree.iter(*_ENDS_A_LINE):
            element.tail = "\n" + (element.tail or "")
        return {"title": document.short_title(), "text": tree.text_content()}

    return read


def _goose() -> Read:
    from goose3 import Goose
    from goose3.text import StopWordsChinese

    goose = Goose({"stopwords_class": StopWordsChinese, "enable_image_fetching": False})

    def read(html: str, url: str) -> dict[str, Any]:
        # It believes a GBK declaration even of decoded text, and would read nothing.
        found = goose.extract(raw_html=_STALE_CHARSET.sub(r"\1utf-8", html))
        return {
            "title": found.title,
            "published": found.publish_date,
            "authors": found.authors,
            "text": found.cleaned_text,
        }

    return read


def _htmldate() -> Read:
    from htmldate import find_date

    return lambda html, url: {"published": find_date(html, url=url or None, **_TO_THE_MINUTE)}


#: By the name that a worker is started with, in the order of the table.
READERS = {
    OURS: Reader(_ours),
    "trafilatura": Reader(_trafilatura(fast=False), "trafilatura"),
    "trafilatura-fast": Reader(_trafilatura(fast=True), "trafilatura", "fast"),
    "gne": Reader(_gne(), "gne"),
    "gne-noise": Reader(_gne(*_GNE_NOISE), "gne", "its example noise list"),
    "newspaper4k": Reader(_newspaper, "newspaper4k"),
    "readability-lxml": Reader(_readability, "readability-lxml"),
    "goose3": Reader(_goose, "goose3"),
    "htmldate": Reader(_htmldate, "htmldate", "time only"),
}
