"""The calls of an interface as templates: from values to a request, and from an address back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from crawler.models.listing import RequestSpec
from crawler.platforms.core.platform import UrlMatch

_NAME = re.compile(r"\{(\w+)(?:\?|=([^{}]*))?\}")
_OPTIONAL = re.compile(r"&\w+=\{(\w+)\?\}")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Endpoint:
    """A call: ``{name}`` in any of its texts is a value's place.

    ``path`` is relative to the outlet's base address and may have a query, where a parameter
    ``&key={name?}`` is left out if its value is empty. In the path, ``{name=a|b}`` is the place
    of what the expression matches, which has neither ``?`` nor braces. A call with ``form`` or
    ``json`` is a POST. ``base`` names the tenant fact that holds another base address. A header
    without a value is not sent.
    """

    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = ""

    def request(self, base_url: str, values: Mapping[str, object]) -> RequestSpec:
        """The request; KeyError where a value lacks."""
        texts = {name: str(value) for name, value in values.items()}
        base = texts.get(self.base, "") or base_url
        path = _OPTIONAL.sub(lambda said: said[0] if texts.get(said[1]) else "", self.path)
        url = f"{base.rstrip('/')}/{_fill(path, {k: quote(v, '') for k, v in texts.items()})}"
        filled = {name: _fill(value, texts) for name, value in self.headers.items()}
        headers = {name: value for name, value in filled.items() if value}
        if self.form:
            filled = {name: _fill(value, texts) for name, value in self.form.items()}
            return RequestSpec(url, "POST", urlencode(filled).encode(), {**_FORM, **headers})
        if self.json:
            filled = {name: _fill(value, texts) for name, value in self.json.items()}
            body = json.dumps(filled, ensure_ascii=False).encode()
            return RequestSpec(url, "POST", body, {**_JSON, **headers})
        return RequestSpec(url, headers=headers)

    def match_url(self, url: str) -> UrlMatch | None:
        """Where ``url`` stands in the interface; None where it is no address of this call.

        The path must end as this one's, and the query must say the same words; the fields of
        a form may stand in the query too, as a person may write them.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        found = self._path.fullmatch(parts.path)
        if not found or parts.scheme not in ("http", "https"):
            return None
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if any(query.get(name) != word for name, word in self._words.items()):
            return None
        values = {name: unquote(value) for name, value in found.groupdict().items() if name != "_"}
        values |= {of: query[name] for name, of in self._places.items() if query.get(name)}
        base = f"{parts.scheme}://{parts.netloc}{parts.path[: found.end('_')]}"
        return UrlMatch(base, values | {self.base: base} if self.base else values)

    @cached_property
    def _path(self) -> re.Pattern[str]:
        pattern, path, at = "(?P<_>.*/)", self.path.partition("?")[0], 0
        for place in _NAME.finditer(path):
            pattern += f"{re.escape(path[at : place.start()])}(?P<{place[1]}>{place[2] or '[^/]+'})"
            at = place.end()
        return re.compile(pattern + re.escape(path[at:]))

    @cached_property
    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))

    @cached_property
    def _words(self) -> dict[str, str]:
        """The constants of the query that say which call it is; what holds a number says less."""
        constant = {k: v for k, v in self._query.items() if not _NAME.search(v)}
        return {k: v for k, v in constant.items() if re.fullmatch(r"\D*[A-Za-z]\D*", v)}

    @cached_property
    def _places(self) -> dict[str, str]:
        """Query or form key → the one value that stands there."""
        pairs = {**self.form, **self.json, **self._query}.items()
        found = {key: _NAME.fullmatch(value) for key, value in pairs}
        return {key: match[1] for key, match in found.items() if match}


def request_identity_url(spec: RequestSpec) -> str:
    """The address by which an article is known that has no page of its own: that of its request,
    with the fields that are posted."""
    if spec.method == "GET":
        return spec.url
    posted = spec.body.decode("utf-8", "replace")
    fields = urlencode(json.loads(posted)) if posted.startswith("{") else posted
    return f"{spec.url}{'&' if '?' in spec.url else '?'}{fields}"


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda name: values[name[1]], template)
