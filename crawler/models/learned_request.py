"""Learned requests as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from urllib.parse import urljoin

from crawler.gates.rules.side_effects import find_side_effect
from crawler.models.listing import RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import same_site
from crawler.parsing.url_pattern import url_pattern

#: Any template: a learned request of a source file that names none.
ANY_TEMPLATE = "*"
#: Response shapes that are kept of a learned request.
_MOST_SHAPES = 50
#: A token of the article's URL in a template: {1}.
_TOKEN = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class DomPatch:
    """``markup``, with a slot for each part of an answer, stands in the element ``at`` (an XPath)
    in the place of its child elements ``start`` to ``end``; of all it holds where ``end`` < 0."""

    xpath: str
    start: int
    end: int
    markup: str


@dataclass(frozen=True, slots=True)
class CapturedResponse:
    """An answer that a page's script or frame got from the page's own site."""

    url: str
    method: str
    posted: str
    content_type: str
    body: bytes

    def page(self) -> FetchedPage:
        """The answer as something to read."""
        return FetchedPage(self.url, self.body, self.content_type)


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """A request with ``{1}``, ``{2}`` … for the tokens of the article's address."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""

    def build(self, url: str) -> RequestSpec | None:
        """The request for the article at ``url``; None where its address lacks a token, or where
        the request would do something."""
        values = url_pattern(url).values
        wanted = [int(n) for n in _TOKEN.findall(self.url + self.body)]
        if any(n > len(values) for n in wanted):
            return None
        address = urljoin(url, _TOKEN.sub(lambda t: values[int(t[1]) - 1], self.url))
        body = _TOKEN.sub(lambda t: values[int(t[1]) - 1], self.body)
        if not same_site(address, url) or find_side_effect(self.url, self.body):
            return None
        headers = {"Accept": "*/*", "X-Requested-With": "XMLHttpRequest"}
        if body:
            kind = "json" if body.lstrip().startswith("{") else "x-www-form-urlencoded"
            headers["Content-Type"] = f"application/{kind}"
        return RequestSpec(address, self.method, body.encode(), headers)


@dataclass(frozen=True, slots=True)
class LearnedRequest:
    """The requests that bring what a page's script would insert, and where it goes.

    A shape says which parts a response holds. ``known_shapes`` are those of responses that gave
    what the render showed; a response of another shape is compared with a render first.
    ``rejected_shapes`` did not give it: such articles are always rendered.
    """

    requests: tuple[RequestTemplate, ...]
    patches: tuple[DomPatch, ...]
    known_shapes: tuple[str, ...] = ()
    rejected_shapes: tuple[str, ...] = ()

    def requests_for(self, url: str) -> list[RequestSpec]:
        """The requests for the article at ``url``; [] where its address does not yield them."""
        specs = [spec.build(url) for spec in self.requests]
        return [] if None in specs else [spec for spec in specs if spec is not None]

    @property
    def uses_post(self) -> bool:
        """Whether one of the requests is a POST, which must be proven to be a read."""
        return any(spec.method == "POST" for spec in self.requests)

    @property
    def is_read_only(self) -> bool:
        """Whether none of the requests does something by its words."""
        return not any(find_side_effect(spec.url, spec.body) for spec in self.requests)

    def with_shape(self, shape: str, same: bool) -> LearnedRequest:
        """The lesson with one more shape that gave the ``same`` as a render, or did not."""
        if same:
            return replace(self, known_shapes=(*self.known_shapes, shape)[-_MOST_SHAPES:])
        return replace(self, rejected_shapes=(*self.rejected_shapes, shape)[-_MOST_SHAPES:])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> LearnedRequest:
        """The lesson that ``as_json`` wrote. Raises KeyError or TypeError for anything else."""
        specs = tuple(RequestTemplate(**spec) for spec in value["requests"])
        grafts = tuple(DomPatch(**one) for one in value["patches"])
        return cls(specs, grafts, tuple(value["known_shapes"]), tuple(value["rejected_shapes"]))


#: ``at``: an XPath, and in brackets the children that are replaced where not all of them are.
_PLACE = re.compile(r"(.*?)(?: \[(\d+):(\d+)\])?", re.S)


def parse_patch(xpath: str, markup: str) -> DomPatch:
    """A graft from its ``xpath`` and ``markup`` in a source file."""
    found = _PLACE.fullmatch(xpath)
    assert found is not None
    if found[2] is None:
        return DomPatch(xpath, 0, -1, markup)
    return DomPatch(found[1], int(found[2]), int(found[3]), markup)
