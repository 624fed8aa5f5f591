"""Repair and parse XML, with HTML entities; nothing expands and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.entities import html5

from lxml import etree

from crawler.parsing.page import FetchedPage

#: What may stand before the first element: a comment, an instruction, a declaration with its
#: internal subset. Each is taken at once and whole, so that no nest of them takes long.
_BEFORE = re.compile(
    r"""<!--(?>.*?-->)|<\?(?>.*?\?>)|<!(?>(?>(?:[^\[>"']|"[^"]*"|'[^']*')*)
    (?:\[(?>(?:<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*"|'[^']*'|[^\]"'])*)\]\s*)?>)""",
    re.S | re.X,
)
_FIRST = re.compile(r"<([^\W\d][\w:.-]*)")
#: So many heads without an end are passed over; each is read to the end of the text.
_MOST_BROKEN = 16
#: Within so many characters a notice of the server may stand before an XML declaration.
_NOTICE = 8192
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body|head)\b", re.I)
_SUBSET = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"<&%]{0,100})\"|'([^'<&%]{0,100})')\s*>")
#: Entities of its own are put into an answer of no more characters.
_LARGEST_WITH_ENTITIES = 2**20
#: A reference to half of a surrogate pair: the parser lets it pass, and lxml breaks at it.
_HALF = re.compile(
    "&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}"
    r"|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]))(?![0-9a-fA-F]);?"
)
#: A section that is text as it stands, a reference, or a mere ampersand.
_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(#\w{1,8}|\w{1,32});)?", re.S)


def root_element_name(page: FetchedPage) -> str:
    """The local name of the first element of an answer, in lower case; '' where there is none."""
    found = _first(page.text)
    return found[1].rpartition(":")[2].lower() if found else ""


def _first(text: str) -> re.Match[str] | None:
    """The first element's tag, whatever stands before it; in XML that follows a notice of the
    server, that of the XML."""
    at = text.find("<?xml ", 0, _NOTICE)
    at = 0 if at > 0 and _PAGE.search(text, 0, at) else max(at, 0)
    for _ in range(_MOST_BROKEN):
        at = text.find("<", at)
        while at >= 0 and (before := _BEFORE.match(text, at)):
            at = text.find("<", before.end())
        if at < 0:
            return None
        found = _FIRST.match(text, at)
        if found:
            return found
        at += 1
    return _FIRST.search(text, at)


def parse_xml(page: FetchedPage) -> etree._Element | None:
    """The root of an XML answer, mended where it is broken; None where there is no element.

    Nothing is read of what stands before it but short texts that it names as entities.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    found = _first(page.text)
    if found is None:
        return None
    text = _HALF.sub("\ufffd", page.text[found.start() :])
    source = _REFERENCE.sub(_Referred(_entities(page.text, found.start())), text)
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def is_closed(page: FetchedPage) -> bool:
    """Whether the end tag of the first element stands in an answer, which else is cut off."""
    found = _first(page.text)
    return found is not None and f"</{found[1]}" in page.text


def _entities(text: str, end: int) -> dict[str, str]:
    """The short texts without mark-up that a declaration before ``end`` names."""
    if len(text) > _LARGEST_WITH_ENTITIES or "<!ENTITY" not in text[:end]:
        return {}
    return {name: one or two for name, one, two in _SUBSET.findall(text, 0, end)}


def local_name(element: etree._Element) -> str:
    """The name of an element without its name space or prefix, in lower case."""
    return re.split("[}:]", str(element.tag))[-1].lower()


def text_of(element: etree._Element) -> str:
    """All the text below an element, without white space at its ends."""
    return "".join(map(str, element.itertext())).strip()


class _Referred:
    """Writes a reference by number: behind a fault the parser drops those by name, even
    ``&amp;``."""

    def __init__(self, entities: Mapping[str, str]) -> None:
        self._entities = entities

    def __call__(self, found: re.Match[str]) -> str:
        written, name = found[0], found[1] or ""
        if name.startswith("#"):
            return "\ufffd" if unescape(written) == "\ufffd" else written
        if written.startswith("<"):
            return written
        meant = html5.get(f"{name};", "") or self._entities.get(name, "")
        return "".join(f"&#{ord(c)};" for c in meant) if meant else f"&#38;{written[1:]}"
