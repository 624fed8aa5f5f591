"""What a script put into a page, and where: learned from one render, done again without it.

A render is held against the page as plain HTTP brings it. Where they differ and what is new is the
text of an answer that the script got, a graft says which part of the answer stands in which
place. ``apply_patches`` does to another page of the same kind what the script would do.
"""

from __future__ import annotations

import base64
import binascii
import copy
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from crawler.models.learned_request import DomPatch
from crawler.parsing.page import FetchedPage
from crawler.parsing.size_limits import json_excess

#: Parts of an answer: by their path in it (``0/data/content``: of the first answer).
ResponseValues = Mapping[str, str]

_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_SLOT = re.compile("⟦([^⟦⟧]*)⟧")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s_-]{40,}={0,2}")
_MARKUP = re.compile(r"<[a-zA-Z!/]")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_DEEPEST, _MOST_LEAVES = 8, 2000
#: Parts shorter than this are looked for only as a word by itself or at the end of a text (a
#: name behind its role), and those of one character only as the whole of a text.
_PART = 4
_SKIPPED = frozenset(("script", "style", "noscript", "template"))


# --- the parts of answers --------------------------------------------------------------------


def flatten_responses(answers: Sequence[FetchedPage]) -> dict[str, str]:
    """Every text in the answers, by its path."""
    found: dict[str, str] = {}
    for number, answer in enumerate(answers):
        value = answer.json
        if value is None:
            found[str(number)] = _inner(answer)
        else:
            for path, text in _walk(value, str(number), 0):
                if len(found) < _MOST_LEAVES:
                    found[path] = text
    return found


def _inner(answer: FetchedPage) -> str:
    """A piece of markup as it is; of a whole document the inside of its body."""
    if "<body" not in answer.text[:20_000].lower():
        return answer.text
    body = answer.tree.body
    return (body.text or "") + "".join(_written(child) for child in body)


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}/{name}", depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{path}/{number}", depth + 1)
    elif isinstance(value, str):
        yield path, value
        yield from _inside(value, path, depth)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, str(value)


