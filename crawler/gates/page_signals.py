"""Find signals of app-wake gates on a page: labels, scripts, folds, overlays. Pure functions."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.gates.rules.hosts import find_host
from crawler.gates.rules.labels import LABEL_HINTS, MAX_LABEL_LENGTH, LabelKind, matches_label
from crawler.gates.rules.page_source import FOLD_CLASSES, OVERLAY_CLASSES, SOURCE_SIGNALS
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath

_NOTICES: tuple[LabelKind, ...] = ("open_app", "read_on", "loading", "gone", "refused")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "option", "head"})
_SPACE = re.compile(r"\s+")
NETWORK_CALL = re.compile(
    r"\bfetch\(|XMLHttpRequest|\.ajax\b|\baxios\b|\$\.(?:get|post|getJSON)\b|\.open\(\s*[\"']GET"
)
_TOGGLES = re.compile(
    r"max-?[hH]eight|(?:add|remove|toggle)Class|classList|\.slide(?:Down|Toggle)|\.css\(|\.toggle\("
)
_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_CLASS = re.compile(r"[.#]([\w-]+)")
_FOLDED = re.compile(r"(?:max-)?height\s*:\s*[\d.]+|-webkit-line-clamp")
_CLIPPED = re.compile(r"overflow(?:-y)?\s*:\s*hidden")
_FIXED = re.compile(r"position\s*:\s*fixed")
_TALL = re.compile(
    r"(?<!-)height\s*:\s*100|inset\s*:\s*0|\A(?>.*?top\s*:\s*0)(?=.*bottom\s*:\s*0)", re.S
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_FOLDS, _COVERS = re.compile(FOLD_CLASSES, re.I), re.compile(OVERLAY_CLASSES, re.I)
_FOR_MORE = re.compile(
    "全文|全部内容|剩余|余下|阅读更多|查看更多|完整|未完|后续|继续阅读|接着读|接着看"
)
_SHARE = re.compile(r"(?:剩余|还有|余下|未读|还剩|剩下)\D{0,4}\d+(?:%|段|字|页)")
_STRING = re.compile(
    r"(?<!\\)(?:\"((?>(?:[^\"\\]|\\.){200,}))\"|'((?>(?:[^'\\]|\\.){200,}))'|`([^`]{200,}+)`)", re.S
)
_KEYED = re.compile(r"\"\w+\"\s*:")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{200,}={0,2}")
_EIGHT_HAN = re.compile("[\u3400-\u9fff]{8}")
#: What says something without being text: buttons' values, and names of what has no text.
_VALUES = compile_xpath(
    "//body//input/@value | //body//@aria-label | //body//img[@alt]/@alt"
    " | //body//*[@title][not(normalize-space())]/@title"
)
_LONG_VALUES = compile_xpath(
    "//body//*[self::div or self::section or self::article or self::input or self::textarea]"
    "/@*[string-length() >= 200]"
)
_CLOSED = compile_xpath("//body//details[not(@open)]")
_TAG = re.compile(r"<[^<>]*>|\s+")
_HAN = re.compile("[\u3400-\u9fff]")
#: A body below this may be a teaser of one that has other first words.
_SHORT = 80
_FIRSTS = frozenset(hint[0] for hint in LABEL_HINTS)
#: A text that may be part of a label (characters), what is no label's markup, and how many
#: elements one is made of.
_FRAGMENT, _LONGEST, _FEW = 8, 200, 8
#: How much of a page's source is searched (characters).
_SOURCE = 3_000_000


@dataclass(frozen=True, slots=True)
class PageSignals:
    """What was found on a page. Each list holds the page's own words, without spaces."""

    open_app: tuple[str, ...]
    read_on: tuple[str, ...]
    loading: tuple[str, ...]
    #: Notices that the article is gone, and that a reader must first prove to be one.
    gone: tuple[str, ...]
    refused: tuple[str, ...]
    #: Names of the signs in the page's source (see rules.SOURCE_SIGNALS) and of listed hosts.
    signs: tuple[str, ...]
    #: Whether scripts run at all, and the text of the page's own.
    scripted: bool
    scripts: str

    def scripts_use_network(self) -> bool:
        """Whether the page's scripts ask the network."""
        return NETWORK_CALL.search(self.scripts) is not None

    def scripts_toggle_height(self) -> bool:
        """Whether the page's scripts change how tall something is."""
        return _TOGGLES.search(self.scripts) is not None

    def promises_more(self) -> bool:
        """Whether a label promises the rest of the text, here or in the app."""
        return bool(self.read_on) or any(_FOR_MORE.search(label) for label in self.open_app)

    def missing_share_label(self) -> str:
        """The label that says how much of the text is missing (剩余70%), or ''."""
        return next((x for x in (*self.open_app, *self.read_on) if _SHARE.search(x)), "")

    def gate_labels(self) -> list[str]:
        """What showed a gate, for the record."""
        labels = dict.fromkeys((*self.open_app, *self.read_on))
        return [*labels, *self.signs][:20]


