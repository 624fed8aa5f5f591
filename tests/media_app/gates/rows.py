"""What a gate is: a row with its page, and what a crawler must make of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.media_app.gates.texts import STORE, Text

#: What the server answers instead of the page, or None where the reader gets the page.
Guard = Callable[[web.Request, Text], web.StreamResponse | None]


@dataclass(frozen=True)
class Gate:
    """A gate and its expectation.

    ``page`` is the page with ``@WORDS@`` in the places of the article's parts (see ``filled``).
    ``state`` is what ``articles.gate`` must be, None where any will do. ``browser`` is False
    where plain HTTP must do, True where only a browser can, None where either is fine.
    ``address`` is the form of the link where it is not the usual one; a gate that is not
    ``listed`` stands in the listing only when it is asked for by name or kind.
    """

    name: str
    kind: str
    page: str
    state: str | None = None
    browser: bool | None = None
    guard: Guard | None = None
    address: str = "/gates/{name}-{number}.html"
    listed: bool = True

    def path(self, number: int) -> str:
        return self.address.format(name=self.name, number=number)


def rows(kind: str, pages: Mapping[str, str], **expected: Any) -> list[Gate]:
    """The gates of pages that expect the same."""
    return [Gate(name, kind, page, **expected) for name, page in pages.items()]


def filled(page: str, text: Text, port: int) -> str:
    """A page with the parts of the article that it names.

    ``…_JS`` are the same as literals of a script, in ASCII.
    """
    parts = {
        "ID": str(text.number),
        "PORT": str(port),
        "TITLE": text.title,
        "TIME": f"{text.at:%Y-%m-%d %H:%M}",
        "BODY": text.whole,
        "HALF": text.half,
        "REST": text.rest,
        "CUT": text.cut,
        "P1": text.pages[0],
        "P2": text.pages[1],
        "P3": text.pages[2],
        "BODY_JS": literal(text.whole),
        "HALF_JS": literal(text.half),
        "REST_JS": literal(text.rest),
        "PAGES_JS": literal(text.pages),
        "LINES_JS": literal(text.paragraphs),
        "JSON_JS": literal(json.dumps({"data": {"content": text.whole}})),
        "BASE64": base64.b64encode(text.whole.encode()).decode(),
        "STORE": STORE,
        "STORE_JS": literal(f"<h2>{STORE}</h2>"),
    }
    for name, part in parts.items():
        page = page.replace(f"@{name}@", part)
    return page


def literal(value: Any) -> str:
    """A value as a script writes it, safe inside a script element."""
    return json.dumps(value).replace("</", "<\\/")
