"""Judge whether a script may add text to a body that looks complete. Pure functions."""

from __future__ import annotations

import re

from crawler.gates.page_signals import NETWORK_CALL, decode_js_string
from crawler.parsing.page import FetchedPage

_SPACE = re.compile(r"\s+")
_TAG_OR_SPACE = re.compile(r"<[^<>]*>|\s+")
_WRITES = re.compile(
    r"\.(?:innerHTML|outerHTML)\s*\+?=|insertAdjacent|\.html\(|\.append(?:Child|To)?\(|\.prepend\("
    r"|\.before\(|\.after\(|replaceWith|replaceChildren|insertBefore|setHTMLUnsafe|document\.write"
)
_ADDRESS = re.compile(
    r"[\"'`]((?:https?:)?/[^\"'`\s]{2,200}|[\w./-]{2,80}\.(?:json|php|do|html?)[^\"'`\s]{0,120})"
)
#: What pages fetch beside an article.
_BESIDE = re.compile(
    r"comment|reply|pinglun|relat|recommend|tuijian|hot|rank|count|stat|hit|click|view|read[-_]?num|like"
    r"|zan|praise|share|ads?\b|advert|weather|config|token|sign|login|user|log\b|track|report|ping|poll|beat"
    r"|live|online|vote|nav|menu|foot|head|list|channel|column|search|beacon|collect",
    re.I,
)
_HELD = re.compile(r"(?<!\\)[\"'`]((?>(?:[^\"'`\\\n]|\\.){40,}))[\"'`]")
_SUMMARY = re.compile(
    r"(?:desc|summary|abstract|digest|intro|share|title|keyword)\w{0,20}[\"']?\s{0,9}[:=]\s{0,9}$",
    re.I,
)
_RUNNING = re.compile(r"[\u3400-\u9fff][^\n，。！？；]{0,100}[，。！？；]")


def script_may_add_text(page: FetchedPage, body: str) -> str:
    """Why a script of a page whose body looks whole may bring more of it; '' where none may.

    Scripts that fetch what stands beside an article (comments, counters, lists) may not.
    """
    tight = _SPACE.sub("", body)
    for script in page.tree.iter("script"):
        source = (script.text or "")[:200_000]
        if not _WRITES.search(source):
            continue
        if _fetches_text(source):
            return "a script fetches what it writes into the page"
        if _holds_text(source, tight):
            return "a script holds text that is not on the page"
    return ""


def _fetches_text(source: str) -> bool:
    if not NETWORK_CALL.search(source):
        return False
    addresses = _ADDRESS.findall(source)
    return not addresses or not all(_BESIDE.search(address) for address in addresses)


def _holds_text(source: str, body: str) -> bool:
    for found in _HELD.finditer(source):
        text = _TAG_OR_SPACE.sub("", decode_js_string(found[1]))
        named = _SUMMARY.search(source[max(0, found.start() - 30) : found.start()])
        if len(text) >= 40 and _RUNNING.search(text) and not named and text[:30] not in body:
            return True
    return False