def find_page_signals(page: FetchedPage) -> PageSignals:
    """The marks of a page, hidden elements included."""
    found: dict[LabelKind, dict[str, None]] = {kind: {} for kind in _NOTICES}
    for label in _labels(page.tree):
        for kind in label.says:
            found[kind][label.text] = None
    return PageSignals(
        open_app=tuple(found["open_app"]),
        read_on=tuple(found["read_on"]),
        loading=tuple(found["loading"]),
        gone=tuple(found["gone"]),
        refused=tuple(found["refused"]),
        signs=tuple(_signs(page)),
        scripted=page.tree.find(".//script") is not None,
        scripts="\n".join(s.text for s in page.tree.iter("script") if s.text)[:_SOURCE],
    )


@dataclass(frozen=True, slots=True)
class _Label:
    """A text that is as short as a label: without white space, what it says, and whether it may
    be part of one."""

    text: str
    says: tuple[LabelKind, ...]
    is_fragment: bool


@lru_cache(maxsize=8192)
def _label(text: str) -> _Label | None:
    """What a text says as a label; None where it says nothing.

    Remembered, because the pages of a site share most of their labels.
    """
    tight = _SPACE.sub("", text)
    if not 1 < len(tight) <= MAX_LABEL_LENGTH or _FIRSTS.isdisjoint(tight):
        return None
    if not any(hint in tight for hint in LABEL_HINTS):
        return None
    kinds = tuple(kind for kind in _NOTICES if matches_label(kind, tight))
    return _Label(tight, kinds, len(tight) <= _FRAGMENT)


def _labels(tree: HtmlElement) -> Iterator[_Label]:
    """The texts that stand for themselves and say no more than a label does."""
    fragments = set()
    for text in (*tree.body.itertext(), *map(str, _VALUES(tree))):
        label = _label(text) if len(text) < _LONGEST else None
        if label is not None:
            yield label
            if label.is_fragment:
                fragments.add(text)
    if fragments:  # a label may be parted: 打开<b>APP</b>
        yield from filter(None, map(_label, _parted(tree.body, fragments)))


def _parted(body: HtmlElement, fragments: set[str]) -> Iterator[str]:
    """The texts of the small elements that a fragment is part of."""
    for element in body.iter():
        if element.text in fragments or element.tail in fragments:
            for place in islice(element.iterancestors(), 2) if len(element) == 0 else (element,):
                if len(place) <= _FEW and place.tag not in _UNSEEN:
                    yield "".join(islice(place.itertext(), 12))


def _signs(page: FetchedPage) -> Iterator[str]:
    source = page.text[:_SOURCE]
    odd = source.replace("https://", "").replace("http://", "")
    for sign in SOURCE_SIGNALS:
        if any(part in odd for part in sign.needs) and re.search(sign.pattern, source):
            yield sign.name
    for script in page.tree.iter("script"):
        host = find_host("https:" + (script.get("src") or "").removeprefix("https:"))
        if host is not None and host.kind == "wake":
            yield f"a script of {host.name}"


# --- what stands over a body -----------------------------------------------------------------