def _inside(text: str, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """What a text holds in another form: JSON, or base64."""
    if text.lstrip().startswith(("{", "[")):
        if json_excess(text):
            return
        try:
            yield from _walk(json.loads(text, strict=False), f"{path}/json", depth + 1)
        except (ValueError, RecursionError):
            return
    elif _BASE64.fullmatch(text):
        padded = _SPACE.sub("", text).replace("-", "+").replace("_", "/")
        try:
            plain = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
            yield from _walk(plain.decode("utf-8"), f"{path}/base64", depth + 1)
        except (binascii.Error, ValueError):
            return


def _is_markup(text: str) -> bool:
    return _MARKUP.search(text) is not None


def _tight(text: str) -> str:
    return _SPACE.sub("", text)


def _seen(text: str) -> str:
    """What a reader sees of a part, without white space."""
    if not _is_markup(text):
        return _tight(html.unescape(text))
    try:
        tree = lxml.html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    return _text(tree)


def _text(element: HtmlElement) -> str:
    return _tight("".join(_texts(element)))


def _texts(element: HtmlElement) -> Iterator[str]:
    if element.tag in _SKIPPED or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


# --- learning --------------------------------------------------------------------------------


def learn_patches(
    plain: HtmlElement, rendered: HtmlElement, leaves: ResponseValues
) -> list[DomPatch]:
    """The grafts that make the rendered page of the plain one; [] where there are none."""
    index: dict[str, str] = {}
    for path, value in leaves.items():
        seen = _seen(value)
        if seen:
            index.setdefault(seen, path)
    return list(_PatchLearner(_Slots(index)).compare(plain.body, rendered.body))


class _Slots:
    """Markup of a rendered page with the parts of the answer taken out of it."""

    def __init__(self, index: Mapping[str, str]) -> None:
        self._index = index
        several = sorted((part for part in index if len(part) > 1), key=len, reverse=True)
        self._parts = [(part, _pattern(part)) for part in several if not part.isascii()]
        self._parts += [(part, _pattern(part)) for part in several if part.isascii()]

    def whole(self, seen: str) -> str:
        """The slot of a part that is the whole of a text; '' where none is."""
        path = self._index.get(seen) if seen else None
        return "" if path is None else f"⟦{path}⟧"

    def text(self, text: str) -> str:
        """A text with the parts in it as slots."""
        slot = self.whole(_tight(text))
        if slot:
            return slot
        for part, pattern in self._parts:
            found = pattern.search(text) if part in text else None
            if found:
                before, after = text[: found.start()], text[found.end() :]
                return self.text(before) + f"⟦{self._index[part]}⟧" + self.text(after)
        return html.escape(text, quote=False)

    def run(self, elements: Sequence[HtmlElement]) -> str:
        """Neighbouring elements, as one part or each by itself."""
        slot = self.whole("".join(_text(e) + _tight(e.tail or "") for e in elements))
        return slot or "".join(self.element(e) + self.text(e.tail or "") for e in elements)

    def element(self, element: HtmlElement) -> str:
        if element.tag in _SKIPPED or not isinstance(element.tag, str):
            return ""
        start = f"<{element.tag}{_attributes(element)}>"
        if element.tag in _VOID:
            return start
        return f"{start}{self.inside(element)}</{element.tag}>"

    def inside(self, element: HtmlElement) -> str:
        slot = self.whole(_text(element))
        return slot or self.text(element.text or "") + self.run(list(element))


def _pattern(part: str) -> re.Pattern[str]:
    """Where a part may stand in a longer text."""
    text = re.escape(part)
    if len(part) >= _PART:
        return re.compile(text)
    return re.compile(rf"(?<!\w){text}(?!\w)" + ("" if part.isascii() else rf"|{text}\s*$"))


_VOID = frozenset(("img", "br", "hr", "input", "source", "meta", "link", "col", "wbr", "embed"))


def _attributes(element: HtmlElement) -> str:
    return "".join(f' {k}="{html.escape(v)}"' for k, v in element.items())


@dataclass
class _PatchLearner:
    slots: _Slots

    def compare(self, plain: HtmlElement, rendered: HtmlElement) -> Iterator[DomPatch]:
        """Grafts of the places where a rendered element differs from the plain one."""
        if _written(plain) == _written(rendered):
            return
        seen = _text(rendered)
        whole = self.slots.whole(seen) if seen != _text(plain) else ""
        inner = _sole(plain, rendered) if whole else None
        if inner is not None:
            yield from self.compare(*inner)
            return
        if whole or _own(plain) != _own(rendered) or (len(rendered) and not len(plain)):
            yield from self._made(plain, 0, -1, whole or self.slots.inside(rendered))
            return
        matcher = SequenceMatcher(None, [*map(_key, plain)], [*map(_key, rendered)], autojunk=False)
        for op, i, j, k, m in matcher.get_opcodes():
            if op == "equal":
                for ours, theirs in zip(plain[i:j], rendered[k:m], strict=True):
                    yield from self.compare(ours, theirs)
            elif op != "delete":
                yield from self._made(plain, i, j, self.slots.run(rendered[k:m]))

    def _made(self, place: HtmlElement, start: int, end: int, markup: str) -> Iterator[DomPatch]:
        if _SLOT.search(markup):
            yield DomPatch(_path(place), start, end, markup)


def _sole(plain: HtmlElement, rendered: HtmlElement) -> tuple[HtmlElement, HtmlElement] | None:
    """The element in a rendered one that holds all of its text, and the plain one like it."""
    seen = _text(rendered)
    theirs = [e for e in rendered if _text(e) == seen]
    ours = [e for e in plain if theirs and _key(e) == _key(theirs[0])]
    return (ours[0], theirs[0]) if len(theirs) == len(ours) == 1 else None


def _key(element: HtmlElement) -> tuple[str, str, str]:
    return str(element.tag), element.get("id") or "", element.get("class") or ""


def _own(element: HtmlElement) -> str:
    return _tight((element.text or "") + "".join(child.tail or "" for child in element))


def _written(element: HtmlElement) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def _path(element: HtmlElement) -> str:
    """An XPath of an element: from the nearest id above it, or from the top."""
    steps: list[str] = []
    node: HtmlElement | None = element
    while node is not None and node.getparent() is not None:
        name = node.get("id")
        if name and '"' not in name:
            return "/".join([f'//*[@id="{name}"]', *reversed(steps)])
        tag = node.tag if _NAME.fullmatch(node.tag) else "*"
        before = sum(1 for _ in node.itersiblings(tag, preceding=True))
        steps.append(f"{tag}[{before + 1}]")
        node = node.getparent()
    return "/".join(["", "html", *reversed(steps)])


# --- doing it again --------------------------------------------------------------------------


def apply_patches(
    plain: HtmlElement, patches: Sequence[DomPatch], leaves: ResponseValues
) -> str | None:
    """A page with its grafts, as markup; None where a place is missing."""
    tree = copy.deepcopy(plain)
    places = [tree.xpath(g.xpath) for g in patches]  # before anything moves
    if not patches or any(len(found) != 1 for found in places):
        return None
    for (place,), one in sorted(
        zip(places, patches, strict=True), key=lambda pair: pair[1].start, reverse=True
    ):
        if not _put(place, one, fill_slots(one.markup, leaves)):
            return None
    return "<!DOCTYPE html>\n" + _written(tree)


def fill_slots(markup: str, leaves: ResponseValues) -> str:
    """Markup with its slots filled; with nothing where the answer lacks the part."""
    return _SLOT.sub(lambda slot: _as_markup(leaves.get(slot[1], "")), markup)


def used_slots(patches: Sequence[DomPatch]) -> set[str]:
    """The parts of answers that grafts put into a page."""
    return {path for one in patches for path in _SLOT.findall(one.markup)}


def _as_markup(value: str) -> str:
    return value if _is_markup(value) else html.escape(html.unescape(value), quote=False)


def _put(place: HtmlElement, one: DomPatch, markup: str) -> bool:
    """Put markup in its place; False where the place is not as it was learned."""
    try:
        made = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return False
    end = len(place) if one.end < 0 else one.end
    if end > len(place):
        return False
    if one.end < 0:
        place.text = made.text
    for old in place[one.start : end]:
        place.remove(old)
    for number, new in enumerate(list(made)):
        place.insert(one.start + number, new)
    return True