def _styles(tree: HtmlElement) -> dict[str, str]:
    """What the page's own style sheets say of each class and id."""
    rules: dict[str, list[str]] = {}
    for sheet in tree.iter("style"):
        for selector, said in _RULE.findall((sheet.text or "")[:200_000]):
            for name in _CLASS.findall(selector[-300:].split(",")[0].split(" ")[-1]):
                rules.setdefault(name, []).append(said)
    return {name: ";" + ";".join(said) for name, said in rules.items()}


def _named(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _style(element: HtmlElement, rules: dict[str, str]) -> str:
    said = (rules[name] for name in _named(element).split() if name in rules)
    return ";".join([*said, element.get("style") or ""])


def is_folded(page: FetchedPage, line: str) -> bool:
    """Whether ``line``, the last of a body, stands in an element that is folded or hidden."""
    rules, wanted = _styles(page.tree), _SPACE.sub("", line)[:20]
    return any(
        wanted in _SPACE.sub("", element.text_content())
        for element in (*_styled(page.tree), *_CLOSED(page.tree))
        if element.tag == "details" or _is_fold(element, rules)
    )


def has_overlay(page: FetchedPage) -> bool:
    """Whether a layer lies over the whole page."""
    rules = _styles(page.tree)
    return any(_is_cover(element, rules) for element in _styled(page.tree))


def _styled(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("div", "section", "article", "main"):
        if element.get("class") or element.get("style") or element.get("id"):
            yield element


def _is_fold(element: HtmlElement, rules: dict[str, str]) -> bool:
    style = _style(element, rules)
    if _HIDDEN.search(style) or (_FOLDED.search(style) and _CLIPPED.search(style)):
        return True
    return _FOLDS.search(element.get("class") or "") is not None


def _is_cover(element: HtmlElement, rules: dict[str, str]) -> bool:
    style = _style(element, rules)
    if _HIDDEN.search(style):
        return False
    if _FIXED.search(style) and _TALL.search(style):
        return True
    text = element.text_content()
    named = _COVERS.search(_named(element)) is not None and len(text) < 400
    return named and any(matches_label("open_app", line) for line in text.split("\n"))


# --- a body that waits in a script -----------------------------------------------------------


def longer_body_in_script(page: FetchedPage, scripts: str, body: str) -> bool:
    """Whether one string of the page's source holds this body and much more, or the only body."""
    start = _TAG.sub("", body)[:12]
    needed = 1.3 * len(_HAN.findall(body)) + 60
    for string in islice(_long_strings(page.tree, scripts), 2000):
        text = _TAG.sub("", string)
        if (len(body) < _SHORT or start in text) and len(_HAN.findall(text)) > needed:
            return True
    return False


def _long_strings(tree: HtmlElement, scripts: str) -> Iterator[str]:
    """The long strings of scripts and the long values of attributes, as they are meant."""
    if _may_hold_text(scripts):
        yield from _strings_in(scripts)
    yield from (decode_js_string(str(value)) for value in _LONG_VALUES(tree))


def _may_hold_text(scripts: str) -> bool:
    """Whether Chinese text may stand in scripts: written out, escaped, or in base64."""
    if "\\u" in scripts or (not scripts.isascii() and _EIGHT_HAN.search(scripts)):
        return True
    parts = (part for quote in "\"'`" for part in scripts.split(quote))
    return any(len(part) >= 200 and _BASE64.fullmatch(part) for part in parts)


def _strings_in(source: str, deeper: int = 2) -> Iterator[str]:
    """The long strings of a script; where one is itself JSON, the strings of that."""
    for found in _STRING.finditer(source):
        text = decode_js_string(next(filter(None, found.groups())))
        if deeper and _KEYED.search(text):
            yield from _strings_in(text, deeper - 1)
        else:
            yield text


def decode_js_string(literal: str) -> str:
    """What a string of a script says: base64 and escapes undone."""
    if _BASE64.fullmatch(literal):
        try:
            data = base64.b64decode(literal.replace("-", "+").replace("_", "/") + "==")
        except (binascii.Error, ValueError):
            return ""
        return data.decode("utf-8", "ignore")
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return literal
